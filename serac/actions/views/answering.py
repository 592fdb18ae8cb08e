"""One action, and what the agency whose it is does with it."""

import uuid
from typing import Any

from flask.typing import ResponseReturnValue

from serac.actions import commands, policy
from serac.actions.commands.answering import CONFLICT
from serac.actions.models import Action
from serac.actions.queries import find_action, history_of, parts_of
from serac.actions.schemas import ConnectionAnswers, FinishAnswers, ReassignAnswers, RefuseAnswers, WordsAnswers
from serac.actions.views.blueprint import bp
from serac.actions.views.lists import rows_of
from serac.actions.views.shown import act, action_page, agencies_named, people_of
from serac.actions.words import changed, today_in_london
from serac.agencies.models import Member
from serac.agencies.queries import names_of
from serac.core.answers import Answers
from serac.core.clock import moment_in_words
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs
from serac.reference import current


@bp.route("/actions/<reference>")
@needs(policy.read, on=find_action)
def show(action: Action) -> ResponseReturnValue:
    """One action: what is asked, whose it is, what happened, what can be done now."""
    unit = current_unit()
    history, parts = history_of(unit, action), parts_of(unit, action)
    names = names_of(unit, [one for row in history for one in (row.made_by, row.owner_id)])
    agencies = agencies_named(unit, [row.agency_id for row in history])
    refused = action.refused_due_at if action.escalated_at is None else None
    return action_page(
        "actions/show.html",
        action,
        form=Form(Answers(), version=action.version),
        also_shown=[*(row.id for row in history), *(row.id for row in parts)],
        history=[changed(row, names, agencies, unit.now) for row in history],
        parts=rows_of(unit, parts),
        carried=action.carried,
        waits_until=moment_in_words(refused) if refused else "",
        with_chair=action.escalated_at is not None and action.refused_due_at is not None,
    )


@bp.route("/actions/<reference>/connection", methods=["GET", "POST"])
@needs(policy.answer, on=find_action)
def connection(action: Action) -> ResponseReturnValue:
    """Say whether one has any connection with anyone in it."""
    unit = current_unit()
    form = Form(ConnectionAnswers())
    if form.sent_well() and form.attempt(lambda: commands.state_connection(unit, action, answer=form.data["answer"])):
        if form.data["answer"] == CONFLICT:  # they read nothing of it any more
            return go("actions.index")
        return go("actions.show", reference=action.reference)
    return action_page("actions/connection.html", action, form=form)


@bp.route("/actions/<reference>/accept", methods=["GET", "POST"])
@needs(policy.answer, on=find_action)
def accept(action: Action) -> ResponseReturnValue:
    """Take it on."""
    unit = current_unit()
    form = Form(Answers(), version=action.version)
    return act("accept", action, form, lambda: commands.accept_action(unit, action, seen_version=form.version))


@bp.route("/actions/<reference>/refuse", methods=["GET", "POST"])
@needs(policy.answer, on=find_action)
def refuse(action: Action) -> ResponseReturnValue:
    """Refuse it, with the reason."""
    unit = current_unit()
    form = Form(RefuseAnswers(), version=action.version)
    offered = current().refusing_action_reasons.offered(today_in_london(unit.now))
    reasons = [(one.code, one.label, one.hint) for one in offered]
    return act("refuse", action, form, lambda: _with(commands.refuse_action, unit, action, form), reasons=reasons)


def _with(command: Any, unit: Unit, action: Action, form: Form) -> Any:
    return command(unit, action, **form.data, seen_version=form.version)


@bp.route("/actions/<reference>/progress", methods=["GET", "POST"])
@needs(policy.work, on=find_action)
def progress(action: Action) -> ResponseReturnValue:
    """Say how it goes."""
    unit = current_unit()
    form = Form(WordsAnswers(), version=action.version)
    return act("progress", action, form, lambda: _with(commands.record_progress, unit, action, form))


@bp.route("/actions/<reference>/finish", methods=["GET", "POST"])
@needs(policy.work, on=find_action)
def finish(action: Action) -> ResponseReturnValue:
    """Say how it ended."""
    unit = current_unit()
    form = Form(FinishAnswers(), version=action.version)
    return act("finish", action, form, lambda: _with(commands.finish_action, unit, action, form))


@bp.route("/actions/<reference>/reassign", methods=["GET", "POST"])
@needs(policy.answer, on=find_action)
def reassign(action: Action) -> ResponseReturnValue:
    """Pass it to a colleague."""
    unit = current_unit()
    people = people_of(unit, action)
    form = Form(ReassignAnswers(), version=action.version)

    def work() -> Action:
        if form.data["owner"] not in {value for value, _ in people}:
            raise Invalid({"owner": "Choose a colleague who is a named handler"})
        owner = unit.session.get_one(Member, uuid.UUID(form.data["owner"]))
        said = {"words": form.data["words"], "seen_version": form.version}
        return commands.reassign_action(unit, action, owner=owner, **said)

    return act("reassign", action, form, work, people=people)
