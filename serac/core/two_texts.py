"""What the page of two texts shows where somebody saved first: theirs, ours, and a form that chooses between them."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from serac.core.problems import Conflict, Text

_OURS = frozenset({"csrf_token", "idempotency_key", "version", "restore"})


@dataclass(frozen=True)
class TypedAgain:
    """A form made of what somebody sent, with a new key: sending it again is a new submission."""

    values: dict[str, Any]
    version: int | None
    errors: dict[str, str] = field(default_factory=dict)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))


def both_texts(
    problem: Conflict, sent: Iterable[tuple[str, Sequence[str]]], is_words: Callable[[str], bool]
) -> dict[str, Any]:
    """Theirs as saved, ours as typed, and a form with a new key for the saved version.

    An answer chosen from a list is compared and shown by its label, and what was saved is what the form keeps until somebody
    chooses otherwise; so is a text that we left blank.

    Args:
        sent: the fields as they came. is_words: whether a value was typed and not chosen from a list.
    """
    typed = {name: [_plain(one) for one in values] for name, values in sent if name not in _OURS}
    saved = {text.name: text for text in problem.current}
    mine = [_mine(text, typed.get(name, [])) for name, text in saved.items() if name in typed or text.choices]
    if not saved:
        mine = [
            {"name": name, "label": name.replace("_", " ").capitalize(), "text": ", ".join(values)}
            for name, values in typed.items()
            if any(is_words(value) for value in values)
        ]
    values: dict[str, Any] = {name: many if len(many) > 1 else many[0] for name, many in typed.items() if many}
    values |= _kept(saved, typed)
    return {
        "mine": mine,
        "current": [_shown(text) for text in problem.current],
        "saved_by": problem.saved_by,
        "saved_at": problem.saved_at,
        "form": TypedAgain(values, problem.version),
    }


def _mine(text: Text, values: Sequence[str]) -> dict[str, Any]:
    if not text.choices:
        return {"name": text.name, "label": text.label, "text": ", ".join(values)}
    value = values[0] if values else ""
    return {"name": text.name, "label": text.label, "text": text.choices.get(value, ""), "value": value}


def _shown(text: Text) -> dict[str, Any]:
    plain = {"name": text.name, "label": text.label, "text": _plain(text.text)}
    return plain | {"value": text.value} if text.choices else plain


def _kept(saved: Mapping[str, Text], typed: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The saved answer of every choice, and the saved text where we wrote nothing."""
    return {
        name: text.value if text.choices else _plain(text.text)
        for name, text in saved.items()
        if text.choices or (text.text and name in typed and not any(typed[name]))
    }


def _plain(value: str) -> str:
    return value.replace("\r\n", "\n").strip()
