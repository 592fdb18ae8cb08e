"""How much of what is the same is found, and how much of what is suggested is right: on people and places that are known."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from serac.entities.matching import PERSON, Around, Seen, compare
from serac.entities.models import Match
from serac.entities.queries.likeness import ages_of
from tests.conftest import FULL
from tests.entities.likely import PEOPLE_WAYS, PLACE_WAYS, Many, Quality, measure
from tests.entities.seeking import seek
from tests.raising import county

SIZES = {"people": 5000, "places": 2000, "variants": 200} if FULL else {"people": 400, "places": 160, "variants": 40}


@pytest.mark.timeout(2400)  # 7,000 rows are written first
def test_recall_and_precision_on_generated_people_and_places(given, capsys):
    county(given)
    quality = measure(given.services, given.partnerships["thornshire"], **SIZES)
    with capsys.disabled():
        print(f"\n{SIZES['people']} people, {SIZES['places']} places:", *quality.lines(), sep="\n")
    assert quality.recall("one typing error in a name") >= 0.95
    for kind in (*PEOPLE_WAYS, *PLACE_WAYS):
        assert quality.recall(kind) >= 0.9, kind
    assert quality.precision >= 0.8


def test_planted_coincidences_are_explained_in_words_and_score_low(given):
    """People of one common name, of three ages: the first few are weak suggestions that say why not; then it is common."""
    county(given)
    many = Many(given.services, given.partnerships["thornshire"])
    bands = ("from_18_to_24", "from_35_to_44", "from_55_to_64")
    facts = [(n, "common", {"name": "Maria Popescu", "age_band": bands[n % 3]}) for n in range(40 if FULL else 14)]
    made = many.plant(facts)
    seek(given)
    with given.operator() as unit:
        rows = unit.session.scalars(select(Match).order_by(Match.id)).all()
    ages = {one: facts[number][2]["age_band"] for one, number in many.whose.items()}
    for row in rows:
        if ages[row.compartment_id] != ages[row.other_id]:
            assert row.points <= 50
            assert "other_age" in row.reasons.split()
    last = [row for row in rows if row.compartment_id == made[-1]]
    assert last
    for row in last:
        assert ages[row.other_id] == ages[made[-1]]
        assert row.reasons.split() == ["same_name", "same_age", "common_name"]
        assert row.points < 80, "not a strong match"
    coincidence = compare(
        Seen(PERSON, name="Maria Popescu", ages=ages_of("from_18_to_24")),
        Seen(PERSON, name="Maria Popescu", ages=ages_of("from_55_to_64")),
        Around(common=True, near=False),
    )
    assert coincidence.points < 30
    assert coincidence.in_words == "The same name; but another age; but in another area; but many have this name"


def test_figures_are_counted_as_they_are_said():
    quality = Quality(seconds=[0.01])
    quality.asked["x"], quality.found["x"], quality.suggested["x"], quality.right["x"] = 4, 3, 5, 3
    assert (quality.recall("x"), quality.precision) == (0.75, 0.6)
    assert next(line.split() for line in quality.lines())[:2] == ["x", "4"]


@pytest.mark.full
def test_places_and_people_are_as_many_as_were_asked_for():
    assert (SIZES["people"], SIZES["places"]) == (5000, 2000)
