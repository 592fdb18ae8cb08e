"""The blind index: what meets what, and what must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serac.core import blind_index as index
from serac.core.crypto import Secrets

KEYS = Secrets(b"d" * 32, b"i" * 32, b"a" * 32, b"s" * 32)
OTHERS = Secrets(b"d" * 32, b"j" * 32, b"a" * 32, b"s" * 32)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Andrei Lungu", "LUNGU, Andrei"),
        ("Łęcka", "Lecka"),
        ("O’Brien", "obrien"),
        ("Petkanova", "Petkanva"),
        ("Petkanova", "Petkanoova"),
        ("Smith", "Smyth"),
        ("Liz", "Elizabeth"),
        ("Sasha", "Aleksander"),
        ("Олег", "олег"),
        ("Anne-Marie Cole", "Marie Cole"),
    ],
)
def test_names_meet_through_case_accents_slips_sounds_and_nicknames(one, other):
    assert index.name_tokens(KEYS, one) & index.name_tokens(KEYS, other)


@pytest.mark.parametrize(("one", "other"), [("Andrei", "Bogdan"), ("Jon", "Jan Kowalski"[4:]), ("Li", "Wu")])
def test_names_that_are_nothing_alike_do_not_meet(one, other):
    assert not index.name_tokens(KEYS, one) & index.name_tokens(KEYS, other)


def test_a_full_name_has_a_token_that_neither_half_has():
    whole = index.name_tokens(KEYS, "Andrei Lungu")
    assert whole - index.name_tokens(KEYS, "Andrei") - index.name_tokens(KEYS, "Lungu")


def test_phones_meet_however_they_are_written_and_never_by_their_last_digits():
    one = index.phone_tokens(KEYS, "01632 960417")
    assert len(one) == 1
    assert one == index.phone_tokens(KEYS, "+44 (0)1632 960 417") == index.phone_tokens(KEYS, "00441632960417")
    assert not one & index.phone_tokens(KEYS, "960417")
    assert not index.phone_tokens(KEYS, "unknown")
    assert len(index.phone_tokens(KEYS, "01632 960417 or 01632 960418")) == 2


def test_postcodes_are_found_within_addresses():
    assert index.postcode_tokens(KEYS, "41 Quillback Lane, zz9 4qx") == index.postcode_tokens(KEYS, "ZZ94QX")
    assert not index.postcode_tokens(KEYS, "Quillback Lane")


def test_a_part_of_a_plate_and_a_plate_with_a_slip_meet_the_whole():
    whole = index.plate_tokens(KEYS, "ZZ19 KLM")
    for seen in ("Z19", "19K", "zz19", "ZZ19 KM", "ZZI9 KLM"):
        assert whole & index.plate_tokens(KEYS, seen), seen
    assert not whole & index.plate_tokens(KEYS, "AB51 XYZ")
    assert not index.plate_tokens(KEYS, "ZZ")


def test_businesses_meet_without_limited_and_never_meet_people():
    assert index.business_tokens(KEYS, "Lis Packing Ltd") & index.business_tokens(KEYS, "LIS PACKING LIMITED")
    assert not index.business_tokens(KEYS, "Lis Packing") & index.name_tokens(KEYS, "Lis Packing")
    assert index.business_tokens(KEYS, "The Company")


def test_a_members_address_is_found_again_and_never_meets_one_in_a_case():
    assert index.email_hash(KEYS, " Priya@Team.example.org ") == index.email_hash(KEYS, "priya@team.example.org")
    assert index.email_hash(KEYS, "a@example.org") not in index.email_tokens(KEYS, "a@example.org")
    assert not index.email_tokens(KEYS, "nothing")


@given(st.text(max_size=40))
def test_tokens_fit_both_databases_and_differ_by_key(text):
    for make in (index.name_tokens, index.business_tokens, index.plate_tokens):
        found = make(KEYS, text)
        assert all(-(2**63) <= one < 2**63 for one in found)
        assert not found & make(OTHERS, text)


@given(st.text(max_size=30))
def test_words_are_plain_whatever_was_typed(text):
    words = index.words_of(text)
    assert index.words_of(" ".join(words)) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("41 Quillback Lane, ZZ9 4QX", "zz94qx"),
        ("41 Quillback Lane, Kelderby", "41 Quilback Ln"),
        ("Kelderby, 41 Quillback Lane", "41, Quillback Lane"),
        ("The car wash behind the Red Lion", "car wash near red lion"),
    ],
)
def test_addresses_meet_by_postcode_by_number_and_street_with_a_slip_and_by_their_words(one, other):
    assert index.address_tokens(KEYS, one) & index.address_tokens(KEYS, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("41 Quillback Lane", "43 Quillback Lane"), ("Mill Lane", "Mill Road"), ("Kelderby", "Kelderby")],
)
def test_addresses_do_not_meet_by_a_street_or_a_town_alone(one, other):
    assert not index.address_tokens(KEYS, one) & index.address_tokens(KEYS, other)


def test_an_address_has_few_tokens():
    assert (
        len(index.address_tokens(KEYS, "Flat 2, 41 Quillback Lane, Nether Hallow, Kelderby, Thornshire, ZZ9 4QX")) <= 16
    )
