"""A case with actions in it: where tests of actions start from."""

from __future__ import annotations

import datetime as dt
from typing import Any

from serac.access.roles import Role
from serac.actions import commands, jobs
from serac.actions.models import Action
from serac.actions.queries import find_action
from serac.agencies import commands as agencies
from serac.cases import commands as cases
from serac.cases.models import Case
from serac.cases.queries import find_case, list_deconflictions
from serac.core.jobs import JOBS, carry_out, list_due
from serac.core.outbox import Notice
from tests.given import Given
from tests.raising import agency, build_county, member, opened, share

TODAY = dt.date(2026, 3, 5)
SHARED = {"purpose": "disrupt", "categories": ["identity", "intelligence"]}


def build_promised(given: Given) -> None:
    """The county with a chair (judith, of the team's agency), a second handler at housing (hugo), and dev asked for the police."""
    build_county(given)
    given.member("hugo", "housing", Role.HANDLER)
    given.member("dina", "police", Role.HANDLER)
    given.member("judith", "team", Role.CHAIR)
    with given.operator() as unit:
        agencies.add_contact_point(
            unit, agency(unit, given, "police"), purpose="deconfliction", label="Exploitation desk", email="desk@police.example.org",
            phone="01632 960060", member=member(unit, given, "dev"),
        )  # fmt: skip
    case = opened(given)
    share(given, case, "housing")
    given.also["case"] = case.reference


def make(given: Given, by: str = "priya", to: str = "housing", owner: str = "", **changed: Any) -> Action:
    """An action somebody asked an agency for."""
    facts: dict[str, Any] = {"text": "Look up who holds the licence", "kind": "records", "priority": "ordinary"}
    facts |= {"why": "So that we know whom to write to", "due_on": TODAY + dt.timedelta(days=7)} | changed
    with given.as_(by) as unit:
        facts["owner"] = member(unit, given, owner) if owner else None
        return commands.make_action(unit, find_case(unit, given.also["case"]), agency=agency(unit, given, to), **facts)


def act(given: Given, name: str, by: str, action: Action, **facts: Any) -> Any:
    """One command on an action, as somebody; `agency` and `owner` are named."""
    with given.as_(by) as unit:
        found = {"agency": agency, "owner": member}
        facts |= {key: look(unit, given, facts[key]) for key, look in found.items() if facts.get(key)}
        return getattr(commands, name)(unit, find_action(unit, action.reference), **facts)


def stands(given: Given, action: Action, by: str = "priya") -> Action:
    """The action as it is now."""
    with given.as_(by) as unit:
        return find_action(unit, action.reference)


def clear(given: Given, rule: str = "open", lead: str = "") -> None:
    """The police contact is asked, where they have not been, and answers that it is clear."""
    with given.as_("priya") as unit:
        case = find_case(unit, given.also["case"])
        if case.deconfliction == "not_asked":
            cases.ask_deconfliction(unit, case, agency=agency(unit, given, "police"), what="May we visit?", **SHARED)
    answer(given, answer="clear", contact_rule=rule, lead=lead)


def answer(given: Given, **facts: Any) -> None:
    """What the police contact answers."""
    with given.as_("dev") as unit:
        asked = next(one for one in list_deconflictions(unit, here(unit, given)) if one.state != "replaced")
        facts["lead"] = agency(unit, given, facts["lead"]) if facts.get("lead") else None
        cases.answer_deconfliction(unit, asked, **facts)


def here(unit: Any, given: Given) -> Case:
    """The case."""
    return find_case(unit, given.also["case"])


def tick(given: Given, *names: str) -> list[str]:
    """Do what is due of the jobs of actions, and say what was done: job and subject."""
    assert jobs.escalate  # importing them makes the jobs known
    wanted = [one for name, one in JOBS.items() if name.startswith("actions.") and (not names or name in names)]
    due = list_due(given.services, wanted)
    assert all(carry_out(given.services, each, occasion) for occasion, each in due)
    return [each.name for _, each in due]


def told(given: Given, like: str) -> list[str]:
    """Who has had a notice with such a key."""
    names = {row_id: name for name, row_id in given.members.items()}
    with given.operator() as unit:
        rows = unit.session.query(Notice).where(Notice.key.like(like)).order_by(Notice.key)
        return sorted(names[one.member_id] for one in rows)
