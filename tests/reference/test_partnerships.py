"""A partnership sets what is local, within bounds, on top of its parent; nothing national gives way."""

from __future__ import annotations

from datetime import date, time

import pytest

from serac.reference import Confidence, UnknownCode
from tests.reference.given_files import line_of, problems_of, problems_with, reference

THORNSHIRE = "partnerships/thornshire/partnership.yaml"
KELDERBY = "partnerships/kelderby/partnership.yaml"


def test_the_demonstration_is_a_county_with_three_districts():
    partnerships = reference().partnerships
    assert {slug for slug, rules in partnerships.items() if rules.parent == "thornshire"} == {
        "kelderby",
        "brackenford",
        "ostbury",
    }
    assert all(rules.fictional for rules in partnerships.values())


def test_a_district_stands_on_its_county_and_the_county_on_the_nation():
    national, county = reference().national, reference().partnership("thornshire")
    district = reference().partnership("kelderby")
    assert national.number("triage.danger_minutes") == 15
    assert county.number("triage.danger_minutes") == district.number("triage.danger_minutes") == 10
    assert (county.number("triage.ordinary_working_hours"), district.number("triage.ordinary_working_hours")) == (8, 4)
    assert district.set_by["rules:triage.danger_minutes"] == "thornshire"
    assert district.set_by["rules:triage.ordinary_working_hours"] == "kelderby"
    assert "rules:triage.ordinary_working_hours" not in national.set_by


def test_a_partnership_calls_things_what_its_people_call_them():
    assert reference().partnership("kelderby").word("alert") == "referral"
    assert reference().partnership("kelderby").plural("alert") == "referrals"
    assert reference().partnership("thornshire").word("alert") == "alert"


def test_rules_are_read_as_what_they_hold():
    rules = reference().partnership("brackenford")
    assert rules.working_weekdays() == {0, 1, 2, 3}
    assert rules.time("hours.opens") == time(8, 30)
    assert rules.flag("chair.deputy_needed") is True
    assert "police" in rules.codes("chair.agency_kinds")
    assert rules.number("statistics.smallest") == 15
    for read, code in (
        (rules.number, "chair.deputy_needed"),
        (rules.flag, "hours.opens"),
        (rules.text, "hours.days"),
        (rules.codes, "hours.opens"),
    ):
        with pytest.raises(TypeError):
            read(code)
    with pytest.raises(UnknownCode):
        rules.number("nonsense")


def test_a_local_clock_and_period_say_who_set_them():
    rules = reference().partnership("thornshire")
    assert rules.clocks.get("clock.safeguarding_decision").source == "Set by Thornshire Anti-Slavery Partnership"
    period = rules.retention.get("case.adult")
    assert (period.years, period.confidence) == (6, Confidence.SECONDARY)


def test_areas_of_a_partnership_are_labelled_like_any_other():
    assert reference().areas.label("kelderby") == "Kelderby Borough Council"
    assert reference().partnership("kelderby").covers == ("kelderby",)
    assert "kelderby" in {area.code for area in reference().areas.offered(date(2026, 11, 23))}


FAULTS = [
    (
        "a clock set by law",
        "clocks:\n",
        "clocks:\n  clock.recovery_period: {value: 20, unit: day, days: calendar}\n",
        1,
        "is national",
    ),
    ("a national rule", "rules:\n", "rules:\n  conference.repeat_months: 12\n", 1, "is national"),
    ("an unknown rule", "rules:\n", "rules:\n  triage.whenever: 12\n", 1, "is not known"),
    ("a period that is not local", "retention:\n", "retention:\n  safe_contact: {years: 9}\n", 1, "is national"),
    ("a name in law", "areas:\n", "words:\n  nrm: {label: a, plural: b}\nareas:\n", 1, "is national"),
    ("a threshold made weaker", "statistics.smallest: 10", "statistics.smallest: 3", 0, "out of bounds"),
    ("a rule of the wrong type", "statistics.smallest: 10", "statistics.smallest: few", 0, "a whole number"),
    ("a time that is none", "hours.opens: '08:30'", "hours.opens: '25:30'", 0, "not a time"),
    ("an agency kind that is none", "[council.modern_slavery, ", "[council.x, ", 0, "not a code of agency_kinds"),
    ("an area that is none", "covers: [thornshire_county", "covers: [thornshire", 0, "not a code of areas"),
    ("an area code that is taken", "- {code: thornshire_county", "- {code: york", -1, "is taken"),
    (
        "an area that names no partnership",
        "partnership: thornshire, source",
        "source",
        0,
        "does not name this partnership",
    ),
    ("another's slug", "  slug: thornshire", "  slug: thornshyre", 0, "not the folder's name"),
    ("a list of the nation", "rules:\n", "powers: []\nrules:\n", 0, "is not a name used here"),
]


@pytest.mark.parametrize(("old", "new", "offset", "what"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_an_overlay_may_not(old, new, offset, what):
    found = problems_with(THORNSHIRE, old, new)
    line = line_of(THORNSHIRE, old) + offset
    assert any(what in p.what and p.remedy and p.file == THORNSHIRE and abs(p.line - line) <= 1 for p in found), [
        str(p) for p in found
    ]


def test_a_parent_that_is_missing_or_goes_round_in_a_circle_is_a_problem():
    assert "is not a partnership" in problems_with(KELDERBY, "parent: thornshire", "parent: nowhere")[0].what
    text = reference().texts[THORNSHIRE].replace("  kind: county", "  kind: county\n  parent: kelderby")
    found = problems_of(THORNSHIRE, text)
    assert {p.file for p in found} == {
        f"partnerships/{s}/partnership.yaml" for s in ("thornshire", "kelderby", "brackenford", "ostbury")
    }
