"""What the co-ordinator does about a request that was sent: remind, escalate, give more time, withdraw; ending a round."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from serac.cases.views.frame import case_page
from serac.core.answers import Answers
from serac.core.clock import moment_in_words
from serac.core.web import Form, current_unit, go, needs
from serac.scoping import policy
from serac.scoping.commands.tracking import (
    end_round,
    escalate_request,
    extend_request,
    remind_request,
    withdraw_request,
)
from serac.scoping.models import Request, Round
from serac.scoping.queries.rounds import agencies_of, case_of, find_sent, find_sent_round, requests_of_case
from serac.scoping.schemas.rounds import ExtendAnswers, WithdrawAnswers
from serac.scoping.views.blueprint import bp
from serac.scoping.words import is_late


def _back() -> ResponseReturnValue:
    return go("scoping.show", reference=str((request.view_args or {})["reference"]))


@bp.route("/cases/<reference>/scoping/requests/<request_reference>/remind", methods=["POST"])
@needs(policy.chase_request, on=find_sent)
def remind(row: Request) -> ResponseReturnValue:
    """Remind one agency."""
    remind_request(current_unit(), row, seen_version=Form(Answers()).version)
    return _back()


@bp.route("/cases/<reference>/scoping/rounds/<int:number>/remind", methods=["POST"])
@needs(policy.chase_request, on=find_sent_round)
def remind_late(row: Round) -> ResponseReturnValue:
    """Remind everybody in a round who is late."""
    unit = current_unit()
    for one in requests_of_case(unit, case_of(unit, row)):
        if one.round_id == row.id and is_late(one, unit.now):
            remind_request(unit, one)
    return _back()


@bp.route("/cases/<reference>/scoping/requests/<request_reference>/escalate", methods=["POST"])
@needs(policy.chase_request, on=find_sent)
def escalate(row: Request) -> ResponseReturnValue:
    """Tell the agency's deputy, then its lead."""
    escalate_request(current_unit(), row, seen_version=Form(Answers()).version)
    return go("scoping.track_one", **(request.view_args or {}))


@bp.route("/cases/<reference>/scoping/requests/<request_reference>/extend", methods=["GET", "POST"])
@needs(policy.chase_request, on=find_sent)
def extend(row: Request) -> ResponseReturnValue:
    """Give an agency more time, and say why."""
    unit = current_unit()
    form = Form(ExtendAnswers(), version=row.version)
    if form.sent_well():
        facts = form.data | {"seen_version": form.version}
        if form.attempt(lambda: extend_request(unit, row, **facts)):
            return go("scoping.track_one", **(request.view_args or {}))
    return _page("scoping/extend.html", row, form)


@bp.route("/cases/<reference>/scoping/requests/<request_reference>/withdraw", methods=["GET", "POST"])
@needs(policy.send_round, on=find_sent)
def withdraw(row: Request) -> ResponseReturnValue:
    """Take back what was asked, and say why."""
    unit = current_unit()
    form = Form(WithdrawAnswers(), version=row.version)
    if form.sent_well():
        facts = form.data | {"seen_version": form.version}
        if form.attempt(lambda: withdraw_request(unit, row, **facts)):
            return _back()
    return _page("scoping/withdraw.html", row, form)


def _page(template: str, row: Request, form: Form) -> ResponseReturnValue:
    unit, case = current_unit(), case_of(current_unit(), row)
    agency, due = agencies_of(unit, [row])[row.agency_id], moment_in_words(row.due_at) if row.due_at else ""
    words: dict[str, Any] = {"agency": agency.name, "due": due, "request_reference": row.reference}
    return case_page(template, case, form=form, shown=[row.id], **words)


@bp.route("/cases/<reference>/scoping/rounds/<int:number>/end", methods=["POST"])
@needs(policy.chase_request, on=find_sent_round)
def end(row: Round) -> ResponseReturnValue:
    """End a round: silence is recorded."""
    end_round(current_unit(), row, seen_version=Form(Answers()).version)
    return _back()
