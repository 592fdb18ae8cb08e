"""Whatever happens to actions and to the people who have them, in any order: some things stay true."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from contextlib import suppress

import pytest

from serac.access import commands as access
from serac.access.queries import find_compartment, list_grants
from serac.access.readers import who_reads
from serac.access.roles import Role
from serac.actions.lifecycle import OPEN, WITH_OWNER, ActionState
from serac.actions.models import Action
from serac.actions.queries import list_actions, possible_owners
from serac.cases import commands as cases
from serac.cases.contact import may_contact
from serac.cases.queries import contact_now
from serac.core.jobs import job_unit
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from tests.actions.promised import SHARED, act, answer, build_promised, clear, here, make, tick
from tests.conftest import FULL, MovableClock
from tests.given import Given
from tests.raising import end_role, share

PEOPLE = ("priya", "tomas", "hana", "hugo", "dev", "dina", "judith")
AGENCIES = ("housing", "police", "team")
NEVER = ("rhys", "carys", "omar")
"""Who is never asked: a reporter, an agency without an agreement, oversight."""
Step = Callable[[Given, random.Random, MovableClock, list[Action]], None]


def _make(given: Given, luck: random.Random, _: MovableClock, known: list[Action]) -> None:
    day = (given.services.clock.now() + dt.timedelta(days=luck.randrange(5))).date()
    facts = {"to": luck.choice(AGENCIES), "by": luck.choice(("priya", "tomas", "hugo")), "due_on": day} | SHARED
    known.append(make(given, kind=luck.choice(("records", "records", "visit")), **facts))


def _answer(given: Given, luck: random.Random, _: MovableClock, known: list[Action]) -> None:
    by, one = luck.choice(PEOPLE), luck.choice(known)
    name, facts = luck.choice((
        ("state_connection", {"answer": "none"}), ("state_connection", {"answer": luck.choice(("none", "none", "conflict"))}),
        ("accept_action", {}), ("accept_action", {}), ("refuse_action", {"reason": "no_power", "words": "Not ours"}),
        ("finish_action", {"state": luck.choice(("done", "overtaken", "not_done")), "words": "Seen in our file"}),
        ("reassign_action", {"owner": luck.choice(PEOPLE)}), ("settle_action", {"outcome": "stands", "words": "It stands"}),
    ))  # fmt: skip
    act(given, name, by, one, **facts)


def _keep(given: Given, luck: random.Random, _: MovableClock, known: list[Action]) -> None:
    one = luck.choice(known)
    name, facts = luck.choice((
        ("give_action", {"agency": luck.choice(AGENCIES)} | SHARED), ("withdraw_action", {"words": "Not needed"}),
        ("escalate_action", {"words": "Please"}),
        ("carry_forward", {"due_on": (given.services.clock.now() + dt.timedelta(days=30)).date(), "words": "Later"}),
    ))  # fmt: skip
    act(given, name, luck.choice(("priya", "tomas", "hugo")), one, **facts)


def _rule(given: Given, luck: random.Random, clock: MovableClock, _: list[Action]) -> None:
    day = (given.services.clock.now() + dt.timedelta(days=2)).date()
    said = luck.choice(("open", "lead", "hold"))
    if said == "hold":
        answer(given, answer="hold", words="Ours", review_on=day)
    else:
        rule = {"contact_rule": "open"} if said == "open" else {"contact_rule": "lead_agency_only", "lead": "housing"}
        answer(given, answer="clear", **rule)


def _people(given: Given, luck: random.Random, clock: MovableClock, _: list[Action]) -> None:
    what = luck.choice(("role", "team", "excluded", "clock", "clock"))
    if what == "clock":
        clock.forward(hours=luck.choice((1, 30)))
    elif what == "role":
        name = luck.choice(("hugo", "dina"))
        end_role(given, name)
        given.appoint(
            name, Role.HANDLER, agency="housing" if name == "hugo" else "police"
        ) if luck.random() < 0.5 else None
    else:
        with given.as_("priya") as unit:
            whole = find_compartment(unit, here(unit, given).compartment_id)
            on_team = [one for one in list_grants(unit, whole.id) if one.relation == "virtual_team"]
            if what == "excluded":
                access.exclude(unit, whole, grantee_id=given.members["hugo"], reason="linked_person")
            elif on_team:
                cases.remove_from_virtual_team(unit, here(unit, given), grant=on_team[0])
        if what == "team" and not on_team:
            share(given, _case(given), "housing")


def _case(given: Given):
    with given.as_("priya") as unit:
        return here(unit, given)


STEPS: tuple[Step, ...] = (_make, _answer, _answer, _answer, _keep, _rule, _people)


@pytest.mark.parametrize("seed", range(20) if FULL else range(1))
def test_in_any_order_no_action_is_ownerless_and_nobody_reads_or_goes_where_they_may_not(given, clock, seed) -> None:
    given.once(build_promised)
    clear(given)
    luck, known, before = random.Random(seed), [make(given, to=one, **SHARED) for one in AGENCIES], {}
    for _ in range(45):
        with suppress(Invalid, Conflict, NotFound, NotPermitted):
            luck.choice(STEPS)(given, luck, clock, known)
        clock.forward(hours=1)
        tick(given)
        before = check(given, before)
    assert len(before) >= len(AGENCIES)


def check(given: Given, before: dict[object, ActionState]) -> dict[object, ActionState]:
    """What must be so at every moment; gives the state of each action."""
    with job_unit(given.services) as unit:
        found = list_actions(unit, _case(given).compartment_id)
        for one in found:
            open_to = who_reads(unit, one.brief_id, [given.members[name] for name in NEVER])
            assert not open_to
            assert (one.state == ActionState.REFUSED) == (one.refused_due_at is not None)
            assert (one.ended_at is None) == (one.state in OPEN)
            if one.state in WITH_OWNER:
                possible = {member.id for member in possible_owners(unit, one.partnership_id, one.agency_id)}
                assert one.owner_id in possible
                assert who_reads(unit, one.compartment_id, [one.owner_id])
            newly = one.state == ActionState.ACCEPTED and before.get(one.id) != ActionState.ACCEPTED
            if newly and one.kind == "visit":
                assert may_contact(contact_now(unit, one.compartment_id), one.agency_id, unit.now)
        assert not set(before) - {one.id for one in found}, "an action was lost"
        return {one.id: one.state for one in found}
