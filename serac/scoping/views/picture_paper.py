"""The shared picture as it goes onto paper: the words and nothing else, for templates/documents/picture.typ.

On paper a person is a number and initials (domain 5.8); earlier texts and other cases stay on the screen.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from serac.cases.models import Case
from serac.cases.views.contact import ShownRisk
from serac.cases.words import contact_sign
from serac.core.clock import moment_in_words
from serac.scoping.picture import Thing, by_thing
from serac.scoping.queries.picture_whole import Picture
from serac.scoping.views.picture_shown import ShownPiece, shown_disagreements, shown_groups

MARKING = "OFFICIAL-SENSITIVE"


def paper_of(
    case: Case, found: Picture, hazards: Sequence[ShownRisk], *, number: int, reader: str, now: dt.datetime
) -> dict[str, Any]:
    """Everything the document says, as text.

    Args:
        number: of the copy. reader: whose copy it is, by name. now: when it was made.
    """
    groups = shown_groups(by_thing(found.pieces, found.things), found)
    return {
        "marking": MARKING,
        "for": "Only for the people named on this case",
        "copy": f"Copy {number}",
        "reader": reader,
        "made": moment_in_words(now),
        "reference": case.reference,
        "contact": contact_sign(case, now).text,
        "threats": [{"says": one.says, "words": one.words} for one in found.threats],
        "hazards": [_hazard(one) for one in hazards],
        "risks": [{"agency": one.agency, "level": one.level, "words": one.words} for one in found.risks],
        "groups": [
            {"title": _title(group.title, group.thing), "words": group.thing.words if group.thing else "", "items": items}
            for group in groups
            if (items := [_item(piece) for piece in group.pieces])
        ],
        "disagreements": [
            {"words": one.words, "sides": [{"giver": giver, "text": text} for giver, text in one.sides]}
            for one in shown_disagreements(found)
        ],
    }  # fmt: skip


def _title(title: str, thing: Thing | None) -> str:
    initials = "".join(f"{word[0].upper()}." for word in thing.name.split() if word[0].isalpha()) if thing else ""
    return f"{title} ({initials})" if initials else title


def _item(piece: ShownPiece) -> dict[str, str]:
    notes = [f"About {piece.about} too." if piece.about else "", f"Of {piece.days}." if piece.days else ""]
    notes += [f"Corrected {piece.corrected}." if piece.corrected else ""]
    notes += ["Another item here disagrees." if piece.disagrees else ""]
    notes += [f"Taken back by whoever gave it on {piece.withdrawn}: do not rely on it." if piece.withdrawn else ""]
    return {"text": piece.text, "meta": " ".join(filter(None, [piece.meta, *notes]))}


def _hazard(one: ShownRisk) -> dict[str, str]:
    said = [", ".join(one.hazards), one.lone_working, one.words]
    return {"place": one.place, "words": " ".join(f"{part.rstrip('.')}." for part in said if part), "meta": one.meta}
