"""The referrals of a case, and what was answered to any of them."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from serac.agencies.queries import names_of
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.cases.views.frame import case_page
from serac.core.answers import Answers
from serac.core.clock import LONDON
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page
from serac.reference import current
from serac.referrals import policy
from serac.referrals.commands import make_referral, record_reply
from serac.referrals.models import Referral
from serac.referrals.queries import find_referral, place_of, referrals_of_case
from serac.referrals.schemas import ReferralAnswers, ReplyAnswers
from serac.referrals.showing import shown_referrals

bp = Blueprint("referrals", __name__)


def kinds_to_choose(unit: Unit) -> list[tuple[Any, ...]]:
    """Whom somebody may be referred to today."""
    offered = current().referral_kinds.offered(unit.now.astimezone(LONDON).date())
    return [(kind.code, kind.label, kind.hint) for kind in offered]


@bp.route("/cases/<reference>/referrals")
@needs(policy.read, on=find_case)
def index(case: Case) -> ResponseReturnValue:
    """To whom somebody of this case was referred, and what they answered."""
    unit = current_unit()
    rows = referrals_of_case(unit, case.compartment_id)
    names = names_of(unit, [row.made_by for row in rows])
    return case_page(
        "referrals/index.html",
        case,
        shown=[row.id for row in rows],
        referrals=shown_referrals(unit.now, rows, names),
        may_refer=unit.may(policy.refer, case),
        form=Form(Answers()),
    )


@bp.route("/cases/<reference>/referrals/new", methods=["GET", "POST"])
@needs(policy.refer, on=find_case)
def new(case: Case) -> ResponseReturnValue:
    """Record that somebody of this case was referred on."""
    unit = current_unit()
    form = Form(ReferralAnswers())
    if form.sent_well() and form.attempt(lambda: make_referral(unit, case, **form.data)):
        return go("referrals.index", reference=case.reference)
    return case_page("referrals/new.html", case, form=form, kinds=kinds_to_choose(unit))


@bp.route("/referrals/<uuid:referral_id>/reply", methods=["GET", "POST"])
@needs(policy.refer, on=find_referral)
def reply(referral: Referral) -> ResponseReturnValue:
    """Record what they answered."""
    unit = current_unit()
    kind, reference = place_of(unit, referral.compartment_id)
    endpoint = "referrals.index" if kind == "case" else "alerts.show"
    form = Form(ReplyAnswers(), initial={"number": referral.number}, version=referral.version)
    if form.sent_well():
        facts = form.data | {"seen_version": form.version}
        if form.attempt(lambda: record_reply(unit, referral, **facts)):
            return go(endpoint, reference=reference, _anchor="referrals")
    names = names_of(unit, [referral.made_by])
    outcomes = current().referral_outcomes.offered(unit.now.astimezone(LONDON).date())
    return page(
        "referrals/reply.html",
        target=referral,
        shown=[referral.id],
        form=form,
        one=shown_referrals(unit.now, [referral], names)[0],
        outcomes=[(one.code, one.label, one.hint) for one in outcomes],
        back=url_for(endpoint, reference=reference),
        marking_for="Only for the triage team",
    )
