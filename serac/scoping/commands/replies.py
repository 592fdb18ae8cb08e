"""Answering a request: nothing known, information held, or cannot share; and correcting an answer."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from serac.access import commands as access
from serac.access.commands.grants import ORIGINATOR
from serac.access.models import Compartment
from serac.access.queries import members_holding
from serac.agencies.models import Agency
from serac.agencies.roles import Role
from serac.cases.models import Item
from serac.core.actor import NOBODY
from serac.core.clock import LONDON
from serac.core.events import Event
from serac.core.facts import Counted
from serac.core.problems import Conflict, Invalid, Text
from serac.core.unit import Unit, check_version, command
from serac.reference import current
from serac.scoping import policy
from serac.scoping.commands.connection import mark_opened
from serac.scoping.commands.drafts import drop_draft, texts_of
from serac.scoping.commands.replies_items import Basis, check_items, disclose, give_item, way_of
from serac.scoping.commands.replies_risk import give_risk_view
from serac.scoping.giving import CANNOT, HELD, NAMED, TEAM, GivenItem, read_item
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import Reply, Request
from serac.scoping.queries.askers import askers
from serac.scoping.queries.readers import Reach
from serac.scoping.queries.replies import HeldItem, current_reply, has_stated, items_given
from serac.scoping.words import ANSWERS, WISHES

LONGEST = 4_000
CHILD = "safeguard_child"
"""The purpose for which whatever cannot be shared is taken to be about a child."""


@dataclass(frozen=True)
class Answer:
    """A reply as it is written: see `reply` for what each part means."""

    answer: str
    reason: str = ""
    words: str = ""
    about_child: bool = False
    risk: str = ""
    risk_words: str = ""
    powers: tuple[str, ...] = ()
    offers: str = ""
    items: tuple[GivenItem, ...] = ()
    wishes: str = "not_asked"
    wishes_words: str = ""
    why: str = ""


@command(may=policy.answer_request)
def reply(
    unit: Unit, request: Request, *, answer: str, reason: str = "", words: str = "", about_child: bool = False,
    risk: str = "", risk_words: str = "", powers: Collection[str] = (), offers: str = "",
    items: Iterable[Mapping[str, Any] | GivenItem] = (), wishes: str = "not_asked", wishes_words: str = "", why: str = "",
    seen_version: int | None = None,
) -> Reply:  # fmt: skip
    """Answer a request for one's agency. Each item opens to the audience its giver chose, and each disclosure is recorded.

    Args:
        answer: `nothing_known`, `information_held` or `cannot_share`. reason: code of cannot_share_reasons, with its words.
        about_child: of what cannot be shared, whether it may be about a child: then the whole team that asked is told at once.
        risk, risk_words: the agency's own view, for everybody the case is open to. powers: codes it could use, in force today.
        offers: what it offers to do.
        items: see GivenItem. wishes, wishes_words: what the person wants. why: necessary and proportionate because ...
        seen_version: of the request; only a reply that came first makes it out of date.

    Raises:
        Invalid: something is missing, or no agreement covers it. Conflict: a colleague answered first.
    """
    said = Answer(
        answer, reason, words.strip(), about_child, risk, risk_words.strip(), tuple(powers), offers.strip(),
        tuple(read_item(one) for one in items), wishes, wishes_words.strip(), why.strip(),
    )  # fmt: skip
    if request.state == RequestState.REPLIED:
        raise _conflict(unit, request)
    _check(unit, request, said)
    check_version(request, None)
    if request.state == RequestState.ASKED:
        mark_opened(unit, request)
    request.state, request.replied_at = RequestState.REPLIED, unit.now
    unit.session.flush()  # of two at once the second fails here, before it has written anything
    part = access.open_compartment(unit, request.partnership_id, kind="reply", within=request.within_id)
    access.grant_own_disclosure(unit, part, request.agency_id, ORIGINATOR)
    made = _write(unit, request, said, part.id)
    _give(unit, request, made, said, said.items)
    _tell(unit, request, made, said)
    facts = [_counted(unit, request, said)]
    unit.record(Event.REPLIED, request, facts=facts, reply=made.id, answer=answer, reason=reason, items=len(said.items))
    return made


@command(may=policy.answer_request)
def correct_reply(unit: Unit, request: Request, /, *, seen_version: int | None = None, **facts: Any) -> Reply:
    """Correct the reply that counts: the new one takes its place, and both are kept.

    Items that are not named in `replaces` of the new ones are withdrawn; those that are sent unchanged stand as they were.

    Args:
        facts: as of `reply`.

    Raises:
        Invalid: as `reply`; or there is nothing to correct. Conflict: a colleague corrected it first.
    """
    before = current_reply(unit, request)
    if before is None:
        raise Invalid("There is no reply to correct yet.")
    facts["items"] = tuple(read_item(one) for one in facts.get("items", ()))
    facts["powers"] = tuple(facts.get("powers", ()))
    said = Answer(**facts)
    if seen_version is not None and request.version != seen_version:
        raise _conflict(unit, request)
    _check(unit, request, said)
    check_version(request, None)
    check_version(before, None)
    held = items_given(unit, request)
    before.current = None
    unit.session.flush()
    made = _write(unit, request, said, before.compartment_id)
    _give(unit, request, made, said, _changed(unit, said.items, held))
    _tell(unit, request, made, said)
    unit.record(Event.REPLY_CORRECTED, request, reply=made.id, corrects=before.id, answer=said.answer)
    return made


def _check(unit: Unit, request: Request, said: Answer) -> None:
    """Everything that is wrong with a reply, before anything is written."""
    if not has_stated(unit, request):
        raise Invalid("State first that you have no connection with anybody named here.")
    if request.state not in {RequestState.ASKED, RequestState.OPENED, RequestState.SILENT, RequestState.REPLIED}:
        raise Invalid("This request was withdrawn. Nothing needs an answer.")
    if said.answer not in ANSWERS:
        raise Invalid({"answer": "Choose your reply"})
    reference = current()
    errors = {"risk": "Choose how high the risk is"} if said.risk and said.risk not in reference.risk_levels else {}
    errors |= {"why": "Say why sharing it is necessary"} if said.risk and not said.why else {}
    errors |= _wrong_powers(unit, request, said.powers)
    long = [
        name for name in ("words", "risk_words", "offers", "why", "wishes_words") if len(getattr(said, name)) > LONGEST
    ]
    errors |= dict.fromkeys(long, f"Use {LONGEST:,} characters or fewer")
    if said.answer == CANNOT:
        errors |= _wrong_reason(said)
    if said.answer == HELD:
        errors |= _wrong_basis(said)
    elif said.items:
        errors["answer"] = "You wrote down something you hold: choose information held, or take it out"
    if errors:
        raise Invalid(errors)
    check_items(unit, request, said.items)


def _wrong_reason(said: Answer) -> dict[str, str]:
    reasons = current().cannot_share_reasons
    if said.reason not in reasons:
        return {"reason": "Choose why you cannot share it"}
    return {"words": "Say more about why"} if reasons.get(said.reason).describe and not said.words else {}


def _wrong_basis(said: Answer) -> dict[str, str]:
    wrong = {} if said.items else {"item_1_text": "Enter what you hold"}
    if not said.why:
        wrong["why"] = "Say why sharing it is necessary"
    if said.wishes not in WISHES:
        wrong["wishes"] = "Choose what they want"
    elif WISHES[said.wishes].describe and not said.wishes_words:
        wrong["wishes_words"] = "Say what they want, or why it is shared all the same"
    return wrong


def _wrong_powers(unit: Unit, request: Request, powers: Sequence[str]) -> dict[str, str]:
    if not powers:
        return {}
    usable = usable_powers(unit, unit.session.get_one(Agency, request.agency_id).kind)
    return {} if set(powers) <= {one.code for one in usable} else {"powers": "Choose from the powers of your agency"}


def usable_powers(unit: Unit, kind: str) -> Sequence[Any]:
    """The powers an agency of a kind could use itself today; those of immigration control are never offered here."""
    offered = current().powers.offered(unit.now.astimezone(LONDON).date())
    return [one for one in offered if one.usable_by(kind) and not one.immigration_control]


def _write(unit: Unit, request: Request, said: Answer, compartment_id: uuid.UUID) -> Reply:
    made = Reply(compartment_id=compartment_id, within_id=request.within_id, request_id=request.id, current=True)
    made.agency_id, made.answer, made.reason, made.risk = (
        request.agency_id,
        said.answer,
        said.reason or None,
        said.risk or None,
    )
    made.powers, made.sent_by, made.sent_at = list(said.powers), unit.actor.member_id or NOBODY, unit.now
    made.words, made.risk_words, made.offers = said.words, said.risk_words, said.offers
    made.escalated_at = unit.now if _escalates(request, said) else None
    unit.session.add(made)
    unit.session.flush()
    return made


def _give(unit: Unit, request: Request, made: Reply, said: Answer, items: Sequence[GivenItem]) -> None:
    reach = Reach(unit, request)
    basis = Basis(said.why, said.wishes, said.wishes_words)
    way = way_of(unit, request, frozenset(request.categories))
    disclose(unit, request, made, ("reply", made.id), reach.nobody_else(), way, basis)
    give_risk_view(unit, request, made, reach, way, basis)
    for number, one in enumerate(items, 1):
        try:
            give_item(unit, request, made, one, reach, basis)
        except Invalid as problem:
            fields = {"": "text", "agency": "agencies"}
            raise Invalid(
                {f"item_{number}_{fields.get(name, name)}": words for name, words in problem.errors.items()}
            ) from None
    drop_draft(unit, request)


def _changed(unit: Unit, items: Sequence[GivenItem], held: Sequence[HeldItem]) -> Sequence[GivenItem]:
    """Of the items of a correction those that are new or changed; what they replace, and what is gone, stands no more."""
    before = {one.item.id: one for one in held}
    same = {one.replaces for one in items if one.replaces in before and _is_same(one, before[one.replaces])}
    later = {one.replaces: one for one in items}
    for item_id, one in before.items():
        if item_id not in same:
            _take_back(unit, one, later.get(item_id))
    unit.session.flush()
    fresh = [one for one in items if one.replaces not in same]
    return [one if one.replaces in before else replace(one, replaces=None) for one in fresh]


def _take_back(unit: Unit, before: HeldItem, later: GivenItem | None) -> None:
    """What was said before is kept. Unless the audience of what takes its place is the same, only its giver and the team read it."""
    alike = wider = barred = False
    if later is not None:
        named = frozenset(later.agencies if later.audience == NAMED else ())
        alike = (later.audience, named) == (before.item.audience, before.chosen)
        wider = later.audience != TEAM and bool(later.sanitised.strip())
        barred = later.not_for_immigration
    for row, stays in ((before.item, alike), (before.wider, wider)):
        if row is not None:
            row.replaced_at = unit.now
            unit.record(Event.ITEM_REPLACED, row)
            for part in _all_before(unit, row):
                access.narrow_own_part(unit, part.compartment_id, closes=not stays, barred=barred)


def _all_before(unit: Unit, row: Item) -> Iterator[Item]:
    """An item, and those it replaced one after another: whoever may not read it any more is not left with an older one."""
    found: Item | None = row
    while found is not None:
        yield found
        found = unit.session.get(Item, found.replaces_id) if found.replaces_id else None


def _is_same(one: GivenItem, before: HeldItem) -> bool:
    item, wider, source = before.item, before.wider, before.source
    return (
        set(one.agencies if one.audience == NAMED else ()) == before.chosen
        and (one.text.strip(), one.how_known, one.handling or item.handling, one.audience, one.not_for_immigration)
        == (item.text, item.how_known, item.handling, item.audience, item.not_for_immigration)
        and (one.happened_from, one.happened_to) == (item.happened_from, item.happened_to)
        and one.sanitised.strip() == ((wider.text or "") if wider else "")
        and (one.source.strip(), one.own_reference.strip())
        == ((source.source or "", source.own_reference or "") if source else ("", ""))
        and set(one.about) == {(about.kind, about.thing_id) for about in before.about}
    )


def _counted(unit: Unit, request: Request, said: Answer) -> Counted:
    """What statistics count of an answer: which kind of agency, what it said, and whether in time."""
    root = unit.session.get_one(Compartment, request.within_id)
    in_time = request.due_at is None or unit.now <= request.due_at
    kind = unit.session.get_one(Agency, request.agency_id).kind
    codes: dict[str, object] = {"agency_kind": kind, "answer": said.answer, "in_time": in_time}
    return Counted("request.answered", request.partnership_id, unit.now, codes, restricted=root.restricted)


def _escalates(request: Request, said: Answer) -> bool:
    """Whether what cannot be shared may not rest: it may be about a child, or the reason asks for it."""
    if said.answer != CANNOT:
        return False
    return said.about_child or request.purpose == CHILD or current().cannot_share_reasons.get(said.reason).escalates


def _tell(unit: Unit, request: Request, made: Reply, said: Answer) -> None:
    """Whoever asked, or the team in their place, is told of an answer; the whole team, and urgently, where it may not rest."""
    path, about = f"/requests/{request.reference}", request.compartment_id
    for member_id in askers(unit, request.within_id, request.asked_by):
        unit.notify("notice", member_id, key=f"reply:{made.id}", path=path, about=about)
    if made.escalated_at is None:
        return
    unit.record(Event.REPLY_ESCALATED, request, reply=made.id, reason=said.reason, child=said.about_child)
    for member_id in members_holding(unit, [Role.COORDINATOR], request.partnership_id):
        unit.notify("urgent", member_id, key=f"cannot-share:{made.id}", path=path, about=about)


def _conflict(unit: Unit, request: Request) -> Conflict:
    """Somebody of the same agency answered first: what they said, so that nobody's words are lost."""
    before = current_reply(unit, request)
    if before is None:
        return Conflict(version=request.version)
    said = {"words": before.words, "risk_words": before.risk_words, "offers": before.offers}
    items = {f"item_{number}_text": one.item.text for number, one in enumerate(items_given(unit, request), 1)}
    texts = list(texts_of({**said, **items})) or [Text("words", "Their reply", ANSWERS[before.answer].text)]
    return Conflict("A colleague answered this before you.", current=texts, version=request.version)
