"""What an agency was asked: the list, each request before and after the statement of no connection, several answered at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from serac.agencies.queries import names_of
from serac.core.clock import LONDON, moment_in_words
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page
from serac.reference import current
from serac.scoping import policy
from serac.scoping.commands.connection import declare_conflict, open_request, state_no_connection
from serac.scoping.commands.replies import reply as answer
from serac.scoping.giving import NOTHING
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import Request
from serac.scoping.queries.readers import Reach
from serac.scoping.queries.replies import (
    answered_requests,
    asked_for,
    drafts_for,
    find_asked,
    items_in,
    open_requests,
    replies_to,
    stated_in,
)
from serac.scoping.queries.rounds import briefs_of, case_of, named_in
from serac.scoping.schemas.replies import AnswerAnswers, ConnectionAnswers, SeveralAnswers
from serac.scoping.views.blueprint import bp
from serac.scoping.views.requests_shown import (
    ShownNamed,
    due_sign,
    shown_items,
    shown_named,
    shown_replies,
    shown_request,
)

CARDS = (
    ("nothing_known", "Nothing known", "You checked. Your records hold nothing. Sent when you press reply."),
    ("information_held", "Information held", "You add it, item by item. About two minutes."),
    ("cannot_share", "Cannot share", "You hold something, and give a reason. About one minute."),
)


@dataclass(frozen=True)
class ToAnswer:
    """A request somebody has opened already, in the form that answers several at once."""

    reference: str
    purpose: str
    due: str
    brief: str
    named: tuple[ShownNamed, ...]


@bp.route("/requests", methods=["GET", "POST"])
@needs(policy.see_requests)
def requests() -> ResponseReturnValue:
    """Every open request of the reader's agency, most urgent first; several can be answered "nothing known" at once."""
    unit = current_unit()
    form = Form(SeveralAnswers())
    if form.sent_well() and form.attempt(lambda: _answer_several(unit, form.data["known"])):
        return go("scoping.requests")
    waiting, answered = open_requests(unit), answered_requests(unit)
    several = _several(unit, waiting)
    return page(
        "scoping/requests.html",
        shown=[*(one.id for one in (*waiting, *answered)), *(thing.id for one in several for thing in one.named)],
        form=form,
        rows=_rows(unit, waiting),
        several=several,
        answered=[_answered_row(one, unit) for one in answered],
    )


def _answer_several(unit: Unit, references: list[str]) -> bool:
    for reference in dict.fromkeys(references):
        request = find_asked(unit, reference)
        if request.state == RequestState.REPLIED:
            raise Invalid({"known": f"Request {reference} has been answered already. Nothing was sent: look again."})
        answer(unit, request, answer=NOTHING)
    return True


def _several(unit: Unit, rows: Sequence[Request]) -> list[ToAnswer]:
    stated = stated_in(unit, rows)
    opened = [one for one in rows if one.within_id in stated and stated[one.within_id].answer == "none"]
    if len(opened) < 2:
        return []
    named, briefs, label = named_in(unit, opened), briefs_of(unit, opened), current().sharing_purposes.label
    words = {one.request_id: one.words or "" for one in briefs.values()}
    return [
        ToAnswer(
            one.reference,
            label(one.purpose),
            due_sign(one, unit.now).text,
            words.get(one.id, ""),
            tuple(shown_named(named[one.id])),
        )
        for one in opened
    ]


def _rows(unit: Unit, rows: Sequence[Request]) -> list[dict[str, object]]:
    stated, drafts = stated_in(unit, rows), drafts_for(unit, rows)
    names = names_of(unit, [*(one.asked_by for one in rows), *(one.kept_by for one in drafts.values())])
    found: list[dict[str, object]] = []
    for one in rows:
        opened = one.within_id in stated and stated[one.within_id].answer == "none"
        url, draft = f"/requests/{one.reference}", drafts.get(one.id)
        begun = f" Begun: {names.get(draft.kept_by, 'a colleague')} has it." if draft else ""
        by = f"Asked by {names.get(one.asked_by, 'the team')}." if one.asked_by else ""
        act = {
            "text": "Answer" if opened else "Open",
            "more": f"request {one.reference}",
            "url": url,
            "primary": opened,
        }
        found.append(
            {
                "title": current().sharing_purposes.label(one.purpose),
                "url": url,
                "meta": f"{one.reference}. {by}{begun}",
                "status": due_sign(one, unit.now),
                "act": act,
                "danger": False,
            }
        )
    return found


def _answered_row(request: Request, unit: Unit) -> dict[str, object]:
    when = moment_in_words(request.replied_at) if request.replied_at else ""
    return {
        "title": current().sharing_purposes.label(request.purpose),
        "url": f"/requests/{request.reference}",
        "meta": f"{request.reference}. Answered {when}",
        "status": due_sign(request, unit.now),
        "act": None,
        "danger": False,
    }


@bp.route("/requests/<reference>", methods=["GET", "POST"])
@needs(policy.read_request, on=find_asked)
def asked(request: Request) -> ResponseReturnValue:
    """One request: what it is for and who asks; once the reader stated no connection, whom it names and the reply."""
    unit = current_unit()
    if not unit.may(policy.answer_request, request):
        case = case_of(unit, request)
        return go("scoping.track_one", reference=case.reference, request_reference=request.reference)
    form = Form(AnswerAnswers())
    if form.sent_well():
        if form.data["answer"] != NOTHING:
            return go("scoping.reply", reference=request.reference, answer=form.data["answer"])
        if form.attempt(lambda: answer(unit, request, answer=NOTHING)):
            return go("scoping.asked", reference=request.reference)
    stated = stated_in(unit, [request]).get(request.within_id)
    if stated is None or stated.answer != "none":
        return page("scoping/asked.html", target=request, form=form, one=shown_request(unit, request), opened=False)
    if request.state == RequestState.ASKED:
        open_request(unit, request)
    return _opened(unit, request, form, moment_in_words(stated.stated_at))


def _opened(unit: Unit, request: Request, form: Form, stated_at: str) -> ResponseReturnValue:
    (brief, named), replies = asked_for(unit, request), replies_to(unit, request)
    items, before = items_in(unit, request, replies)
    waits = not replies and request.state != RequestState.WITHDRAWN
    return page(
        "scoping/asked.html",
        target=request,
        shown=[*(one.id for one in named), *(one.id for one in replies), *(held.item.id for held in items)],
        form=form,
        one=shown_request(unit, request),
        opened=True,
        stated_at=stated_at,
        brief=(brief.words or "") if brief else "",
        named=shown_named(named),
        replies=shown_replies(unit, replies),
        items=shown_items(items),
        before=shown_items(before),
        waits=waits,
        cards=CARDS,
        readers=Reach(unit, request).nobody_else().groups if waits else (),
        draft=waits and request.id in drafts_for(unit, [request]),
    )


@bp.route("/requests/<reference>/connection", methods=["GET", "POST"])
@needs(policy.answer_request, on=find_asked)
def connection(request: Request) -> ResponseReturnValue:
    """State that one has no connection, or declare one: then somebody else of the agency answers."""
    unit = current_unit()
    form = Form(ConnectionAnswers())
    if form.sent_well():
        if form.data["stated"] == "none":
            state_no_connection(unit, request)
            return go("scoping.asked", reference=request.reference)
        if form.attempt(lambda: declare_conflict(unit, request, reason=form.data["reason"])):
            return go("scoping.requests")
    reasons = current().conflict_reasons.offered(unit.now.astimezone(LONDON).date())
    return page(
        "scoping/connection.html",
        target=request,
        form=form,
        reference=request.reference,
        reasons=[(one.code, one.label) for one in reasons],
    )
