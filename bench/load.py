"""The alerts and the cases, with everything that opens, hides, seals and finds them. Seeded: the same rows in every run of a day."""

from __future__ import annotations

import datetime as dt
import json
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.engine import make_url

from bench import world
from bench.copying import Copying
from bench.words import FIRST, Names, Story, paragraph, story
from bench.world import NORTH, SOUTH, TWENTY, TWENTY_THOUSAND, TWO_THOUSAND, agency, handler, officer, party, reporter
from serac.access.models import Compartment, Exclusion, Grant, Override, RestrictedReader
from serac.alerts.lifecycle import AlertState, ReporterState
from serac.alerts.models import Alert, AlertKind, Attachment, Receipt
from serac.cases.lifecycle import Stage
from serac.cases.models import Case, CaseKind, Item
from serac.core.blind_index import name_tokens, phone_tokens, plate_tokens, postcode_tokens
from serac.core.clock import FAR_FUTURE
from serac.core.crypto import Secrets, new_wrapped_key, seal, unwrap
from serac.core.database import make_engine
from serac.core.facts import Fact
from serac.core.keys import DataKey
from serac.core.references import LETTERS, LENGTH, check_letter
from serac.entities.models import Business, Person, Place, Token, Vehicle

TABLES = (
    Compartment, DataKey, Override, Grant, RestrictedReader, Exclusion, Case, CaseKind, Alert, AlertKind, Attachment, Receipt,
    Person, Place, Vehicle, Business, Token, Item, Fact,
)  # fmt: skip
SPAN = dt.timedelta(days=730)
"""The alerts of two years, up to now, however many there are."""
ITEMS, CASE_GRANTS = 30, 8
STATES = (AlertState.RECEIVED, AlertState.IN_TRIAGE, AlertState.OPENED)
STATE_WEIGHTS = (12, 25, 63)


@dataclass(frozen=True)
class Plan:
    """How many of everything, and which are open to the agencies with a set number of grants: alert numbers, case numbers."""

    alerts: int
    cases: int
    alerts_of: dict[int, frozenset[int]]
    cases_of: dict[int, frozenset[int]]

    @classmethod
    def of(cls, alerts: int) -> Plan:
        """For so many alerts in the first partnership; a twentieth as many more are the other's."""
        r, cases = random.Random(3), max(alerts // 50, 12)
        first = [number for number in range(alerts + alerts // 20) if number % 21 != 20]
        wanted = {TWENTY: 20, TWENTY_THOUSAND: min(20_000, alerts // 5), TWO_THOUSAND: min(2000, alerts // 20)}
        with_cases = {TWENTY: 8, TWENTY_THOUSAND: cases // 5, TWO_THOUSAND: cases // 20}
        return cls(
            alerts, cases,
            {of: frozenset(r.sample(first, count - with_cases[of])) for of, count in wanted.items()},
            {of: frozenset(r.sample(range(cases), count)) for of, count in with_cases.items()},
        )  # fmt: skip

    @property
    def total(self) -> int:
        """Alerts of both partnerships."""
        return self.alerts + self.alerts // 20


@dataclass
class Loader:
    """Writes alerts one after another, and a case every so often."""

    plan: Plan
    secrets: Secrets
    now: dt.datetime
    put: Copying
    random: random.Random = field(default_factory=lambda: random.Random(11))
    newest_case: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    references: set[str] = field(default_factory=set)

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

    def id_at(self, at: dt.datetime) -> uuid.UUID:
        """An id that sorts by the time it was made (UUID version 7), as the service makes them."""
        r, milliseconds = self.random, int(at.timestamp() * 1000)
        return uuid.UUID(
            int=(milliseconds << 80) | (7 << 76) | (r.getrandbits(12) << 64) | (2 << 62) | r.getrandbits(62)
        )

    def reference(self, prefix: str) -> str:
        """A reference nobody has yet."""
        while True:
            body = "".join(self.random.choices(LETTERS, k=LENGTH))
            if body not in self.references:
                self.references.add(body)
                return f"{prefix}-{body}{check_letter(body)}"

    def open(self, at: dt.datetime, place: uuid.UUID, kind: str, *, restricted: bool) -> tuple[uuid.UUID, AESGCM]:
        """A compartment with a data key of its own."""
        compartment = self.id_at(at)
        self.put.add(Compartment, id=compartment, partnership_id=place, kind=kind, restricted=restricted, opened_at=at)
        wrapped = new_wrapped_key(self.secrets, compartment)
        self.put.add(DataKey, compartment_id=compartment, wrapped=wrapped)
        return compartment, unwrap(self.secrets, compartment, wrapped)

    def protect(
        self,
        compartment: uuid.UUID,
        cipher: AESGCM,
        at: dt.datetime,
        place: uuid.UUID,
        agencies: list[int],
        *,
        restricted: bool,
    ) -> None:
        """Grants to agencies (and now and then to one of their people), the restricted list, the exclusions."""
        r = self.random
        for number in agencies:
            self.grant(compartment, cipher, at, place, number)
        if r.random() < 0.05:
            number = r.choice(agencies)
            gateway = {"gateway": "agreement", "party_id": party(number, place), "until": FAR_FUTURE}
            self.write_grant(compartment, at, handler(number, r.randrange(6)), relation="key_worker", **gateway)
        if restricted:
            listed = {
                officer(place),
                officer(place, r.randrange(2, world.TEAM)),
                *(handler(number) for number in agencies),
            }
            for member in listed:
                self.put.add(RestrictedReader, compartment_id=compartment, member_id=member)
        if r.random() < 0.01:
            kept_out = agency(r.choice(agencies)) if r.random() < 0.5 else officer(place, r.randrange(1, world.TEAM))
            values = {"reason": "linked_person", "since": at, "excluded_by": officer(place)}
            self.put.add(Exclusion, compartment_id=compartment, grantee_id=kept_out, **values)

    def grant(self, compartment: uuid.UUID, cipher: AESGCM, at: dt.datetime, place: uuid.UUID, number: int) -> None:
        """To one agency: nineteen in twenty on its agreement, in force or lapsed; one in fifty on an override; some have ended."""
        roll, later = self.random.random(), at + dt.timedelta(days=30)
        if roll < 0.02:
            until = min(later, self.now) if roll < 0.01 else self.now + dt.timedelta(days=60)
            override = self.id_at(at)
            reason = self.sealed(cipher, "access_override", override, reason="There is danger to life tonight")
            self.put.add(
                Override, id=override, compartment_id=compartment, partnership_id=place, grantee_id=agency(number),
                ground="vital_interests", recorded_by=officer(place), recorded_at=at, since=at, until=until, **reason,
            )  # fmt: skip
            self.write_grant(compartment, at, agency(number), gateway="override", override_id=override, until=until)
            return
        until = later if roll < 0.07 else FAR_FUTURE
        self.write_grant(
            compartment, at, agency(number), gateway="agreement", party_id=party(number, place), until=until
        )

    def write_grant(self, compartment: uuid.UUID, at: dt.datetime, grantee: uuid.UUID, **values: Any) -> None:
        """One grant."""
        usual = {"relation": "virtual_team", "purpose": "safeguard_adult", "since": at, "granted_by": officer(NORTH)}
        self.put.add(Grant, id=self.id_at(at), compartment_id=compartment, grantee_id=grantee, **(usual | values))

    def sealed(self, cipher: AESGCM, table: str, row: uuid.UUID, **texts: str) -> dict[str, bytes | None]:
        """Sealed values by the names of their columns."""
        return {
            f"{name}_sealed": seal(cipher, f"{table}.{name}.".encode() + row.bytes, text.encode()) if text else None
            for name, text in texts.items()
        }

    def alert(self, number: int, at: dt.datetime, place: uuid.UUID, told: Story) -> None:
        """An alert with its kinds, its person and place and their tokens, its receipt, now and then a vehicle or a picture."""
        r = self.random
        restricted = r.random() < 0.2
        compartment, cipher = self.open(at, place, "alert", restricted=restricted)
        agencies = r.sample(range(world.ORDINARY), 3) + [
            of for of, those in self.plan.alerts_of.items() if number in those
        ]
        self.protect(compartment, cipher, at, place, agencies, restricted=restricted)
        row, state, who = self.id_at(at), r.choices(STATES, weights=STATE_WEIGHTS)[0], r.randrange(world.REPORTERS_EACH)
        texts = {
            "where": told.address,
            "when": "Last week, in the evening",
            "account": told.account,
            "own_reference": "",
        }
        danger, child = r.random() < 0.05, told.age < 18
        self.put.add(
            Alert, id=row, version=1, compartment_id=compartment, partnership_id=place, reference=self.reference("AL"), state=str(state),
            danger=danger, child=child, called_999=danger, area=told.area, place_kind=told.place_kind, how_known="saw_it",
            still_happening="yes", received_at=at, due_at=at + dt.timedelta(minutes=10 if danger else 60 if child else 480),
            receipt_id=self.receipt(at, place, reporter(agencies[0], who)), reporter_id=reporter(agencies[0], who),
            agency_id=agency(agencies[0]), claimed_by=None if state is AlertState.RECEIVED else officer(place, r.randrange(world.TEAM)),
            case_id=self.newest_case.get(place) if state is AlertState.OPENED else None, **self.sealed(cipher, "alert", row, **texts),
        )  # fmt: skip
        for code in told.kinds:
            self.put.add(AlertKind, compartment_id=compartment, code=code, partnership_id=place)
        self.recorded(compartment, cipher, at, told)
        if r.random() < 0.1:
            picture = self.id_at(at)
            values = self.sealed(cipher, "alert_attachment", picture, name="picture.jpg", content="x" * 2000)
            about = {"media_type": "image/jpeg", "size": 2000, "added_at": at}
            self.put.add(Attachment, id=picture, compartment_id=compartment, **about, **values)
        codes = json.dumps({"kinds": list(told.kinds), "area": told.area})
        self.put.add(
            Fact, id=self.id_at(at), name="alert.raised", happened_at=at, recorded_at=at, partnership_id=place, subject_id=row,
            restricted=restricted, codes=codes,
        )  # fmt: skip

    def receipt(self, at: dt.datetime, place: uuid.UUID, sender: uuid.UUID) -> uuid.UUID:
        """What the reporter keeps, in a compartment of its own."""
        compartment, _ = self.open(at, place, "receipt", restricted=False)
        row, state = self.id_at(at), str(ReporterState.BEING_LOOKED_AT)
        where = {"compartment_id": compartment, "partnership_id": place}
        self.put.add(Receipt, id=row, reference=self.reference("RC"), state=state, sent_at=at, **where)
        own = {"relation": "reporter", "gateway": "own_disclosure", "purpose": "own_disclosure", "until": FAR_FUTURE}
        self.write_grant(compartment, at, sender, **own)
        return row

    def recorded(self, compartment: uuid.UUID, cipher: AESGCM, at: dt.datetime, told: Story) -> uuid.UUID:
        """The person and the place, in one of five a vehicle, each with its tokens. Gives the person's id."""
        r, here = self.random, {"version": 1, "compartment_id": compartment}
        person, place = self.id_at(at), self.id_at(at)
        phone = f"07700 900{r.randrange(1000):03d}" if r.random() < 0.5 else ""
        texts = {"name": told.name, "description": "Thin, dark hair, a green coat", "phone": phone}
        age = "child" if told.age < 18 else "adult"
        codes = {"role": "potential_victim", "age_band": age, "still_there": "yes"}
        self.put.add(Person, id=person, **here, **codes, **self.sealed(cipher, "person", person, **texts))
        found = name_tokens(self.secrets, told.name) | (phone_tokens(self.secrets, phone) if phone else frozenset())
        self.put.add_tokens(Token, found, compartment, person)
        where = self.sealed(cipher, "place", place, address=told.address, postcode=told.postcode)
        self.put.add(Place, id=place, kind=told.place_kind, **here, **where)
        self.put.add_tokens(Token, postcode_tokens(self.secrets, told.postcode), compartment, place)
        if r.random() < 0.2:
            vehicle, plate = (
                self.id_at(at),
                f"ZZ{r.randrange(99):02d} {r.choice(LETTERS[8:])}{r.choice('QXZ')}{r.choice(LETTERS[8:])}",
            )
            text = self.sealed(cipher, "vehicle", vehicle, plate=plate, description="White van")
            self.put.add(Vehicle, id=vehicle, **here, **text)
            self.put.add_tokens(Token, plate_tokens(self.secrets, plate), compartment, vehicle)
        return person

    def case(self, number: int, at: dt.datetime, told: Story, names: Names) -> None:
        """A case: eight agencies, thirty items, three people, three places, a business. All are the first partnership's."""
        r = self.random
        restricted = r.random() < 0.2
        compartment, cipher = self.open(at, NORTH, "case", restricted=restricted)
        special = [of for of, those in self.plan.cases_of.items() if number in those]
        agencies = special + r.sample(range(world.ORDINARY), CASE_GRANTS - len(special))
        self.protect(compartment, cipher, at, NORTH, agencies, restricted=restricted)
        row = self.newest_case[NORTH] = self.id_at(at)
        texts = {"title": told.title, "summary": told.account}
        self.put.add(
            Case, id=row, version=1, compartment_id=compartment, partnership_id=NORTH, reference=self.reference("SC"),
            stage=str(Stage.SCOPING), contact_rule="records_only", opened_at=at, opened_by=officer(NORTH),
            **self.sealed(cipher, "case_file", row, **texts),
        )  # fmt: skip
        for code in told.kinds:
            self.put.add(CaseKind, compartment_id=compartment, code=code)
        people = [self.recorded(compartment, cipher, at, each) for each in (told, story(r, names), story(r, names))]
        business = self.id_at(at)
        called = self.sealed(cipher, "business", business, name=f"{r.choice(FIRST)} Hand Car Wash")
        held = {"version": 1, "compartment_id": compartment, "holds_council_contract": False}
        self.put.add(Business, id=business, **held, **called)
        for each in range(ITEMS):
            self.item(compartment, cipher, at + dt.timedelta(minutes=each), agencies, people)

    def item(
        self, compartment: uuid.UUID, cipher: AESGCM, at: dt.datetime, agencies: list[int], people: list[uuid.UUID]
    ) -> None:
        """Two sentences from an agency, or with the source withheld."""
        r, row = self.random, self.id_at(at)
        giver = agency(r.choice(agencies)) if r.random() < 0.7 else None
        self.put.add(
            Item, id=row, compartment_id=compartment, agency_id=giver, about_id=r.choice([None, *people]), how_known="our_records",
            grade_source="2", grade_information="B", handling="ask_me_first", given_at=at, added_by=officer(NORTH),
            **self.sealed(cipher, "item", row, text=paragraph(r, 2)),
        )  # fmt: skip


def load(url: str, secrets: Secrets, now: dt.datetime, alerts: int) -> dict[str, int]:
    """Fill the empty tables of a database and tidy up after it. Gives the rows written by table."""
    engine = make_engine(url)
    with engine.begin() as connection:
        world.build(now, secrets).write(connection)
    engine.dispose()
    libpq = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(libpq) as connection:
        put = Copying(connection, TABLES)
        Loader(Plan.of(alerts), secrets, now, put).run()
    with psycopg.connect(libpq, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    return put.written
