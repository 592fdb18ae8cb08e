"""Professional disagreement: raised, passed up step by step by people or by the clock, and settled."""

from sqlalchemy import select

from serac.access.queries import members_holding
from serac.agencies.models import Agency
from serac.agencies.roles import Role
from serac.cases.commands import check_not_closed
from serac.cases.models import Case
from serac.cases.queries import own_team
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid
from serac.core.unit import Unit, acts_for_the_service, check_version, command
from serac.decisions import policy
from serac.decisions.commands.telling import (
    LONGEST,
    counted,
    refuse_the_connected,
    rules_of,
    tell,
    tell_chairs,
    tell_team,
    written,
)
from serac.decisions.ladder import due, first_step, next_step
from serac.decisions.lifecycle import DisagreementState
from serac.decisions.models import Disagreement, DisagreementStep
from serac.decisions.queries import current_of, leads_of
from serac.reference import current
from serac.reference.subjects import LadderStep

BY_WHO_RAISED_IT = frozenset({"agreed", "withdrawn"})
BY_THE_CHAIR = frozenset({"decision_stands", "decision_changes"})
"""Outcomes that only the chair may give: before that people agree, or it is passed up."""
POINTS, CHAIR = "spocs", "chair"


@command(may=policy.take_part)
def raise_disagreement(
    unit: Unit, case: Case, *, agency: Agency, words: str, with_agency: Agency | None = None
) -> Disagreement:
    """Raise a professional disagreement on a case. Its clock starts on the first step of the ladder.

    Args:
        agency: for whom it is raised. with_agency: with whom; None for the council's team, or the decision as a whole.

    Raises:
        Invalid: no words, or an agency that is not theirs, or with one the case is not open to.
    """
    check_not_closed(case)
    said = written(words, "words", "Enter what you disagree about, and what you propose instead")
    if agency.id not in unit.actor.agencies:
        raise Invalid({"agency": "Choose an agency you work for"})
    if with_agency and (with_agency.id == agency.id or with_agency.id not in {one.id for one in leads_of(unit, case)}):
        raise Invalid({"with_agency": "Choose another agency this case is open to"})
    decision, step = current_of(unit, case), first_step()
    made = Disagreement(compartment_id=case.compartment_id, case_id=case.id, agency_id=agency.id, words=said)
    made.decision_id, made.with_id = decision.id if decision else None, with_agency.id if with_agency else None
    made.state, made.raised_by, made.raised_at = DisagreementState.OPEN, unit.actor.member_id or NOBODY, unit.now
    _stand_on(unit, case, made, step)
    unit.session.add(made)
    unit.session.flush()
    facts = [counted(unit, case, "disagreement.raised", agency=str(agency.id))]
    unit.record(Event.DISAGREEMENT_RAISED, made, facts=facts, agency=agency.id, step=step.code)
    tell_team(unit, case, key=f"disagreement:{made.id}", page="/disagreements")
    return made


def _stand_on(unit: Unit, case: Case, one: Disagreement, step: LadderStep) -> None:
    one.step, one.step_since, one.step_due_at = step.code, unit.now, due(rules_of(unit, case), step, unit.now)


@command(may=policy.settle)
def pass_up(
    unit: Unit, disagreement: Disagreement, *, words: str = "", seen_version: int | None = None
) -> Disagreement:
    """Pass a disagreement up before its time on this step has run out.

    Raises:
        Conflict: it is settled, or somebody moved it meanwhile.
        Invalid: there is no step above, or too many words.
    """
    if len(words) > LONGEST:
        raise Invalid({"words": f"Use {LONGEST:,} characters or fewer"})
    if next_step(disagreement.step) is None:
        raise Invalid("This is the last step of the ladder. It is settled there.")
    _check_open(disagreement, seen_version)
    _go_up(unit, disagreement, words.strip())
    return disagreement


@command(may=acts_for_the_service)
def climb(unit: Unit, disagreement: Disagreement) -> Disagreement:
    """The time on a step has run out: the disagreement goes up; at the top, the team is told that it is late.

    Raises:
        Conflict: it was settled.
    """
    _check_open(disagreement, None)
    if next_step(disagreement.step) is not None:
        _go_up(unit, disagreement, "")
        return disagreement
    case = _case_of(unit, disagreement)
    told = [person.id for person in own_team(unit, case.partnership_id)]
    tell(unit, case, told, key=f"disagreement-late:{disagreement.id}", page="/disagreements")
    unit.record(Event.DISAGREEMENT_PASSED_UP, disagreement, step=disagreement.step, late=True)
    return disagreement


def _check_open(one: Disagreement, seen_version: int | None) -> None:
    if one.state != DisagreementState.OPEN:
        raise Conflict("This was settled. Look at it again before you act.")
    check_version(one, seen_version)


def _go_up(unit: Unit, one: Disagreement, words: str) -> None:
    case, step = _case_of(unit, one), next_step(one.step)
    assert step is not None
    left = DisagreementStep(compartment_id=one.compartment_id, disagreement_id=one.id, step=one.step, words=words)
    left.ended_at, left.ended_by = unit.now, unit.actor.member_id
    unit.session.add(left)
    _stand_on(unit, case, one, step)
    unit.record(Event.DISAGREEMENT_PASSED_UP, one, step=step.code, by_clock=left.ended_by is None)
    key, page = f"disagreement:{one.id}:{step.code}", "/disagreements"
    told = {person.id for person in own_team(unit, case.partnership_id)} | {one.raised_by}
    if step.code == POINTS:
        for agency_id in {one.agency_id, one.with_id} - {None}:
            told |= set(members_holding(unit, [Role.SPOC, Role.DEPUTY_SPOC], agency_id or NOBODY))
    tell(unit, case, sorted(told - {unit.actor.member_id or NOBODY}), key=key, page=page)
    if step.code == CHAIR:
        tell_chairs(unit, case, key=key, page=page)


@command(may=policy.settle)
def settle_disagreement(
    unit: Unit, disagreement: Disagreement, *, outcome: str, words: str, seen_version: int | None = None
) -> Disagreement:
    """Record how a disagreement ended.

    Args:
        outcome: code of disagreement_outcomes. Only the chair says that the decision stands, or is to be changed; only
            whoever raised it withdraws it.

    Raises:
        Conflict: it was settled before, or moved meanwhile.
        Invalid: an outcome that is not theirs to give, or no words.
        NotPermitted: a chair who has said that they have a connection.
    """
    case = _case_of(unit, disagreement)
    if outcome not in outcomes_for(unit, disagreement):
        raise Invalid({"outcome": "Choose how it ended"})
    if outcome in BY_THE_CHAIR:
        refuse_the_connected(unit, case)
    said = written(words, "words", "Enter how it was settled")
    _check_open(disagreement, seen_version)
    disagreement.state, disagreement.outcome, disagreement.settled_words = DisagreementState.SETTLED, outcome, said
    disagreement.settled_by, disagreement.settled_at = unit.actor.member_id or NOBODY, unit.now
    facts = [counted(unit, case, "disagreement.settled", outcome=outcome, step=disagreement.step)]
    unit.record(Event.DISAGREEMENT_SETTLED, disagreement, facts=facts, outcome=outcome)
    tell_team(unit, case, key=f"disagreement-settled:{disagreement.id}", page="/disagreements")
    return disagreement


def outcomes_for(unit: Unit, disagreement: Disagreement) -> frozenset[str]:
    """The outcomes the actor may give."""
    codes = current().disagreement_outcomes.codes()
    raised_it = disagreement.agency_id in unit.actor.agencies
    given = set(BY_WHO_RAISED_IT if raised_it else ())
    if unit.may(policy.decide, disagreement):
        given |= codes - BY_THE_CHAIR - {"withdrawn"}
    if unit.may(policy.chair, disagreement):
        given |= BY_THE_CHAIR
    return frozenset(given & codes)


def _case_of(unit: Unit, one: Disagreement) -> Case:
    return unit.session.scalars(select(Case).where(Case.id == one.case_id)).one()
