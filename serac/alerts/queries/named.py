"""Which of a partnership's own people an alert names: it does not go to them (domain 5.2).

The open form asks for no names, so the words of the account are read for theirs too.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from serac.access.models import Narrowing
from serac.access.queries import list_exclusions, members_holding, members_kept_out
from serac.agencies.models import Agency, Member, Membership
from serac.agencies.roles import Role
from serac.alerts.models import Alert, Gate
from serac.alerts.queries.alerts import find_alert
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.entities.naming import Said, Worker, is_named
from serac.entities.queries import list_people, list_vehicles
from serac.entities.queries.connection import AT_WORK

TOLD = (Role.COORDINATOR, Role.EMERGENCY_DUTY, Role.CHAIR, Role.DEPUTY_CHAIR, Role.GOVERNANCE_OFFICER)
"""The roles in a partnership that read alerts, or hear that one waits."""
_WORDS = ("what", "where", "when", "wishes")


def named_in_facts(unit: Unit, partnership_id: uuid.UUID, facts: Mapping[str, Any]) -> frozenset[uuid.UUID]:
    """Whom what is being sent names, of those a new alert could go to."""
    texts = [str(facts.get(name) or "") for name in _WORDS]
    texts += [_of_person(one) for one in facts.get("people", ()) if one.get("role") not in AT_WORK]
    texts += [str(one.get("description") or "") for one in facts.get("vehicles", ())]
    return _named(unit, partnership_id, texts)


def newly_named(unit: Unit, alert: Alert) -> frozenset[uuid.UUID]:
    """Whom an alert names that had no part in it when it came. Who was let back since is left alone."""
    seen = select(Narrowing.grantee_id).where(Narrowing.compartment_id == alert.compartment_id)
    settled = members_kept_out(unit, alert.compartment_id) | set(unit.session.scalars(seen))
    asked = select(Alert).where(Alert.id == alert.id).options(undefer(Alert.account_sealed))
    here = unit.session.scalars(asked).one()
    people = [one for one in list_people(unit, alert.compartment_id) if one.role not in AT_WORK]
    texts = [here.account, here.where, here.when, here.wishes]
    texts += [f"{one.name}, {one.description} {one.phone}" for one in people]
    texts += [one.description for one in list_vehicles(unit, alert.compartment_id)]
    trusted = select(Gate).where(Gate.compartment_id == alert.compartment_id, Gate.code == "trust")
    texts += [one.words for one in unit.session.scalars(trusted)]  # who it may be, as triage wrote it
    return _named(unit, alert.partnership_id, texts) - settled


def find_kept_out(unit: Unit, reference: str, grantee_id: uuid.UUID) -> Alert:
    """An alert that somebody is kept out of, for its own team.

    Raises:
        NotFound: it is hidden or unknown, or they are not kept out as far as this reader may know.
    """
    alert = find_alert(unit, reference)
    if grantee_id not in {one.grantee_id for one in list_exclusions(unit, alert.compartment_id)}:
        raise NotFound
    return alert


def _of_person(one: Mapping[str, Any]) -> str:
    return f"{one.get('name') or ''}, {one.get('description') or ''} {one.get('phone') or ''}"


def _named(unit: Unit, partnership_id: uuid.UUID, texts: Iterable[str]) -> frozenset[uuid.UUID]:
    said = [Said(text) for text in texts if text.strip()]
    workers = _workers(unit, members_holding(unit, TOLD, partnership_id)) if said else {}
    return frozenset(key for key, worker in workers.items() if any(is_named(worker, one) for one in said))


def _workers(unit: Unit, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Worker]:
    wanted = list(ids)
    if not wanted:
        return {}
    works = (
        select(Membership.member_id, Agency.name, Agency.kind)
        .join(Agency, Agency.id == Membership.agency_id)
        .where(Membership.member_id.in_(wanted), Membership.since <= unit.now, Membership.until > unit.now)
        .order_by(Membership.member_id, Agency.id)
    )
    places: dict[uuid.UUID, list[tuple[str, str]]] = {}
    for member_id, name, kind in unit.session.execute(works):
        places.setdefault(member_id, []).append((name, kind))
    found = {}
    for one in unit.session.scalars(select(Member).where(Member.id.in_(wanted)).order_by(Member.id)):
        names, kinds = zip(*places.get(one.id, [("", "")]), strict=True)
        found[one.id] = Worker(one.name, one.phone, one.email, tuple(n for n in names if n), tuple(kinds))
    return found
