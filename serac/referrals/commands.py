"""Referring somebody on, recording what was answered, and reminding of those that stay silent."""

from typing import Any

from serac.access.queries import members_holding
from serac.agencies.roles import OWN_TEAM
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid, Text
from serac.core.unit import Unit, acts_for_the_service, check_version, command
from serac.reference import current
from serac.referrals import policy
from serac.referrals.models import Referral
from serac.referrals.queries import place_of, reply_due


@command(may=policy.refer)
def make_referral(
    unit: Unit,
    target: Any,
    *,
    kind: str,
    to_whom: str = "",
    when: str = "",
    number: str = "",
    said: str = "",
    do_not_tell: bool = False,
    why: str = "",
) -> Referral:
    """Record that somebody was referred on: to whom, when, what was said. A reply is waited for by the kind's clock.

    Args:
        target: the alert or case it is made in.
        kind: a code of referral_kinds. when: the time it was made, as somebody said it.
        do_not_tell: parent, carer and school are not told before the strategy discussion; why: the reason.

    Raises:
        Invalid: the kind is not on the list, or there is no reason why they are not told.
    """
    if kind not in current().referral_kinds:
        raise Invalid({"kind": "Choose whom they were referred to"})
    if do_not_tell and not why.strip():
        raise Invalid({"why": "Say why they must not be told"})
    made = Referral(compartment_id=target.compartment_id, kind=kind, made_by=unit.actor.member_id, made_at=unit.now)
    made.due_at, made.do_not_tell = reply_due(unit, target.partnership_id, kind, unit.now), do_not_tell
    made.to_whom, made.when, made.number = to_whom.strip(), when.strip(), number.strip()
    made.said, made.why = said.strip(), why.strip() if do_not_tell else ""
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.REFERRAL_MADE, made, kind=kind, do_not_tell=do_not_tell)
    return made


@command(may=policy.refer)
def record_reply(
    unit: Unit, referral: Referral, *, outcome: str, reply: str = "", number: str = "", seen_version: int | None = None
) -> Referral:
    """Record what they answered. Where they want to know more, it goes on waiting for them.

    Raises:
        Conflict: somebody else recorded a reply meanwhile.
        Invalid: the outcome is not on the list, or words are missing where it asks for some.
    """
    if outcome not in current().referral_outcomes:
        raise Invalid({"outcome": "Choose what they answered"})
    entry = current().referral_outcomes.get(outcome)
    if entry.describe and not reply.strip():
        raise Invalid({"reply": "Say what they told you"})
    said = (Text("reply", "What they said", referral.reply), Text("number", "Their reference", referral.number))
    check_version(referral, seen_version, lambda: said)
    referral.outcome, referral.reply, referral.number = outcome, reply.strip(), number.strip() or referral.number
    referral.reply_by = unit.actor.member_id
    referral.replied_at = None if entry.open else unit.now
    if entry.open and referral.due_at is not None:
        partnership_id = unit.standing(referral.compartment_id).partnership_id
        if partnership_id is not None:
            referral.due_at, referral.chased = reply_due(unit, partnership_id, referral.kind, unit.now), 0
    unit.record(Event.REFERRAL_ANSWERED, referral, kind=referral.kind, outcome=outcome)
    return referral


@command(may=acts_for_the_service)
def chase_referral(unit: Unit, referral: Referral) -> int:
    """Remind of a referral that has had no reply: first whoever made it, then the whole team. Returns how many are told.

    Who has left the team is passed over, so that nothing is left with nobody.
    """
    if referral.replied_at is not None:
        raise Conflict("It has been answered.")
    partnership_id = unit.standing(referral.compartment_id).partnership_id
    team = members_holding(unit, OWN_TEAM, partnership_id) if partnership_id else ()
    first = referral.chased == 0 and referral.made_by in team
    told = [referral.made_by] if first else list(team)
    kind, reference = place_of(unit, referral.compartment_id)
    path = f"/cases/{reference}/referrals" if kind == "case" else f"/alerts/{reference}"
    due = int(referral.due_at.timestamp()) if referral.due_at else 0
    for member_id in told:
        key = f"referral:{referral.id}:{due}:{'maker' if first else 'team'}"
        unit.notify("reminder", member_id, key=key, path=path, about=referral.compartment_id)
    referral.chased = 1 if first else 2
    unit.record(Event.REFERRAL_CHASED, referral, kind=referral.kind, step=referral.chased, told=len(told))
    return len(told)
