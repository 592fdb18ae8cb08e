"""Opening a case, writing what is known, adding items of information."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from serac.access.commands import open_compartment
from serac.agencies.models import Agency, Partnership
from serac.cases import policy
from serac.cases.lifecycle import Stage
from serac.cases.models import Case, CaseKind, Item
from serac.cases.queries.cases import PREFIX
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.facts import Counted
from serac.core.problems import Invalid, Text
from serac.core.references import new_reference
from serac.core.unit import Unit, check_version, command
from serac.entities.models import Business, Person, Place, Vehicle
from serac.reference import current

LONGEST = 10_000
NOT_FOR_IMMIGRATION = "not_for_immigration"
"""The code of handling that closes an item to immigration control, in a part of the case of its own (domain 5.4)."""


@command(may=policy.open_case)
def open_case(
    unit: Unit,
    partnership: Partnership,
    *,
    title: str,
    kinds: Collection[str],
    summary: str = "",
    readers: Iterable[uuid.UUID] | None = None,
) -> Case:
    """Open a case in a compartment of its own, with "records checks only" as its contact rule.

    Args:
        title: a few words for those who may read it.
        kinds: codes of exploitation_kinds; several may apply.
        readers: given, the case is restricted to these members from its first save.

    Raises:
        Invalid: no title, or an unknown kind or none.
    """
    if not title.strip():
        raise Invalid({"title": "Enter a few words that say what this case is about"})
    chosen = sorted(set(kinds))
    if not chosen or any(code not in current().exploitation_kinds for code in chosen):
        raise Invalid({"kinds": "Choose what kind of exploitation it may be, or not yet known"})
    reference = new_reference(PREFIX)
    compartment = open_compartment(unit, partnership.id, kind="case", reference=reference, readers=readers)
    case = Case(compartment_id=compartment.id, partnership_id=partnership.id, reference=reference)
    case.stage, case.opened_at, case.opened_by = Stage.OPEN, unit.now, unit.actor.member_id or NOBODY
    case.title, case.summary = title.strip(), summary.strip()
    unit.session.add(case)
    for code in chosen:
        unit.session.add(CaseKind(compartment_id=compartment.id, code=code))
    unit.session.flush()
    counted = Counted("case.opened", partnership.id, unit.now, {"kinds": chosen}, restricted=readers is not None)
    unit.record(Event.CASE_OPENED, case, facts=[counted], kinds=chosen)
    return case


@command(may=policy.write)
def change_summary(unit: Unit, case: Case, *, title: str, summary: str, seen_version: int | None) -> Case:
    """Write what is known afresh.

    Args:
        seen_version: the version the form was made from.

    Raises:
        Conflict: somebody saved in between; carries the texts saved now.
        Invalid: no title.
    """
    if not title.strip():
        raise Invalid({"title": "Enter a few words that say what this case is about"})
    saved = [Text("title", "Title", case.title), Text("summary", "What we know", case.summary)]
    check_version(case, seen_version, lambda: saved)
    fields = [
        name for name, new, old in (("title", title, case.title), ("summary", summary, case.summary)) if new != old
    ]
    case.title, case.summary = title.strip(), summary.strip()
    unit.record(Event.CASE_CHANGED, case, fields=fields)
    return case


def move_case(unit: Unit, case: Case, stage: Stage) -> None:
    """Move a case to another stage, where it is not there already. Part of the command that moves it: a round, a decision.

    Raises:
        MoveRefused: the case cannot go there from where it is.
    """
    if not unit.in_command:
        raise RuntimeError("a case moves within a command")
    if case.stage == stage:
        return
    check_version(case, None)
    case.stage = stage
    unit.record(Event.CASE_CHANGED, case, stage=stage)


@command(may=policy.write)
def add_item(
    unit: Unit,
    case: Case,
    *,
    text: str,
    how_known: str,
    handling: str = "",
    about: Person | Place | Vehicle | Business | None = None,
    agency: Agency | None = None,
    extracted: bool = False,
) -> Item:
    """Add a piece of information to a case. How it is known sets its grade; nobody is asked for letters (codes.md).

    Args:
        how_known: code of how_known. handling: code of handling; "ask me first" where none is given. What is not for
            immigration control is in a part of its own, which follows the case and never opens to it.
        about: a person, place, vehicle or business of this case.
        agency: who gave it; None where the source is withheld.
        extracted: it was taken from an alert. The item does not say from which.

    Raises:
        Invalid: no text, an unknown code, or about something that is not in this case.
    """
    _check_item(text, how_known, handling)
    if about is not None and about.compartment_id != case.compartment_id:
        raise Invalid({"about": "Choose somebody or something in this case"})
    item = _new_item(unit, case, how_known, handling)
    item.text = text.strip()
    item.agency_id, item.about_id = agency.id if agency else None, about.id if about else None
    unit.session.add(item)
    unit.session.flush()
    event = Event.ITEM_EXTRACTED if extracted else Event.ITEM_ADDED
    unit.record(event, item, how_known=how_known, handling=item.handling)
    return item


def _new_item(unit: Unit, case: Case, how_known: str, handling: str) -> Item:
    """An item in the compartment of its case or, closed to immigration control, in a part of its own that follows the case."""
    reference, compartment_id = current(), case.compartment_id
    barred = handling == NOT_FOR_IMMIGRATION
    if barred and unit.actor.immigration_control:
        raise Invalid({"handling": "You work for immigration control: you could not read it yourself any more"})
    if barred:
        where: dict[str, Any] = {"within": case.compartment_id, "follows": True, "not_for_immigration": True}
        compartment_id = open_compartment(unit, case.partnership_id, kind="item", **where).id
    known = reference.how_known.get(how_known)
    item = Item(compartment_id=compartment_id, within_id=case.compartment_id, not_for_immigration=barred)
    item.how_known, item.given_at, item.added_by = how_known, unit.now, unit.actor.member_id or NOBODY
    item.grade_source = reference.source_grades.get(known.source_grade).letter
    item.grade_information = reference.intelligence_grades.get(known.intelligence_grade).letter
    item.handling = handling or next(entry.code for entry in reference.handling if entry.default)
    return item


def _check_item(text: str, how_known: str, handling: str) -> None:
    reference = current()
    if not text.strip():
        raise Invalid({"what": "Enter what is known"})
    if len(text) > LONGEST:
        raise Invalid({"what": f"Use {LONGEST:,} characters or fewer"})
    if how_known not in reference.how_known:
        raise Invalid({"how_known": "Choose how it is known"})
    if handling and handling not in reference.handling:
        raise Invalid({"handling": "Choose what may be done with it"})
