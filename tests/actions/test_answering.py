"""An action is asked, read, answered, worked on and ended; a refused one is always with somebody, and has a clock."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Exclusion, Grant
from serac.access.queries import find_compartment
from serac.access.roles import Role
from serac.actions.commands import Part
from serac.actions.lifecycle import OPEN, ActionState
from serac.actions.models import Action
from serac.actions.queries import brief_of, chairs_of, find_action, history_of, list_actions, list_page, open_actions
from serac.agencies import commands as agencies
from serac.agencies.models import Membership
from serac.cases.queries import find_case
from serac.core.facts import Fact
from serac.core.jobs import job_unit
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from tests.actions.promised import SHARED, TODAY, act, build_promised, here, make, stands, tick, told
from tests.given import Given
from tests.raising import agency, end_role, member


@pytest.fixture
def promised(given: Given) -> Given:
    return given.once(build_promised)


def facts_of(given: Given, name: str) -> list[dict[str, object]]:
    with given.operator() as unit:
        return [one.codes for one in unit.session.scalars(select(Fact).where(Fact.name == name).order_by(Fact.id))]


def test_an_action_is_asked_accepted_reported_on_and_done_late_with_its_evidence(promised: Given, clock) -> None:
    action = make(promised)
    assert (action.state, action.owner_id) == (ActionState.PROPOSED, promised.members["hana"])
    assert told(promised, "notice:action-asked:%") == ["hana"]
    with pytest.raises(Invalid):
        act(promised, "finish_action", "hana", action, state="done", words="Before anybody took it on")
    for name in ("rhys", "dina", "carys"):
        with promised.as_(name) as unit, pytest.raises(NotFound):
            find_action(unit, action.reference)
    act(promised, "accept_action", "hana", action)
    act(promised, "reassign_action", "hugo", action, owner="hugo", words="On leave")
    act(promised, "record_progress", "hugo", action, words="Asked the licensing desk")
    clock.set("2026-03-15T10:00:00+00:00")
    with pytest.raises(Invalid) as refused:
        act(promised, "finish_action", "hugo", action, state="done", words=" ")
    assert "words" in refused.value.errors
    act(promised, "finish_action", "hugo", action, state="done", words="Register page 12, saved in our file")
    with promised.as_("priya") as unit:
        done = find_action(unit, action.reference)
        said = [(one.kind, one.words) for one in reversed(history_of(unit, done))]
        assert brief_of(unit, done).text == "Look up who holds the licence"
        assert open_actions(unit, here(unit, promised).compartment_id) == []
    assert said == [
        ("made", ""), ("accepted", ""), ("reassigned", "On leave"), ("progress", "Asked the licensing desk"),
        ("done", "Register page 12, saved in our file"),
    ]  # fmt: skip
    assert (done.state, done.ended_at is not None) == (ActionState.DONE, True)
    assert [one["days_late"] for one in facts_of(promised, "action.done")] == [3]
    assert len(facts_of(promised, "action.made")) == len(facts_of(promised, "action.accepted")) == 1
    for name in ("accept_action", "withdraw_action", "carry_forward"):
        extra = {"words": "Too late"} if name != "accept_action" else {}
        extra |= {"due_on": dt.date(2026, 4, 1)} if name == "carry_forward" else {}
        with pytest.raises(Conflict):
            act(promised, name, "priya" if extra else "hugo", action, **extra)


def test_a_refused_action_returns_with_a_clock_until_it_is_given_settled_or_withdrawn(promised: Given, clock) -> None:
    action = make(promised)
    with pytest.raises(Invalid):
        act(promised, "refuse_action", "hana", action, reason="no_power", words="")
    act(promised, "refuse_action", "hana", action, reason="no_power", words="Licensing belongs to the county")
    lying = stands(promised, action)
    assert lying.state == ActionState.REFUSED
    assert lying.refused_due_at == dt.datetime(2026, 3, 5, 17, tzinfo=dt.UTC)
    assert told(promised, "notice:action-refused:%") == ["priya"]
    assert lying.state in OPEN
    assert tick(promised, "actions.refused") == []
    clock.set("2026-03-05T17:00:00+00:00")
    assert tick(promised, "actions.refused") == ["actions.refused"]
    assert tick(promised, "actions.refused") == []
    assert told(promised, "urgent:action-refused-late:%") == ["priya"]
    act(promised, "escalate_action", "priya", action, words="Nobody else can do it")
    assert told(promised, "notice:action-escalated:%") == ["judith"]
    with promised.as_("judith") as unit:
        find_action(unit, action.reference)
        with pytest.raises(NotFound):
            find_case(unit, promised.also["case"])
    act(promised, "settle_action", "judith", action, outcome="stands", words="It is a housing licence")
    again = stands(promised, action)
    assert (again.state, again.refused_due_at, again.owner_id) == (ActionState.PROPOSED, None, promised.members["hana"])
    act(promised, "refuse_action", "hana", action, reason="disagree", words="Still not ours")
    act(promised, "give_action", "tomas", action, agency="team", owner="tomas", words="I will ring them")
    taken = stands(promised, action)
    assert (taken.state, taken.owner_id, taken.by_team) == (ActionState.ACCEPTED, promised.members["tomas"], True)
    act(promised, "withdraw_action", "priya", action, words="Answered by another case")
    assert stands(promised, action).state == ActionState.WITHDRAWN


def test_who_may_do_what_with_an_action(promised: Given) -> None:
    action = make(promised)
    own = make(promised, by="hugo", owner="hugo")
    assert own.state == ActionState.ACCEPTED
    with pytest.raises(Invalid) as refused:
        make(promised, by="hugo", to="police")
    assert "agency" in refused.value.errors
    for by, name, extra in (
        ("priya", "accept_action", {}), ("hana", "withdraw_action", {"words": "No"}), ("hana", "escalate_action", {"words": "No"}),
        ("hana", "settle_action", {"outcome": "stands", "words": "No"}), ("priya", "settle_action", {"outcome": "stands", "words": "No"}),
        ("hana", "carry_forward", {"due_on": TODAY, "words": "No"}), ("hana", "give_action", {"agency": "housing"}),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            act(promised, name, by, action, **extra)
    with pytest.raises(Invalid):
        act(promised, "give_action", "hugo", own, agency="team")
    act(promised, "carry_forward", "hugo", own, due_on=TODAY + dt.timedelta(days=20), words="Whoever asked may")
    assert stands(promised, own).carried == 1


def test_one_of_two_who_answer_at_once_keeps_their_words(promised: Given) -> None:
    action = make(promised)
    act(promised, "accept_action", "hana", action, seen_version=1)
    with pytest.raises(Conflict) as conflict:
        act(promised, "refuse_action", "hugo", action, reason="other", words="We cannot", seen_version=1)
    assert conflict.value.version == 2


def test_an_action_is_split_and_its_parts_say_what_they_come_from(promised: Given) -> None:
    action = make(promised)
    with promised.as_("priya") as unit:
        parts = [
            Part("Look in the register", TODAY, member(unit, promised, "hugo")),
            Part("Ring the landlord’s agent", TODAY),
        ]
        from_here = find_action(unit, action.reference)
        made = commands_split(unit, from_here, promised, parts)
        assert [one.split_from_id for one in made] == [action.id, action.id]
        assert {one.owner_id for one in made} == {promised.members["hugo"], promised.members["hana"]}
        assert brief_of(unit, made[0]).why == "So that we know whom to write to"
        still = open_actions(unit, from_here.within_id)
        assert {one.id for one in still} == {one.id for one in made}
        assert len(list_actions(unit, from_here.within_id)) == 3
    assert (stands(promised, action).state, stands(promised, action).end_reason) == (ActionState.WITHDRAWN, "split")


def commands_split(unit, action: Action, given: Given, parts: list[Part]) -> list[Action]:
    from serac.actions.commands import split_action

    return list(split_action(unit, action, parts=parts, agency=agency(unit, given, "housing")))


def test_an_agency_that_is_not_on_the_case_gets_the_action_alone_and_reads_it_after_a_statement(
    promised: Given,
) -> None:
    with pytest.raises(Invalid) as refused:
        make(promised, to="police")
    assert "purpose" in refused.value.errors
    with pytest.raises(Invalid) as refused:
        make(promised, to="charity", **SHARED)
    assert "agency" in refused.value.errors
    action = make(promised, to="police", owner="dina", **SHARED)
    with promised.as_("dina") as unit:
        found = find_action(unit, action.reference)
        assert brief_of(unit, found) is None
        with pytest.raises(NotFound):
            find_case(unit, promised.also["case"])
        assert [one.id for one in list_page(unit, whose="mine", states=OPEN).rows] == [action.id]
    with pytest.raises(Invalid):
        act(promised, "accept_action", "dina", action)
    act(promised, "state_connection", "dina", action, answer="none")
    with promised.as_("dina") as unit:
        assert brief_of(unit, find_action(unit, action.reference)).text == "Look up who holds the licence"
    with promised.as_("dev") as unit:
        assert brief_of(unit, find_action(unit, action.reference)) is None
    act(promised, "state_connection", "dina", action, answer="conflict")
    passed = stands(promised, action)
    assert (passed.owner_id, passed.state) == (promised.members["dev"], ActionState.PROPOSED)
    with promised.as_("dina") as unit:
        with pytest.raises(NotFound):  # a connection keeps a person out of the whole case, as at a request
            find_action(unit, action.reference)
        assert unit.session.get(Exclusion, (action.within_id, promised.members["dina"]))
    act(promised, "state_connection", "dev", action, answer="conflict")
    back = stands(promised, action)
    assert (back.state, back.refusal) == (ActionState.REFUSED, "nobody_there")
    act(promised, "give_action", "priya", action, agency="housing")
    with promised.as_("dev") as unit, pytest.raises(NotFound):
        find_action(unit, action.reference)
    with promised.as_("priya") as unit:
        grants = unit.session.scalars(select(Grant).where(Grant.compartment_id == action.compartment_id)).all()
        assert all(one.until <= unit.now for one in grants)


def test_nothing_marked_not_for_immigration_control_reaches_such_an_agency(given: Given) -> None:
    build_promised(given)
    given.agency("border", "immigration_enforcement")
    given.member("ivor", "border", Role.HANDLER)
    given.agreement("border", purposes=["immigration_control"], categories=["intelligence"])
    control = {"purpose": "immigration_control", "categories": ["intelligence"]}
    for wrong in ({}, SHARED, control, SHARED | {"not_for_immigration": False}):
        with pytest.raises(Invalid):
            make(given, to="border", **wrong)
    made = make(given, to="border", not_for_immigration=False, **control)
    theirs = make(given)
    with pytest.raises(Invalid):
        act(given, "give_action", "priya", theirs, agency="border", words="They need to know", **control)
    with pytest.raises(Invalid):
        make(given, to="border", why="", not_for_immigration=False, **control)
    with given.as_("ivor") as unit:
        assert find_action(unit, made.reference)
        with pytest.raises(NotFound):
            find_action(unit, theirs.reference)


def leave(given: Given, name: str) -> None:
    with given.operator() as unit:
        held = select(Membership).where(Membership.member_id == given.members[name], Membership.until > unit.now)
        agencies.end_membership(unit, unit.session.scalars(held).one())


def test_no_action_is_ownerless_when_somebody_leaves(promised: Given) -> None:
    hugos, tomas = make(promised, owner="hugo"), make(promised, to="team", owner="tomas")
    leave(promised, "hugo")
    end_role(promised, "tomas")
    assert sorted(tick(promised, "actions.left")) == ["actions.left", "actions.left"]
    assert stands(promised, hugos).owner_id == promised.members["hana"]
    assert told(promised, "notice:action-handed-over:%") == ["hana", "priya"]
    assert stands(promised, tomas).owner_id == promised.members["priya"]
    end_role(promised, "hana")
    tick(promised, "actions.left")
    back = stands(promised, hugos)
    assert (back.state, back.refusal, back.refused_due_at is not None) == (ActionState.REFUSED, "nobody_there", True)
    assert tick(promised, "actions.left") == []


def test_an_action_whose_owner_can_no_longer_read_it_returns_to_whoever_asked(promised: Given, clock) -> None:
    from serac.access import commands as access
    from serac.access.queries import find_compartment

    action = make(promised, owner="hugo")
    tick(promised)
    with promised.as_("priya") as unit:
        whole = find_compartment(unit, here(unit, promised).compartment_id)
        access.exclude(unit, whole, grantee_id=promised.members["hugo"], reason="linked_person")
    clock.forward(hours=1)
    tick(promised, "actions.unread")
    assert stands(promised, action).owner_id == promised.members["hana"]
    with promised.as_("priya") as unit:
        whole = find_compartment(unit, here(unit, promised).compartment_id)
        access.exclude(unit, whole, grantee_id=promised.agencies["housing"], reason="linked_person")
    clock.forward(hours=1)
    tick(promised, "actions.unread")
    assert stands(promised, action).state == ActionState.REFUSED


def test_the_list_comes_the_day_before_and_what_is_late_is_passed_up(promised: Given, clock) -> None:
    monday = dt.date(2026, 3, 9)
    one = make(promised, due_on=monday)
    make(promised, due_on=monday, text="A second one the same day")
    clock.set("2026-03-06T08:59:00+00:00")
    assert tick(promised, "actions.day_before") == []
    clock.set("2026-03-06T09:00:00+00:00")
    assert tick(promised, "actions.day_before") == ["actions.day_before"]
    assert told(promised, "reminder:actions-due:%") == ["hana"]
    assert tick(promised, "actions.day_before", "actions.late") == []
    act(promised, "withdraw_action", "priya", one, words="Not needed")
    clock.set("2026-03-10T00:00:00+00:00")
    assert tick(promised, "actions.late") == ["actions.late"]
    clock.set("2026-03-10T17:00:00+00:00")
    assert tick(promised, "actions.late") == ["actions.late"]
    clock.set("2026-03-11T17:00:00+00:00")
    assert tick(promised, "actions.late") == ["actions.late"]
    assert tick(promised, "actions.late") == []
    steps = {step: told(promised, f"reminder:action-late-{step}:%") for step in (1, 2, 3)}
    assert steps == {1: ["hana"], 2: ["hana"], 3: ["priya"]}
    with job_unit(promised.services) as unit:
        late = [row for row in unit.session.scalars(select(Action)) if row.id != one.id]
    act(promised, "carry_forward", "priya", late[0], due_on=dt.date(2026, 3, 12), words="The register was away")
    assert stands(promised, late[0]).told_level == 0
    clock.set("2026-03-13T00:00:00+00:00")
    assert tick(promised, "actions.late") == ["actions.late"]


def test_what_is_late_is_passed_up_again_once_it_is_given_to_somebody_else(promised: Given, clock) -> None:
    action = make(promised, due_on=dt.date(2026, 3, 9))
    clock.set("2026-03-10T00:00:00+00:00")
    assert tick(promised, "actions.late") == ["actions.late"]
    act(promised, "refuse_action", "hana", action, reason="no_power", words="Not ours")
    act(promised, "give_action", "priya", action, agency="housing", owner="hana", words="Look again")
    assert stands(promised, action).told_level == 0
    assert tick(promised, "actions.late") == ["actions.late"]
    assert stands(promised, action).told_level == 1


def test_a_chair_who_is_kept_out_or_off_the_list_is_given_no_refused_action(promised: Given) -> None:
    with promised.as_("priya") as unit:
        case = here(unit, promised)
        place, within = case.partnership_id, case.compartment_id
        assert chairs_of(unit, place, within) == [promised.members["judith"]]
        access.restrict(unit, find_compartment(unit, within), readers=[promised.members["priya"]])
        assert chairs_of(unit, place, within) == []
