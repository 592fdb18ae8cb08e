"""Two writers in the same moment, over and over: one wins, the other is told and keeps their text, and nothing is there twice.

In make test a handful of rounds, in make test-full two hundred of each.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from serac.cases.models import Case, Item
from serac.core.audit_log import AuditEntry
from serac.core.events import Event
from serac.core.outbox import Notice
from serac.core.problems import Conflict
from serac.core.unit import Unit
from serac.decisions import commands as decisions
from serac.decisions.models import Decision
from serac.scoping.commands.connection import state_no_connection
from serac.scoping.commands.drafts import keep_draft
from serac.scoping.commands.replies import correct_reply, reply
from serac.scoping.models import Disclosure, Reply, ReplyDraft, Request
from serac.scoping.queries.replies import draft_of, items_given, replies_to, written_in
from serac.scoping.queries.rounds import find_request
from tests.conftest import FULL
from tests.decisions.deciding import WORDS, here, scoped, with_chair
from tests.forms import form_on
from tests.given import Given
from tests.raising import agency
from tests.scoping.answering import HELD, ITEM, build_asked
from tests.scoping.asking import asked

ROUNDS = 200 if FULL else 3
ON_PAGES = 25 if FULL else 2
WRITERS = ("sam", "dora")
Write = Callable[[Unit, Any, str], Any]


@dataclass
class Outcome:
    """What became of two writers: who won, and what the other was told."""

    won: list[str] = field(default_factory=list)
    lost: list[Conflict] = field(default_factory=list)
    other: list[BaseException] = field(default_factory=list)

    def winner(self) -> str:
        """The one who won, where it went as it should."""
        assert not self.other, self.other
        assert (len(self.won), len(self.lost)) == (1, 1)
        return self.won[0]


def together(work: Callable[[str, Callable[[], None]], None], names: tuple[str, str]) -> Outcome:
    """Let two people do the same in the same moment; `work` calls what it is given once it has read what is there."""
    start, outcome = threading.Barrier(2), Outcome()

    def one(name: str) -> None:
        try:
            work(name, lambda: start.wait(timeout=20) and None)
            outcome.won.append(name)
        except Conflict as lost:
            outcome.lost.append(lost)
        except Exception as fault:  # noqa: BLE001  nothing else may come of it: the test says what did
            outcome.other.append(fault)

    pair = [threading.Thread(target=one, args=(name,)) for name in names]
    for each in pair:
        each.start()
    for each in pair:
        each.join(timeout=60)
    return outcome


def read_then_write(given: Given, find: Callable[[Unit], Any], write: Write, names: tuple[str, str] = WRITERS) -> str:
    """Both have read the same before either writes. Answers who won."""

    def work(name: str, ready: Callable[[], None]) -> None:
        with given.as_(name) as unit:
            found = find(unit)
            if unit.session.get_bind().dialect.name == "sqlite":
                unit.session.rollback()  # there a reader holds everybody up, so nobody reads before both are here
            ready()
            write(unit, found, name)

    return together(work, names).winner()


@pytest.fixture
def county(given: Given) -> Given:
    return given.once(build_asked)


def new_request(given: Given) -> str:
    """One more request to housing, which both have opened. Its reference."""
    with given.as_("priya") as unit:
        case = unit.session.get_one(Case, given.also["case"])
    (made,) = asked(given, case, ["housing"])
    for name in WRITERS:
        with given.as_(name) as unit:
            state_no_connection(unit, find_request(unit, made.reference))
    return made.reference


def told(name: str, what: str) -> dict[str, Any]:
    """What somebody writes: one item with their own words in it."""
    return HELD | {"items": [ITEM | {"text": f"{name} {what}"}]}


@pytest.mark.timeout(1800)
def test_of_two_who_draft_reply_or_correct_at_once_one_wins_and_nothing_is_there_twice(county: Given) -> None:
    wins = Counter[str]()
    for _ in range(ROUNDS):
        reference = new_request(county)

        def find(unit: Unit, reference: str = reference) -> Request:
            return find_request(unit, reference)

        with county.as_("sam") as unit:
            seen = keep_draft(unit, find(unit), body={"why": "begun"}).version

        def draft(unit: Unit, request: Request, name: str, seen: int = seen) -> None:
            keep_draft(unit, request, body={"why": f"{name} drafted"}, seen_version=seen)

        winner = read_then_write(county, find, draft)
        with county.as_("sam") as unit:
            kept = draft_of(unit, find(unit))
            assert kept is not None
            assert written_in(kept)["why"] == f"{winner} drafted"
        wins[winner] += 1
        winner = read_then_write(
            county, find, lambda unit, request, name: reply(unit, request, **told(name, "replied"))
        )
        version = counted_once(county, reference, f"{winner} replied", replies=1)
        wins[winner] += 1

        def correct(unit: Unit, request: Request, name: str, seen: int = version) -> None:
            correct_reply(unit, request, **told(name, "corrected"), seen_version=seen)

        winner = read_then_write(county, find, correct)
        counted_once(county, reference, f"{winner} corrected", replies=2)
        wins[winner] += 1
    assert wins.total() == 3 * ROUNDS


def counted_once(given: Given, reference: str, text: str, *, replies: int) -> int:
    """One reply counts, with one item, each of them disclosed, told and recorded once. The request's version."""
    with given.as_("sam") as unit:
        request = find_request(unit, reference)
        rows = replies_to(unit, request)
        assert sorted(str(one.current) for one in rows) == sorted(["True", *["None"] * (replies - 1)])
        (item,) = items_given(unit, request)
        assert item.item.text == text
        assert unit.session.scalars(select(ReplyDraft).where(ReplyDraft.request_id == request.id)).all() == []
        given_away = unit.session.scalars(select(Disclosure).where(Disclosure.request_id == request.id)).all()
        each = Counter(one.what for one in given_away if one.what != "request")
        assert (each["reply"], each["item"], max(each.values())) == (replies, replies, replies)
        ids = {one.id for one in rows}
        items = unit.session.scalars(select(Item).where(Item.reply_id.in_(ids))).all()
        assert len(items) == replies
        version = request.version
    with given.operator() as unit:
        keys = [f"notice:reply:{one}:{given.members['priya']}" for one in ids]
        assert len(unit.session.scalars(select(Notice).where(Notice.key.in_(keys))).all()) == replies
        for event, times in ((Event.REPLIED, 1), (Event.REPLY_CORRECTED, replies - 1)):
            assert entries(unit, event, request.id) == times
    return version


def entries(unit: Unit, event: Event, subject: Any) -> int:
    """How often the log says that something happened to a row."""
    found = select(func.count()).where(AuditEntry.event == str(event), AuditEntry.subject_id == subject)
    return unit.session.scalar(found) or 0


@pytest.mark.timeout(900)
def test_two_people_never_both_record_the_first_decision(given: Given) -> None:
    given.once(with_chair)
    for _ in range(ROUNDS):
        case = scoped(given)

        def record(unit: Unit, found: Case, name: str) -> None:
            lead = agency(unit, given, "housing")
            decisions.decide(
                unit, found, response="single_agency", lead=lead, **(WORDS | {"rationale": f"{name} says"})
            )

        winner = read_then_write(given, lambda unit, case=case: here(unit, case), record, ("priya", "tomas"))
        with given.as_("priya") as unit:
            (made,) = unit.session.scalars(select(Decision).where(Decision.compartment_id == case.compartment_id)).all()
            assert (made.number, made.rationale) == (1, f"{winner} says")
        with given.operator() as unit:
            assert entries(unit, Event.DECISION_RECORDED, made.id) == 1


@pytest.mark.timeout(900)
def test_on_the_page_whoever_loses_gets_409_with_their_own_text_to_send_again(county: Given, app: Flask) -> None:
    clients = {name: county.sign_in(app.test_client(), name) for name in WRITERS}
    choices = {
        "answer": "information_held",
        "item_1_how_known": "our_records",
        "item_1_audience": "team",
        "wishes": "told",
    }
    for _ in range(ON_PAGES):
        path = f"/requests/{new_request(county)}/reply"
        for what in ("replied", "corrected"):
            forms = {name: form_on(clients[name].get(path).text) for name in WRITERS}
            start, answers = threading.Barrier(2), dict[str, Any]()

            def press(
                name: str,
                path: str = path,
                what: str = what,
                forms: Any = forms,
                start: Any = start,
                answers: Any = answers,
            ) -> None:
                typed = choices | {"item_1_text": f"{name} {what} here", "why": f"{name} says why"}
                data = {field: value for field, value in (forms[name].fields | typed).items() if value is not None}
                start.wait(timeout=20)
                answers[name] = clients[name].post(path, data=data)

            pair = [threading.Thread(target=press, args=(name,)) for name in WRITERS]
            for each in pair:
                each.start()
            for each in pair:
                each.join(timeout=60)
            assert sorted(one.status_code for one in answers.values()) == [303, 409]
            (lost,) = [name for name, one in answers.items() if one.status_code == 409]
            assert f"{lost} {what} here" in answers[lost].text
            assert f"{lost} says why" in answers[lost].text
    with county.as_("priya") as unit:
        assert len(unit.session.scalars(select(Reply).where(Reply.current.is_(True))).all()) == ON_PAGES
