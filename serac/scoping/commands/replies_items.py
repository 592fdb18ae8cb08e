"""An item of information an agency gives: its own compartment for its own audience, its source apart, its disclosure recorded."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from serac.access import commands as access
from serac.access.commands.grants import ORIGINATOR
from serac.access.models import Compartment, Override
from serac.access.queries import handlers_of
from serac.agencies.models import Agency
from serac.agreements.sharing import may_share
from serac.cases.commands.cases import NOT_FOR_IMMIGRATION
from serac.cases.commands.team import TO_STATE
from serac.cases.models import Item, ItemAbout
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.reference import current
from serac.scoping.giving import AUDIENCES, NAMED, TEAM, GivenItem
from serac.scoping.models import Disclosure, ItemSource, Named, Reply, Request
from serac.scoping.queries.readers import Reach, Readers

LONGEST = 4_000


@dataclass(frozen=True)
class Basis:
    """What the disclosures of one reply have in common: why it was necessary, and what the person wants."""

    why: str
    wishes: str
    wishes_words: str


@dataclass(frozen=True)
class Way:
    """On what an agency may give to the team that asked: its own agreement, or the override under which it was asked."""

    gateway: str
    party_id: uuid.UUID | None = None
    override_id: uuid.UUID | None = None


def way_of(unit: Unit, request: Request, categories: frozenset[str]) -> Way:
    """The gateway for what an agency gives in answer to a request.

    Raises:
        Invalid: neither an agreement in force nor an override covers it.
    """
    sharing = may_share(
        unit,
        partnership_id=request.partnership_id,
        agency_id=request.agency_id,
        purpose=request.purpose,
        categories=categories,
    )
    if sharing.allowed:
        return Way("agreement", party_id=sharing.party_id)
    override = unit.session.get(Override, request.override_id) if request.override_id else None
    if override is not None and override.is_in_force(unit.now):
        return Way("override", override_id=override.id)
    raise Invalid({"categories": sharing.why})


def check_items(unit: Unit, request: Request, items: Sequence[GivenItem]) -> None:
    """Everything that is wrong with the items, before anything is written.

    Raises:
        Invalid: a field of an item is missing or unknown; the field's name says which item.
    """
    reference, errors = current(), dict[str, str]()
    asked = select(Named).where(Named.request_id == request.id)
    named = {(one.kind, one.thing_id) for one in unit.session.scalars(asked)} if items else set()
    for number, one in enumerate(items, 1):
        wrong = {
            "text": "" if one.text.strip() else "Enter what you hold",
            "how_known": "" if one.how_known in reference.how_known else "Choose how you know",
            "handling": "" if not one.handling or one.handling in reference.handling else "Choose how it may be used",
            "audience": "" if one.audience in AUDIENCES else "Choose who may read it",
            "about": "" if set(one.about) <= named else "Choose from what you were asked about",
            "categories": ""
            if set(one.categories) <= reference.information_categories.codes()
            else "Choose what it holds",
            "agencies": "Choose at least one agency" if one.audience == NAMED and not one.agencies else "",
        }
        if one.handling == NOT_FOR_IMMIGRATION:
            wrong["handling"] = "Tick “Not for immigration control” instead: that is what closes it to them"
        if one.not_for_immigration and unit.actor.immigration_control:
            wrong["not_for_immigration"] = "You work for immigration control: you could not read it yourself any more"
        if max(len(one.text), len(one.sanitised)) > LONGEST:
            wrong["text"] = f"Use {LONGEST:,} characters or fewer"
        if one.happened_from and one.happened_to and one.happened_to < one.happened_from:
            wrong["to"] = "The last day is before the first"
        errors |= {f"item_{number}_{field}": sentence for field, sentence in wrong.items() if sentence}
    if errors:
        raise Invalid(errors)


def give_item(unit: Unit, request: Request, reply: Reply, one: GivenItem, reach: Reach, basis: Basis) -> Item:
    """Write one item with everything that belongs to it. Part of the command that sends or corrects a reply.

    Raises:
        Invalid: no agreement covers it, for its giver or for an agency they chose.
    """
    categories = frozenset(one.categories or request.categories)
    way = way_of(unit, request, categories)
    part = _part(unit, request, follows=one.audience == TEAM, barred=one.not_for_immigration)
    item = _item(unit, request, reply, one, part)
    source = ItemSource(id=item.id, compartment_id=reply.compartment_id)
    source.source, source.own_reference = one.source.strip(), one.own_reference.strip()
    unit.session.add(source)
    for agency_id in one.agencies if one.audience == NAMED else ():
        _share(unit, request, part, agency_id, categories)
    unit.session.flush()
    readers = reach.readers(one.audience, one.agencies, not_for_immigration=one.not_for_immigration)
    disclose(unit, request, reply, ("item", item.id), readers, way, basis)
    if one.sanitised.strip() and one.audience != TEAM:
        _give_wider(unit, request, reply, one, item, reach, way, basis)
    return item


def _give_wider(
    unit: Unit, request: Request, reply: Reply, one: GivenItem, item: Item, reach: Reach, way: Way, basis: Basis
) -> None:
    """The giver's own words for everybody else on the case, as an item of its own."""
    part = _part(unit, request, follows=True, barred=one.not_for_immigration)
    wider = _item(unit, request, reply, one, part, sanitises=item)
    readers = reach.readers(TEAM, not_for_immigration=one.not_for_immigration)
    disclose(unit, request, reply, ("item", wider.id), readers, way, basis)


def _part(unit: Unit, request: Request, *, follows: bool, barred: bool) -> Compartment:
    part = access.open_compartment(
        unit,
        request.partnership_id,
        kind="item",
        within=request.within_id,
        follows=follows,
        not_for_immigration=barred,
    )
    access.grant_own_disclosure(unit, part, request.agency_id, ORIGINATOR)
    return part


def _wider_before(unit: Unit, request: Request, one: GivenItem) -> uuid.UUID | None:
    """The wording for wider readers of the item that this corrects, if it had one: it too is corrected, not only taken back."""
    former = select(Item.id).where(Item.within_id == request.within_id, Item.sanitises_id == one.replaces)
    return unit.session.scalars(former).first() if one.replaces else None


def _item(
    unit: Unit, request: Request, reply: Reply, one: GivenItem, part: Compartment, sanitises: Item | None = None
) -> Item:
    reference = current()
    known = reference.how_known.get(one.how_known)
    item = Item(compartment_id=part.id, within_id=request.within_id, agency_id=request.agency_id)
    item.how_known, item.reply_id = one.how_known, reply.id
    item.grade_source = reference.source_grades.get(known.source_grade).letter
    item.grade_information = reference.intelligence_grades.get(known.intelligence_grade).letter
    item.handling = one.handling or next(entry.code for entry in reference.handling if entry.default)
    item.audience = one.audience if sanitises is None else TEAM
    item.sanitises_id = None if sanitises is None else sanitises.id
    item.not_for_immigration = one.not_for_immigration
    item.replaces_id = one.replaces if sanitises is None else _wider_before(unit, request, one)
    item.happened_from, item.happened_to = one.happened_from, one.happened_to
    item.given_at, item.added_by = unit.now, unit.actor.member_id or NOBODY
    item.text = (one.text if sanitises is None else one.sanitised).strip()
    unit.session.add(item)
    unit.session.flush()
    for kind, thing_id in dict.fromkeys(one.about):
        unit.session.add(ItemAbout(item_id=item.id, thing_id=thing_id, compartment_id=part.id, kind=kind))
    unit.session.flush()
    unit.record(Event.ITEM_ADDED, item, how_known=item.how_known, handling=item.handling, audience=item.audience)
    return item


def _share(unit: Unit, request: Request, part: Compartment, agency_id: uuid.UUID, categories: frozenset[str]) -> None:
    agency = unit.session.get(Agency, agency_id)
    kinds = current().agency_kinds
    if agency is None or (agency.kind in kinds and kinds.get(agency.kind).immigration_control):
        raise Invalid({"agencies": "Choose from the list of agencies"})
    facts: dict[str, Any] = {"relation": NAMED, "purpose": request.purpose, "categories": categories}
    grant = access.share_onward(unit, part, agency=agency, confirms=True, **facts)
    for handler in handlers_of(unit, agency_id):
        unit.notify("notice", handler.id, key=f"given:{grant.id}", path=TO_STATE, about=part.id)


def disclose(
    unit: Unit, request: Request, reply: Reply, what: tuple[str, uuid.UUID], readers: Readers, way: Way, basis: Basis
) -> Disclosure:
    """Record that something was given: what, to whom by name, for what, on what, why, and what the person wants."""
    made = Disclosure(compartment_id=reply.compartment_id, within_id=request.within_id, agency_id=request.agency_id)
    made.request_id, made.what, made.subject_id = request.id, what[0], what[1]
    made.recipients, made.purpose = [str(one) for one in readers.agency_ids], request.purpose
    made.gateway, made.party_id, made.override_id = way.gateway, way.party_id, way.override_id
    made.wishes, made.made_by, made.made_at = basis.wishes, unit.actor.member_id or NOBODY, unit.now
    made.words, made.wishes_words, made.names = basis.why, basis.wishes_words, readers.names
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.DISCLOSED, made, what=what[0], subject=what[1], gateway=way.gateway, purpose=request.purpose)
    return made
