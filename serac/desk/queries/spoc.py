"""What waits for an agency's points of contact: gaps in how it is reached, dates running out, roles to approve."""

import datetime as dt
from collections.abc import Iterator

from serac.agencies.models import Agency, Member
from serac.agencies.queries import list_contact_points, list_members
from serac.agencies.queries.agencies import find_agency_by_id
from serac.agencies.queries.members import Records, records_of_agency
from serac.core.actor import Permission
from serac.core.clock import LONDON
from serac.core.unit import Unit
from serac.desk.queries.keeping import roles_to_approve
from serac.desk.sections import Row, Section, Sign, runs_out
from serac.reference import UnknownCode, current

SOON = dt.timedelta(days=60)


def waiting_for_spoc(unit: Unit) -> list[Section]:
    """For each agency whose point of contact the actor is."""
    agencies = [find_agency_by_id(unit, key) for key in unit.actor.places(Permission.KEEP_OWN_AGENCY)]
    agencies.sort(key=lambda agency: (agency.name.casefold(), agency.id))
    without = [row for agency in agencies for row in _without_deputy(unit, agency)]
    ending = sorted((pair for agency in agencies for pair in _running_out(unit, agency)), key=lambda pair: pair[0])
    good = "Every contact point of your agency has a deputy. Keep it so when people leave."
    return [
        *roles_to_approve(unit),
        Section("deputies", "Contact points without a deputy", without, "late", "late", empty=good),
        Section("records", "Training and vetting running out", [row for _, row in ending], "late", "late"),
    ]


def _without_deputy(unit: Unit, agency: Agency) -> Iterator[Row]:
    for point in list_contact_points(unit, agency):
        if point.deputy_id is None:
            words = _label("contact_point_purposes", point.purpose)
            title = f"{words}: {point.label}" if point.label else words
            yield Row(point.id, title, f"/agencies/{agency.slug}", agency.name, Sign("No deputy", "late", "late"))


def _running_out(unit: Unit, agency: Agency) -> Iterator[tuple[tuple[dt.date, str], Row]]:
    by = (unit.now + SOON).astimezone(LONDON).date()
    records = records_of_agency(unit, agency)
    for member, _ in list_members(unit, agency):
        for words, day in _held_until(records.get(member.id, Records((), ()))).items():
            if day <= by:
                yield (day, member.name), _row(unit, member, agency, words, day)


def _held_until(records: Records) -> dict[str, dt.date]:
    """How long each course and clearance holds; a renewed one holds as long as the latest."""
    each = [(_label("training_courses", one.course), one.expires_on) for one in records.training]
    each += [(_label("vetting_levels", one.level), one.expires_on) for one in records.vetting]
    held: dict[str, dt.date] = {}
    for words, day in each:
        held[words] = max(held.get(words, dt.date.min), day or dt.date.max)
    return held


def _row(unit: Unit, member: Member, agency: Agency, words: str, day: dt.date) -> Row:
    return Row(member.id, member.name, f"/people/{member.id}", f"{words}, {agency.name}", runs_out(day, unit.now))


def _label(name: str, code: str) -> str:
    try:
        return current().list(name).label(code)
    except UnknownCode:
        return code
