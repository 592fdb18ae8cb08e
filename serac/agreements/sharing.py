"""May these categories, for this purpose, go to this agency, now, and on what agreement? One table of tests.

`decide` is the whole rule and pure; `may_share` fetches what it needs. An agreement opens only what it names: purpose
and every category in the same agreement, between agencies of the same partnership, on a signature in force.
Immigration control is a purpose of its own: it is open only where an agreement names it, and never for what could find
or identify a potential victim, whatever an agreement says (domain.md rule 5.4). To an agency of immigration control nothing
goes for any other purpose: what it signed for crime would be a way round that.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from serac.agencies.models import Agency, PartnershipAgency
from serac.agreements.models import Agreement, AgreementParty
from serac.core.clock import day_in_words, last_day
from serac.core.unit import Unit
from serac.reference import UnknownCode, current


@dataclass(frozen=True)
class Sharing:
    """The answer.

    Attributes:
        party_id: the signature it stands on: what a grant names as its gateway. None where it is not allowed.
        why: a plain sentence, either way.
    """

    allowed: bool
    party_id: uuid.UUID | None
    agreement_title: str
    agreement_reference: str
    why: str


@dataclass(frozen=True)
class Signature:
    """One agency's dated place in one agreement, and what that agreement names."""

    party_id: uuid.UUID
    title: str
    reference: str
    purposes: frozenset[str]
    categories: frozenset[str]
    since: dt.datetime
    until: dt.datetime


@dataclass(frozen=True)
class Asked:
    """What somebody wants to share.

    Attributes:
        immigration: the purpose is immigration control. never_to_immigration: categories no agreement opens for it.
        to_control: the agency works for immigration control.
    """

    purpose: str
    categories: frozenset[str]
    in_partnership: bool
    now: dt.datetime
    immigration: bool = False
    never_to_immigration: frozenset[str] = frozenset()
    to_control: bool = False


def decide(asked: Asked, signatures: Sequence[Signature], words: Callable[[str], str] = str) -> Sharing:
    """The rule.

    Args:
        signatures: the agency's, in this partnership, past and future ones too.
        words: the label of a code.
    """
    if not asked.categories:
        return _no("Say what would be shared.")
    if not asked.in_partnership:
        return _no("This agency is not in the partnership.")
    if asked.to_control and not asked.immigration:
        return _no("This agency works for immigration control: a separate purpose, and it is asked for that one alone.")
    live = sorted(
        (s for s in signatures if s.since <= asked.now < s.until), key=lambda s: (s.until, s.party_id), reverse=True
    )
    if not live:
        return _no(_no_signature(asked, signatures))
    never = asked.categories & asked.never_to_immigration
    if asked.immigration and never:
        return _no(f"No agreement opens this to immigration control: {_list(never, words)}.")
    for_this = [s for s in live if asked.purpose in s.purposes]
    if not for_this:
        return _no(_no_purpose(asked, words))
    nearest = min(for_this, key=lambda s: len(asked.categories - s.categories))
    missing = asked.categories - nearest.categories
    if missing:
        return _no(f"{nearest.title} does not cover: {_list(missing, words)}.")
    why = f"{nearest.title} ({nearest.reference}), in force until {day_in_words(last_day(nearest.until))}."
    return Sharing(
        allowed=True,
        party_id=nearest.party_id,
        agreement_title=nearest.title,
        agreement_reference=nearest.reference,
        why=why,
    )


def _no(why: str) -> Sharing:
    return Sharing(allowed=False, party_id=None, agreement_title="", agreement_reference="", why=why)


def _list(codes: frozenset[str], words: Callable[[str], str]) -> str:
    return "; ".join(sorted(words(code) for code in codes))


def _no_signature(asked: Asked, signatures: Sequence[Signature]) -> str:
    coming = [s.since for s in signatures if s.since > asked.now and s.until > s.since]
    if coming:
        return f"This agency's agreement begins on {day_in_words(min(coming))}."
    past = [s.until for s in signatures if s.until <= asked.now]
    if past:
        return f"This agency's agreement ended on {day_in_words(last_day(max(past)))}."
    return "This agency has signed no agreement of this partnership."


def _no_purpose(asked: Asked, words: Callable[[str], str]) -> str:
    if asked.immigration:
        return "Immigration control is a separate purpose, and no agreement in force with this agency names it."
    return f"No agreement in force with this agency covers this purpose: {words(asked.purpose)}."


def may_share(
    unit: Unit, *, partnership_id: uuid.UUID, agency_id: uuid.UUID, purpose: str, categories: frozenset[str]
) -> Sharing:
    """Whether these categories may go from a partnership to an agency for a purpose at this moment, and why.

    Args:
        purpose: code of sharing_purposes. categories: codes of information_categories, at least one.
    """
    place = PartnershipAgency
    placed = select(Agency.kind).join(place, place.agency_id == Agency.id)
    placed = placed.where(place.partnership_id == partnership_id, place.agency_id == agency_id)
    placed = placed.where(place.since <= unit.now, place.until > unit.now).limit(1)
    asked = _asked(unit, purpose, categories, kind=unit.session.scalar(placed))
    return decide(asked, _signatures(unit, partnership_id, agency_id).get(agency_id, []), _words)


def sharing_with(
    unit: Unit, *, partnership_id: uuid.UUID, purpose: str, categories: frozenset[str]
) -> dict[uuid.UUID, Sharing]:
    """The same answer for every agency that is in the partnership now, the team that runs it aside, in two statements."""
    place = PartnershipAgency
    placed = select(Agency.id, Agency.kind).join(place, place.agency_id == Agency.id)
    placed = placed.where(place.partnership_id == partnership_id, place.own_team.is_(False))
    placed = placed.where(place.since <= unit.now, place.until > unit.now).distinct().order_by(Agency.id)
    signatures = _signatures(unit, partnership_id)
    return {
        one: decide(_asked(unit, purpose, categories, kind=kind), signatures.get(one, []), _words)
        for one, kind in unit.session.execute(placed)
    }


def of_immigration_control(kind: str) -> bool:
    """Whether agencies of this kind work for immigration control: a purpose apart from all others (domain.md rule 5.4)."""
    kinds = current().agency_kinds
    return kind in kinds and kinds.get(kind).immigration_control


def _asked(unit: Unit, purpose: str, categories: frozenset[str], *, kind: str | None) -> Asked:
    """kind: of the agency, where it is in the partnership now."""
    reference = current()
    return Asked(
        purpose,
        categories,
        in_partnership=kind is not None,
        now=unit.now,
        immigration=any(p.code == purpose and p.immigration_control for p in reference.sharing_purposes),
        never_to_immigration=frozenset(c.code for c in reference.information_categories if c.never_to_immigration),
        to_control=kind is not None and of_immigration_control(kind),
    )


def _signatures(
    unit: Unit, partnership_id: uuid.UUID, agency_id: uuid.UUID | None = None
) -> dict[uuid.UUID, list[Signature]]:
    """The signatures in a partnership, past and future ones too, by agency: of one, or of all."""
    statement = (
        select(AgreementParty, Agreement)
        .join(Agreement, Agreement.id == AgreementParty.agreement_id)
        .where(AgreementParty.partnership_id == partnership_id)
        .order_by(AgreementParty.id)
    )
    if agency_id is not None:
        statement = statement.where(AgreementParty.agency_id == agency_id)
    found: dict[uuid.UUID, list[Signature]] = {}
    for party, agreement in unit.session.execute(statement):
        signature = Signature(
            party.id,
            agreement.title,
            agreement.reference,
            frozenset(agreement.purposes),
            frozenset(agreement.categories),
            max(party.since, agreement.since),
            min(party.until, agreement.until, agreement.ended_at or agreement.until),
        )
        found.setdefault(party.agency_id, []).append(signature)
    return found


def _words(code: str) -> str:
    for codes in (current().information_categories, current().sharing_purposes):
        try:
            return codes.label(code).lower()
        except UnknownCode:
            continue
    return code
