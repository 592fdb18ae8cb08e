"""A file is checked against everything else in force before it is put in place."""

from __future__ import annotations

import pytest

from serac.reference import check_upload
from tests.reference.given_files import reference

TEXTS = reference().texts


@pytest.mark.parametrize(
    "subject", ["clocks", "clocks.yaml", "partnerships/kelderby", "partnerships/kelderby/partnership.yaml"]
)
def test_a_file_as_it_is_can_be_put_in_place_again(subject):
    file = (
        subject
        if subject in TEXTS
        else f"{subject}.yaml"
        if f"{subject}.yaml" in TEXTS
        else f"{subject}/partnership.yaml"
    )
    assert check_upload(TEXTS[file], subject, reference()) == []


def test_a_good_change_is_accepted():
    text = (
        TEXTS["agency_kinds.yaml"]
        + "- {code: coastguard, label: Coastguard, family: fire_emergency, statutory: true}\n"
    )
    assert check_upload(text, "agency_kinds", reference()) == []


def test_a_code_may_be_retired_but_never_removed():
    entry = "- {code: bank, label: Bank or building society, family: community, statutory: false}\n"
    gone = check_upload(TEXTS["agency_kinds.yaml"].replace(entry, ""), "agency_kinds", reference())
    assert [(p.file, p.what) for p in gone] == [("agency_kinds.yaml", "The code 'bank' of agency_kinds is gone.")]
    assert "valid_to" in gone[0].remedy
    retired = entry.replace("false}", "false, valid_to: '2026-12-31'}")
    assert check_upload(TEXTS["agency_kinds.yaml"].replace(entry, retired), "agency_kinds", reference()) == []


def test_a_change_that_breaks_another_file_is_refused_naming_that_file():
    text = TEXTS["partnership_defaults.yaml"].replace("{code: triage.danger_minutes,", "{code: triage.danger,")
    found = check_upload(text, "partnership_defaults", reference())
    assert {p.file for p in found} == {"partnerships/thornshire/partnership.yaml"}


@pytest.mark.parametrize(
    "subject", ["", "nonsense", "../etc/passwd", "partnerships/nowhere", "partnerships/../powers.yaml"]
)
def test_a_subject_that_is_none_is_refused(subject):
    (problem,) = check_upload("a: b", subject, reference())
    assert "not a file the service knows" in problem.what


@pytest.mark.parametrize("text", ["é" * 600_000, "x" * 1_000_001])
def test_more_than_a_megabyte_is_refused_unread(text):
    (problem,) = check_upload(text, "clocks", reference())
    assert "larger than 1 MB" in problem.what


def test_aliases_are_refused():
    problem, *_ = check_upload("a: &a [x, x]\nb: &b [*a, *a]\n", "clocks", reference())
    assert "Aliases" in problem.what
