"""What somebody who goes there must know first (domain 5.14): hazards, lone working, until when the record holds."""

import datetime as dt
from collections.abc import Collection

from serac.cases import policy
from serac.cases.models import Case, PremisesRisk
from serac.cases.queries import list_premises_risks
from serac.core.actor import NOBODY
from serac.core.clock import FAR_FUTURE, LONDON
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit, command
from serac.entities.models import Place
from serac.reference import current

LONGEST = 2000
FURTHEST = dt.timedelta(days=183)
"""A record of a place is looked at again within half a year (own rule)."""


@command(may=policy.record_premises)
def record_premises_risk(
    unit: Unit,
    case: Case,
    *,
    hazards: Collection[str],
    lone_working: str,
    review_on: dt.date,
    words: str = "",
    place: Place | None = None,
) -> PremisesRisk:
    """Record the risks of a place of the case, or of the case as a whole. It takes the place of the record before.

    Args:
        hazards: codes of premises_hazards; `none_known` stands alone. lone_working: code.
        review_on: when it must be looked at again, within half a year.

    Raises:
        Invalid: something is missing or not on its list.
    """
    _check(unit, case, hazards, lone_working, review_on, words, place)
    place_id = place.id if place else None
    for old in list_premises_risks(unit, case):
        if old.place_id == place_id:
            old.until = unit.now
    made = PremisesRisk(compartment_id=case.compartment_id, place_id=place_id, hazards=sorted(set(hazards)))
    made.lone_working, made.review_on, made.until, made.words = lone_working, review_on, FAR_FUTURE, words.strip()
    made.recorded_by, made.recorded_at = unit.actor.member_id or NOBODY, unit.now
    made.agency_id = unit.actor.agencies[0] if unit.actor.agencies else None
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.PREMISES_RISK_RECORDED, made, hazards=made.hazards, lone_working=lone_working)
    return made


def _check(
    unit: Unit, case: Case, hazards: Collection[str], lone_working: str, review_on: dt.date, words: str, place: Place | None
) -> None:  # fmt: skip
    reference, errors = current(), {}
    if not hazards or any(code not in reference.premises_hazards for code in hazards):
        errors["hazards"] = "Choose what is known there, or none known"
    elif "none_known" in hazards and len(set(hazards)) > 1:
        errors["hazards"] = "Choose either hazards or none known"
    if lone_working not in reference.lone_working:
        errors["lone_working"] = "Choose whether one person may go alone"
    today = unit.now.astimezone(LONDON).date()
    if not today <= review_on <= today + FURTHEST:
        errors["review_on"] = "Enter a date within the next six months"
    if len(words) > LONGEST:
        errors["words"] = f"Use {LONGEST:,} characters or fewer"
    if place is not None and place.compartment_id != case.compartment_id:
        errors["place"] = "Choose a place of this case"
    if errors:
        raise Invalid(errors)
