"""Drafting, changing, signing and ending agreements."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from serac.agencies.models import Agency
from serac.agreements import policy
from serac.agreements.commands import (
    change_agreement,
    draft_agreement,
    end_agreement,
    end_party,
    sign_agreement,
)
from serac.agreements.endings import REASONS
from serac.agreements.models import Agreement, AgreementParty
from serac.agreements.queries import (
    find_agreement,
    find_party,
    list_draftable,
    list_may_sign,
    list_parties,
    was_signed,
)
from serac.agreements.schemas import TERM, EndAnswers, SignAnswers, agreement_answers, term_fields
from serac.agreements.views.blueprint import CODES, bp, code_list
from serac.core.clock import LONDON, end_of, last_day, start_of
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page
from serac.reference import current

Items = list[tuple[str, str, str | None]]


def to_choose(unit: Unit, held: Mapping[str, list[str]]) -> dict[str, Items]:
    """What may be chosen in each field of codes: what is offered today, and what the agreement holds already."""
    day = unit.now.astimezone(LONDON).date()

    def items(field: str) -> Items:
        entries = [one for one in code_list(field) if one.offered(day) or one.code in held.get(field, ())]
        return [(one.code, one.label, one.hint or getattr(one, "statute", None)) for one in entries]

    return {field: items(field) for field in CODES}


def _form(unit: Unit, agreement: Agreement | None, partnerships: list[str]) -> tuple[Form, dict[str, Items]]:
    held = {field: list(getattr(agreement, field)) for field in CODES} if agreement else {}
    offered = to_choose(unit, held)
    allowed = {field: [item[0] for item in items] for field, items in offered.items()}
    initial: dict[str, Any] = dict(held)
    if agreement is not None:
        initial["title"] = agreement.title
        initial |= {TERM + code: words for code, words in agreement.terms.items()}
        dates = {"first": agreement.since.astimezone(LONDON).date(), "last": last_day(agreement.until)}
        for name, day in (dates | {"review_on": agreement.review_on}).items():
            initial |= {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}
    version = agreement.version if agreement else None
    return Form(agreement_answers(allowed, partnerships), initial=initial, version=version), offered


def _facts(form: Form) -> dict[str, Any]:
    data = form.data
    facts: dict[str, Any] = {field: data[field] for field in ("title", *CODES, "review_on")}
    facts["terms"] = {one.code: data[TERM + one.code] for one in term_fields() if data[TERM + one.code]}
    return facts | {"since": start_of(data["first"]), "until": end_of(data["last"])}


def _attempt(form: Form, work: Callable[[], Any]) -> Any:
    """As `Form.attempt`; the command's `until` is the form's last day."""
    made = form.attempt(work)
    form.errors = {"last" if name == "until" else name: said for name, said in form.errors.items()}
    return made


def _fields() -> list[tuple[str, str, str | None, bool]]:
    return [(TERM + one.code, one.label, one.hint, one.required) for one in term_fields()]


def _immigration() -> list[str]:
    return [one.code for one in current().sharing_purposes if one.immigration_control]


@bp.route("/agreements/new", methods=["GET", "POST"])
@needs(policy.draft_some)
def new() -> ResponseReturnValue:
    """Draft an agreement."""
    unit = current_unit()
    places = {one.slug: one for one in list_draftable(unit)}
    form, offered = _form(unit, None, list(places))
    names = [(slug, one.name) for slug, one in places.items()]
    if form.sent_well():
        place = places[form.data["partnership"]]
        made = _attempt(form, lambda: draft_agreement(unit, place, **_facts(form)))
        if made:
            return go("agreements.show", reference=made.reference)
    words: dict[str, Any] = {"offered": offered, "texts": _fields(), "immigration": _immigration()}
    return page("agreements/new.html", form=form, partnerships=names, **words)


@bp.route("/agreements/<reference>/change", methods=["GET", "POST"])
@needs(policy.keep, on=find_agreement)
def change(agreement: Agreement) -> ResponseReturnValue:
    """Change a draft; whoever asks for it once its text stands is led back to the agreement."""
    unit = current_unit()
    reference, title = agreement.reference, agreement.title
    if request.method == "GET" and (was_signed(unit, agreement) or agreement.ended_at is not None):
        return go("agreements.show", reference=reference)
    form, offered = _form(unit, agreement, [])
    if form.sent_well():
        facts = _facts(form)
        if _attempt(form, lambda: change_agreement(unit, agreement, seen_version=form.version, **facts)):
            return go("agreements.show", reference=reference)
    words: dict[str, Any] = {"offered": offered, "texts": _fields(), "immigration": _immigration()}
    words |= {"reference": reference, "title": title}
    return page("agreements/change.html", target=agreement, form=form, **words)


@bp.route("/agreements/<reference>/sign", methods=["GET", "POST"])
@needs(policy.keep, on=find_agreement)
def sign(agreement: Agreement) -> ResponseReturnValue:
    """Record an agency's signature."""
    unit, form = current_unit(), Form(SignAnswers(), version=agreement.version)
    agencies = {one.slug: one for one in list_may_sign(unit, agreement)}
    items = [(slug, one.name) for slug, one in agencies.items()]
    words: dict[str, Any] = {"reference": agreement.reference, "title": agreement.title, "agencies": items}
    words |= {"first": agreement.since, "last": last_day(agreement.until)}
    if form.sent_well() and form.attempt(lambda: _sign(unit, agreement, form, agencies)):
        return go("agreements.show", reference=words["reference"], _anchor="parties")
    return page("agreements/sign.html", target=agreement, form=form, **words)


def _sign(unit: Unit, agreement: Agreement, form: Form, agencies: Mapping[str, Agency]) -> AgreementParty:
    data = dict(form.data)
    agency = agencies.get(data.pop("agency"))
    if agency is None:
        raise Invalid({"agency": "Choose the agency"})
    return sign_agreement(unit, agreement, agency=agency, seen_version=form.version, **data)


@bp.route("/agreements/<reference>/end", methods=["GET", "POST"])
@needs(policy.keep, on=find_agreement)
def end(agreement: Agreement) -> ResponseReturnValue:
    """End an agreement before its date."""
    unit, form = current_unit(), Form(EndAnswers())
    reference, title = agreement.reference, agreement.title
    if form.sent_well() and form.attempt(lambda: _ended(lambda: end_agreement(unit, agreement, reason=_why(form)))):
        return go("agreements.show", reference=reference)
    words: dict[str, Any] = {"reference": reference, "title": title, "reasons": list(REASONS.items())}
    return page("agreements/end.html", target=agreement, form=form, **words)


@bp.route("/agreements/<reference>/parties/<uuid:party_id>/end", methods=["GET", "POST"])
@needs(policy.keep, on=find_party)
def end_part(party: AgreementParty) -> ResponseReturnValue:
    """End one agency's part in an agreement."""
    unit, form = current_unit(), Form(EndAnswers())
    agreement, agency = find_of(unit, party)
    words: dict[str, Any] = {"reference": agreement.reference, "title": agreement.title, "agency": agency.name}
    if form.sent_well() and form.attempt(lambda: _ended(lambda: end_party(unit, party, reason=_why(form)))):
        return go("agreements.show", reference=words["reference"], _anchor="parties")
    return page("agreements/end_part.html", target=party, form=form, reasons=list(REASONS.items()), **words)


def find_of(unit: Unit, party: AgreementParty) -> tuple[Agreement, Agency]:
    """The agreement and the agency of a party that was found."""
    agreement = unit.session.get_one(Agreement, party.agreement_id)
    found: dict[uuid.UUID, Agency] = {one.id: agency for one, agency in list_parties(unit, agreement)}
    return agreement, found[party.id]


def _why(form: Form) -> str:
    return str(form.data["reason"])


def _ended(work: Callable[[], None]) -> bool:
    work()
    return True
