"""Actions of the matrix: one for an agency on its case, one that is with the chair, one for an agency that gets it alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from serac.actions import commands as actions
from serac.actions.models import Action
from serac.actions.queries import find_action
from serac.agencies.models import Agency, Partnership
from serac.cases import commands as cases
from serac.cases.models import Case
from serac.core.unit import Unit
from tests.given import Given

_SHARED: dict[str, Any] = {"purpose": "disrupt", "categories": ["identity"]}


def with_actions(given: Given, home: str, planted: str) -> dict[str, dict[str, Any]]:
    """The addresses of each by its variant, and of their case, which is open to housing."""
    with given.as_("tom") as unit:
        place = unit.session.get_one(Partnership, given.partnerships[home])
        housing = unit.session.get_one(Agency, given.agencies["kelderby-housing"])
        police = unit.session.get_one(Agency, given.agencies["police"])
        case = cases.open_case(unit, place, title=f"{planted} asked for", kinds=["labour.forced"])
        cases.add_to_virtual_team(unit, case, agency=housing, **_SHARED)
        own = cases.open_case(unit, place, title=f"{planted} of the team alone", kinds=["labour.forced"])

        def made(agency: Agency, case: Case = case, **facts: Any) -> Action:
            words = {"text": f"Look {planted} up", "why": planted, "kind": "records", "priority": "ordinary"}
            due_on = (unit.now + dt.timedelta(days=7)).date()
            return actions.make_action(unit, case, agency=agency, due_on=due_on, **words, **facts)

        plain, refused, alone = made(housing), made(housing), made(police, own, **_SHARED)
    with given.as_("gwen") as unit:
        actions.refuse_action(unit, _again(unit, refused), reason="no_power", words=planted)
    with given.as_("tom") as unit:
        actions.escalate_action(unit, _again(unit, refused), words=planted)
    return {
        "action": {"reference": plain.reference},
        "refused action": {"reference": refused.reference},
        "action alone": {"reference": alone.reference},
        "case with actions": {"reference": case.reference},
    }


def _again(unit: Unit, action: Action) -> Action:
    return find_action(unit, action.reference)


def _day(name: str) -> dict[str, str]:
    return {f"{name}-day": "20", f"{name}-month": "3", f"{name}-year": "2026"}


def bodies(given: Given) -> dict[str, dict[str, Any]]:
    """What a well-filled form sends."""
    said = {"words": "As written", "version": "1"}
    owner = f"kelderby-housing:{given.members['amir']}"
    asked = {"what": "Look it up", "kind": "records", "priority": "ordinary", "owner": owner} | _SHARED
    return {
        "actions.new": asked | _day("due_on"),
        "actions.connection": {"answer": "none"},
        "actions.accept": {"version": "1"},
        "actions.refuse": said | {"reason": "no_power"},
        "actions.progress": said,
        "actions.finish": said | {"state": "overtaken"},
        "actions.reassign": said | {"owner": str(given.members["amir"])},
        "actions.give": said | {"owner": owner} | _SHARED,
        "actions.carry": said | _day("due_on"),
        "actions.withdraw": said,
        "actions.escalate": said,
        "actions.settle": said | {"outcome": "stands", "version": "3"},
        "actions.split": {"text_1": "One", "text_2": "Two", "version": "1"} | _day("due_1") | _day("due_2"),
    }
