"""Granting access: to an agency's named handlers or to one person, always on a gateway, always recorded."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select

from serac.access import policy
from serac.access.models import Compartment, ConnectionStatement, Grant, Override
from serac.access.queries.compartments import governors_of, handlers_of, is_open_to, is_own_agency
from serac.agencies.models import Agency, Member, Membership
from serac.agreements.sharing import may_share, of_immigration_control
from serac.core.actor import NOBODY
from serac.core.clock import FAR_FUTURE
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit, command
from serac.reference import current

ORIGINATOR = "originator"
"""The relation of an agency to what it itself gave."""
EMERGENCY_LASTS = dt.timedelta(hours=4)
"""How long emergency access lasts: one shift's half, then it is taken again or asked for properly (own rule)."""


@command(may=policy.share)
def grant_to_agency(
    unit: Unit, compartment: Compartment, *, agency: Agency, relation: str, purpose: str, categories: Collection[str],
    confirms: bool = False,
) -> Grant:  # fmt: skip
    """Open a compartment to an agency's named handlers, on the agreement that covers it.

    Args:
        confirms: each of them reads it only once they have stated that they have no connection.

    Raises:
        Invalid: no agreement in force covers this purpose and these categories for this agency; says which part is missing.
    """
    return _to_agency(unit, compartment, agency, relation, purpose, categories, confirms=confirms)


def share_onward(
    unit: Unit, compartment: Compartment, *, agency: Agency, relation: str, purpose: str, categories: Collection[str],
    confirms: bool = False,
) -> Grant:  # fmt: skip
    """Open what an agency itself gives to another agency it chose. Part of the command that gives or corrects it.

    Args:
        confirms: each person there reads it only once they have stated that they have no connection.

    Raises:
        Invalid: no agreement in force covers it for that agency.
    """
    if compartment.id not in unit.opened and ORIGINATOR not in unit.standing(compartment.id).relations:
        raise RuntimeError("only what was opened in the same command, or what they themselves gave")
    return _to_agency(unit, compartment, agency, relation, purpose, categories, confirms=confirms)


def _to_agency(
    unit: Unit, compartment: Compartment, agency: Agency, relation: str, purpose: str, categories: Collection[str],
    *, confirms: bool,
) -> Grant:  # fmt: skip
    sharing = may_share(
        unit,
        partnership_id=compartment.partnership_id,
        agency_id=agency.id,
        purpose=purpose,
        categories=frozenset(categories),
    )
    if not sharing.allowed:
        raise Invalid({"agency": sharing.why})
    standing: dict[str, Any] = {"gateway": "agreement", "party_id": sharing.party_id, "confirms": confirms}
    grant = _grant(unit, compartment, agency.id, relation, purpose, **standing)
    unit.record(
        Event.ACCESS_GRANTED, compartment, grant=grant.id, grantee=agency.id, relation=relation, party=sharing.party_id
    )
    return grant


def state_connection(unit: Unit, root_id: uuid.UUID, *, answer: str) -> ConnectionStatement:
    """Keep what the acting person states about themselves and the people of a case. Part of the command of their request.

    Args:
        root_id: the compartment of the case. answer: `none`, or `conflict`.
    """
    if not unit.in_command or unit.actor.member_id is None:
        raise RuntimeError("a person states this about themselves, within a command")
    found = unit.session.get(ConnectionStatement, (root_id, unit.actor.member_id))
    if found is None:
        found = ConnectionStatement(compartment_id=root_id, member_id=unit.actor.member_id)
        unit.session.add(found)
    found.answer, found.stated_at = answer, unit.now
    unit.session.flush()
    unit.record(Event.CONNECTION_STATED, None, case=root_id, answer=answer)
    unit.forget_standings()
    return found


@command(may=policy.share)
def grant_to_member(
    unit: Unit,
    compartment: Compartment,
    *,
    member: Member,
    relation: str,
    purpose: str,
    categories: Collection[str],
    until: dt.datetime = FAR_FUTURE,
) -> Grant:
    """Open a compartment to one person: the partnership's own people because it is the controller, others on their agency's agreement.

    Raises:
        Invalid: they work nowhere now, or no agreement covers any agency they work for.
    """
    gateway, party_id = _standing_of(unit, compartment, member, purpose, frozenset(categories))
    grant = _grant(unit, compartment, member.id, relation, purpose, gateway=gateway, party_id=party_id, until=until)
    unit.record(Event.ACCESS_GRANTED, compartment, grant=grant.id, grantee=member.id, relation=relation, party=party_id)
    return grant


def _standing_of(
    unit: Unit, compartment: Compartment, member: Member, purpose: str, categories: frozenset[str]
) -> tuple[str, uuid.UUID | None]:
    """On what a person may be let in: controllership, or the agreement of an agency they work for."""
    works = unit.session.scalars(
        select(Membership.agency_id)
        .where(Membership.member_id == member.id, Membership.since <= unit.now, Membership.until > unit.now)
        .order_by(Membership.agency_id)
    ).all()
    if any(is_own_agency(unit, compartment.partnership_id, agency_id) for agency_id in works):
        return "controller", None
    why = "They do not work for any agency now."
    for agency_id in works:
        sharing = may_share(
            unit, partnership_id=compartment.partnership_id, agency_id=agency_id, purpose=purpose, categories=categories
        )
        if sharing.allowed:
            return "agreement", sharing.party_id
        why = sharing.why
    raise Invalid({"member": why})


def grant_own_disclosure(unit: Unit, compartment: Compartment, grantee_id: uuid.UUID, relation: str) -> Grant:
    """Keep a person's or an agency's sight of what they themselves sent. Part of the command that sends it."""
    if compartment.id not in unit.opened:
        raise RuntimeError("only a compartment opened in the same command")
    grant = _grant(unit, compartment, grantee_id, relation, "own_disclosure", gateway="own_disclosure")
    unit.record(Event.ACCESS_GRANTED, compartment, grant=grant.id, grantee=grantee_id, relation=relation)
    return grant


@command(may=policy.share)
def end_grant(unit: Unit, compartment: Compartment, *, grant: Grant) -> None:
    """End a grant now. What was disclosed stays recorded.

    Raises:
        Invalid: the grant is of another compartment, or has ended.
    """
    if grant.compartment_id != compartment.id or not grant.is_in_force(unit.now):
        raise Invalid("This access has already ended.")
    grant.until, grant.ended_by = unit.now, unit.actor.member_id
    unit.record(Event.ACCESS_ENDED, compartment, grant=grant.id, grantee=grant.grantee_id)
    unit.forget_standing(compartment.id)


def narrow_own_part(unit: Unit, compartment_id: uuid.UUID, *, closes: bool, barred: bool) -> None:
    """Narrow who reads what an agency itself gave, to itself and the team that asked at most. Part of its command.

    Args:
        closes: it follows its case no more, and whoever it was opened to by name is let out. What was disclosed stays recorded.
        barred: it is not for immigration control from now on.
    """
    if not unit.in_command or ORIGINATOR not in unit.standing(compartment_id).relations:
        raise RuntimeError("only what they themselves gave, within a command")
    compartment = unit.session.get_one(Compartment, compartment_id)
    compartment.not_for_immigration = compartment.not_for_immigration or barred
    if closes:
        compartment.follows = False
        shared = select(Grant).where(Grant.compartment_id == compartment_id, Grant.relation != ORIGINATOR)
        shared = shared.where(Grant.since <= unit.now, Grant.until > unit.now).order_by(Grant.id)
        for grant in unit.session.scalars(shared).all():
            grant.until, grant.ended_by = unit.now, unit.actor.member_id
            unit.record(Event.ACCESS_ENDED, compartment, grant=grant.id, grantee=grant.grantee_id)
    unit.session.flush()
    unit.forget_standing(compartment_id)


def give_up_own_grants(unit: Unit, compartment_id: uuid.UUID) -> None:
    """End what was granted to the acting person by name. Part of the command in which they say that they have a connection."""
    if not unit.in_command or unit.actor.member_id is None:
        raise RuntimeError("a person gives up what is theirs, within a command")
    own = select(Grant).where(Grant.compartment_id == compartment_id, Grant.grantee_id == unit.actor.member_id)
    for grant in unit.session.scalars(own.where(Grant.since <= unit.now, Grant.until > unit.now)):
        grant.until, grant.ended_by = unit.now, unit.actor.member_id
        unit.record(Event.ACCESS_ENDED, None, grant=grant.id, grantee=grant.grantee_id)


@command(may=policy.override)
def record_override(
    unit: Unit, compartment: Compartment, *, agency: Agency, ground: str, reason: str, hours: int, relation: str,
    confirmed: Iterable[Compartment] = (), confirms: bool = False, path: str = "",
) -> Override:  # fmt: skip
    """Open a compartment to an agency although no agreement covers it: on a recorded ground, with a reason and an end.

    The partnership's governance is told at once and reviews it; the agency's named handlers are told by a letter that never waits.

    Args:
        ground: code of override_grounds, which also says how many hours it may last at most.
        confirmed: parts that open on it too, to each person once they have stated that they have no connection.
        confirms: so does the compartment itself. path: where they are told to look; its own page where it is left out.

    Raises:
        Invalid: it is open to them already, they work for immigration control (domain 5.4), unknown ground, no reason, or longer
            than the ground allows.
    """
    _check_override(unit, compartment, agency, ground, reason, hours)
    lasts = dt.timedelta(hours=hours)
    made = _override(
        unit, compartment, agency.id, ground, reason, lasts, "override", relation, confirms=confirms
    )  # fmt: skip
    unit.record(Event.OVERRIDE_RECORDED, compartment, override=made.id, grantee=agency.id, ground=ground, hours=hours)
    for part in confirmed:
        lasting: dict[str, Any] = {"gateway": "override", "override_id": made.id, "until": made.until, "confirms": True}
        _grant(unit, part, agency.id, relation, ground, **lasting)
    path = path or (f"/{compartment.kind}s/{compartment.reference}" if compartment.reference else "/")
    for handler in handlers_of(unit, agency.id):
        unit.notify("urgent", handler.id, key=f"on-override:{made.id}", path=path, about=compartment.id)
    return made


def _check_override(unit: Unit, compartment: Compartment, agency: Agency, ground: str, reason: str, hours: int) -> None:
    if of_immigration_control(agency.kind):
        why = "Immigration control is never let in on an override: send a request for their own purpose"
        raise Invalid({"agency": f"{why}, on an agreement that names it"})
    if is_open_to(unit, compartment, agency.id):
        raise Invalid({"agency": f"This is open to {agency.name} already"})
    grounds = current().override_grounds
    if ground not in grounds:
        raise Invalid({"ground": "Choose why this cannot wait for an agreement"})
    longest = grounds.get(ground).longest_hours
    if not 1 <= hours <= longest:
        raise Invalid({"hours": f"This ground allows up to {longest} hours"})
    if not reason.strip():
        raise Invalid({"reason": "Say why it is necessary"})


@command(may=policy.take_emergency_access)
def take_emergency_access(unit: Unit, compartment: Compartment, *, why: str, reason: str) -> Override:
    """Look into a compartment in an emergency, for four hours. Exclusion and the restricted list still win.

    Args:
        why: code of emergency_access_reasons; reason: in their own words, sealed with the compartment.

    Raises:
        Invalid: no reason was given.
    """
    member_id = unit.actor.member_id
    if member_id is None or not reason.strip():
        raise Invalid({"reason": "Say what the emergency is"})
    if why not in current().emergency_access_reasons:
        raise Invalid({"why": "Choose why it cannot wait"})
    made = _override(unit, compartment, member_id, why, reason, EMERGENCY_LASTS, "emergency", "emergency_duty")
    unit.record(Event.EMERGENCY_ACCESS_TAKEN, compartment, override=made.id, why=why)
    return made


@command(may=policy.review_override)
def review_override(unit: Unit, override: Override, *, outcome: str) -> Override:
    """Record what governance found of an override or emergency access: `justified`, `not_justified` or `learning`.

    Raises:
        Invalid: it has been reviewed already, or the outcome is none of these.
    """
    if override.reviewed_at is not None:
        raise Invalid("This has been reviewed already.")
    if outcome not in {"justified", "not_justified", "learning"}:
        raise Invalid({"outcome": "Choose what you found"})
    override.reviewed_by, override.reviewed_at, override.review_outcome = unit.actor.member_id, unit.now, outcome
    unit.record(Event.OVERRIDE_REVIEWED, override, outcome=outcome)
    return override


def _grant(
    unit: Unit, compartment: Compartment, grantee_id: uuid.UUID, relation: str, purpose: str, *, gateway: str,
    party_id: uuid.UUID | None = None, override_id: uuid.UUID | None = None, until: dt.datetime = FAR_FUTURE,
    confirms: bool = False,
) -> Grant:  # fmt: skip
    grant = Grant(
        compartment_id=compartment.id, grantee_id=grantee_id, relation=relation, purpose=purpose, gateway=gateway
    )
    grant.party_id, grant.override_id, grant.since, grant.until = party_id, override_id, unit.now, until
    grant.granted_by, grant.confirms = unit.actor.member_id or NOBODY, confirms
    unit.session.add(grant)
    unit.session.flush()
    unit.forget_standing(compartment.id)
    return grant


def _override(
    unit: Unit, compartment: Compartment, grantee_id: uuid.UUID, ground: str, reason: str, lasts: dt.timedelta, gateway: str,
    relation: str, *, confirms: bool = False,
) -> Override:  # fmt: skip
    made = Override(compartment_id=compartment.id, partnership_id=compartment.partnership_id, grantee_id=grantee_id)
    made.ground, made.reason, made.since, made.until = ground, reason, unit.now, unit.now + lasts
    made.recorded_by, made.recorded_at = unit.actor.member_id or NOBODY, unit.now
    unit.session.add(made)
    unit.session.flush()
    _grant(
        unit, compartment, grantee_id, relation, ground, gateway=gateway, override_id=made.id, until=made.until,
        confirms=confirms,
    )  # fmt: skip
    for governor in governors_of(unit, compartment.partnership_id):
        unit.notify("notice", governor, key=f"override:{made.id}", path="/overrides")
    return made
