"""Writing a reply, item by item, with the names of those who will read each; keeping it, handing it over, correcting it."""

from typing import Any

from flask import request as asked
from flask.typing import ResponseReturnValue

from serac.access.queries import handlers_of
from serac.agencies.models import Member
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page
from serac.scoping import policy
from serac.scoping.commands.drafts import hand_over_draft, keep_draft
from serac.scoping.commands.replies import correct_reply
from serac.scoping.commands.replies import reply as answer
from serac.scoping.models import Reply, ReplyDraft, Request
from serac.scoping.queries.readers import Reach
from serac.scoping.queries.replies import asked_for, find_asked, has_stated
from serac.scoping.schemas.replies import HandOverAnswers, items_in
from serac.scoping.views.blueprint import bp
from serac.scoping.views.replies_form import (
    add_room,
    choices_of,
    colleagues_without,
    readers_of_form,
    reply_form,
    view_readers,
)
from serac.scoping.views.requests_shown import shown_named, shown_request

READERS, ADD, LATER = "readers", "add", "later"
PLAIN = (
    "answer", "reason", "words", "about_child", "risk", "risk_words", "powers", "offers", "wishes_words", "why",
)  # fmt: skip


@bp.route("/requests/<reference>/reply", methods=["GET", "POST"])
@needs(policy.answer_request, on=find_asked)
def reply(request: Request) -> ResponseReturnValue:
    """The whole reply; where one was sent already, the correction of it."""
    unit = current_unit()
    if not has_stated(unit, request):
        return go("scoping.asked", reference=request.reference)
    form, count, before = reply_form(unit, request)
    step = asked.form.get("step", "") if form.sent else ""
    kept = False
    if step in {READERS, ADD, LATER}:
        kept = _keep(unit, request, form, before)
        if step == LATER and kept:
            return go("scoping.requests")
        if step == ADD and not form.errors:
            form, count = add_room(form, request, count)
    elif form.sent_well() and _send(unit, request, form, count, before):
        return go("scoping.asked", reference=request.reference)
    return _page(unit, request, form, count, before, kept=kept)


def _keep(unit: Unit, request: Request, form: Form, before: Reply | None) -> bool:
    """Keep what was typed, where it is no correction; the form goes on with the version that was kept."""
    if before is not None:
        return False
    made: ReplyDraft | None = form.attempt(
        lambda: keep_draft(unit, request, body=form.values, seen_version=form.version)
    )
    if made is None:
        return False
    form.version = made.version
    return True


def _send(unit: Unit, request: Request, form: Form, count: int, before: Reply | None) -> Any:
    """Send it; what is wrong with an item is shown at the item as it stands on the page."""
    items = items_in(form.data, count)
    facts = {name: form.data[name] for name in PLAIN} | {"wishes": form.data["wishes"] or "", "items": items}
    if form.data["answer"] != "information_held":
        facts |= {"items": (), "wishes": "not_asked"}
    work = answer if before is None else correct_reply
    made = form.attempt(lambda: work(unit, request, seen_version=form.version, **facts))
    written = [
        n for n in range(1, count + 1) if any(form.data.get(f"item_{n}_{name}") for name in ("text", "sanitised"))
    ]
    for place, number in reversed(list(enumerate(written, 1))):
        if place != number:
            prefix = f"item_{place}_"
            moved = {name: form.errors.pop(name) for name in list(form.errors) if name.startswith(prefix)}
            form.errors |= {f"item_{number}_{name.removeprefix(prefix)}": text for name, text in moved.items()}
    return made


def _page(
    unit: Unit, request: Request, form: Form, count: int, before: Reply | None, *, kept: bool
) -> ResponseReturnValue:
    reach = Reach(unit, request)
    brief, rows = asked_for(unit, request)
    named = shown_named(rows)
    return page(
        "scoping/reply.html",
        target=request,
        shown=[one.id for one in rows],
        form=form,
        one=shown_request(unit, request),
        named=named,
        brief=(brief.words or "") if brief else "",
        count=count,
        corrects=before is not None,
        kept=kept,
        choices=choices_of(unit, request, reach, named),
        readers=readers_of_form(form, count, reach),
        view_readers=view_readers(reach),
    )


@bp.route("/requests/<reference>/hand-over", methods=["GET", "POST"])
@needs(policy.answer_request, on=find_asked)
def hand_over(request: Request) -> ResponseReturnValue:
    """Hand a request to a colleague, with what was written so far."""
    unit = current_unit()
    form = Form(HandOverAnswers())
    if form.sent_well() and form.attempt(lambda: hand_over_draft(unit, request, colleague=_colleague(unit, form))):
        return go("scoping.requests")
    return page(
        "scoping/hand_over.html",
        target=request,
        form=form,
        reference=request.reference,
        colleagues=colleagues_without(handlers_of(unit, request.agency_id), unit.actor.member_id),
    )


def _colleague(unit: Unit, form: Form) -> Member:
    found = unit.session.get(Member, form.data["colleague"])
    if found is None:
        raise Invalid({"colleague": "Choose a colleague"})
    return found
