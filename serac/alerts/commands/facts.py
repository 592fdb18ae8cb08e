"""What an alert says, and whether it says enough and only what is on the lists."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from serac.agencies.models import Partnership
from serac.alerts.attachments import CleanFile
from serac.alerts.queries import area_codes
from serac.core.actor import Authority
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.reference import current

LONGEST = 10_000
MOST_OF_EACH = 20
"""How many people, places, vehicles or businesses one alert may name: far more than anybody writes down at once."""
KEYED = frozenset({"caller", "helpline"})
"""The sources that the team keys itself."""
_NEEDED = (
    ("still_happening", "still_in_situation", "Choose whether they are still in the situation"),
    ("place_kind", "place_kinds", "Choose what kind of place it is, or not known"),
    ("how_known", "how_known", "Choose how you know"),
)
_OPTIONAL = (
    ("source", "alert_sources", "Choose how it came in"),
    ("people_know", "people_know", "Choose whether they know"),
    ("may_return", "may_return", "Choose whether we may come back to you"),
)
_TICKED = (("indicators", "indicators"), ("controls", "methods_of_control"))
_COUNTED = ("people", "places", "vehicles", "businesses")


class AlertFacts(TypedDict):
    """What an alert says.

    Attributes:
        what: what was seen or heard. where, when: in the reporter's words.
        still_happening, kinds, area, place_kind, how_known: codes of config; the area is one the partnership covers.
        danger: somebody is in danger now. child: somebody is a child, or may be.
        people: each with name, description, phone, role and age_band, as far as known.
        places: each with kind, address, postcode and role; vehicles: plate, description, role; businesses: name, role and
            holds_council_contract (a bool). The place in `where`, `plate` and `business` are the first of each;
            `where_role`, `plate_role` and `business_role` say what they are in it.
        source: code of alert_sources; the open form's are always "public". caller and helpline: only the team keys those.
        indicators, controls: codes ticked, of indicators and methods_of_control.
        people_know, may_return: codes. wishes: what the people want, in their own words. contact: how to come back to
            whoever sent it (for the caller, where it was keyed for one).
        safe_contact: how somebody at risk can safely be reached, with the names of `record_safe_contact`.
        about_me: whoever sends it is the person at risk.
        own_reference: the reporter's own number for it; the helpline's, of a helpline report.
        attachment, attachments: files; give them cleaned (attachments.clean_file), so that no transaction waits for that.
        position_of_trust: somebody in a position of trust may be involved: then it is restricted from its first save,
            and goes only to the team's registered contacts for sensitive cases. Where there are none, the information
            governance officer is told and nobody on the team reads it (domain 5.2).
        network, crowded: of the open form: a keyed hash of the network it came from, and whether too many came from there.
    """

    what: str
    where: str
    when: str
    still_happening: str
    kinds: Collection[str]
    area: str
    place_kind: str
    danger: bool
    called_999: bool
    child: bool
    how_known: str
    people: NotRequired[Sequence[Mapping[str, str]]]
    places: NotRequired[Sequence[Mapping[str, str]]]
    vehicles: NotRequired[Sequence[Mapping[str, str]]]
    businesses: NotRequired[Sequence[Mapping[str, Any]]]
    plate: NotRequired[str]
    business: NotRequired[str]
    where_role: NotRequired[str]
    plate_role: NotRequired[str]
    business_role: NotRequired[str]
    business_contract: NotRequired[bool]
    source: NotRequired[str]
    indicators: NotRequired[Collection[str]]
    controls: NotRequired[Collection[str]]
    people_know: NotRequired[str]
    wishes: NotRequired[str]
    may_return: NotRequired[str]
    contact: NotRequired[str]
    safe_contact: NotRequired[Mapping[str, Any] | None]
    about_me: NotRequired[bool]
    own_reference: NotRequired[str]
    attachment: NotRequired[CleanFile | tuple[str, bytes] | None]
    attachments: NotRequired[Sequence[CleanFile | tuple[str, bytes]]]
    position_of_trust: NotRequired[bool]
    network: NotRequired[int | None]
    crowded: NotRequired[bool]


def source_of(unit: Unit, facts: AlertFacts) -> str:
    """How it came in: the open form's is always the public's, whatever it says."""
    return "public" if unit.actor.authority is Authority.PUBLIC else facts.get("source", "partner")


def check_facts(unit: Unit, partnership: Partnership, facts: AlertFacts) -> list[str]:
    """The kinds, in order.

    Raises:
        Invalid: something needed is missing, too long or not on its list; says every mistake at once.
    """
    reference, errors = current(), {}
    if not facts["what"].strip():
        errors["what"] = "Enter what you saw or heard"
    chosen = sorted(set(facts["kinds"]))
    if not chosen or any(code not in reference.exploitation_kinds for code in chosen):
        errors["kinds"] = "Choose what it may be, or not yet known"
    if facts["area"] not in area_codes(partnership):
        errors["area"] = "Choose the area, or not known"
    errors |= {n: words for n, one, words in _NEEDED if str(facts.get(n)) not in reference.list(one)}
    errors |= {n: words for n, one, words in _OPTIONAL if n in facts and str(facts.get(n)) not in reference.list(one)}
    for name, listed in _TICKED:
        if not ticked(facts, name) <= reference.list(listed).codes():
            errors[name] = "Choose from the list"
    errors |= _sizes(facts) | _of_source(unit, facts)
    if errors:
        raise Invalid(errors)
    return chosen


def ticked(facts: AlertFacts, name: str) -> frozenset[str]:
    """The codes ticked under this name."""
    codes: Collection[str] = facts.get(name) or ()  # type: ignore[assignment]
    return frozenset(codes)


def _sizes(facts: AlertFacts) -> dict[str, str]:
    """What is too long or too many, each with a sentence."""
    errors = {
        name: f"Use {LONGEST:,} characters or fewer"
        for name, value in facts.items()
        if isinstance(value, str) and len(value) > LONGEST
    }
    for name in _COUNTED:
        rows: Sequence[Any] = facts.get(name, ())  # type: ignore[assignment]
        if len(rows) > MOST_OF_EACH:
            errors[name] = f"Name {MOST_OF_EACH} or fewer, and say in your own words that there are more"
    return errors


def _of_source(unit: Unit, facts: AlertFacts) -> dict[str, str]:
    """What may not come by this way: practitioners' indicators from the public."""
    practitioners = {one.code for one in current().indicators if one.audience != "all"}
    if unit.actor.authority is Authority.PUBLIC and ticked(facts, "indicators") & practitioners:
        return {"indicators": "Choose from the list"}
    return {}


def reporter_of(unit: Unit) -> uuid.UUID | None:
    """Who sends or keys it; None by the open form.

    Raises:
        Invalid: nobody is signed in.
    """
    if unit.actor.member_id is None and unit.actor.authority is not Authority.PUBLIC:
        raise Invalid("Sign in to send an alert.")
    return unit.actor.member_id
