"""Professional disagreements on a case: raising one, passing it up the ladder, settling it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from serac.agencies.models import Agency
from serac.agencies.queries import names_of
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.cases.views.frame import case_page
from serac.cases.words import Sign
from serac.core.clock import day_in_words, moment_in_words
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs
from serac.decisions import commands, policy
from serac.decisions.commands.disagreements import outcomes_for
from serac.decisions.ladder import next_step
from serac.decisions.lifecycle import DisagreementState
from serac.decisions.models import Disagreement, DisagreementStep
from serac.decisions.queries import find_disagreement, leads_of, list_disagreements, list_steps
from serac.decisions.schemas import DisagreementAnswers, SettleAnswers
from serac.decisions.views.blueprint import bp
from serac.decisions.views.room import Names, agency_names
from serac.reference import current

PASS_UP = "pass_up"  # nosec B105: a word of the page, no secret


@dataclass(frozen=True)
class ShownDisagreement:
    """A disagreement as its page shows it. `climbed`: the steps it has left, in words; `url`: where it is settled."""

    id: uuid.UUID
    between: str
    words: str
    raised: str
    sign: Sign
    step: str
    clock: Sign | None
    climbed: tuple[tuple[str, str], ...]
    outcome: str
    settled_words: str
    url: str


def shown_disagreements(unit: Unit, case: Case, found: Sequence[Disagreement]) -> list[ShownDisagreement]:
    """Each with where it stands on the ladder and until when."""
    steps = list_steps(unit, [one.id for one in found])
    people = names_of(unit, [one.raised_by for one in found] + [one.settled_by for one in found])
    agencies = agency_names(unit, [key for one in found for key in (one.agency_id, one.with_id)])
    by_one: dict[uuid.UUID, list[DisagreementStep]] = {}
    for step in steps:
        by_one.setdefault(step.disagreement_id, []).append(step)
    return [_shown(unit, case, one, by_one.get(one.id, ()), Names(people, agencies)) for one in found]


def _shown(
    unit: Unit, case: Case, one: Disagreement, steps: Sequence[DisagreementStep], names: Names
) -> ShownDisagreement:
    ladder, is_open = current().disagreement_ladder, one.state == DisagreementState.OPEN
    late = one.step_due_at <= unit.now
    clock = Sign(f"By {moment_in_words(one.step_due_at)}", "late" if late else "wait", "late" if late else None)
    outcome = ""
    if one.outcome and one.settled_at is not None:
        label = current().disagreement_outcomes.label(one.outcome)
        outcome = f"{label}. {names.person(one.settled_by)}, {day_in_words(one.settled_at)}"
    step = ladder.get(one.step)
    may = is_open and unit.may(policy.settle, one)
    address: dict[str, Any] = {"reference": case.reference, "disagreement_id": one.id}
    return ShownDisagreement(
        one.id,
        f"{names.agency(one.agency_id)} and {names.agency(one.with_id) or 'the council’s team'}",
        one.words,
        f"Raised by {names.person(one.raised_by)}, {day_in_words(one.raised_at)}",
        Sign("Open", "part") if is_open else Sign("Settled", "done", "done"),
        f"{step.label}: {step.who[0].lower()}{step.who[1:]}" if is_open else "",
        clock if is_open else None,
        tuple((_left(left), left.words) for left in steps),
        outcome,
        one.settled_words,
        url_for("decisions.disagreement", **address) if may else "",
    )


def _left(left: DisagreementStep) -> str:
    label = current().disagreement_ladder.label(left.step)
    why = "time had run out" if left.ended_by is None else "passed up"
    return f"{label}: {why} {day_in_words(left.ended_at)}"


@bp.route("/cases/<reference>/decision/disagreements", methods=["GET", "POST"])
@needs(policy.take_part, on=find_case)
def disagreements(case: Case) -> ResponseReturnValue:
    """What is disagreed about, and raising a disagreement."""
    unit = current_unit()
    mine = agency_names(unit, unit.actor.agencies)
    others = [agency for agency in leads_of(unit, case) if agency.id not in mine]
    form = Form(DisagreementAnswers(), initial={"agency": str(next(iter(mine))) if len(mine) == 1 else ""})
    if form.sent_well():
        own = next((one for one in mine if str(one) == form.data["agency"]), None)
        if own is None:
            form.errors = {"agency": "Choose an agency you work for"}
        else:
            other = next((agency for agency in others if agency.slug == form.data["with_agency"]), None)
            facts = {"agency": unit.session.get_one(Agency, own), "with_agency": other, "words": form.data["words"]}
            if form.attempt(lambda: commands.raise_disagreement(unit, case, **facts)):
                return go("decisions.disagreements", reference=case.reference)
    found = list_disagreements(unit, case)
    return case_page(
        "decisions/disagreements.html",
        case,
        form=form,
        shown=[one.id for one in found],
        rows=shown_disagreements(unit, case, found),
        agencies=sorted(((str(key), name) for key, name in mine.items()), key=lambda one: one[1].lower()),
        others=[(agency.slug, agency.name) for agency in others],
        ladder=[(step.label, step.who, step.working_days) for step in current().disagreement_ladder],
    )


@bp.route("/cases/<reference>/decision/disagreements/<uuid:disagreement_id>", methods=["GET", "POST"])
@needs(policy.settle, on=find_disagreement)
def disagreement(found: Disagreement) -> ResponseReturnValue:
    """Pass a disagreement up, or record how it ended."""
    unit = current_unit()
    case = unit.session.get_one(Case, found.case_id)
    form = Form(SettleAnswers(), version=found.version)
    if form.sent_well() and form.attempt(lambda: _go_on(unit, found, form)):
        return go("decisions.disagreements", reference=case.reference)
    mine, above = outcomes_for(unit, found), next_step(found.step)
    outcomes = [(one.code, one.label) for one in current().disagreement_outcomes if one.code in mine]
    if above is not None:
        outcomes.append((PASS_UP, f"Not settled: pass it up now ({above.label[0].lower()}{above.label[1:]})"))
    return case_page(
        "decisions/disagreement.html",
        case,
        form=form,
        shown=[found.id],
        one=shown_disagreements(unit, case, [found])[0],
        outcomes=outcomes,
    )


def _go_on(unit: Unit, found: Disagreement, form: Form) -> bool:
    facts = {"words": form.data["words"], "seen_version": form.version}
    if form.data["outcome"] == PASS_UP:
        commands.pass_up(unit, found, **facts)
    else:
        commands.settle_disagreement(unit, found, outcome=form.data["outcome"], **facts)
    return True
