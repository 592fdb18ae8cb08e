"""Lists of actions: mine, my agency's, those I asked for, the partnership's; on one case; and asking for one."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from serac.actions import commands, policy
from serac.actions.lifecycle import OPEN, WITH_OWNER, ActionState
from serac.actions.models import Action
from serac.actions.queries import (
    AGENCY,
    ASKED,
    MINE,
    PARTNERSHIP,
    briefs_of,
    list_actions,
    list_page,
    of_restricted_cases,
)
from serac.actions.schemas import MakeAnswers
from serac.actions.views.asking import USUAL, askable, choices_of, chosen, lists_of, readers_of
from serac.actions.views.blueprint import bp
from serac.actions.views.shown import agencies_named
from serac.actions.words import STATES, WHOSE, ListedAction, listed
from serac.agencies.queries import names_of
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.cases.views.frame import case_page
from serac.core.clock import LONDON
from serac.core.unit import Unit
from serac.core.web import Form, before_of, current_unit, go, needs, page
from serac.reference import current

GROUPS: tuple[tuple[str, frozenset[ActionState]], ...] = (
    ("Back with whoever asked", frozenset({ActionState.REFUSED})),
    ("Waiting for an answer", frozenset({ActionState.PROPOSED})),
    ("Under way", frozenset({ActionState.ACCEPTED})),
    ("Ended", frozenset(ActionState) - OPEN),
)


@bp.route("/actions")
@needs(policy.list_actions)
def index() -> ResponseReturnValue:
    """Actions, the soonest due first."""
    unit = current_unit()
    offered = [MINE, AGENCY, ASKED, *([PARTNERSHIP] if unit.actor.teams else [])]
    whose = request.args.get("whose", MINE)
    whose = whose if whose in offered else MINE
    state, priority = request.args.get("state", ""), request.args.get("priority", "")
    usual = WITH_OWNER if whose in {MINE, AGENCY} else OPEN  # a refused one is with whoever asked
    states = frozenset({ActionState(state)}) if state in set(ActionState) else usual
    priority = priority if priority in current().action_priorities else ""
    after = before_of(request.args.get("before"))
    found = list_page(unit, whose=whose, states=states, priority=priority, after=after)
    filters = {"whose": whose} | ({"state": state} if states != usual else {})
    filters |= {"priority": priority} if priority else {}
    return page(
        "actions/index.html",
        shown=[row.id for row in found.rows],
        rows=rows_of(unit, found.rows),
        filters=filters,
        whoses=[(code, WHOSE[code]) for code in offered],
        states=[(one.value, sign.text) for one, sign in STATES.items()],
        priorities=[(one.code, one.label) for one in current().action_priorities],
        older=found.older,
        at_start=after is None,
    )


def rows_of(unit: Unit, rows: Sequence[Action]) -> list[ListedAction]:
    """Actions as rows, in a handful of statements however many there are."""
    briefs, restricted = briefs_of(unit, rows), of_restricted_cases(unit, rows)
    names, agencies = (
        names_of(unit, [row.owner_id for row in rows]),
        agencies_named(unit, [row.agency_id for row in rows]),
    )
    return [
        listed(
            row, briefs.get(row.id), agencies[row.agency_id], names.get(row.owner_id, "Somebody"), unit.now,
            restricted=row.id in restricted,
        )
        for row in rows
    ]  # fmt: skip


@bp.route("/cases/<reference>/actions")
@needs(policy.read, on=find_case)
def on_case(case: Case) -> ResponseReturnValue:
    """The actions of one case, by where they are."""
    unit = current_unit()
    found = list_actions(unit, case.compartment_id)
    briefs, names = briefs_of(unit, found), names_of(unit, [row.owner_id for row in found])
    agencies = agencies_named(unit, [row.agency_id for row in found])
    groups = [
        (title, [
            listed(row, briefs.get(row.id), agencies[row.agency_id], names.get(row.owner_id, "Somebody"), unit.now, restricted=False)
            for row in found if row.state in states
        ])
        for title, states in GROUPS
    ]  # fmt: skip
    may_add = unit.may(policy.add, case) and case.stage != Stage.CLOSED
    groups = [group for group in groups if group[1]]
    return case_page("actions/on_case.html", case, shown=[row.id for row in found], groups=groups, may_add=may_add)


@bp.route("/cases/<reference>/actions/new", methods=["GET", "POST"])
@needs(policy.add, on=find_case)
def new(case: Case) -> ResponseReturnValue:
    """Ask an agency to do something, or take it on oneself."""
    unit = current_unit()
    only = None if unit.may(policy.add_for_others, case) else unit.actor.principals[1:]
    found = askable(unit, case.partnership_id, case.compartment_id, only)
    today, reference = unit.now.astimezone(LONDON).date(), current()
    form = Form(MakeAnswers(), initial={"due_on": today + dt.timedelta(days=7), **USUAL})
    if form.sent_well():
        made = form.attempt(lambda: _make(unit, case, found, form.data))
        if made:
            return go("actions.show", reference=made.reference)
    return case_page(
        "actions/new.html",
        case,
        form=form,
        owners=choices_of(found),
        alone=readers_of(found),
        kinds=[(one.code, one.label, one.hint) for one in reference.action_kinds.offered(today)],
        priorities=[(one.code, one.label, one.hint) for one in reference.action_priorities.offered(today)],
        **lists_of(unit),
    )


def _make(unit: Unit, case: Case, found: Any, answers: dict[str, Any]) -> Action:
    agency, owner = chosen(unit, found, answers["owner"])
    facts = {name: answers[name] for name in ("why", "kind", "priority", "due_on", "purpose", "categories")}
    facts |= {"text": answers["what"], "not_for_immigration": not answers["for_immigration"]}
    return commands.make_action(unit, case, agency=agency, owner=owner, **facts)
