"""The demonstration holds the virtual team's work in every state, and whoever signs in to it finds something to do."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from serac.access.actors import actor_of
from serac.access.models import Override
from serac.access.roles import Role
from serac.actions.lifecycle import WITH_OWNER, ActionState
from serac.actions.models import Action
from serac.agencies.models import Member
from serac.cases.lifecycle import Stage
from serac.cases.models import Case, Item
from serac.closure.models import Closing, Feedback, Repeat
from serac.core.actor import Actor, Authority
from serac.core.unit import Unit
from serac.decisions.lifecycle import DecisionState, TeamState
from serac.decisions.models import Decision, Disagreement, Dissent, ResponseTeam
from serac.demonstration.cast import COLLEAGUES, address_of
from serac.desk.queries import waiting_for
from serac.scoping.lifecycle import RequestState, RoundState
from serac.scoping.models import Contradiction, Reply, Request, RequestChange, Round

LATER = {Role.MANAGER, Role.MINUTE_TAKER}
"""Roles whose work comes with statistics and with meetings."""


def test_rounds_and_replies_are_in_every_state_with_items_for_every_audience(loaded):
    rows = {
        model: loaded.session.scalars(select(model)).all() for model in (Round, Request, Reply, Item, RequestChange)
    }
    assert {RoundState.DRAFT, RoundState.SENT, RoundState.ENDED} == {one.state for one in rows[Round]}
    assert max(one.number for one in rows[Round] if one.state == RoundState.SENT) == 2
    assert set(RequestState) == {one.state for one in rows[Request]}
    assert any(one.due_at and one.due_at < loaded.now and one.told_level for one in rows[Request])
    assert {"reminded", "deputy_told", "extended", "withdrawn", "silent"} <= {one.kind for one in rows[RequestChange]}
    assert {one.answer for one in rows[Reply]} == {"nothing_known", "information_held", "cannot_share"}
    assert {one.audience for one in rows[Item]} == {"team", "named", "coordinators"}
    assert any(one.not_for_immigration for one in rows[Item])
    assert any(one.sanitises_id for one in rows[Item])
    assert loaded.session.scalars(select(Contradiction)).all()
    running = {one.id for one in loaded.session.scalars(select(Override)) if one.until > loaded.now}
    assert [one for one in rows[Request] if one.override_id in running]


def test_decisions_actions_and_endings_are_in_every_state(loaded):
    decisions = loaded.session.scalars(select(Decision)).all()
    states = {one.state for one in decisions}
    assert {DecisionState.WAITING, DecisionState.IN_FORCE, DecisionState.SUPERSEDED} <= states
    assert any(one.why for one in decisions if one.state == DecisionState.IN_FORCE)
    assert len(loaded.session.scalars(select(Dissent)).all()) >= 2
    teams = loaded.session.scalars(select(ResponseTeam)).all()
    assert {one.kind for one in teams if one.state == TeamState.WORKING} == {"support", "pursue", "disrupt"}
    assert [one.step for one in loaded.session.scalars(select(Disagreement))] not in ([], ["talk"])
    actions = loaded.session.scalars(select(Action)).all()
    assert len(actions) >= 12
    assert set(ActionState) == {one.state for one in actions}
    assert {one.escalated_at is None for one in actions if one.state == ActionState.REFUSED} == {True, False}
    assert any(one.due_at < loaded.now for one in actions if one.state in WITH_OWNER)
    assert set(Stage) == {one.stage for one in loaded.session.scalars(select(Case))}
    closed = loaded.session.scalars(select(Closing)).one()
    assert loaded.session.scalars(select(Feedback).where(Feedback.within_id == closed.compartment_id)).all()
    kinds = Counter(one.kind for one in loaded.session.scalars(select(Repeat)))
    assert kinds["person"] + kinds["place"] >= 1


def test_everybody_who_signs_in_finds_something_to_do(demonstrated):
    services = demonstrated
    with Unit(services, Actor(Authority.JOB, services.clock.now())) as unit:
        ids = {member.email: member.id for member in unit.session.scalars(select(Member))}
    idle = set()
    for colleague in COLLEAGUES:
        member_id = ids[address_of(colleague)]
        with Unit(services, lambda session, now, it=member_id: actor_of(session, it, now)) as unit:
            if not any(section.rows for section in waiting_for(unit)):
                idle |= set(colleague.roles)
    assert idle == LATER
