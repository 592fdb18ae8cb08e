"""Marking in the shared picture: two items that disagree, and the numbered copies somebody took away."""

import uuid

from sqlalchemy import func, select

from serac.cases.models import Case, Item
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit, command
from serac.scoping import policy
from serac.scoping.models import Contradiction, PictureCopy
from serac.scoping.queries.picture_whole import find_contradiction, find_picture

LONGEST = 500


@command(may=policy.mark_contradiction)
def mark_contradiction(
    unit: Unit, case: Case, *, item_id: uuid.UUID | None, other_id: uuid.UUID | None, words: str
) -> Contradiction:
    """Note that two items say opposite things. Only those who read both are ever shown it.

    Args:
        item_id, other_id: items of the case that the actor reads and that still hold.
        words: what they disagree about.

    Raises:
        Invalid: an item is missing, or is the same twice, or the two were marked already; or no words.
    """
    picture = find_picture(unit, case)
    held = {piece.item.id for piece in picture.pieces if not piece.withdrawn}
    errors = {}
    if item_id not in held:
        errors["one"] = "Choose the first item"
    if other_id not in held or other_id == item_id:
        errors["other"] = "Choose a second item"
    if not words.strip():
        errors["words"] = "Say what they disagree about"
    elif len(words) > LONGEST:
        errors["words"] = f"Use {LONGEST:,} characters or fewer"
    if errors:
        raise Invalid(errors)
    if any({one.item_id, one.other_id} == {item_id, other_id} for one in picture.disagreements):
        raise Invalid({"other": "These two are marked already"})
    one, other = unit.session.get_one(Item, item_id), unit.session.get_one(Item, other_id)
    made = Contradiction(compartment_id=one.compartment_id, other_compartment_id=other.compartment_id)
    made.item_id, made.other_id, made.words = one.id, other.id, words.strip()
    made.marked_by, made.marked_at = unit.actor.member_id or NOBODY, unit.now
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.CONTRADICTION_MARKED, made, item=one.id, other=other.id)
    return made


@command(may=policy.mark_contradiction)
def end_contradiction(unit: Unit, case: Case, *, contradiction_id: uuid.UUID) -> Contradiction:
    """Note that two items no longer disagree. That they did stays recorded.

    Raises:
        NotFound: hidden, unknown or settled already.
    """
    found = find_contradiction(unit, case, contradiction_id)
    found.ended_by, found.ended_at = unit.actor.member_id or NOBODY, unit.now
    unit.record(Event.CONTRADICTION_ENDED, found)
    return found


@command(may=policy.export_picture)
def make_copy(unit: Unit, case: Case) -> PictureCopy:
    """Number a copy of the shared picture for the actor, and record that they took it."""
    # one at a time: the case's row is held until the number is saved
    unit.session.scalars(select(Case.id).where(Case.id == case.id).with_for_update()).one()
    last = unit.session.scalar(
        select(func.max(PictureCopy.number)).where(PictureCopy.compartment_id == case.compartment_id)
    )
    made = PictureCopy(compartment_id=case.compartment_id, number=(last or 0) + 1)
    made.member_id, made.made_at = unit.actor.member_id or NOBODY, unit.now
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.PICTURE_COPIED, made, number=made.number)
    return made
