"""How triage ends: a new case, an existing case, another service, or no further action. Its reporter sees the same of all."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from serac.access import commands as access
from serac.access.models import Compartment
from serac.access.queries import list_exclusions, list_restricted_readers
from serac.agencies.models import Partnership
from serac.alerts import policy
from serac.alerts.commands.triage import check_in_hand, check_open, move_receipt, take_in_hand
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert
from serac.alerts.queries import rules_of
from serac.alerts.queries.triage import gates_of, missing_of, plans_of, team_readers
from serac.cases.commands import add_item, open_case
from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.core.clock import LONDON
from serac.core.events import Event
from serac.core.facts import Counted
from serac.core.problems import Invalid
from serac.core.unit import Unit, acts_for_the_service, check_version, command
from serac.entities.commands import copy_recorded, join_match
from serac.entities.models import Business, Person, Place, Vehicle
from serac.entities.queries import list_people, matches_between
from serac.reference import current

Rows = Collection[Person | Place | Vehicle | Business]
LONGEST = 4_000


@command(may=policy.open_case)
def open_case_from_alert(
    unit: Unit,
    alert: Alert,
    *,
    title: str,
    items: Iterable[Mapping[str, str]],
    people: Rows,
    kinds: Collection[str],
    summary: str = "",
    seen_version: int | None = None,
) -> Case:
    """Open a case with chosen extracts and chosen people, places, vehicles and businesses, the source withheld.

    The alert itself stays closed to everybody but its team: nothing in the case says who reported it, or what else it
    holds. A restricted alert makes a case restricted to the same people from its first save.

    Args:
        items: each with `text`, and `how_known` (else the alert's own) and `handling` as far as given.
        people: rows of the alert's own compartment to write down again in the case.

    Raises:
        Conflict: somebody else opened it, or changed it, meanwhile.
        Invalid: a gate or a plan for tonight is missing, nothing was extracted, or something is not of this alert.
    """
    extracts = _chosen(alert, items, people)
    _begin_to_finish(unit, alert, seen_version)
    compartment = unit.session.get_one(Compartment, alert.compartment_id)
    readers = list_restricted_readers(unit, compartment.id) if compartment.restricted else None
    partnership = unit.session.get_one(Partnership, alert.partnership_id)
    case = open_case(unit, partnership, title=title, kinds=kinds, summary=summary, readers=readers)
    _extract(unit, alert, case, extracts, people)
    alert.case_id, compartment.joined_id = case.id, case.compartment_id
    _keep_out_of_both(unit, compartment, unit.session.get_one(Compartment, case.compartment_id))
    _finish(unit, alert, AlertState.OPENED)
    unit.record(Event.ALERT_OPENED, alert, facts=_counted(unit, alert, "alert.opened"), items=len(extracts))
    return case


@command(may=policy.open_case)
def join_alert(
    unit: Unit,
    alert: Alert,
    *,
    case: Case,
    items: Iterable[Mapping[str, str]],
    people: Rows = (),
    seen_version: int | None = None,
) -> Case:
    """Add an alert's chosen extracts to a case the officer may write in, the source withheld.

    Whoever is kept out of the case is kept out of the alert from then on, and a restricted case restricts it too.

    Raises:
        Conflict: somebody else finished it, or changed it, meanwhile.
        Invalid: a gate or a plan for tonight is missing; nothing was extracted; the case is of another partnership or
            closed; or the alert is restricted and the case is not, so that its readers would learn of it.
        NotPermitted: the officer may not write in the case.
    """
    extracts = _chosen(alert, items, people)
    compartment = unit.session.get_one(Compartment, alert.compartment_id)
    there = unit.session.get_one(Compartment, case.compartment_id)
    _check_joinable(compartment, there, case)
    _begin_to_finish(unit, alert, seen_version)
    _extract(unit, alert, case, extracts, people)
    alert.case_id, compartment.joined_id = case.id, there.id
    _finish(unit, alert, AlertState.JOINED)
    unit.session.flush()
    for match in matches_between(unit, compartment.id, there.id)[:1]:  # the first speaks for all between the two
        join_match(unit, match)
    _keep_out_of_both(unit, compartment, there)
    unit.record(Event.ALERT_JOINED, alert, facts=_counted(unit, alert, "alert.joined"), items=len(extracts))
    unit.session.flush()
    if there.restricted and not compartment.restricted:
        access.restrict_with(unit, compartment, list_restricted_readers(unit, there.id))
    return case


def _keep_out_of_both(unit: Unit, alert: Compartment, case: Compartment) -> None:
    """Whoever is kept out of the one is kept out of the other: whom an alert names reads no case made from it."""
    there, here = list_exclusions(unit, case.id), list_exclusions(unit, alert.id)
    for one in there:
        access.keep_out_with(unit, alert, one.grantee_id, one.reason)
    for one in here:
        if one.grantee_id not in {other.grantee_id for other in there}:
            access.keep_out_with(unit, case, one.grantee_id, one.reason)


def _check_joinable(compartment: Compartment, there: Compartment, case: Case) -> None:
    if there.partnership_id != compartment.partnership_id:
        raise Invalid({"case": "Choose a case of this partnership"})
    if case.stage == Stage.CLOSED:
        raise Invalid({"case": "That case is closed. Open it again first, or open a new one"})
    if compartment.restricted and not there.restricted:
        raise Invalid({"case": "This alert is restricted and that case is not. Restrict the case first"})


@command(may=policy.triage)
def signpost_alert(unit: Unit, alert: Alert, *, reason: str, words: str, seen_version: int | None = None) -> Alert:
    """Finish an alert by pointing to another service that helps.

    Args:
        reason: a code of signpost_reasons. words: to whom, and who tells the person.

    Raises:
        Conflict: somebody else finished it, or changed it, meanwhile.
        Invalid: a gate, a plan for tonight, the reason or the words are missing.
    """
    if reason not in current().signpost_reasons:
        raise Invalid({"signpost_reason": "Choose why it is signposted"})
    if not words.strip():
        raise Invalid({"signpost_words": "Say which service, and who tells the person"})
    return _finish_with_words(unit, alert, AlertState.SIGNPOSTED, reason, words, seen_version)


@command(may=policy.triage)
def close_alert(
    unit: Unit,
    alert: Alert,
    *,
    reason: str,
    words: str = "",
    look_again: dt.date | None = None,
    seen_version: int | None = None,
) -> Alert:
    """Finish an alert with no further action.

    Args:
        reason: a code of no_further_action_reasons; words where it asks for some.
        look_again: the day on which the team is told to look at it again. Of a reason that asks for one it is never
            left out: after as many days as the partnership's rule says.

    Raises:
        Conflict: somebody else finished it, or changed it, meanwhile.
        Invalid: a gate, a plan for tonight, the reason or the words are missing.
    """
    if reason not in current().no_further_action_reasons:
        raise Invalid({"close_reason": "Choose why nothing more is done"})
    if current().no_further_action_reasons.get(reason).describe and not words.strip():
        raise Invalid({"close_words": "Say more about why nothing more is done"})
    today = unit.now.astimezone(LONDON).date()
    if look_again is not None and look_again <= today:
        raise Invalid({"look_again": "Enter a day to come"})
    if look_again is None and current().no_further_action_reasons.get(reason).review:
        rules = rules_of(unit.session.get_one(Partnership, alert.partnership_id))
        look_again = today + dt.timedelta(days=rules.number("decision.review_days"))
    alert.look_again_on = look_again
    return _finish_with_words(unit, alert, AlertState.NO_ACTION, reason, words, seen_version)


def _finish_with_words(
    unit: Unit, alert: Alert, state: AlertState, reason: str, words: str, seen_version: int | None
) -> Alert:
    _begin_to_finish(unit, alert, seen_version)
    before = f"\n\nBefore that: {ended_with(alert)}" if alert.outcome_reason else ""
    alert.outcome_reason, alert.outcome = reason, f"{words.strip()[:LONGEST]}{before}".strip()
    _finish(unit, alert, state)
    event, name = (
        (Event.ALERT_SIGNPOSTED, "alert.signposted")
        if state is AlertState.SIGNPOSTED
        else (Event.ALERT_CLOSED, "alert.closed")
    )
    unit.record(event, alert, facts=_counted(unit, alert, name, reason=reason), reason=reason)
    return alert


def ended_with(alert: Alert) -> str:
    """Why it ended, or had ended before it was looked at again: the reason and its words; "" where it never did."""
    if not alert.outcome_reason:
        return ""
    lists = (current().signpost_reasons, current().no_further_action_reasons)
    label = next((one.label(alert.outcome_reason) for one in lists if alert.outcome_reason in one), "")
    return f"{label}. {alert.outcome}".strip()


def _begin_to_finish(unit: Unit, alert: Alert, seen_version: int | None) -> None:
    """Finishing an alert that nobody had claimed claims it in the same act; every gate and plan must be there."""
    check_open(alert)
    check_in_hand(unit, alert)
    missing = missing_of(gates_of(unit, alert), plans_of(unit, alert), list_people(unit, alert.compartment_id))
    if missing:
        raise Invalid({one.anchor: one.words for one in missing})
    if seen_version is not None:
        check_version(alert, seen_version)
    take_in_hand(unit, alert)


def _finish(unit: Unit, alert: Alert, state: AlertState) -> None:
    alert.state, alert.finished_at = state, unit.now
    move_receipt(unit, alert)


def _counted(unit: Unit, alert: Alert, name: str, **codes: object) -> list[Counted]:
    restricted = unit.session.get_one(Compartment, alert.compartment_id).restricted
    return [Counted(name, alert.partnership_id, unit.now, codes, restricted=restricted)]


def _chosen(alert: Alert, items: Iterable[Mapping[str, str]], people: Rows) -> list[Mapping[str, str]]:
    """The extracts that say something; refused where there are none, or a row is not of this alert."""
    extracts = [item for item in items if item.get("text", "").strip()]
    if not extracts:
        raise Invalid({"items": "Enter at least one piece of information to take into the case"})
    if any(row.compartment_id != alert.compartment_id for row in people):
        raise Invalid({"people": "Choose from this alert"})
    return extracts


def _extract(unit: Unit, alert: Alert, case: Case, extracts: Iterable[Mapping[str, str]], rows: Rows) -> None:
    """Write chosen rows and words down again in the case, with nothing that leads back to the alert."""
    for row in rows:
        copy_recorded(unit, case, row=row)
    for item in extracts:
        how_known = item.get("how_known") or alert.how_known
        add_item(unit, case, text=item["text"], how_known=how_known, handling=item.get("handling", ""), extracted=True)


@command(may=acts_for_the_service)
def remind_to_look_again(unit: Unit, alert: Alert) -> int:
    """Tell the team that an alert which ended with no further action is to be looked at again. Returns how many are told."""
    told = team_readers(unit, alert)
    for member_id in told:
        key, path = f"look-again:{alert.id}:{alert.look_again_on}", f"/alerts/{alert.reference}"
        unit.notify("reminder", member_id, key=key, path=path, about=alert.compartment_id)
    unit.record(Event.JOB_RAN, alert, job="alerts.look_again", told=len(told))
    return len(told)
