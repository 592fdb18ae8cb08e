"""Passwords and codes by themselves."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from serac.access.credentials import (
    DRIFT,
    address_for_app,
    code_at,
    hash_password,
    in_groups,
    new_secret,
    password_matches,
    secret_of_token,
    square_code,
    step_of,
    used_step,
)
from serac.access.devices import family_of
from serac.access.passwords import COMMON, problem_with

ABOUT = ("Ana Whitlock", "ana.whitlock@police.example.org")
NOW = dt.datetime(2026, 3, 5, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "password",
    ["heather ferry lantern", "correct horse battery", "kx8!vPq2$mZw", "ünïcödé wörds hier", "blue otter 7 kettles"],
)
def test_length_is_enough(password):
    assert problem_with(password, about=ABOUT) is None


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("heather fer", "12 characters or more"),
        ("x" * 201, "200 characters or fewer"),
        ("aaaaaaaaaaaa", "Do not repeat"),
        ("abcabcabcabcabc", "Do not repeat"),
        ("heatherheather", "Do not repeat"),
        ("123456789012", "row of letters"),
        ("qwertyuiopas", "row of letters"),
        ("ana.whitlock@police.example.org", "your name or your email"),
        ("AnaWhitlock2026!", "your name or your email"),
        ("whitlock1984", "your name or your email"),
        ("Password1234!", "easy to guess"),
        ("P@ssw0rd2026!", "easy to guess"),
        ("Summer2026!!", "easy to guess"),
        ("liverpoolpolice1", "easy to guess"),
    ],
)
def test_what_others_guess_first_is_refused(password, said):
    assert said in (problem_with(password, about=ABOUT) or "")


@given(some.sampled_from(COMMON), some.text(alphabet="!?.1234567890", max_size=5))
def test_a_common_word_with_a_little_added_is_refused(word, added):
    assert problem_with(word + added + word[:1], about=ABOUT) is not None


def test_a_password_matches_itself_however_it_is_typed():
    stored = hash_password("cafe\u0301 crème brûlée")
    assert password_matches(stored, "café cre\u0300me brûlée")
    assert not password_matches(stored, "cafe creme brulee")
    assert stored.startswith("$argon2id$")


def test_nothing_matches_where_nothing_is_stored():
    assert not password_matches(None, "nobody has this password")


@given(some.integers(min_value=-5, max_value=5), some.integers(min_value=-5, max_value=5))
def test_a_code_counts_near_its_time_and_after_the_last_one_used(offset, last):
    secret, present = new_secret(), step_of(NOW)
    found = used_step(secret, code_at(secret, present + offset), NOW, present + last)
    assert (found is not None) == (abs(offset) <= DRIFT and offset > last) or found == present + offset


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "12345\u0664"])
def test_what_is_no_code_never_counts(code):
    assert used_step("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", code, NOW, 0) is None


def test_an_invitation_offers_the_same_second_factor_each_time_and_only_with_the_key():
    secret = secret_of_token(b"a key", "token")
    assert secret == secret_of_token(b"a key", "token")
    assert len({secret, secret_of_token(b"another", "token"), secret_of_token(b"a key", "other")}) == 3
    assert in_groups("ABCDEFGH") == "ABCD EFGH"
    assert square_code(address_for_app(secret, "ana@example.org")).startswith("data:image/svg+xml")
    assert "serac" not in address_for_app(secret, "ana@example.org").lower()


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari on Mac"),
        ("", "A browser"),
    ],
)
def test_a_device_is_told_by_its_family(agent, family):
    assert family_of(agent) == family
