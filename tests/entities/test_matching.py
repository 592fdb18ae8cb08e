"""What is taken for the same, and the words in which it is said why: pure scoring, no database."""

from __future__ import annotations

import pytest

from serac.core.addresses import Address
from serac.entities.matching import BUSINESS, PERSON, PLACE, REASONS, VEHICLE, Around, Seen, compare, in_words
from serac.entities.names import compare_names

YOUNG, OLDER, OLD = (25, 34), (35, 44), (55, 64)
SUGGESTED = 50
"""The national threshold."""


def people(one: str, other: str, *, ages=(None, None), phones=("", ""), around=None):
    first, second = (
        Seen(PERSON, name=name, ages=age, phone=phone)
        for name, age, phone in zip((one, other), ages, phones, strict=True)
    )
    return compare(first, second, around)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("Zdravka Petkanova", "zdravka  PETKANOVA", "The same name"),
        ("Zdravka Petkanova", "Petkanova, Zdravka", "The names in another order"),
        ("Zdravka Petkanova", "Zdravka Petkanva", "A name like it: one letter different"),
        ("Zdravka Petkanova", "Zdarvka Petkanova", "A name like it: one letter different"),
        ("Nguyễn Văn Anh", "Nguyen Van Anh", "The same name"),
        ("Yuliia Melnyk", "Iulia Melnik", "The same name written another way"),
        ("Wojciech Szymański", "Vojciech Shymanski", "The same name written another way"),
        ("Abdul Rahman Khan", "Abdulrahman Khan", "The same name written another way"),
        ("Bill Smith", "William Smith", "A nickname of the same name"),
        ("Sasha Kovalenko", "Oleksandr Kovalenko", "A nickname of the same name"),
        ("Mo Hussein", "Mohammed Hossein", "A name like it: one letter different; a nickname of the same name"),
        ("Anna Maria Nowak", "Anna Nowak", "Part of the name"),
    ],
)
def test_a_name_written_otherwise_is_suggested_and_says_why(one, other, words):
    found = people(one, other)
    assert found.points >= SUGGESTED
    assert found.in_words == words
    assert people(other, one).points == found.points


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John Smith", "Jane Smith"),
        ("Anna Nowak", "Anna Kowalska"),
        ("Li", "Ali"),
        ("Mike", "Michael Owens"),
        ("", "Ann"),
    ],
)
def test_other_names_are_not_suggested(one, other):
    assert people(one, other).points < SUGGESTED


def test_the_same_common_name_at_another_age_in_another_area_is_explained_and_scores_low():
    plain = people("John Smith", "John Smith")
    found = people("John Smith", "John Smith", ages=(YOUNG, OLD), around=Around(common=True, near=False))
    assert found.points < 30 < plain.points
    assert found.in_words == "The same name; but another age; but in another area; but many have this name"


def test_the_same_age_and_place_speak_for_it_and_about_the_same_age_a_little():
    plain = people("Zdravka Petkanova", "Zdravka Petkanva").points
    near = people("Zdravka Petkanova", "Zdravka Petkanva", ages=(YOUNG, OLDER))
    same = people("Zdravka Petkanova", "Zdravka Petkanva", ages=(YOUNG, YOUNG), around=Around(near=True))
    assert plain < near.points < same.points
    assert near.in_words == "A name like it: one letter different; about the same age"
    assert same.in_words == "A name like it: one letter different; the same age; seen at the same place"


def test_an_age_that_says_little_or_nothing_changes_nothing():
    plain = people("Zdravka Petkanova", "Zdravka Petkanova")
    for ages in ((None, YOUNG), ((18, 130), YOUNG), (None, None)):
        assert people("Zdravka Petkanova", "Zdravka Petkanova", ages=ages) == plain


def test_a_child_and_an_adult_are_of_another_age_however_wide_the_band():
    found = people("Zdravka Petkanova", "Zdravka Petkanova", ages=((10, 12), (18, 130)))
    assert "other_age" in found.reasons


def test_the_same_phone_is_told_first_whatever_the_name():
    phones = ("01632 960417", "+44 1632 960417")
    nameless, named = people("", "", phones=phones), people("Zdravka P", "Somebody Else", phones=phones)
    assert nameless.in_words == "The same phone number"
    assert named.in_words == "The same phone number; but another name"
    assert SUGGESTED <= named.points < nameless.points
    assert people("A", "B", phones=("01632 960417", "01632 960418")).points == 0


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("41 Quillback Lane, ZZ9 4QX", "41 Quilback Ln zz94qx", "The same address"),
        ("41 Quillback Lane, ZZ9 4QX", "ZZ9 4QX", "The same postcode"),
        (
            "Flat 2, 41 Quillback Lane ZZ9 4QX",
            "Flat 3, 41 Quillback Lane ZZ9 4QX",
            "The same building, another flat or unit",
        ),
        ("41 Quillback Lane, Kelderby", "41 Quillback Ln", "The same number and street"),
        ("Car wash behind the Red Lion, Kelderby", "car wash, Red Lion, Kelderby", "An address like it"),
    ],
)
def test_the_same_place_is_suggested_and_says_why(one, other, words):
    found = compare(Seen(PLACE, address=one), Seen(PLACE, address=other))
    assert found.points >= SUGGESTED
    assert found.in_words == words
    assert compare(Seen(PLACE, address=other), Seen(PLACE, address=one)) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("41 Quillback Lane, ZZ9 4QX", "43 Quillback Lane, ZZ9 4QX"),
        ("41 Quillback Lane, Kelderby", "41 Quillback Lane, Ostbury"),
        ("Kelderby", "Kelderby"),
        ("Mill Lane", "Mill Road"),
        ("4 Mill Lane, Kelderby", "4 Mill Rd, Kelderby"),
        ("4 Mill Lane, ZZ9 4QX", "4 Mill Lane, ZZ1 1AB"),
        ("A house", "A house"),
    ],
)
def test_a_place_next_door_or_in_another_town_is_not_suggested(one, other):
    assert compare(Seen(PLACE, address=one), Seen(PLACE, address=other)).points < SUGGESTED


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("ZZ61 QRV", "zz61qrv", "The same number plate"),
        ("ZZ6I QRV", "ZZ61 QRV", "The same number plate"),
        ("ZZ61 QRV", "ZZ61 QRW", "A number plate like it: one letter or number different"),
        ("ZZ61 QRV", "ZZ61 Q", "Part of the same number plate"),
        ("ZZ61 QRV", "QRV", "Part of the same number plate"),
    ],
)
def test_a_plate_is_suggested_by_the_whole_a_slip_or_a_part(one, other, words):
    found = compare(Seen(VEHICLE, plate=one), Seen(VEHICLE, plate=other))
    assert found.points >= SUGGESTED
    assert found.in_words == words


@pytest.mark.parametrize(("one", "other"), [("ZZ61 QRV", "ZY61 QRW"), ("RV", "ZZ61 QRV"), ("", "")])
def test_other_plates_are_not_suggested(one, other):
    assert compare(Seen(VEHICLE, plate=one), Seen(VEHICLE, plate=other)).points < SUGGESTED


def test_a_business_is_known_by_what_is_its_own():
    def business(one, other):
        return compare(Seen(BUSINESS, name=one), Seen(BUSINESS, name=other))

    assert business("Quillback Valeting Ltd", "Quillback Valeting").in_words == "A business of the same name"
    slip = business("Quillback Valeting", "Quilback Hand Car Wash")
    assert slip.in_words == "A business with a name like it"
    assert slip.points >= SUGGESTED
    assert business("Sparkle Hand Car Wash", "Shiny Hand Car Wash").points == 0
    ordinary = business("Hand Car Wash", "The Hand Car Wash Ltd")
    assert ordinary.points < SUGGESTED
    assert ordinary.in_words == "A business of the same name; but only in words that many use"


def test_a_person_is_never_a_place():
    assert compare(Seen(PERSON, name="Mill Lane"), Seen(PLACE, address="Mill Lane")).points == 0


def test_every_reason_has_words_and_unknown_ones_say_nothing():
    assert all(words.strip() for words in REASONS.values())
    assert in_words(("same_plate", "a code of next year")) == "The same number plate"


def test_an_address_is_taken_apart_as_people_write_it():
    read = Address.read("Flat 2b, 41a Quillback's Lane, Kelderby", "zz9 4qx")
    assert (read.door, read.flat, read.words) == ("41a", "2b", ("quillbacks", "kelderby"))
    assert read.postcodes == {"ZZ94QX"}


def test_likeness_of_names_is_never_more_than_a_hundred_nor_less_than_nothing():
    for one, other in (("Ann", "Anne"), ("X", "X"), ("李 明", "李 明"), ("A B", "B A C")):
        assert 0 <= compare_names(one, other).points <= 100
