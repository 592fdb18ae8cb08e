"""References, moves between states, kept forms, answers."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as some
from marshmallow import ValidationError

from serac.core.answers import Answers, DateParts, choice, choices, email, first_errors, text
from serac.core.crypto import Secrets
from serac.core.kept_forms import give_back, keep
from serac.core.lifecycle import check_move, diagram
from serac.core.problems import MoveRefused
from serac.core.references import LETTERS, is_reference, new_reference

SECRETS = Secrets(b"d" * 32, b"i" * 32, b"a" * 32, b"s" * 32)
NOW = dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC)


@given(some.integers(0, 6), some.sampled_from(LETTERS))
def test_one_mistyped_letter_in_a_reference_shows(place: int, letter: str) -> None:
    reference = new_reference("SC")
    prefix, body = reference.split("-")
    mistyped = f"{prefix}-{body[:place]}{letter}{body[place + 1 :]}"
    assert is_reference(reference, "SC")
    assert is_reference(mistyped, "SC") is (mistyped == reference)


@given(some.integers(0, 4))
def test_two_swapped_letters_in_a_reference_show(place: int) -> None:
    prefix, body = new_reference("AL").split("-")
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert is_reference(f"{prefix}-{swapped}", "AL") is (swapped == body)


@given(some.text(max_size=30))
def test_nothing_but_a_reference_is_a_reference(sent: str) -> None:
    assert not is_reference(sent, "SC") or sent[:3] == "SC-"


class Light(StrEnum):
    RED, GREEN = "red", "green"


MOVES = {None: frozenset({Light.RED}), Light.RED: frozenset({Light.GREEN}), Light.GREEN: frozenset()}


@pytest.mark.parametrize("old", [None, *Light])
@pytest.mark.parametrize("new", list(Light))
def test_only_moves_in_the_table_are_made(old: Light | None, new: Light) -> None:
    if new in MOVES[old]:
        assert check_move(MOVES, old, new) is new
    else:
        with pytest.raises(MoveRefused):
            check_move(MOVES, old, new)


def test_a_diagram_is_the_table() -> None:
    assert diagram(MOVES).splitlines() == ["stateDiagram-v2", "    [*] --> red", "    red --> green"]


def test_a_kept_form_comes_back_to_its_sender_within_two_hours() -> None:
    sender = uuid.uuid4()
    kept = keep(
        SECRETS, sender, "/alerts/new", [("account", "what I saw"), ("csrf_token", "x"), ("password", "x")], NOW
    )
    found = give_back(SECRETS, sender, kept, NOW + dt.timedelta(hours=2))
    assert found is not None
    assert (found.path, found.fields) == ("/alerts/new", [("account", "what I saw")])
    assert give_back(SECRETS, sender, kept, NOW + dt.timedelta(hours=2, seconds=1)) is None
    assert give_back(SECRETS, uuid.uuid4(), kept, NOW) is None


@given(some.text(max_size=200))
def test_a_kept_form_that_was_made_up_gives_nothing(sent: str) -> None:
    assert give_back(SECRETS, uuid.uuid4(), sent, NOW) is None


class Sample(Answers):
    name = text("Enter a name", most=5)
    note = text()
    address = email("Enter an address")
    colour = choice("Choose a colour", {"red", "green"})
    kinds = choices(None, {"a", "b"})
    day = DateParts("Enter a date", required=True)


@pytest.mark.parametrize("typed", ["9" * 40 + "/1/2026", "1/1/" + "9" * 40, "1/-1/2026", "²/1/2026"])
def test_a_date_nobody_could_mean_is_asked_for_again(typed: str) -> None:
    with pytest.raises(ValidationError, match="real date"):
        DateParts("Enter a date").deserialize(typed)


def test_answers_are_trimmed_and_blanks_are_missing() -> None:
    with pytest.raises(ValidationError) as caught:
        Sample().load({"name": "   ", "address": "nowhere", "colour": "blue", "kinds": ["c"], "day": "31/2/2026"})
    assert first_errors(caught.value) == {
        "name": "Enter a name",
        "address": "Enter an email address in the correct format, like name@example.org",
        "colour": "Choose a colour",
        "kinds": "Choose from the list",
        "day": "Enter a real date, like 5 3 2026",
    }
    answers = Sample().load(
        {"name": " Ann ", "address": "ann@example.org", "colour": "red", "day": "5/3/2026", "x": "y"}
    )
    assert answers == {
        "name": "Ann", "note": "", "address": "ann@example.org", "colour": "red", "kinds": [], "day": dt.date(2026, 3, 5),
    }  # fmt: skip
