"""What whoever asked does with an action, and what the chair does."""

import datetime as dt
from collections.abc import Sequence

from flask.typing import ResponseReturnValue

from serac.actions import commands, policy
from serac.actions.models import Action
from serac.actions.queries import brief_of, find_action, possible_owners
from serac.actions.schemas import MOST_PARTS, CarryAnswers, GiveAnswers, SettleAnswers, SplitAnswers, WordsAnswers
from serac.actions.views.asking import USUAL, askable, choices_of, chosen, lists_of, readers_of
from serac.actions.views.blueprint import bp
from serac.actions.views.shown import act
from serac.agencies.models import Agency, Member
from serac.core.clock import last_day
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, needs


@bp.route("/actions/<reference>/give", methods=["GET", "POST"])
@needs(policy.keep, on=find_action)
def give(action: Action) -> ResponseReturnValue:
    """Give it to somebody else."""
    unit = current_unit()
    only = None if unit.may(policy.add_for_others, action) else unit.actor.principals[1:]
    found = askable(unit, action.partnership_id, action.within_id, only)
    usual = {"purpose": action.purpose or USUAL["purpose"], "categories": action.categories or USUAL["categories"]}
    form = Form(GiveAnswers(), initial=usual, version=action.version)

    def work() -> Action:
        agency, owner = chosen(unit, found, form.data["owner"])
        facts = {name: form.data[name] for name in ("words", "purpose", "categories")}
        return commands.give_action(unit, action, agency=agency, owner=owner, seen_version=form.version, **facts)

    return act("give", action, form, work, owners=choices_of(found), alone=readers_of(found), **lists_of(unit))


@bp.route("/actions/<reference>/carry", methods=["GET", "POST"])
@needs(policy.keep, on=find_action)
def carry(action: Action) -> ResponseReturnValue:
    """Carry it forward to a later day."""
    unit = current_unit()
    later = last_day(max(action.due_at, unit.now)) + dt.timedelta(days=7)
    form = Form(CarryAnswers(), initial={"due_on": later}, version=action.version)
    return act(
        "carry", action, form, lambda: commands.carry_forward(unit, action, **form.data, seen_version=form.version)
    )


@bp.route("/actions/<reference>/withdraw", methods=["GET", "POST"])
@needs(policy.keep, on=find_action)
def withdraw(action: Action) -> ResponseReturnValue:
    """Withdraw it, with the reason."""
    unit = current_unit()
    form = Form(WordsAnswers(), version=action.version)
    return act(
        "withdraw", action, form, lambda: commands.withdraw_action(unit, action, **form.data, seen_version=form.version)
    )


@bp.route("/actions/<reference>/escalate", methods=["GET", "POST"])
@needs(policy.escalate, on=find_action)
def escalate(action: Action) -> ResponseReturnValue:
    """Take a refused one to the chair."""
    unit = current_unit()
    form = Form(WordsAnswers(), version=action.version)
    return act(
        "escalate", action, form, lambda: commands.escalate_action(unit, action, **form.data, seen_version=form.version)
    )


@bp.route("/actions/<reference>/settle", methods=["GET", "POST"])
@needs(policy.settle, on=find_action)
def settle(action: Action) -> ResponseReturnValue:
    """The chair says whether a refused one stands."""
    unit = current_unit()
    form = Form(SettleAnswers(), version=action.version)
    return act(
        "settle", action, form, lambda: commands.settle_action(unit, action, **form.data, seen_version=form.version)
    )


@bp.route("/actions/<reference>/split", methods=["GET", "POST"])
@needs(policy.keep, on=find_action)
def split(action: Action) -> ResponseReturnValue:
    """Make several actions of one."""
    unit = current_unit()
    people = {str(one.id): one for one in possible_owners(unit, action.partnership_id, action.agency_id)}
    brief, day, numbers = brief_of(unit, action), last_day(action.due_at), range(1, MOST_PARTS + 1)
    initial: dict[str, object] = {f"due_{number}": day for number in numbers}
    initial |= {f"owner_{number}": str(action.owner_id) for number in numbers}
    form = Form(SplitAnswers(), initial=initial | {"text_1": brief.text if brief else ""}, version=action.version)

    def work() -> Sequence[Action]:
        agency = unit.session.get_one(Agency, action.agency_id)
        parts = _parts(unit, form, people)
        return commands.split_action(unit, action, parts=parts, agency=agency, seen_version=form.version)

    named = [(key, one.name) for key, one in people.items()]
    return act("split", action, form, work, people=named, numbers=list(numbers))


def _parts(unit: Unit, form: Form, people: dict[str, Member]) -> list[commands.Part]:
    parts = []
    for number in range(1, MOST_PARTS + 1):
        said, owner = form.data[f"text_{number}"], form.data[f"owner_{number}"]
        if not said:
            continue
        if owner and owner not in people:
            raise Invalid({f"owner_{number}": "Choose a named handler of the agency"})
        day = form.data.get(f"due_{number}")
        if day is None:
            raise Invalid({f"due_{number}": "Enter by when"})
        parts.append(commands.Part(said, day, people.get(owner)))
    return parts
