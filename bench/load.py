"""The alerts and the cases, with everything that opens, hides, seals and finds them.

Seeded: two runs on one day write the same rows, but for what is sealed.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import uuid
from dataclasses import dataclass
from typing import Any

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.engine import make_url

from bench import picturing, world
from bench.copying import Copying
from bench.picturing import Picturing, Scoped
from bench.words import FIRST, Names, Story, paragraph, story
from bench.world import NORTH, SOUTH, TWENTY, TWENTY_THOUSAND, TWO_THOUSAND, agency, officer, reporter
from serac.access.models import Compartment, Exclusion, Grant, Override, RestrictedReader
from serac.alerts.lifecycle import AlertState, ReporterState
from serac.alerts.models import Alert, AlertKind, Attachment, Receipt
from serac.cases.lifecycle import Stage
from serac.cases.models import Case, CaseKind, Item
from serac.core.blind_index import name_tokens, phone_tokens, plate_tokens, postcode_tokens
from serac.core.clock import FAR_FUTURE
from serac.core.crypto import Secrets
from serac.core.database import make_engine
from serac.core.facts import Fact
from serac.core.keys import DataKey
from serac.core.references import LETTERS
from serac.entities.models import Business, Person, Place, Token, Vehicle
from tests.servers import libpq

TABLES = (
    *(Compartment, DataKey, Override, Grant, RestrictedReader, Exclusion, Case, CaseKind, Alert, AlertKind, Attachment),
    *(Receipt, Person, Place, Vehicle, Business, Token, Item, Fact),
    *picturing.TABLES,
)
SPAN = dt.timedelta(days=730)
"""The alerts of two years, up to now, however many there are."""
ITEMS, CASE_GRANTS, SCOPED_EACH = 4, 8, 100
"""Items of a case as it was opened; agencies on it; one case in a hundred was scoped, and has forty."""
STATES = (AlertState.RECEIVED, AlertState.IN_TRIAGE, AlertState.OPENED)
STATE_WEIGHTS = (12, 25, 63)
"""Spread evenly over the two years, as in the floor: a queue of tens of thousands, which is harder than life."""


@dataclass(frozen=True)
class Plan:
    """How many of everything; which alerts and cases, by number, are open to the agencies with a set number of grants."""

    alerts: int
    cases: int
    alerts_of: dict[int, frozenset[int]]
    cases_of: dict[int, frozenset[int]]

    @classmethod
    def of(cls, alerts: int) -> Plan:
        """For so many alerts in the first partnership; a twentieth as many more are the other's."""
        r, cases = random.Random(3), max(alerts // 5, 12)
        first = [number for number in range(alerts + alerts // 20) if number % 21 != 20]
        wanted = {TWENTY: 20, TWENTY_THOUSAND: min(20_000, alerts // 5), TWO_THOUSAND: min(2000, alerts // 20)}
        with_cases = {TWENTY: 8, TWENTY_THOUSAND: cases // 5, TWO_THOUSAND: cases // 20}
        alerts_of = {of: frozenset(r.sample(first, count - with_cases[of])) for of, count in wanted.items()}
        cases_of = {of: _some_scoped(r, cases, count) for of, count in with_cases.items()}
        return cls(alerts, cases, alerts_of, cases_of)

    @property
    def total(self) -> int:
        """Alerts of both partnerships."""
        return self.alerts + self.alerts // 20


def _some_scoped(r: random.Random, cases: int, count: int) -> frozenset[int]:
    """So many cases, half of them such as were scoped, as far as there are any."""
    scoped = list(range(0, cases, SCOPED_EACH))[: max(count // 2, 1)]
    rest = [number for number in range(cases) if number % SCOPED_EACH]
    return frozenset(scoped + r.sample(rest, count - len(scoped)))


class Loader(Picturing):
    """Writes alerts one after another, and a case every so often."""

    def __init__(self, plan: Plan, secrets: Secrets, now: dt.datetime, put: Copying) -> None:
        super().__init__(secrets, now, put)
        self.plan = plan
        self.newest_case: dict[uuid.UUID, uuid.UUID] = {}

    def run(self) -> None:
        """All of them, oldest first."""
        names, at = Names(self.random), self.now - SPAN
        every = self.plan.total // self.plan.cases
        for number in range(self.plan.total):
            at += SPAN / self.plan.total * self.random.uniform(0.05, 1.9)
            place = SOUTH if number % 21 == 20 else NORTH
            told = story(self.random, names)
            if number % every == 0 and number // every < self.plan.cases:
                self.case(number // every, at, told, names)
            self.alert(number, at, place, told)
        self.put.flush()

    def alert(self, number: int, at: dt.datetime, place: uuid.UUID, told: Story) -> None:
        """An alert with its kinds, its person and place and their tokens, its receipt, now and then a picture."""
        r, special = self.random, [of for of, those in self.plan.alerts_of.items() if number in those]
        agencies = r.sample(range(world.ORDINARY), 3) + special
        compartment, cipher = self.opened(at, place, "alert", agencies, restricted=r.random() < 0.2)
        row, sender = self.id_at(at), agencies[0]
        person = reporter(sender, r.randrange(world.REPORTERS_EACH))
        where = {"compartment_id": compartment.id, "partnership_id": place, "reference": compartment.reference}
        sent_by = {"reporter_id": person, "agency_id": agency(sender), "receipt_id": self.receipt(at, place, person)}
        texts = {"where": told.address, "when": "Last week, in the evening", "account": told.account}
        values = self._stands(at, place, told) | self.sealed(cipher, "alert", row, **texts)
        self.put.add(Alert, id=row, version=1, **where, **sent_by, **values)
        for code in told.kinds:
            self.put.add(AlertKind, compartment_id=compartment.id, code=code, partnership_id=place)
        self.recorded(compartment.id, cipher, at, told)
        if r.random() < 0.1:
            self.picture(compartment.id, cipher, at)
        codes = json.dumps({"kinds": list(told.kinds), "area": told.area})
        when = {"happened_at": at, "recorded_at": at, "partnership_id": place, "restricted": compartment.restricted}
        self.put.add(Fact, id=self.id_at(at), name="alert.raised", subject_id=row, codes=codes, **when)

    def _stands(self, at: dt.datetime, place: uuid.UUID, told: Story) -> dict[str, Any]:
        """Where an alert stands: its codes, its clock, who has it in hand, the case it was opened into."""
        r, state = self.random, self.random.choices(STATES, weights=STATE_WEIGHTS)[0]
        danger, child = r.random() < 0.05, told.age < 18
        codes = {"area": told.area, "place_kind": told.place_kind, "how_known": "saw_it", "still_happening": "yes"}
        dates = {"received_at": at, "due_at": at + dt.timedelta(minutes=10 if danger else 60 if child else 480)}
        claimed_by = None if state is AlertState.RECEIVED else officer(place, r.randrange(world.TEAM))
        case_id = self.newest_case.get(place) if state is AlertState.OPENED else None
        flags = {"state": str(state), "danger": danger, "child": child, "called_999": danger}
        return codes | dates | flags | {"claimed_by": claimed_by, "case_id": case_id}

    def picture(self, compartment_id: uuid.UUID, cipher: AESGCM, at: dt.datetime) -> None:
        """A small file, sealed."""
        row, about = self.id_at(at), {"media_type": "image/jpeg", "size": 2000, "added_at": at}
        values = self.sealed(cipher, "alert_attachment", row, name="picture.jpg", content="x" * 2000)
        self.put.add(Attachment, id=row, compartment_id=compartment_id, **about, **values)

    def receipt(self, at: dt.datetime, place: uuid.UUID, sender: uuid.UUID) -> uuid.UUID:
        """What the reporter keeps, in a compartment of its own."""
        compartment, _ = self.opened(at, place, "receipt", [], restricted=False)
        row, where = self.id_at(at), {"compartment_id": compartment.id, "partnership_id": place}
        state = str(ReporterState.BEING_LOOKED_AT)
        self.put.add(Receipt, id=row, reference=self.reference("RC"), state=state, sent_at=at, **where)
        own = {"relation": "reporter", "gateway": "own_disclosure", "purpose": "own_disclosure", "until": FAR_FUTURE}
        self.grant(compartment.id, at, sender, **own)
        return row

    def recorded(
        self, compartment_id: uuid.UUID, cipher: AESGCM, at: dt.datetime, told: Story
    ) -> list[tuple[str, uuid.UUID]]:
        """The person and the place, in one of five a vehicle, each with its tokens. Gives what they are and their ids."""
        r, here = self.random, {"version": 1, "compartment_id": compartment_id}
        person, place = self.id_at(at), self.id_at(at)
        phone = f"07700 900{r.randrange(1000):03d}" if r.random() < 0.5 else ""
        texts = {"name": told.name, "description": "Thin, dark hair, a green coat", "phone": phone}
        age = "child" if told.age < 18 else "adult"
        codes = {"role": "potential_victim", "age_band": age, "still_there": "yes"}
        self.put.add(Person, id=person, **here, **codes, **self.sealed(cipher, "person", person, **texts))
        found = name_tokens(self.secrets, told.name) | (phone_tokens(self.secrets, phone) if phone else frozenset())
        self.put.add_tokens(Token, found, compartment_id, person)
        where = self.sealed(cipher, "place", place, address=told.address, postcode=told.postcode)
        self.put.add(Place, id=place, kind=told.place_kind, **here, **where)
        self.put.add_tokens(Token, postcode_tokens(self.secrets, told.postcode), compartment_id, place)
        things = [("person", person), ("place", place)]
        if r.random() < 0.2:
            vehicle, end = self.id_at(at), "".join(r.choices(LETTERS[8:], k=3))
            plate = f"ZZ{r.randrange(99):02d} {end}"
            text = self.sealed(cipher, "vehicle", vehicle, plate=plate, description="White van")
            self.put.add(Vehicle, id=vehicle, **here, **text)
            self.put.add_tokens(Token, plate_tokens(self.secrets, plate), compartment_id, vehicle)
            things.append(("vehicle", vehicle))
        return things

    def case(self, number: int, at: dt.datetime, told: Story, names: Names) -> None:
        """A case: eight agencies, a few items, people and places, a business. All are the first partnership's."""
        r, special = self.random, [of for of, those in self.plan.cases_of.items() if number in those]
        scoped = number % SCOPED_EACH == 0
        ordinary = [*picturing.ON_TEAM] if scoped else r.sample(range(world.ORDINARY), CASE_GRANTS - len(special))
        agencies = special + ordinary
        compartment, cipher = self.opened(at, NORTH, "case", agencies, restricted=r.random() < 0.2)
        row = self.newest_case[NORTH] = self.id_at(at)
        stands = {
            "stage": str(Stage.SCOPING if scoped else Stage.OPEN),
            "contact_rule": "records_only",
            "deconfliction": "not_asked",
            "opened_at": at,
            "opened_by": officer(NORTH),
        }
        where = {"compartment_id": compartment.id, "partnership_id": NORTH, "reference": compartment.reference}
        values = self.sealed(cipher, "case_file", row, title=told.title, summary=told.account)
        self.put.add(Case, id=row, version=1, **where, **stands, **values)
        for code in told.kinds:
            self.put.add(CaseKind, compartment_id=compartment.id, code=code)
        stories = (told, story(r, names), story(r, names)) if scoped else (told,)
        things = [one for each in stories for one in self.recorded(compartment.id, cipher, at, each)]
        business = self.id_at(at)
        called = self.sealed(cipher, "business", business, name=f"{r.choice(FIRST)} Hand Car Wash")
        held = {"version": 1, "compartment_id": compartment.id, "holds_council_contract": False}
        self.put.add(Business, id=business, **held, **called)
        if scoped:
            self.scope(Scoped(row, compartment.id, cipher, at, (*things, ("business", business))))
            return
        people = [one for kind, one in things if kind == "person"]
        for each in range(ITEMS):
            self.item(compartment.id, cipher, at + dt.timedelta(minutes=each), agencies, people)

    def item(
        self, compartment_id: uuid.UUID, cipher: AESGCM, at: dt.datetime, agencies: list[int], people: list[uuid.UUID]
    ) -> None:
        """Two sentences from an agency, or with the source withheld."""
        r, row = self.random, self.id_at(at)
        graded = {"how_known": "our_records", "grade_source": "2", "grade_information": "B", "handling": "ask_me_first"}
        given = {"agency_id": agency(r.choice(agencies)) if r.random() < 0.7 else None, "given_at": at}
        about = {"about_id": r.choice([None, *people]), "added_by": officer(NORTH)}
        values = self.sealed(cipher, "item", row, text=paragraph(r, 2))
        self.put.add(
            Item, id=row, compartment_id=compartment_id, within_id=compartment_id, **graded, **given, **about, **values
        )


def load(url: str, secrets: Secrets, now: dt.datetime, alerts: int) -> dict[str, int]:
    """Fill the empty tables of a database and tidy up after it. Gives the rows written by table."""
    engine = make_engine(url)
    with engine.begin() as connection:
        world.build(now, secrets).write(connection)
    engine.dispose()
    address = libpq(make_url(url))
    with psycopg.connect(address) as connection:
        put = Copying(connection, TABLES)
        Loader(Plan.of(alerts), secrets, now, put).run()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    return put.written
