"""What every command of this feature does beside its own work: telling people, refusing the connected, counting."""

import uuid
from collections.abc import Iterable

from serac.agencies.hours import rules_for
from serac.agencies.models import Partnership
from serac.cases.models import Case
from serac.cases.queries import kinds_of
from serac.core.facts import Counted
from serac.core.problems import Invalid, NotPermitted
from serac.core.unit import Unit
from serac.decisions.models import Decision
from serac.decisions.queries import chairs_of, has_conflict, team_to_tell
from serac.reference import PartnershipRules

LONGEST = 10_000


def tell(unit: Unit, case: Case, member_ids: Iterable[uuid.UUID], *, key: str, page: str = "") -> None:
    """Tell people that something changed: the letter says no more, and leads to the page of the case."""
    for member_id in member_ids:
        path = f"/cases/{case.reference}/decision{page}"
        unit.notify("notice", member_id, key=key, path=path, about=case.compartment_id)


def tell_team(unit: Unit, case: Case, *, key: str, page: str = "") -> None:
    """Tell the virtual team and the case's own."""
    tell(unit, case, team_to_tell(unit, case), key=key, page=page)


def tell_chairs(unit: Unit, case: Case, *, key: str, page: str) -> int:
    """Tell the chairs the case is open to; how many that were."""
    ids = [one.id for one in chairs_of(unit, case) if one.reads and one.id != unit.actor.member_id]
    tell(unit, case, ids, key=key, page=page)
    return len(ids)


def refuse_the_connected(unit: Unit, case: Case) -> None:
    """Whoever has said that they have a connection decides nothing here.

    Raises:
        NotPermitted: they have.
    """
    if has_conflict(unit, case):
        raise NotPermitted("You told us that you have a connection with somebody in this case. Somebody else decides.")


def rules_of(unit: Unit, case: Case) -> PartnershipRules:
    """The rules of the partnership of a case."""
    return rules_for(unit.session.get_one(Partnership, case.partnership_id).slug)


def counted(unit: Unit, case: Case, name: str, **codes: object) -> Counted:
    """A fact about a case, with its kinds of exploitation."""
    restricted = unit.standing(case.compartment_id).restricted
    kinds = list(kinds_of(unit, case.compartment_id))
    return Counted(name, case.partnership_id, unit.now, {"kinds": kinds, **codes}, restricted=restricted)


def count_decision(unit: Unit, case: Case, decision: Decision) -> Counted:
    """The fact that a decision came into force."""
    lead = str(decision.lead_id) if decision.lead_id else ""
    codes: dict[str, object] = {"response": decision.response, "criteria": decision.criteria, "lead": lead}
    return counted(unit, case, "decision.made", first=decision.number == 1, **codes)


def written(words: str, field: str, missing: str) -> str:
    """Words somebody must write, trimmed.

    Raises:
        Invalid: none, or too many.
    """
    if not words.strip():
        raise Invalid({field: missing})
    if len(words) > LONGEST:
        raise Invalid({field: f"Use {LONGEST:,} characters or fewer"})
    return words.strip()
