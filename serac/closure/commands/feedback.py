"""Telling agencies and reporters that their part counted: exactly the words that were looked at, and nothing else (domain 5.1)."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from serac.access import commands as access
from serac.alerts.commands import release_words
from serac.alerts.commands.questions import check_words
from serac.cases.models import Case
from serac.closure import policy
from serac.closure.models import Feedback, FeedbackReason
from serac.closure.queries import ToAgency, ToReporter, agencies_to_tell, reporters_to_tell
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit, command

TOLD = "feedback"
"""The relation in which an agency reads what it was told, and the kind of compartment it stands in."""
WHY = "feedback_reason"
"""The kind of compartment in which it stands why they may know: the own team's alone."""
NO_OPERATION = "Nothing is said before an operation has run. Confirm that none is to come"


@dataclass(frozen=True)
class Telling:
    """What somebody wants to tell, and whom: ids of agencies, and of alerts, whose reporters read it on their receipts.

    Attributes:
        reason: why they may know, for the record; none of them reads it.
        no_operation: whoever tells them states that no operation is planned or has still to run.
    """

    agencies: frozenset[uuid.UUID]
    reporters: frozenset[uuid.UUID]
    agency_words: str
    reporter_words: str
    reason: str
    no_operation: bool


@dataclass(frozen=True)
class Checked:
    """Whom feedback goes to by name, and in what words."""

    agencies: Sequence[ToAgency]
    reporters: Sequence[ToReporter]
    agency_words: str
    reporter_words: str


def check_feedback(unit: Unit, case: Case, telling: Telling) -> Checked:
    """Who by name would read what. Nothing is written.

    Raises:
        Invalid: nobody chosen, or somebody who may not be told; no words, or words that name an alert or a case; no reason;
            no statement that no operation is to come.
    """
    agencies = [one for one in agencies_to_tell(unit, case) if one.agency.id in telling.agencies]
    reporters = [one for one in reporters_to_tell(unit, case) if one.alert.id in telling.reporters]
    errors = dict(_wrong_choices(telling, agencies, reporters))
    if not telling.reason.strip():
        errors["reason"] = "Say why they may know"
    if not telling.no_operation:
        errors["no_operation"] = NO_OPERATION
    said = {"agency_words": "", "reporter_words": ""}
    for field, wanted in (("agency_words", bool(agencies)), ("reporter_words", bool(reporters))):
        try:
            said[field] = check_words(getattr(telling, field), field, "Enter what they will read") if wanted else ""
        except Invalid as wrong:
            errors |= wrong.errors
    if errors:
        raise Invalid(errors)
    return Checked(agencies, reporters, **said)


def _wrong_choices(
    telling: Telling, agencies: Sequence[ToAgency], reporters: Sequence[ToReporter]
) -> Iterator[tuple[str, str]]:
    if not telling.agencies and not telling.reporters:
        yield "agencies", "Choose who is told"
    if any(one.stops for one in agencies) or len(agencies) < len(telling.agencies):
        yield "agencies", "Choose only agencies that may be told"
    if any(one.stops for one in reporters) or len(reporters) < len(telling.reporters):
        yield "reporters", "Choose only those who may be told"


@command(may=policy.give_feedback)
def give_feedback(unit: Unit, case: Case, *, telling: Telling) -> Checked:
    """Tell the chosen agencies and reporters. A notice says only that something waits; the words are read here.

    Raises:
        Invalid: see check_feedback.
    """
    checked = check_feedback(unit, case, telling)
    kept = access.open_compartment(unit, case.partnership_id, kind=WHY, within=case.compartment_id)
    for one in checked.agencies:
        made = _tell(unit, case, one, checked.agency_words)
        unit.session.add(FeedbackReason(id=made.id, compartment_id=kept.id, reason=telling.reason.strip()))
    for reporter in checked.reporters:
        words = {"words": checked.reporter_words, "reason": telling.reason}
        release_words(unit, reporter.alert, no_operation=telling.no_operation, **words)
    unit.record(Event.FEEDBACK_SENT, case, agencies=[one.agency.id for one in checked.agencies])
    return checked


def _tell(unit: Unit, case: Case, to: ToAgency, words: str) -> Feedback:
    part = access.open_compartment(
        unit, case.partnership_id, kind=TOLD, within=case.compartment_id, not_for_immigration=True
    )
    access.grant_to_agency(
        unit,
        part,
        agency=to.agency,
        relation=TOLD,
        purpose=to.purpose,
        categories=to.categories,
        confirms=to.confirms,
    )
    made = Feedback(compartment_id=part.id, within_id=case.compartment_id, agency_id=to.agency.id, sent_at=unit.now)
    made.sent_by, made.words = unit.actor.member_id or NOBODY, words
    made.names = ", ".join(name for _, name in to.people)
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.FEEDBACK_SENT, made, agency=to.agency.id)
    for member_id, _ in to.people:
        path = f"/feedback/{made.id}"
        unit.notify("notice", member_id, key=f"feedback:{made.id}", path=path, about=part.id)
    return made
