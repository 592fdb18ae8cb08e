"""What waits for those who are on cases: cases opened to them that they have not looked at yet."""

import datetime as dt

from sqlalchemy import func, select

from serac.access.models import Grant
from serac.audit.queries import have_looked
from serac.cases.models import Case
from serac.cases.queries import restricted_among
from serac.cases.words import contact_sign
from serac.core.clock import moment_in_words
from serac.core.unit import Unit
from serac.desk.sections import Row, Section, Sign

LOOK_BACK = dt.timedelta(days=60)
SHOWN = 20


def waiting_for_handler(unit: Unit) -> list[Section]:
    """Cases newly opened to the actor or to the agencies they handle for, newest first, read through the rule."""
    opened = func.max(Grant.since)
    granted = (
        select(Grant.compartment_id, opened)
        .where(Grant.grantee_id.in_(unit.actor.principals), Grant.since > unit.now - LOOK_BACK, Grant.until > unit.now)
        .group_by(Grant.compartment_id)
        .order_by(opened.desc(), Grant.compartment_id.desc())
        .limit(SHOWN * 5)
    )
    since = {row[0]: row[1] for row in unit.session.execute(granted)}
    cases = unit.session.scalars(select(Case).where(Case.compartment_id.in_(since))).all() if since else []
    looked = have_looked(unit, [case.compartment_id for case in cases])
    new = sorted(
        (case for case in cases if case.compartment_id not in looked),
        key=lambda case: (since[case.compartment_id], case.id),
        reverse=True,
    )
    restricted = restricted_among(unit, [case.compartment_id for case in new])
    rows = [
        _row(case, since[case.compartment_id], unit.now, restricted=case.compartment_id in restricted)
        for case in new[:SHOWN]
    ]
    empty = "A case appears here when it is opened to you. You get a message, too."
    return [
        Section("cases", "Cases opened to you", rows, "now", empty=empty, more=("All cases", "/cases"), count=len(new))
    ]


def _row(case: Case, since: dt.datetime, now: dt.datetime, *, restricted: bool) -> Row:
    meta = f"{case.reference}. Opened to you {moment_in_words(since)}. {contact_sign(case, now).text}"
    title = "Restricted case" if restricted else case.title
    sign = Sign("New", "lock") if restricted else Sign("New", "now")
    return Row(case.id, title, f"/cases/{case.reference}", meta, sign)
