"""How cases of the demonstration are decided, disagreed about, responded to, closed and fed back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from serac.access import commands as access
from serac.access.queries import find_compartment
from serac.closure import commands as closure
from serac.closure.queries import agencies_to_tell, reporters_to_tell
from serac.core.clock import LONDON
from serac.core.unit import Unit
from serac.decisions import commands
from serac.decisions.lifecycle import TeamState
from serac.decisions.models import Decision, ResponseTeam
from serac.demonstration.scene import Scene, Work
from serac.reference import current


def put_to(chair: str) -> Work:
    """Open the case to a chair."""

    def work(unit: Unit, scene: Scene) -> object:
        facts: dict[str, Any] = {"purpose": "disrupt", "categories": ["identity", "intelligence", "premises"]}
        return commands.put_to_chair(unit, scene.case(unit), chair=scene.person(unit, chair), **facts)

    return work


def open_to(person: str, purpose: str) -> Work:
    """Open the case to one person who is no named handler, on the agreement of their agency."""

    def work(unit: Unit, scene: Scene) -> object:
        compartment = find_compartment(unit, scene.case(unit).compartment_id)
        facts: dict[str, Any] = {"relation": "virtual_team", "purpose": purpose, "categories": ["identity", "premises"]}
        return access.grant_to_member(unit, compartment, member=scene.person(unit, person), **facts)

    return work


def decide(response: str, lead: str, consulted: tuple[str, ...] = (), **facts: Any) -> Work:
    """Record a decision; of the powers, those in force on that day."""
    powers = facts.pop("powers", ())

    def work(unit: Unit, scene: Scene) -> object:
        found: dict[str, Any] = {
            "lead": scene.body(unit, lead),
            "consulted": [scene.body(unit, slug).id for slug in consulted],
        }
        offered = {one.code for one in current().powers.offered(unit.now.astimezone(LONDON).date())}
        found["powers"] = [code for code in powers if code in offered]
        seen = max((one.number for one in _decisions(unit, scene)), default=0)
        return commands.decide(unit, scene.case(unit), response=response, seen=seen, **(found | facts))

    return work


def _decisions(unit: Unit, scene: Scene) -> Sequence[Decision]:
    """The latest first."""
    asked = select(Decision).where(Decision.case_id == scene.case_id).order_by(Decision.number.desc())
    return unit.session.scalars(asked).all()


def confirm(words: str) -> Work:
    """The chair confirms the decision that waits."""
    return lambda unit, scene: commands.confirm_decision(
        unit, _decisions(unit, scene)[0], no_connection=True, words=words
    )


def dissent(agency: str, role: str, words: str) -> Work:
    """An agency does not agree with the decision."""
    return lambda unit, scene: commands.add_dissent(
        unit, _decisions(unit, scene)[0], agency=scene.body(unit, agency), role=role, words=words
    )


def disagree(agency: str, other: str, words: str) -> Work:
    """An agency raises a professional disagreement with another."""
    return lambda unit, scene: commands.raise_disagreement(
        unit, scene.case(unit), agency=scene.body(unit, agency), with_agency=scene.body(unit, other), words=words
    )


def team(kind: str, lead: str, aim: str, exit_when: str) -> Work:
    """Start a response team."""
    return lambda unit, scene: commands.start_response_team(
        unit, scene.case(unit), kind=kind, lead=scene.body(unit, lead), aim=aim, exit_when=exit_when
    )


def end_teams(words: str) -> Work:
    """Every response team has reached its aim."""

    def work(unit: Unit, scene: Scene) -> None:
        working = select(ResponseTeam).where(
            ResponseTeam.case_id == scene.case_id, ResponseTeam.state == TeamState.WORKING
        )
        for one in unit.session.scalars(working.order_by(ResponseTeam.started_at, ResponseTeam.id)).all():
            commands.end_response_team(unit, one, reason="exit_met", words=words)

    return work


def close(words: str, *outcomes: str) -> Work:
    """Close the case: its aims were met."""

    def work(unit: Unit, scene: Scene) -> object:
        case = scene.case(unit)
        return closure.close_case(
            unit, case, reason="aims_met", words=words, outcomes=outcomes, seen_version=case.version
        )

    return work


def feed_back(agency_words: str, reporter_words: str) -> Work:
    """Tell every agency and reporter that may be told."""

    def work(unit: Unit, scene: Scene) -> object:
        case = scene.case(unit)
        telling = closure.Telling(
            agencies=frozenset(one.agency.id for one in agencies_to_tell(unit, case) if not one.stops),
            reporters=frozenset(one.alert.id for one in reporters_to_tell(unit, case) if not one.stops),
            agency_words=agency_words, reporter_words=reporter_words, no_operation=True,
            reason="It is over: those responsible were dealt with, and nobody can be tipped off.",
        )  # fmt: skip
        return closure.give_feedback(unit, case, telling=telling)

    return work
