"""The triage page: one next thing, what was reported, gates, tonight, referrals, matches, one end."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from serac.access.queries import find_compartment
from serac.agencies.models import Partnership
from serac.agencies.queries import names_of, was_on_duty
from serac.alerts import policy
from serac.alerts.commands.outcomes import ended_with
from serac.alerts.lifecycle import AGAIN, FINISHED, AlertState
from serac.alerts.models import Alert, Gate, Tonight
from serac.alerts.queries import (
    OPEN,
    facts_of_alert,
    find_alert,
    kinds_by_alert,
    list_attachments,
    reporter_of_alert,
    safe_contacts_of_alert,
    team_members,
)
from serac.alerts.queries.clocks import STEPS, step_due
from serac.alerts.queries.triage import Missing, gates_of, in_another_hand, missing_of, plans_of
from serac.alerts.views.blueprint import bp
from serac.alerts.views.kept_out import kept_out_of
from serac.alerts.views.matches import laid_aside_of, matches_of
from serac.alerts.views.questions import questions_of
from serac.alerts.views.triage.files import shown_file
from serac.alerts.views.triage.shown import Fresh, age_words, gates_shown, plans_shown, role_words
from serac.alerts.words import STATES, headline, time_left
from serac.cases.models import Case
from serac.cases.views.flags import flags_of
from serac.core.actor import NOBODY
from serac.core.clock import LONDON, day_in_words, moment_in_words
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, needs, page
from serac.entities.models import Person
from serac.entities.queries import Recorded, list_recorded
from serac.reference import current
from serac.referrals.models import Referral
from serac.referrals.policy import refer
from serac.referrals.queries import list_referrals
from serac.referrals.showing import shown_referrals


@bp.route("/alerts/<reference>")
@needs(policy.read, on=find_alert)
def show(alert: Alert) -> ResponseReturnValue:
    """What was reported, to the team that triages it."""
    return triage_page(alert, gate=request.args.get("gate", ""), plan=_id(request.args.get("plan", "")))


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Progress:
    """How far triage of an alert has come. works: the reader may triage it; mine: they have it in hand."""

    gates: Mapping[str, Gate]
    plans: Mapping[uuid.UUID, Tonight]
    referrals: Sequence[Referral]
    missing: Sequence[Missing]
    works: bool
    mine: bool

    def waiting(self, start: str) -> list[str]:
        """What is missing of the gates ("gate-") or the plans ("tonight-"), without that beginning."""
        return [one.anchor.removeprefix(start) for one in self.missing if one.anchor.startswith(start)]

    @property
    def people(self) -> set[uuid.UUID]:
        """Who answered, planned and referred."""
        answered = {one.answered_by for one in self.gates.values()}
        return answered | {one.planned_by for one in self.plans.values()} | {one.made_by for one in self.referrals}

    @property
    def ids(self) -> list[uuid.UUID]:
        """The rows shown of it, for the audit log."""
        rows: list[Any] = [*self.gates.values(), *self.plans.values(), *self.referrals]
        return [one.id for one in rows]


def _progress(unit: Unit, alert: Alert, people: Sequence[Person]) -> Progress:
    gates, plans = gates_of(unit, alert), plans_of(unit, alert)
    works = alert.state in OPEN and unit.may(policy.triage, alert)
    return Progress(
        gates,
        plans,
        list_referrals(unit, [alert.compartment_id]),
        missing_of(gates, plans, people),
        works,
        works and alert.claimed_by == unit.actor.member_id,
    )


def triage_page(
    alert: Alert, *, gate: str = "", plan: uuid.UUID | None = None, sent: Form | None = None, which: str = ""
) -> ResponseReturnValue:
    """The whole page. `sent`: the one of its forms that came back, and `which` of them: gate, plan or end."""
    unit = current_unit()
    alert = find_alert(unit, alert.reference) if sent else alert  # what was refused was undone, and rows forgotten
    recorded, files = list_recorded(unit, alert.compartment_id), list_attachments(unit, alert)
    safe, progress = safe_contacts_of_alert(unit, alert), _progress(unit, alert, recorded.people)
    names = names_of(unit, {alert.claimed_by, *progress.people})
    knows = unit.may(policy.know_reporter, alert)
    matches, aside = matches_of(unit, alert), laid_aside_of(unit, alert)
    asked = questions_of(unit, alert) if knows else None
    cases, flags = [one.reference for one in matches if one.what == "case" and one.url], flags_of(unit, alert)
    ids = [alert.id, *recorded.ids, *(one.id for one in files), *progress.ids, *(one.id for one in safe)]
    ids += asked.ids if asked else ()
    ids += [row_id for one in (*matches, *(it.match for it in aside)) for row_id in one.ids]
    return page(
        "alerts/show.html",
        target=alert,
        shown=[*ids, *(i for flag in flags for i in flag.ids)],
        flags=flags,
        form=sent,
        act=Fresh(version=alert.version),
        end=sent if which == "end" else Fresh({"case": cases[0] if cases else ""}, alert.version),
        matches=matches,
        aside=aside,
        questions=asked,
        kept_out=kept_out_of(unit, alert),
        safe_contacts=safe,
        files=[shown_file(alert, file) for file in files],
        **_steps(unit, recorded.people, progress, names, gate, plan, {which: sent}),
        **_of_alert(unit, alert, recorded, names),
        **_reasons(unit),
        **heading(unit, alert),
        may_refer=unit.may(refer, alert),
    )


def _steps(
    unit: Unit,
    people: Sequence[Person],
    progress: Progress,
    names: Mapping[uuid.UUID, str],
    gate: str,
    plan: uuid.UUID | None,
    sent: Mapping[str, Form | None],
) -> dict[str, Any]:
    """Gates, plans and referrals as they are drawn, and what is missing of them."""
    gates, plans = progress.waiting("gate-"), progress.waiting("tonight-")
    opened = _opened(gate, gates, progress)
    person = _id(_opened(str(plan) if plan else "", plans, progress))
    return {
        "gates": gates_shown(unit, progress.gates, names, opened=opened, sent=sent.get("gate")),
        "plans": plans_shown(unit, progress.plans, people, names, opened=person, sent=sent.get("plan")),
        "referrals": shown_referrals(unit.now, progress.referrals, names),
        "missing": progress.missing,
        "missing_gates": len(gates),
        "missing_plans": len(plans),
        "works": progress.works,
        "mine": progress.mine,
    }


def _opened(asked: str, waiting: Sequence[str], progress: Progress) -> str:
    """Which form is shown: the one that was asked for, else the next one of whoever has the alert in hand."""
    if not progress.works:
        return ""
    return asked or (waiting[0] if progress.mine and waiting else "")


def _of_alert(unit: Unit, alert: Alert, recorded: Recorded, names: Mapping[uuid.UUID, str]) -> dict[str, Any]:
    left = alert.claimed_by is not None and alert.claimed_by not in team_members(unit, alert.partnership_id)
    takes = alert.state == AlertState.RECEIVED or (alert.state == AlertState.IN_TRIAGE and left)
    waits, knows = alert.state in OPEN, unit.may(policy.know_reporter, alert)
    return {
        "reference": alert.reference,
        "received": alert.received_at,
        "sign": time_left(unit.now, alert.due_at, danger=alert.danger) if waits else STATES[alert.state],
        "account": alert.account,
        "claimed_by": _claimant(unit, alert, names, left=left),
        "facts": facts_of_alert(unit, alert, recorded),
        "people": [
            (
                one.name,
                one.phone,
                ". ".join(part for part in (one.description, age_words(one.age_band), role_words(one.role)) if part),
            )
            for one in recorded.people
        ],
        "reporter": reporter_of_alert(unit, alert) if knows else None,
        "may_claim": takes and unit.may(policy.triage, alert),
        "may_end": waits and unit.may(policy.open_case, alert),
        "in_another_hand": waits and in_another_hand(unit, alert),
        "may_reopen": alert.state in AGAIN and unit.may(policy.triage, alert),
        "ended_before": ended_with(alert) if waits else "",
        "case_reference": _case_of(unit, alert),
        "ended": _ended(alert),
        "passed_up": _passed_up(unit, alert) if waits else "",
        "nobody_else": NOBODY,
    }


def heading(unit: Unit, alert: Alert) -> dict[str, Any]:
    """What every page of an alert says of it at the top."""
    kinds = kinds_by_alert(unit, [alert.compartment_id])[alert.compartment_id]
    restricted = find_compartment(unit, alert.compartment_id).restricted
    return {
        "title": headline(current(), kinds, alert.place_kind, alert.area),
        "kinds": [current().exploitation_kinds.label(code) for code in kinds],
        "restricted": restricted,
        "marking_for": "Only for the people named on its list" if restricted else "Only for the triage team",
    }


def _reasons(unit: Unit) -> dict[str, Any]:
    day, reference = unit.now.astimezone(LONDON).date(), current()
    return {
        "signpost_reasons": [(one.code, one.label) for one in reference.signpost_reasons.offered(day)],
        "close_reasons": [(one.code, one.label) for one in reference.no_further_action_reasons.offered(day)],
    }


def _claimant(unit: Unit, alert: Alert, names: Mapping[uuid.UUID, str], *, left: bool) -> str:
    if alert.claimed_by is None:
        return ""
    mine, who = alert.claimed_by == unit.actor.member_id, names.get(alert.claimed_by, "Somebody")
    if alert.state in FINISHED:
        return f"{'You' if mine else who} had it in hand."
    if left:
        return f"{who} had it in hand and has left the team. Nobody has it now."
    return "You have it in hand." if mine else f"{who} has it in hand."


def _case_of(unit: Unit, alert: Alert) -> str:
    """The case it was opened into or joined to, where this reader may see it."""
    case = unit.session.get(Case, alert.case_id) if alert.case_id else None
    return case.reference if case else ""


def _ended(alert: Alert) -> str:
    """How it ended, when, and why."""
    if alert.finished_at is None:
        return ""
    words = f"{STATES[alert.state].text}, {moment_in_words(alert.finished_at)}."
    if alert.outcome_reason:
        words += f" {ended_with(alert)}"
    if alert.look_again_on:
        words += f" To be looked at again on {day_in_words(alert.look_again_on)}."
    return words


def _passed_up(unit: Unit, alert: Alert) -> str:
    """To whom it was passed up because nobody had taken it in hand, and whether anybody was on duty then."""
    if not alert.escalated:
        return ""
    step = STEPS[alert.escalated - 1]
    place = unit.session.get_one(Partnership, alert.partnership_id)
    at = step_due(place, step, alert)
    who = {"deputies": "the team’s deputies", "duty_rota": "whoever is on duty", "chair": "the chair"}[step]
    nobody = alert.escalated > 1 and not was_on_duty(unit, alert.partnership_id, min(at, unit.now))
    told = " Nobody was on the duty rota, so the whole team was told." if nobody else ""
    why = "Nobody has taken it in hand" if alert.state == AlertState.RECEIVED else "It was not finished when it was due"
    return f"{why}, so it was passed up to {who}, {moment_in_words(at)}.{told}"
