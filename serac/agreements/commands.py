"""What can be done with an agreement: drafted, changed while nobody has signed, signed, ended."""

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy import select

from serac.agencies.models import Agency, Partnership
from serac.agencies.ownership import register_departure
from serac.agreements import policy
from serac.agreements.endings import REASONS
from serac.agreements.models import Agreement, AgreementParty
from serac.agreements.queries import PREFIX, governance_officers, is_in_partnership, was_signed
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid
from serac.core.problems import Text as Shown
from serac.core.references import new_reference
from serac.core.unit import Unit, acts_for_the_service, check_version, command


@command(may=policy.draft)
def draft_agreement(
    unit: Unit,
    partnership: Partnership,
    *,
    title: str,
    purposes: Collection[str],
    categories: Collection[str],
    lawful_bases: Collection[str],
    gateways: Collection[str],
    terms: Mapping[str, str],
    since: dt.datetime,
    until: dt.datetime,
    review_on: dt.date,
) -> Agreement:
    """An agreement is written down. It opens nothing until an agency has signed.

    Args:
        purposes, categories, lawful_bases, gateways: codes of config/sharing.yaml.
        terms: the other texts by code of agreement_fields.
        since, until: aware; until is the first moment it no longer holds.

    Raises:
        Invalid: the dates are the wrong way round, or nothing would be shared.
    """
    _check_facts(purposes, categories, since, until, review_on)
    made = Agreement(reference=new_reference(PREFIX), partnership_id=partnership.id, title=title, terms=dict(terms))
    made.purposes, made.categories = sorted(purposes), sorted(categories)
    made.lawful_bases, made.gateways = sorted(lawful_bases), sorted(gateways)
    made.since, made.until, made.review_on = since, until, review_on
    made.drafted_by = unit.actor.member_id or NOBODY
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.AGREEMENT_DRAFTED, made, partnership=partnership.id)
    return made


def _check_facts(
    purposes: Collection[str], categories: Collection[str], since: dt.datetime, until: dt.datetime, review_on: dt.date
) -> None:
    errors = {}
    if not purposes:
        errors["purposes"] = "Choose what information is shared for"
    if not categories:
        errors["categories"] = "Choose what may be shared"
    if until <= since:
        errors["until"] = "The end date must be after the start date"
    elif not since.date() <= review_on <= until.date():
        errors["review_on"] = "The review date must be between the start and the end"
    if errors:
        raise Invalid(errors)


@command(may=policy.keep)
def change_agreement(
    unit: Unit,
    agreement: Agreement,
    *,
    title: str,
    purposes: Collection[str],
    categories: Collection[str],
    lawful_bases: Collection[str],
    gateways: Collection[str],
    terms: Mapping[str, str],
    since: dt.datetime,
    until: dt.datetime,
    review_on: dt.date,
    seen_version: int | None = None,
) -> Agreement:
    """A draft is changed. Once an agency has signed, its text stands: end it, or draft another.

    Raises:
        Conflict: somebody saved in between, or somebody has signed.
        Invalid: as for `draft_agreement`.
    """
    _lock(unit, agreement)
    if was_signed(unit, agreement) or agreement.ended_at is not None:
        raise Conflict("This agreement has been signed, so its text stands. End it, or draft another.")
    _check_facts(purposes, categories, since, until, review_on)
    saved = [Shown("title", "Title", agreement.title)]
    saved += [Shown(name, name.replace("_", " ").capitalize(), text) for name, text in sorted(agreement.terms.items())]
    check_version(agreement, seen_version, lambda: saved)
    agreement.title, agreement.terms = title, dict(terms)
    agreement.purposes, agreement.categories = sorted(purposes), sorted(categories)
    agreement.lawful_bases, agreement.gateways = sorted(lawful_bases), sorted(gateways)
    agreement.since, agreement.until, agreement.review_on = since, until, review_on
    unit.record(Event.AGREEMENT_CHANGED, agreement)
    return agreement


@command(may=policy.keep)
def sign_agreement(
    unit: Unit,
    agreement: Agreement,
    *,
    agency: Agency,
    signed_by: str,
    signatory_role: str,
    seen_version: int | None = None,
) -> AgreementParty:
    """An agency's signature is recorded: from now, or from the day the agreement begins, it is a gateway.

    Args:
        signed_by, signatory_role: who signed for the agency, as on the paper.

    Raises:
        Invalid: the agency is not in the partnership, or has signed already; or the agreement is over.
        Conflict: its text changed since it was read.
    """
    _lock(unit, agreement)
    if agreement.ended_at is not None or agreement.until <= unit.now:
        raise Invalid({"agency": "This agreement is over. Draft a new one"})
    if not agency.is_in_force(unit.now) or not is_in_partnership(unit, agency.id, agreement.partnership_id):
        raise Invalid({"agency": "Choose an agency of the partnership"})
    stands = select(AgreementParty.id).where(
        AgreementParty.agreement_id == agreement.id, AgreementParty.until > unit.now
    )
    if unit.session.scalar(stands.where(AgreementParty.agency_id == agency.id).limit(1)) is not None:
        raise Invalid({"agency": "This agency has signed already"})
    check_version(agreement, seen_version, lambda: [Shown("title", "Title", agreement.title)])
    made = AgreementParty(agreement_id=agreement.id, agency_id=agency.id, partnership_id=agreement.partnership_id)
    made.signed_by, made.signatory_role = signed_by, signatory_role
    made.recorded_by = unit.actor.member_id or NOBODY
    made.since, made.until = max(unit.now, agreement.since), agreement.until
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.AGREEMENT_SIGNED, agreement, agency=agency.id, party=made.id)
    return made


@command(may=policy.keep)
def end_party(unit: Unit, party: AgreementParty, *, reason: str) -> None:
    """An agency's part ends now: what stood on its signature closes in the same moment.

    Args:
        reason: code of `endings.REASONS`.

    Raises:
        Conflict: it had ended already.
        Invalid: unknown reason.
    """
    _check_reason(reason)
    if party.until <= unit.now:
        raise Conflict("This has ended already.")
    _end(unit, party, reason)
    unit.record(Event.AGREEMENT_PARTY_LEFT, party, agreement=party.agreement_id, agency=party.agency_id, reason=reason)


@command(may=policy.keep)
def end_agreement(unit: Unit, agreement: Agreement, *, reason: str) -> None:
    """An agreement ends now, and each agency's part in it: what stood on any of them closes in the same moment.

    Raises:
        Conflict: it had ended already.
        Invalid: unknown reason.
    """
    _check_reason(reason)
    _lock(unit, agreement)
    if agreement.ended_at is not None or agreement.until <= unit.now:
        raise Conflict("This agreement is over already.")
    parties = select(AgreementParty).where(AgreementParty.agreement_id == agreement.id, AgreementParty.until > unit.now)
    for party in unit.session.scalars(parties.order_by(AgreementParty.id)):
        _end(unit, party, reason)
    agreement.ended_at, agreement.ended_reason = unit.now, reason
    agreement.version += 1
    unit.record(Event.AGREEMENT_ENDED, agreement, reason=reason)


@command(may=acts_for_the_service)
def remind_of_review(unit: Unit, agreement: Agreement) -> None:
    """Thirty days before its review date, those who keep a partnership's agreements are told: once for each date."""
    for member_id in governance_officers(unit, agreement.partnership_id):
        key = f"agreement:{agreement.id}:{agreement.review_on}"
        unit.notify("notice", member_id, key=key, path=f"/agreements/{agreement.reference}")
    unit.record(Event.AGREEMENT_REVIEW_DUE, agreement, on=agreement.review_on)


def _lock(unit: Unit, agreement: Agreement) -> None:
    """Signing, changing and ending wait for one another."""
    unit.session.flush()
    unit.session.get(Agreement, agreement.id, with_for_update=True)


def _check_reason(reason: str) -> None:
    if reason not in REASONS:
        raise Invalid({"reason": "Choose a reason"})


def _end(unit: Unit, party: AgreementParty, reason: str) -> None:
    party.end(unit.now)
    party.ended_reason = reason


def _depart(unit: Unit, partnership: Partnership, agency: Agency) -> None:
    """An agency leaves a partnership: its signatures there end with it."""
    mine = select(AgreementParty).where(AgreementParty.agency_id == agency.id, AgreementParty.until > unit.now)
    for party in unit.session.scalars(mine.where(AgreementParty.partnership_id == partnership.id)):
        _end(unit, party, "left")
        unit.record(Event.AGREEMENT_PARTY_LEFT, party, agreement=party.agreement_id, agency=agency.id, reason="left")


register_departure(_depart)
