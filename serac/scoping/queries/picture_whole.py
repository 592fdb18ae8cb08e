"""The shared picture of one case for one reader: everything read, each with its key, then opened."""

import uuid
from dataclasses import dataclass

from serac.cases.models import Case
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.scoping.models import Contradiction
from serac.scoping.picture import Answered, Piece, Thing, answered_about, full_of, pieces_of
from serac.scoping.queries.picture import known_of, read_items, read_things
from serac.scoping.queries.picture_danger import EarlierCase, Threat, Warnings, warnings_of
from serac.scoping.queries.picture_said import (
    Disagreement,
    SeenRisk,
    asked_about,
    disagreements,
    read_risks,
)


@dataclass(frozen=True)
class Picture:
    """What this reader may see of a case, in plain data.

    Attributes:
        answered: for each thing, which agencies have answered about it; only from requests that the reader may see.
        threats, earlier: for the case's own team, who read the alerts and the other cases.
        ids: everything shown, for the audit log.
    """

    things: tuple[Thing, ...]
    pieces: tuple[Piece, ...]
    risks: tuple[SeenRisk, ...]
    answered: tuple[Answered, ...]
    disagreements: tuple[Disagreement, ...]
    threats: tuple[Threat, ...]
    earlier: tuple[EarlierCase, ...]
    ids: tuple[uuid.UUID, ...]

    def item(self, item_id: uuid.UUID) -> Piece | None:
        """What is shown of an item, or None."""
        return next((piece for piece in self.pieces if piece.item.id == item_id), None)


def find_picture(unit: Unit, case: Case) -> Picture:
    """Put the picture together for the actor: exactly what the rule lets them read."""
    items = read_items(unit, case.compartment_id)
    risks = read_risks(unit, case.compartment_id)
    parts = {one.row.compartment_id for one in items}
    known = [known_of(one) for one in items]
    pieces = pieces_of(known)
    full = full_of(known)
    things = read_things(unit, case, parts)
    asked = asked_about(unit, case.compartment_id)
    marked = _shown([_as_shown(one, full) for one in disagreements(unit, {one.id for one in known})], pieces)
    warned = warnings_of(unit, case) if unit.standing(case.compartment_id).team else Warnings()
    folded = [former.id for piece in pieces for former in piece.earlier]
    ids = [*(p.item.id for p in pieces), *folded, *(t.id for t in things), *(r.id for r in risks)]
    ids += [*(one.id for one in marked), *(one.gate_id for one in warned.threats), *(one.id for one in warned.earlier)]
    return Picture(
        tuple(things),
        tuple(pieces),
        tuple(risks),
        tuple(answered_about(asked, things, pieces)),
        tuple(marked),
        warned.threats,
        warned.earlier,
        tuple(ids),
    )


def _as_shown(one: Disagreement, full: dict[uuid.UUID, uuid.UUID]) -> Disagreement:
    """Marked about a text for wider readers, and read by somebody who reads the full item: about that."""
    first, second = full.get(one.item_id, one.item_id), full.get(one.other_id, one.other_id)
    return Disagreement(one.id, first, second, one.words, one.by, one.at)


def _shown(marked: list[Disagreement], pieces: list[Piece]) -> list[Disagreement]:
    """Between two items that still hold. A correction of either settles it."""
    holds = {piece.item.id for piece in pieces if not piece.withdrawn}
    return [one for one in marked if one.item_id in holds and one.other_id in holds and one.item_id != one.other_id]


def find_contradiction(unit: Unit, case: Case, contradiction_id: uuid.UUID) -> Contradiction:
    """One mark on a case that two items disagree, not settled yet.

    Raises:
        NotFound: hidden, unknown, settled, or of another case.
    """
    picture = find_picture(unit, case)
    found = unit.session.get(Contradiction, contradiction_id)
    if found is None or contradiction_id not in {one.id for one in picture.disagreements}:
        raise NotFound
    return found
