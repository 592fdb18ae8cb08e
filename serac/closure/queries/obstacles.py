"""What still stands in the way of closing a case: each thing in words, with the way to it."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from serac.access.models import Compartment
from serac.access.rule import visible
from serac.actions.queries import open_actions
from serac.agencies.models import Agency
from serac.cases.lifecycle import Asked
from serac.cases.models import Case, Deconfliction
from serac.core.clock import day_in_words
from serac.core.unit import Unit
from serac.decisions.lifecycle import DecisionState, DisagreementState, TeamState
from serac.decisions.models import Decision, Disagreement, ResponseTeam
from serac.reference import current
from serac.referrals.queries import referrals_of_case
from serac.scoping.lifecycle import WAITING, RoundState
from serac.scoping.models import Request, Round


@dataclass(frozen=True)
class Obstacle:
    """One thing that is not finished. `path`: where to finish it; `ids`: the rows it speaks of, for the audit log."""

    words: str
    path: str
    ids: tuple[uuid.UUID, ...] = ()


def list_obstacles(unit: Unit, case: Case) -> Sequence[Obstacle]:
    """What is not finished, as far as the reader may see it; that no decision was made is asked with the reason."""
    here = f"/cases/{case.reference}"
    return [
        *_actions(unit, case),
        *_requests(unit, case, here),
        *_rounds(unit, case, here),
        *_decision(unit, case, here),
        *_referrals(unit, case, here),
        *_police(unit, case, here),
    ]


def _actions(unit: Unit, case: Case) -> Iterator[Obstacle]:
    waiting = open_actions(unit, case.compartment_id)
    names = _agencies(unit, [one.agency_id for one in waiting])
    for one in waiting:
        words = f"Action {one.reference} is not finished: {names.get(one.agency_id, 'an agency')}"
        yield Obstacle(words, f"/actions/{one.reference}", (one.id,))


def _requests(unit: Unit, case: Case, here: str) -> Iterator[Obstacle]:
    asked = select(Request).where(Request.within_id == case.compartment_id, Request.state.in_(WAITING))
    waiting = unit.session.scalars(asked.order_by(Request.due_at, Request.id)).all()
    names = _agencies(unit, [one.agency_id for one in waiting])
    for one in waiting:
        due = f", due {day_in_words(one.due_at)}" if one.due_at else ""
        words = f"{names.get(one.agency_id, 'An agency')} has not answered{due}"
        yield Obstacle(words, f"{here}/scoping", (one.id,))


def _rounds(unit: Unit, case: Case, here: str) -> Iterator[Obstacle]:
    asked = select(Round).where(
        Round.compartment_id == case.compartment_id, Round.state.in_([RoundState.DRAFT, RoundState.SENT])
    )
    for one in unit.session.scalars(asked.order_by(Round.number)):
        words = "was begun and not sent" if one.state == RoundState.DRAFT else "is not ended"
        yield Obstacle(f"Round {one.number} {words}", f"{here}/scoping", (one.id,))


def _decision(unit: Unit, case: Case, here: str) -> Iterator[Obstacle]:
    """What a decision left open: one that waits for the chair, response teams at work, a disagreement."""
    path = f"{here}/decision"
    waits = select(Decision).where(
        Decision.compartment_id == case.compartment_id, Decision.state == DecisionState.WAITING
    )
    for one in unit.session.scalars(waits):
        yield Obstacle("The decision waits for the chair", path, (one.id,))
    working = select(ResponseTeam).where(
        ResponseTeam.compartment_id == case.compartment_id, ResponseTeam.state == TeamState.WORKING
    )
    for team in unit.session.scalars(working.order_by(ResponseTeam.started_at, ResponseTeam.id)):
        kind = current().response_team_kinds.label(team.kind).lower()
        yield Obstacle(f"The {kind} team is still at work: say how it ended", path, (team.id,))
    open_ = select(Disagreement).where(
        Disagreement.compartment_id == case.compartment_id, Disagreement.state == DisagreementState.OPEN
    )
    for row in unit.session.scalars(open_.order_by(Disagreement.raised_at, Disagreement.id)):
        yield Obstacle("A disagreement is not settled", path, (row.id,))


def _referrals(unit: Unit, case: Case, here: str) -> Iterator[Obstacle]:
    for one in referrals_of_case(unit, case.compartment_id):
        if one.due_at is not None and one.replied_at is None:
            label = current().referral_kinds.label(one.kind)
            yield Obstacle(f"No reply to a referral: {label}", f"{here}/referrals", (one.id,))


def _police(unit: Unit, case: Case, here: str) -> Iterator[Obstacle]:
    asked = select(Deconfliction).where(
        Deconfliction.compartment_id == case.compartment_id, Deconfliction.state == Asked.WAITING
    )
    for one in unit.session.scalars(asked):
        yield Obstacle("The police contact has not answered", f"{here}/contact", (one.id,))


def _agencies(unit: Unit, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    found = unit.session.scalars(select(Agency).where(Agency.id.in_(ids))) if ids else ()
    return {agency.id: agency.name for agency in found}


def is_decided(unit: Unit, case: Case) -> bool:
    """Whether there is a decision in force on a case."""
    asked = select(func.count()).select_from(Decision)
    in_force = (Decision.compartment_id == case.compartment_id, Decision.state == DecisionState.IN_FORCE)
    return bool(unit.session.scalar(asked.where(*in_force)))


def unseen_parts(unit: Unit, case: Case) -> bool:
    """Whether the case has requests or actions that are hidden from whoever asks: then they cannot say that all is finished."""
    hidden = select(Compartment.id).where(
        Compartment.within_id == case.compartment_id,
        Compartment.kind.in_(["request", "action"]),
        ~visible(Compartment.id),
    )
    return unit.session.scalar(hidden.limit(1)) is not None
