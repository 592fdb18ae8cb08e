"""The room of scoping: every round with its replies, late first, and what can be done about each request."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ETags

from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.cases.views.frame import case_page
from serac.cases.words import Sign
from serac.core.answers import Answers
from serac.core.clock import moment_in_words
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, needs
from serac.reference import current
from serac.scoping import policy
from serac.scoping.commands.tracking import LEAD
from serac.scoping.lifecycle import NOT_OPEN, WAITING, RequestState, RoundState
from serac.scoping.models import Request, RequestChange, Round
from serac.scoping.queries.replies import items_in, replies_to
from serac.scoping.queries.rounds import briefs_of, case_of, find_sent, list_rounds, named_in, requests_of_case
from serac.scoping.queries.rounds_tracker import Tracked, TrackedRound, track
from serac.scoping.views.blueprint import bp
from serac.scoping.views.requests_shown import CHOSEN_BY_THEM, shown_items, shown_replies
from serac.scoping.words import ASKS, CHANGES, ROUNDS, URGENCIES, is_late, request_sign


@dataclass(frozen=True)
class Row:
    """One agency asked, as the tracker shows it."""

    agency: str
    people: str
    sign: Sign
    opened: str
    happened: str
    late: bool
    waits: bool
    replied: bool
    version: int
    url: str
    remind_url: str


@dataclass(frozen=True)
class ShownRound:
    """A round as the room shows it."""

    number: int
    sign: Sign
    when: str
    question: str
    meta: str
    counts: list[dict[str, Any]]
    rows: list[Row]
    late: int
    open: bool
    version: int


@bp.route("/cases/<reference>/scoping")
@needs(policy.see_rounds, on=find_case)
def show(case: Case) -> ResponseReturnValue:
    """Who was asked, who answered, who is late."""
    unit = current_unit()
    rounds = track(unit, case)
    drafts = [one.row for one in rounds if one.row.state == RoundState.DRAFT]
    return case_page(
        "scoping/show.html",
        case,
        form=Form(Answers()),
        rounds=[_shown(case, one) for one in rounds if one.row.state != RoundState.DRAFT],
        draft={"number": drafts[0].number, "question": drafts[0].question} if drafts else None,
        add_to=next((one.row.number for one in rounds if one.row.state == RoundState.SENT), None),
        planned=sum(one.request.state == RequestState.PLANNED for each in rounds for one in each.requests),
        closed=case.stage == Stage.CLOSED,
        tag=_tag(unit, [one.row for one in rounds], [one.request for each in rounds for one in each.requests]),
        shown=[*(one.row.id for one in rounds), *(one.request.id for each in rounds for one in each.requests)],
    )


def _shown(case: Case, one: TrackedRound) -> ShownRound:
    row, purposes = one.row, current().sharing_purposes
    requests = [each for each in one.requests if each.request.state != RequestState.PLANNED]
    meta = f"{URGENCIES[row.urgency]}. For: {purposes.label(row.purpose).lower()}."
    late = sum(each.late for each in requests)
    return ShownRound(
        row.number,
        ROUNDS[row.state],
        moment_in_words(row.sent_at) if row.sent_at else "",
        row.question,
        meta,
        _counts(requests),
        [_row(case, each) for each in requests],
        late,
        row.state == RoundState.SENT,
        row.version,
    )


def _counts(requests: Sequence[Tracked]) -> list[dict[str, Any]]:
    """How many of each, in the order of the picture; what is nought is left out."""

    def answered(code: str) -> int:
        return sum(one.reply is not None and one.reply.answer == code for one in requests)

    def waiting(state: RequestState, *, late: bool) -> int:
        return sum(one.request.state == state and one.late == late for one in requests)

    asked, opened = RequestState.ASKED, RequestState.OPENED
    found = [
        (answered("information_held"), "Hold information", "done", None),
        (answered("nothing_known"), "Nothing known", "none", None),
        (answered("cannot_share"), "Cannot share", "no", None),
        (waiting(opened, late=False), "Opened", "part", None),
        (waiting(asked, late=False), "Not opened", "wait", None),
        (waiting(opened, late=True), "Opened, late", "part", "late"),
        (waiting(asked, late=True), "Not opened, late", "late", "late"),
        (sum(one.request.state == RequestState.SILENT for one in requests), "No answer", "late", "late"),
        (sum(one.request.state == RequestState.WITHDRAWN for one in requests), "Withdrawn", "no", None),
    ]
    return [{"n": n, "word": word, "shape": shape, "tone": tone} for n, word, shape, tone in found if n]


def _row(case: Case, one: Tracked) -> Row:
    row, reply = one.request, one.reply
    where: dict[str, Any] = {"reference": case.reference, "request_reference": row.reference}
    sign = request_sign(row, current_unit().now, answer=reply.answer if reply else None, items=one.items)
    return Row(
        agency=one.agency,
        people=", ".join(person.name for person in one.people) or "Nobody there is a named handler now",
        sign=sign,
        opened=moment_in_words(row.opened_at) if row.opened_at else "No",
        happened=" ".join(_happened(one)),
        late=one.late,
        waits=row.state in WAITING,
        replied=reply is not None,
        version=row.version,
        url=url_for("scoping.track_one", **where),
        remind_url=url_for("scoping.remind", **where),
    )


def _happened(one: Tracked) -> list[str]:
    """What was done and said, in the order it was."""
    row, reply, reference, said = one.request, one.reply, current(), []
    if row.override_id:
        said.append("Sent on an override.")
    said += [f"{CHANGES[change.kind]} {moment_in_words(change.made_at)}." for change in one.changes]
    if row.state == RequestState.SILENT:
        there = "Somebody was there to answer." if row.cover_existed else "Nobody was there to answer."
        said.append("It was not open to them any more." if row.end_reason == NOT_OPEN else there)
    if reply is not None:
        said.append(f"Replied {moment_in_words(reply.sent_at)}.")
        said += [f"Reason: {reference.cannot_share_reasons.label(reply.reason).lower()}."] if reply.reason else []
        said += [f"Risk: {reference.risk_levels.label(reply.risk).lower()}."] if reply.risk else []
    return said


def _tag(unit: Unit, rounds: Sequence[Round], requests: Sequence[Request]) -> str:
    """Of everything the room shows: another one means that something has changed."""
    seen = [[(str(one.id), one.version) for one in rounds], sorted((str(one.id), one.version) for one in requests)]
    late = sorted(str(one.id) for one in requests if is_late(one, unit.now))
    return hashlib.sha256(repr((seen, late)).encode()).hexdigest()[:24]


@bp.route("/cases/<reference>/scoping/live")
@needs(policy.see_rounds, on=find_case)
def live(case: Case) -> ResponseReturnValue:
    """Whether anything has changed, for the page that asks every few seconds: a tag, and nothing of anybody."""
    unit = current_unit()
    tag = _tag(unit, list_rounds(unit, case), requests_of_case(unit, case))
    known: ETags = request.if_none_match
    answer = Response("" if tag in known else tag, 304 if tag in known else 200, mimetype="text/plain")
    answer.set_etag(tag)
    return answer


@bp.route("/cases/<reference>/scoping/requests/<request_reference>")
@needs(policy.see_rounds, on=find_sent)
def track_one(row: Request) -> ResponseReturnValue:
    """One request: what was asked, of whom, what was done since, and what can be done now."""
    unit, case = current_unit(), case_of(current_unit(), row)
    requests = track(unit, case)
    one = next(each for of in requests for each in of.requests if each.request.id == row.id)
    waits, silent = row.state in WAITING, row.state == RequestState.SILENT
    replies = replies_to(unit, row)
    items = items_in(unit, row, replies)[0]
    return case_page(
        "scoping/track_one.html",
        case,
        form=Form(Answers(), version=row.version),
        request_reference=row.reference,
        agency=one.agency,
        people=[person.name for person in one.people],
        sign=request_sign(row, unit.now, answer=one.reply.answer if one.reply else None, items=one.items),
        words=briefs_of(unit, [row])[row.id].words,
        names=[thing.words for thing in named_in(unit, [row])[row.id]],
        facts=_facts(row),
        replies=shown_replies(unit, replies),
        items=shown_items(items, CHOSEN_BY_THEM),
        history=[_done(change) for change in one.changes],
        can={
            "remind": waits and unit.may(policy.chase_request, row),
            "escalate": waits and row.told_level < LEAD and unit.may(policy.chase_request, row),
            "withdraw": (waits or silent) and unit.may(policy.send_round, row),
        },
        next_step="deputy" if row.told_level == 0 else "lead",
        shown=[row.id, *(said.id for said in replies), *(held.item.id for held in items)],
    )


def _facts(row: Request) -> list[tuple[str, str]]:
    reference = current()
    return [
        ("Asked", moment_in_words(row.asked_at) if row.asked_at else "Not yet"),
        ("Due", moment_in_words(row.due_at) if row.due_at else "Not set"),
        ("Opened", moment_in_words(row.opened_at) if row.opened_at else "No"),
        ("For", reference.sharing_purposes.label(row.purpose)),
        ("Asked to", ASKS[row.asks]),
        ("Holds", "; ".join(reference.information_categories.label(code) for code in row.categories)),
        ("Sent on", "A recorded override" if row.override_id else "The agreement in force"),
    ]


def _done(change: RequestChange) -> dict[str, str]:
    until = f" until {moment_in_words(change.due_at)}" if change.due_at else ""
    return {
        "what": CHANGES[change.kind] + until,
        "when": moment_in_words(change.made_at),
        "reason": change.reason or "",
    }
