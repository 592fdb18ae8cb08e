"""A case that was scoped: twelve agencies asked, eight answered, forty items each in a compartment of its own, as replies make them.

Agency 0 has not answered any of them, so that there is always a request to answer. Everybody who is measured has stated that
they have no connection.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench import world
from bench.openings import Openings
from bench.words import paragraph
from bench.world import NORTH, agency, handler, officer, party
from serac.access.models import Compartment, ConnectionStatement
from serac.cases.models import Item, ItemAbout
from serac.core.clock import FAR_FUTURE
from serac.core.crypto import new_wrapped_key, unwrap
from serac.core.keys import DataKey
from serac.scoping.lifecycle import RequestState, RoundState
from serac.scoping.models import Brief, Named, Reply, Request, RiskView, Round

TABLES = (ConnectionStatement, Round, Request, Brief, Named, Reply, RiskView, ItemAbout)
ITEMS, ASKED, ANSWERED = 40, 12, 8
OWN = 10
"""Items of the team's own, in the case itself; the others were given by agencies."""
ON_TEAM = (0, 1, 2, 3, 4)
"""Agencies on the virtual team of every case that was scoped."""
STATED = (*ON_TEAM, world.TWENTY, world.TWENTY_THOUSAND, world.TWO_THOUSAND)
"""Agencies whose first handler has stated that they have no connection."""


@dataclass(frozen=True)
class Scoped:
    """The case it is done to: its row, its compartment with its cipher, when it began, and who and what stands in it."""

    row: uuid.UUID
    compartment_id: uuid.UUID
    cipher: AESGCM
    at: dt.datetime
    things: tuple[tuple[str, uuid.UUID], ...]


class Picturing(Openings):
    """Writes rounds, requests, replies and items."""

    def scope(self, case: Scoped) -> None:
        """One round of a case, and what came of it."""
        row = self.id_at(case.at)
        dates = {"begun_by": officer(NORTH), "begun_at": case.at, "sent_at": case.at}
        facts = {"number": 1, "occasion": "scoping", "purpose": "safeguard_adult", "urgency": "ordinary"}
        question = self.sealed(case.cipher, "scoping_round", row, question=paragraph(self.random, 2))
        values = facts | dates | question | {"state": str(RoundState.SENT)}
        self.put.add(Round, id=row, version=1, compartment_id=case.compartment_id, **values)
        for number in range(ASKED):
            reply = self._request(case, row, number)
            for _ in range((ITEMS - OWN) // ANSWERED + (number <= (ITEMS - OWN) % ANSWERED) if reply else 0):
                self._item(case, number, reply)
        for _ in range(OWN):
            self._item(case, None, None)
        for number in STATED:
            stated = {"member_id": handler(number), "answer": "none", "stated_at": case.at}
            self.put.add(ConnectionStatement, compartment_id=case.compartment_id, **stated)

    def _part(self, case: Scoped, kind: str, **facts: Any) -> tuple[uuid.UUID, AESGCM]:
        made = self.id_at(case.at)
        where = {"partnership_id": NORTH, "within_id": case.compartment_id, "opened_at": case.at}
        self.put.add(Compartment, id=made, kind=kind, restricted=False, **where, **facts)
        wrapped = new_wrapped_key(self.secrets, made)
        self.put.add(DataKey, compartment_id=made, wrapped=wrapped)
        return made, unwrap(self.secrets, made, wrapped)

    def _open_to(self, case: Scoped, compartment_id: uuid.UUID, number: int, relation: str, **facts: Any) -> None:
        gateway = {"gateway": "agreement", "party_id": party(number, NORTH), "until": FAR_FUTURE}
        self.grant(compartment_id, case.at, agency(number), relation=relation, **gateway, **facts)

    def _keeps(self, case: Scoped, compartment_id: uuid.UUID, number: int) -> None:
        own = {"relation": "originator", "gateway": "own_disclosure", "purpose": "own_disclosure", "until": FAR_FUTURE}
        self.grant(compartment_id, case.at, agency(number), **own)

    def _request(self, case: Scoped, round_id: uuid.UUID, number: int) -> uuid.UUID | None:
        """What one agency was asked, whom it names; the reply of the last eight of the twelve."""
        (part, _), (names, cipher) = self._part(case, "request"), self._part(case, "named")
        row, answered = self.id_at(case.at), number >= ASKED - ANSWERED
        self._open_to(case, part, number, "asked")
        self._open_to(case, names, number, "asked", confirms=True)
        state = RequestState.REPLIED if answered else RequestState.OPENED if number else RequestState.ASKED
        where = {"compartment_id": part, "names_id": names, "within_id": case.compartment_id, "partnership_id": NORTH}
        of = {"case_id": case.row, "round_id": round_id, "agency_id": agency(number), "reference": self.reference("RQ")}
        what = {"purpose": "safeguard_adult", "categories": json.dumps(["identity"]), "asks": "records"}
        what |= {"contact_rule": "records_only", "joins_team": True, "state": str(state)}
        dates = {
            "asked_at": case.at,
            "due_at": self.now + dt.timedelta(days=2),
            "opened_at": case.at if number else None,
        }
        who = {"planned_by": officer(NORTH), "asked_by": officer(NORTH), "replied_at": case.at if answered else None}
        self.put.add(Request, id=row, version=1, **where, **of, **what, **dates, **who)
        brief = self.id_at(case.at)
        words = self.sealed(cipher, "scoping_brief", brief, words=paragraph(self.random, 2))
        self.put.add(Brief, id=brief, compartment_id=names, request_id=row, **words)
        for kind, thing in case.things:
            one = self.id_at(case.at)
            called = self.sealed(cipher, "scoping_named", one, words="As it was named to this agency")
            self.put.add(Named, id=one, compartment_id=names, request_id=row, kind=kind, thing_id=thing, **called)
        return self._reply(case, row, number) if answered else None

    def _reply(self, case: Scoped, request: uuid.UUID, number: int) -> uuid.UUID:
        part, cipher = self._part(case, "reply")
        self._keeps(case, part, number)
        row = self.id_at(case.at)
        words = self.sealed(cipher, "scoping_reply", row, risk_words=paragraph(self.random, 1))
        of = {"request_id": request, "agency_id": agency(number), "within_id": case.compartment_id, "current": True}
        said = {"answer": "information_held", "risk": self.random.choice(["low", "medium", "high"]), "powers": "[]"}
        sent = {"sent_by": handler(number), "sent_at": case.at}
        self.put.add(Reply, id=row, version=1, compartment_id=part, **of, **said, **sent, **words)
        self._risk(case, number, {"request_id": request, "reply_id": row, "level": said["risk"]})
        return row

    def _risk(self, case: Scoped, number: int, of: dict[str, Any]) -> None:
        """How the agency sees the risk, for everybody the case is open to."""
        part, cipher = self._part(case, "risk_view", follows=True, not_for_immigration=True)
        self._keeps(case, part, number)
        row = self.id_at(case.at)
        words = self.sealed(cipher, "risk_view", row, words=paragraph(self.random, 1))
        given = {"agency_id": agency(number), "within_id": case.compartment_id, "given_at": case.at}
        self.put.add(RiskView, id=row, compartment_id=part, **of, **given, **words)

    def _item(self, case: Scoped, number: int | None, reply: uuid.UUID | None) -> None:
        """An item of an agency (most for the whole team, some for three agencies, some for the co-ordinators), or of the team."""
        r, row = self.random, self.id_at(case.at)
        part, cipher, audience = case.compartment_id, case.cipher, "team"
        if number is not None:
            audience = r.choices(("team", "named", "coordinators"), weights=(7, 2, 1))[0]
            part, cipher = self._part(case, "item", follows=audience == "team", not_for_immigration=r.random() < 0.3)
            self._keeps(case, part, number)
            for other in r.sample(ON_TEAM, 3) if audience == "named" else ():
                self._open_to(case, part, other, "named")
        graded = {"how_known": "our_records", "grade_source": "2", "grade_information": "C", "handling": "ask_me_first"}
        given = {
            "agency_id": None if number is None else agency(number),
            "given_at": case.at,
            "added_by": officer(NORTH),
        }
        of = {"within_id": case.compartment_id, "audience": audience, "reply_id": reply}
        when = (case.at - dt.timedelta(days=r.randrange(90))).date() if r.random() < 0.6 else None
        values = self.sealed(cipher, "item", row, text=paragraph(r, 2))
        self.put.add(Item, id=row, compartment_id=part, happened_from=when, **graded, **given, **of, **values)
        for kind, thing in r.sample(case.things, r.choice((1, 1, 2))):
            self.put.add(ItemAbout, item_id=row, thing_id=thing, compartment_id=part, kind=kind)
