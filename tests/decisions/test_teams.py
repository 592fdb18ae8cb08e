"""Response teams start at the decision and end with a reason; a disagreement climbs its ladder by the clock until it is settled."""

from __future__ import annotations

from typing import Any

import pytest

from serac.cases.models import Case
from serac.core.jobs import JOBS, carry_out, list_due
from serac.core.problems import Conflict, Invalid, NotPermitted
from serac.decisions import commands, jobs
from serac.decisions.models import Disagreement, ResponseTeam
from serac.decisions.queries import list_disagreements, list_response_teams, list_steps
from tests.decisions.deciding import decided, here, put, scoped, told, with_chair
from tests.given import Given
from tests.raising import agency, county, member

AIM = {"aim": "Nine people safe", "exit_when": "Each has a room and a worker"}


def started(given: Given, case: Case, kind: str = "support", **facts: Any) -> ResponseTeam:
    with given.as_("priya") as unit:
        lead = agency(unit, given, facts.pop("lead", "housing"))
        who = facts.pop("who", "hana")
        person = member(unit, given, who) if who else None
        return commands.start_response_team(
            unit, here(unit, case), kind=kind, lead=lead, lead_member=person, **(AIM | facts)
        )


def team_in(unit: Any, team: ResponseTeam) -> ResponseTeam:
    return unit.session.get_one(ResponseTeam, team.id)


def test_teams_start_side_by_side_from_a_decision_in_force_one_of_a_kind(given: Given) -> None:
    county(given)
    case = scoped(given)
    with pytest.raises(Invalid, match="decision in force"):
        started(given, case)
    decided(given, case)
    for kind, lead, who in (("support", "housing", "hana"), ("pursue", "team", "tomas"), ("disrupt", "housing", "")):
        started(given, case, kind, lead=lead, who=who)
    for wrong in ({"kind": "support"}, {"kind": "rest"}, {"kind": "pursue", "lead": "charity", "who": ""}):
        with pytest.raises(Invalid):
            started(given, case, **wrong)
    with pytest.raises(Invalid) as missing:
        started(given, case, who="dev", aim=" ", exit_when="")
    assert set(missing.value.errors) == {"kind", "lead_member", "aim", "exit_when"}
    with given.as_("hana") as unit:
        assert [one.kind for one in list_response_teams(unit, here(unit, case))] == ["support", "pursue", "disrupt"]
    with given.as_("dev") as unit:
        assert list_response_teams(unit, case) == []


def test_a_team_is_changed_from_the_page_that_is_true_and_ends_with_a_reason_and_another_may_start(
    given: Given,
) -> None:
    county(given)
    case = scoped(given)
    decided(given, case)
    team = started(given, case)
    with given.as_("priya") as unit:
        facts = AIM | {"aim": "Eight people safe", "lead": agency(unit, given, "housing")}
        assert commands.change_response_team(unit, team_in(unit, team), seen_version=1, **facts).version == 2
    with given.as_("tomas") as unit:
        facts = AIM | {"lead": agency(unit, given, "housing")}
        with pytest.raises(Conflict) as lost:
            commands.change_response_team(unit, team_in(unit, team), seen_version=1, **facts)
    assert lost.value.current[0].text == "Eight people safe"
    with given.as_("hana") as unit, pytest.raises(NotPermitted):
        commands.end_response_team(unit, team_in(unit, team), reason="exit_met")
    with given.as_("priya") as unit, pytest.raises(Invalid, match="what happened"):
        commands.end_response_team(unit, team_in(unit, team), reason="not_reached")
    with given.as_("priya") as unit:
        commands.end_response_team(unit, team_in(unit, team), reason="not_reached", words="They left")
    assert set(told(given, f"response-team-ended:{team.id}")) == {"tomas", "hana"}
    with given.as_("priya") as unit, pytest.raises(Conflict):
        commands.end_response_team(unit, team_in(unit, team), reason="exit_met")
    assert started(given, case).id != team.id


def disagreed(given: Given, case: Case, by: str = "hana", of: str = "housing") -> Disagreement:
    with given.as_(by) as unit:
        words = "They need a room tonight, not on Monday"
        return commands.raise_disagreement(unit, here(unit, case), agency=agency(unit, given, of), words=words)


def row(unit: Any, one: Disagreement) -> Disagreement:
    return unit.session.get_one(Disagreement, one.id)


def test_the_ladders_clock_counts_working_days_and_passes_up_by_itself_to_the_chair_and_beyond(
    given: Given, clock: Any
) -> None:
    with_chair(given)
    case = scoped(given)
    put(given, case)
    clock.set("2026-04-02T08:00:00+00:00")  # the Thursday before Easter: four days nobody works
    one = disagreed(given, case)
    assert (one.step, one.step_due_at.isoformat()) == ("talk", "2026-04-07T08:00:00+00:00")
    assert set(told(given, f"disagreement:{one.id}")) == {"priya", "tomas", "judith"}
    assert jobs.pass_up
    each = JOBS["decisions.disagreement_due"]
    assert not list_due(given.services, [each])
    climbed = []
    for _ in range(5):
        with given.operator() as unit:
            clock.set(row(unit, one).step_due_at.isoformat())
        ((occasion, _),) = list_due(given.services, [each])
        assert carry_out(given.services, each, occasion)
        with given.operator() as unit:
            climbed.append(row(unit, one).step)
    assert climbed == ["managers", "spocs", "chair", "senior_leaders", "boards"]
    assert "judith" in told(given, f"disagreement:{one.id}:chair")
    assert "hana" in told(given, f"disagreement:{one.id}:spocs")
    with given.operator() as unit:
        clock.set(row(unit, one).step_due_at.isoformat())
    ((last, _),) = list_due(given.services, [each])
    assert carry_out(given.services, each, last)
    assert set(told(given, f"disagreement-late:{one.id}")) == {"priya", "tomas"}
    assert not list_due(given.services, [each])
    with given.as_("hana") as unit:
        assert [step.ended_by for step in list_steps(unit, [one.id])] == [None] * 5


def test_people_agree_or_pass_it_up_and_only_the_chair_says_that_the_decision_stands(given: Given) -> None:
    with_chair(given)
    case = scoped(given)
    put(given, case)
    decided(given, case)
    one = disagreed(given, case)
    for name in ("hana", "priya"):
        with given.as_(name) as unit, pytest.raises(Invalid, match="how it ended"):
            commands.settle_disagreement(unit, row(unit, one), outcome="decision_stands", words="So it is")
    with given.as_("priya") as unit:
        assert commands.pass_up(unit, row(unit, one), words="No room anywhere", seen_version=1).step == "managers"
    with given.as_("hana") as unit, pytest.raises(Conflict):
        commands.pass_up(unit, row(unit, one), seen_version=1)
    with given.as_("judith") as unit:
        commands.settle_disagreement(unit, row(unit, one), outcome="decision_stands", words="A room from Friday")
    with given.as_("hana") as unit:
        (found,) = list_disagreements(unit, here(unit, case))
        assert (found.outcome, found.settled_words) == ("decision_stands", "A room from Friday")
        with pytest.raises(Conflict):
            commands.settle_disagreement(unit, found, outcome="withdrawn", words="Never mind")
    with given.as_("dev") as unit:
        assert list_disagreements(unit, case) == []
