"""What the team, the police contact and the partners did on the cases of the demonstration, and when."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment
from serac.agencies.models import Agency
from serac.cases import commands as cases
from serac.cases.models import Case, Deconfliction
from serac.core.unit import Unit

Bodies = Mapping[str, uuid.UUID]
Work = Callable[[Unit, Case, Bodies], object]
HELD = ("identity", "intelligence", "premises")


@dataclass(frozen=True)
class Step:
    """Something done on a case: by whom, so many hours after it was opened."""

    by: str
    hours: float
    work: Work


def _agency(unit: Unit, bodies: Bodies, slug: str) -> Agency:
    return unit.session.get_one(Agency, bodies[slug])


def share(slug: str, purpose: str = "disrupt") -> Step:
    """Open the case to an agency."""
    return Step("priya.nair", 0.5, lambda unit, case, bodies: cases.add_to_virtual_team(
        unit, case, agency=_agency(unit, bodies, slug), purpose=purpose, categories=HELD
    ))  # fmt: skip


def override(slug: str) -> Step:
    """Open it where no agreement covers the agency."""

    def work(unit: Unit, case: Case, bodies: Bodies) -> object:
        compartment = unit.session.get_one(Compartment, case.compartment_id)
        return access.record_override(
            unit, compartment, agency=_agency(unit, bodies, slug), ground="vital_interests", hours=24, relation="virtual_team",
            reason="The landlord is the only one with a key tonight, and the tenant may be hurt.",
        )  # fmt: skip

    return Step("priya.nair", 0.6, work)


def ask(what: str, hours: float = 1) -> Step:
    """Ask the police contact."""
    return Step("priya.nair", hours, lambda unit, case, bodies: cases.ask_deconfliction(
        unit, case, agency=_agency(unit, bodies, "thornshire-police"), what=what, purpose="prevent_detect_crime", categories=HELD
    ))  # fmt: skip


def answer(answer: str, hours: float, words: str = "", rule: str = "", lead: str = "", hold_days: int = 0) -> Step:
    """The police contact answers."""

    def work(unit: Unit, case: Case, bodies: Bodies) -> object:
        asked = unit.session.scalars(
            select(Deconfliction)
            .where(Deconfliction.compartment_id == case.compartment_id, Deconfliction.state != "replaced")
            .order_by(Deconfliction.asked_at.desc())
        ).first()
        until = (unit.now + dt.timedelta(days=hold_days)).date() if hold_days else None
        facts = {"words": words, "review_on": until, "contact_rule": rule}
        who = _agency(unit, bodies, lead) if lead else None
        return cases.answer_deconfliction(unit, asked, answer=answer, lead=who, **facts)  # type: ignore[arg-type]

    return Step("hannah.cole", hours, work)


def know(
    hazards: tuple[str, ...], lone_working: str, words: str, days: int, by: str = "priya.nair", hours: float = 3
) -> Step:
    """Record what a visitor must know first."""
    return Step(by, hours, lambda unit, case, bodies: cases.record_premises_risk(
        unit, case, hazards=hazards, lone_working=lone_working, words=words, review_on=(unit.now + dt.timedelta(days=days)).date()
    ))  # fmt: skip


def danger(reason: str, hours: float) -> Step:
    """Immediate danger overrode the contact rule."""
    return Step("priya.nair", hours, lambda unit, case, _: cases.override_in_danger(unit, case, reason=reason))


def stricter(rule: str, reason: str, hours: float) -> Step:
    """The team made the contact rule stricter."""
    return Step("priya.nair", hours, lambda unit, case, _: cases.set_contact_rule(unit, case, rule=rule, reason=reason))


AFTERMATH: Mapping[str, tuple[Step, ...]] = {
    "car-wash": (
        share("kelderby-housing"), share("thornshire-police", "prevent_detect_crime"), share("fair-work-agency"),
        ask("Housing would like to look at the room behind the car wash this week."),
        know(("dogs", "lookouts"), "in_pairs", "A boy on the wall opposite rings somebody when officials come.", 60),
        answer("clear", 26, "Ring me before each visit.", rule="ask_lead", lead="thornshire-police"),
    ),
    "cuckooing": (
        share("kelderby-housing", "safeguard_adult"), override("hillgate-homes"),
        ask("May Hillgate Homes change the lock tomorrow?"),
        answer("hold", 20, "We watch the flat. Leave the lock until we have rung you.", hold_days=14),
        know(("violence", "weapons"), "police_present", "A machete was seen by the door.", 20, by="gwen.ferris", hours=22),
    ),
    "mill": (
        share("fair-work-agency"), ask("May the Fair Work Agency inspect?"), answer("clear", 9, rule="open"),
    ),
    "brothel": (
        ask("May housing inspect the flats above the arcade?"), answer("speak_to_me", 5, "Ring 01632 960104 before anything else."),
    ),
    "cannabis": (
        ask("May the landlord send his electrician?"), answer("clear", 8, rule="lead_agency_only", lead="thornshire-police"),
        know(("structure", "exits", "chemicals"), "police_present", "Live bypass behind the meter.", 90),
    ),
    "county-lines": (
        ask("May children’s services see the boys at school?"),
        answer("clear", 3, "See them alone. Leave the flat to us.", rule="ask_lead", lead="thornshire-police"),
    ),
    "nail-bar-first": (
        ask("May fire and housing go together on Thursday?"), answer("clear", 6, rule="open"),
        stricter("records_only", "The owner has asked who complained. Everybody waits.", 80),
    ),
    "care-agency": (
        ask("May we write to the agency?"),
        answer("hold", 7, "Bank records are being got first.", hold_days=30),
        answer("clear", 24 * 33, "Nothing of ours is in the way now.", rule="open"),
    ),
    "restaurant": (ask("May trading standards check the kitchen?"), answer("hold", 5, "A week, please.", hold_days=7)),
    "caravans": (
        ask("May housing and adult social care visit the yard?", hours=24 * 26),
        danger("One of the men was found in the road with a broken arm. 999 rung, ambulance and police went in.", 24 * 26.6),
    ),
}  # fmt: skip
"""What was done, by the concern that began the case; in the order of the hours. Of the others the police have not been asked."""
