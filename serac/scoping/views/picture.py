"""The shared picture of a case: by thing or by time, what warns, who disagrees; and a numbered copy on paper."""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from serac.cases import policy as cases
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.cases.views.contact import ShownRisk, risks_of
from serac.cases.views.frame import case_page
from serac.core.answers import Answers
from serac.core.documents import make_pdf
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs
from serac.scoping import policy
from serac.scoping.commands import picture as commands
from serac.scoping.picture import Group, Piece, by_thing, by_time
from serac.scoping.picture_words import giver_in_words, span_in_words
from serac.scoping.queries.picture_said import Taken, last_own_copy, list_copies
from serac.scoping.queries.picture_whole import Picture, find_picture
from serac.scoping.schemas.picture import MarkAnswers
from serac.scoping.views.blueprint import bp
from serac.scoping.views.picture_paper import paper_of
from serac.scoping.views.picture_shown import shown_disagreements, shown_earlier, shown_groups

THING, TIME = "thing", "time"
COPY_LASTS = dt.timedelta(minutes=10)
"""For how long a numbered copy can be fetched again: after that the picture may be another, and so is the number."""


@bp.route("/cases/<reference>/picture")
@needs(cases.read, on=find_case)
def picture(case: Case) -> ResponseReturnValue:
    """What is known of a case, as this reader may read it."""
    unit = current_unit()
    by = TIME if request.args.get("by") == TIME else THING
    found = find_picture(unit, case)
    may = unit.may(policy.export_picture, case)
    return case_page(
        "scoping/picture.html",
        case,
        shown=found.ids,
        by=by,
        groups=shown_groups(groups_of(found, by), found),
        risks=found.risks,
        answered=found.answered,
        disagreements=shown_disagreements(found),
        threats=found.threats,
        earlier=shown_earlier(found.earlier),
        hazards=_hazards(unit, case, found),
        may_copy=may,
        may_mark=may and sum(not one.withdrawn for one in found.pieces) > 1,
        key=secrets.token_urlsafe(18),
    )


def groups_of(found: Picture, by: str) -> list[Group]:
    """The items under their things, or under the days they speak of."""
    if by == TIME:
        return by_time(found.pieces, {one.item.id: span_in_words(one.item) for one in found.pieces})
    return by_thing(found.pieces, found.things)


def _hazards(unit: Unit, case: Case, found: Picture) -> list[ShownRisk]:
    return risks_of(unit, case, {one.id: one.called for one in found.things})


@bp.route("/cases/<reference>/picture/disagree", methods=["GET", "POST"])
@needs(policy.mark_contradiction, on=find_case)
def disagree(case: Case) -> ResponseReturnValue:
    """Say that two items disagree."""
    unit = current_unit()
    form = Form(MarkAnswers())
    if form.sent_well() and form.attempt(lambda: _mark(unit, case, form.data)):
        return go("scoping.picture", reference=case.reference, _anchor="disagree")
    found = find_picture(unit, case)
    items = [(str(one.item.id), _in_short(one)) for one in found.pieces if not one.withdrawn]
    return case_page("scoping/disagree.html", case, form=form, shown=found.ids, items=items)


def _mark(unit: Unit, case: Case, answers: dict[str, Any]) -> object:
    one, other = _id_of(answers["one"]), _id_of(answers["other"])
    return commands.mark_contradiction(unit, case, item_id=one, other_id=other, words=answers["words"])


def _in_short(one: Piece, most: int = 90) -> str:
    words = " ".join(one.item.text.split())
    return f"{giver_in_words(one.item)}: {words if len(words) <= most else words[: most - 1].rstrip() + '…'}"


def _id_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@bp.route("/cases/<reference>/picture/agree", methods=["POST"])
@needs(policy.mark_contradiction, on=find_case)
def agree(case: Case) -> ResponseReturnValue:
    """Say that two items no longer disagree."""
    unit = current_unit()
    marked = _id_of(request.form.get("marked", ""))
    if marked is None:
        raise Invalid("Go back to the page, reload it, and try again.")
    commands.end_contradiction(unit, case, contradiction_id=marked)
    return go("scoping.picture", reference=case.reference, _anchor="disagree")


@bp.route("/cases/<reference>/picture/copies", methods=["GET", "POST"])
@needs(policy.export_picture, on=find_case)
def copies(case: Case) -> ResponseReturnValue:
    """Number a copy and go on to it; the team sees who has taken one."""
    unit = current_unit()
    form = Form(Answers())
    if form.sent_well() and form.attempt(lambda: commands.make_copy(unit, case)):
        return go("scoping.picture_pdf", reference=case.reference)
    taken: Sequence[Taken] = list_copies(unit, case.compartment_id) if unit.may(cases.write, case) else ()
    return case_page("scoping/copies.html", case, form=form, taken=taken)


@bp.route("/cases/<reference>/picture.pdf")
@needs(policy.export_picture, on=find_case)
def picture_pdf(case: Case) -> ResponseReturnValue:
    """The copy the reader has just numbered, to keep, under a name that says nothing. Without one, back to the page."""
    unit = current_unit()
    copy = last_own_copy(unit, case.compartment_id)
    if copy is None or unit.now - copy.made_at > COPY_LASTS:
        return go("scoping.copies", reference=case.reference)
    found = find_picture(unit, case)
    words = paper_of(case, found, _hazards(unit, case, found), number=copy.number, reader=unit.actor.name, now=unit.now)
    made_at = copy.made_at
    unit.record(Event.FILE_READ, copy, shown=found.ids, page=request.endpoint, number=copy.number)
    unit.commit()
    unit.finish()
    answer = Response(make_pdf("picture", words, made_at), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="file.pdf"'
    return answer
