"""What was reported in the fictional county, and what became of it. Nobody and nothing here exists."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment
from serac.agencies.models import Agency, Partnership
from serac.alerts import commands as alerts
from serac.alerts.models import Alert
from serac.cases import commands as cases
from serac.cases.models import Case
from serac.core.unit import Unit
from serac.entities.models import Person

HOUR = dt.timedelta(hours=1)
Step = Callable[[Unit, uuid.UUID, Mapping[str, uuid.UUID]], None]


@dataclass(frozen=True)
class Concern:
    """One alert of the demonstration, and how far it has come."""

    key: str
    reporter: str
    hours_ago: float
    what: str
    where: str
    when: str
    area: str
    kinds: tuple[str, ...]
    place_kind: str = "not_known"
    how_known: str = "saw_it"
    still_happening: str = "yes"
    danger: bool = False
    child: bool = False
    position_of_trust: bool = False
    people: tuple[Mapping[str, str], ...] = ()
    plate: str = ""
    business: str = ""
    claimed: bool = False
    case: str = ""
    items: tuple[str, ...] = field(default=())

    def moments(self) -> tuple[dt.timedelta, dt.timedelta | None, dt.timedelta | None]:
        """How long ago it was raised, claimed and opened; None for what has not happened."""
        raised = self.hours_ago * HOUR
        claimed = raised * 0.9 if self.claimed or self.case else None
        return raised, claimed, raised * 0.8 if self.case else None

    def raise_in(self, unit: Unit, partnership: Partnership) -> uuid.UUID:
        """Its reporter sends it."""
        made = alerts.raise_alert(
            unit, partnership, what=self.what, where=self.where, when=self.when, still_happening=self.still_happening,
            kinds=self.kinds, area=self.area, place_kind=self.place_kind, danger=self.danger, called_999=self.danger,
            child=self.child, how_known=self.how_known, people=[dict(person) for person in self.people], plate=self.plate,
            business=self.business, position_of_trust=self.position_of_trust,
        )  # fmt: skip
        return made.id

    def claim_in(self, unit: Unit, alert_id: uuid.UUID) -> None:
        """An officer takes it in hand."""
        alerts.claim_alert(unit, unit.session.get_one(Alert, alert_id))

    def open_in(self, unit: Unit, alert_id: uuid.UUID) -> uuid.UUID:
        """The officer opens a case from it."""
        alert = unit.session.get_one(Alert, alert_id)
        people = unit.session.scalars(select(Person).where(Person.compartment_id == alert.compartment_id)).all()
        items = [{"text": item} for item in self.items]
        made = alerts.open_case_from_alert(unit, alert, title=self.case, items=items, people=people, kinds=self.kinds)
        return made.id


CONCERNS = (
    Concern(
        "car-wash", "rosa.lind", 24 * 18, area="kelderby", kinds=("labour.forced", "labour.wages_taken"), place_kind="car_wash",
        what="Five or six men work at the car wash every day from eight until it is dark, in wet clothes. One told me he sleeps in the "
        "back room and has not been paid since he came. Another man answers for all of them.",
        where="Kelderby Hand Car Wash, Foundry Street", when="Most days since the spring",
        people=({"name": "Andrei Lungu", "role": "potential_victim", "age_band": "from_18_to_24"},), plate="ZZ19 KLM",
        business="Kelderby Hand Car Wash", case="Car wash and house",
        items=("Men work from eight until dark every day in wet clothes.", "One of them sleeps in the back room and has not been paid."),
    ),
    Concern(
        "cuckooing", "gwen.ferris", 24 * 9, area="ostbury", kinds=("criminal.cuckooing",), place_kind="dwelling",
        what="A tenant who lives alone has three young men staying. He says they are friends but cannot say their names. He has lost weight "
        "and no longer opens the door himself.",
        where="Flat on Tannery Row", when="Since about three weeks ago", how_known="was_told",
        people=({"name": "Walter Peake", "role": "potential_victim", "age_band": "from_55_to_64"},), case="Home taken over",
        items=("Three young men have been staying with a tenant who lives alone for about three weeks.",),
    ),
    Concern(
        "farm", "dev.rao", 24 * 5, area="brackenford", kinds=("labour.forced",), place_kind="farm", how_known="our_records",
        what="Two workers at a packhouse have asked whether an employer may keep their passports. Their payslips show the same deduction for "
        "a room every week.", where="Packhouse near Sallowby", when="Calls on Monday and Thursday", claimed=True,
    ),
    Concern(
        "child", "mina.okoro", 6, area="ostbury", kinds=("criminal.county_lines",), child=True, how_known="our_records",
        what="A boy of fifteen was missing from his placement for two nights and came back with a second telephone and new trainers. He "
        "will not say where he was.", where="Ostbury", when="Friday to Sunday",
        people=({"name": "", "description": "Boy of fifteen", "role": "potential_victim", "age_band": "from_13_to_15"},),
    ),
    Concern(
        "house", "amir.siddiqui", 0.4, area="brackenford", kinds=("not_known",), danger=True, place_kind="dwelling",
        what="At an inspection two people upstairs would not come down and a man stood in front of the stairs. One of them shook her head at "
        "me. I have called 999 and left.", where="House on Mill Lane, Brackenford", when="Just now",
    ),
    Concern(
        "nails", "jo.hartley", 20, area="kelderby", kinds=("labour.forced", "sexual.prostitution"), place_kind="nail_bar",
        what="Mattresses behind a curtain at the back of a nail bar; the fire door was screwed shut. Two young women did not speak when I "
        "asked their names and looked at the owner.", where="Nail bar in the arcade, Kelderby", when="Yesterday afternoon",
    ),
    Concern(
        "officer", "ellie.stone", 30, area="kelderby", kinds=("sexual.prostitution",), how_known="was_told", position_of_trust=True,
        what="A woman we support says that a man who works for a public body comes to the flat and is told before any visit.",
        where="Kelderby", when="Over the last two months",
    ),
)  # fmt: skip


def _share(slug: str, purpose: str = "disrupt") -> Step:
    def step(unit: Unit, case_id: uuid.UUID, bodies: Mapping[str, uuid.UUID]) -> None:
        agency = unit.session.get_one(Agency, bodies[slug])
        case = unit.session.get_one(Case, case_id)
        cases.add_to_virtual_team(
            unit, case, agency=agency, purpose=purpose, categories=["identity", "intelligence", "premises"]
        )

    return step


def _override(slug: str) -> Step:
    def step(unit: Unit, case_id: uuid.UUID, bodies: Mapping[str, uuid.UUID]) -> None:
        agency = unit.session.get_one(Agency, bodies[slug])
        compartment = unit.session.get_one(Compartment, unit.session.get_one(Case, case_id).compartment_id)
        access.record_override(
            unit, compartment, agency=agency, ground="vital_interests", hours=24, relation="virtual_team",
            reason="The landlord is the only one with a key tonight, and the tenant may be hurt.",
        )  # fmt: skip

    return step


CASES: Mapping[str, tuple[Step, ...]] = {
    "car-wash": (
        _share("kelderby-housing"),
        _share("thornshire-police", "prevent_detect_crime"),
        _share("fair-work-agency"),
    ),
    "cuckooing": (_share("kelderby-housing", "safeguard_adult"), _override("hillgate-homes")),
}
"""What the team did next on a case, half an hour after it was opened."""
