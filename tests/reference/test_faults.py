"""Every kind of fault in a file is told with its file, its line and a remedy."""

from __future__ import annotations

import pytest

from serac.reference.nodes import LARGEST
from tests.reference.given_files import line_of, problems_of, problems_with, reference

POWER = "- code: order.stro\n  label: Slavery and trafficking risk order\n"

FAULTS = [
    # what is wrong, file, old, new, piece on the line named, words of the problem, words of the remedy
    (
        "unknown key",
        "powers.yaml",
        POWER,
        POWER + "  labels: x\n",
        "  group: order_on_person",
        "'labels' is not a name",
        "Use one of",
    ),
    (
        "missing key",
        "powers.yaml",
        POWER,
        "- code: order.stro\n",
        "- code: order.stro\n",
        "'label' is missing",
        "Add 'label:'",
    ),
    (
        "duplicate code",
        "powers.yaml",
        "- code: order.scpo\n",
        "- code: order.stro\n",
        "- code: order.scpo\n",
        "used twice",
        "code of its own",
    ),
    (
        "key given twice",
        "powers.yaml",
        POWER,
        POWER + "  label: x\n",
        "  group: order_on_person",
        "given twice",
        "Keep one",
    ),
    (
        "dangling agency kind",
        "powers.yaml",
        "  lead: cps",
        "  lead: cpx",
        "  lead: cps",
        "'cpx' is not a code of agency_kinds",
        "Add it",
    ),
    (
        "dangling clock",
        "pathways.yaml",
        "clock: clock.review",
        "clock: clock.revue",
        "clock: clock.review",
        "not a code of clocks",
        "spelling",
    ),
    (
        "dangling event",
        "clocks.yaml",
        "  from: consent_given",
        "  from: consent",
        "  from: consent_given",
        "not a code of events",
        "Add it",
    ),
    ("bad date", "powers.yaml", "'2015-07-31'", "'2015-07-32'", "'2015-07-31'", "not a date", "such as '2026-04-07'"),
    ("date as a week", "powers.yaml", "'2015-07-31'", "'2015-W07-3'", "'2015-07-31'", "not a date", "such as"),
    (
        "dates the wrong way round",
        "powers.yaml",
        "  valid_to: null",
        "  valid_to: '2014-01-01'",
        POWER[:18],
        "before valid_from",
        "in order",
    ),
    (
        "text for a number",
        "clocks.yaml",
        "  value: 2\n",
        "  value: two\n",
        "  value: 2\n",
        "a whole number",
        "Write a whole number",
    ),
    (
        "number out of bounds",
        "clocks.yaml",
        "  value: 2\n",
        "  value: 2000\n",
        "  value: 2\n",
        "out of bounds",
        "from 0 to 1000",
    ),
    (
        "number for a text",
        "powers.yaml",
        "  label: Sexual harm",
        "  label: 7\n  hint: Sexual harm",
        "  label: Sexual harm",
        "a text",
        "quotes",
    ),
    (
        "text for true or false",
        "clocks.yaml",
        "  alarm: true",
        "  alarm: loud",
        "  alarm: true",
        "true or false",
        "Write true or false",
    ),
    ("yes for true", "clocks.yaml", "  alarm: true", "  alarm: yes", "  alarm: true", "read in two ways", "in quotes"),
    (
        "not one of the choices",
        "powers.yaml",
        "  confidence: verified",
        "  confidence: sure",
        "  confidence: verified",
        "not one of the choices",
        "verified, secondary",
    ),
    (
        "code of the wrong shape",
        "powers.yaml",
        "- code: order.stro\n",
        "- code: Order STRO\n",
        "- code: order.stro\n",
        "not the shape of a code",
        "small letters",
    ),
    (
        "value for a list",
        "powers.yaml",
        "  also:\n  - nca\n  statute: Sexual",
        "  also: nca\n  statute: Sexual",
        "  also:\n  - nca\n  statute: Sexual",
        "should be a list",
        "after '- '",
    ),
    (
        "half a clock",
        "clocks.yaml",
        "  unit: day\n",
        "  unit: null\n",
        "- code: clock.nrm_submit_local",
        "given together",
        "all three",
    ),
    (
        "steps out of order",
        "pathways.yaml",
        "    order: 2\n",
        "    order: 9\n",
        "- code: pathway.adult_nrm\n",
        "not in order",
        "Number the steps",
    ),
    (
        "a step of another pathway",
        "pathways.yaml",
        "code: pathway.adult_nrm.talk",
        "code: talk",
        "- code: pathway.adult_nrm\n",
        "does not begin",
        "Begin it with",
    ),
    (
        "two steps alike",
        "pathways.yaml",
        "code: pathway.adult_nrm.talk",
        "code: pathway.adult_nrm.safe_now",
        "- code: pathway.adult_nrm\n",
        "same code",
        "of its own",
    ),
    (
        "a letter that tells",
        "letters.yaml",
        "subject: Meeting",
        "subject: Operation Oak",
        "- code: meeting",
        "says operation",
        "over a shoulder",
    ),
    (
        "a letter that fills in a name",
        "letters.yaml",
        "  subject: Meeting\n  body: |\n    Sign in",
        "  subject: Meeting\n  body: |\n    {name}, sign in",
        "- code: meeting",
        "only {link}",
        "Remove",
    ),
    (
        "immigration control by default",
        "sharing.yaml",
        "on_by_default: false",
        "on_by_default: true",
        "- code: immigration_control",
        "on by default",
        "false",
    ),
    (
        "a rule outside its own bounds",
        "partnership_defaults.yaml",
        "value: 15, unit: minute",
        "value: 90, unit: minute",
        "value: 15, unit: minute",
        "out of bounds",
        "from 1 to 60",
    ),
    (
        "a rule naming no agency kind",
        "partnership_defaults.yaml",
        "value: [council.modern_slavery,",
        "value: [council.slavery,",
        "value: [council.modern_slavery,",
        "not a code of agency_kinds",
        "Add it",
    ),
    (
        "a list missing",
        "people.yaml",
        "\ngenders:",
        "\ngender:",
        "# A person",
        "'genders' is missing",
        "Add 'genders:'",
    ),
    (
        "an empty list",
        "police_forces.yaml",
        "\npolice_forces:\n",
        "\npolice_forces: []\nmore:\n",
        "\npolice_forces:\n",
        "has no entries",
        "- code:",
    ),
    (
        "defaults for no list",
        "people.yaml",
        "  genders: {source",
        "  gender: {source",
        "  genders: {source",
        "not a list of this file",
        "age_bands, genders",
    ),
    (
        "defaults that say too much",
        "people.yaml",
        "  genders: {source",
        "  genders: {label: x, source",
        "  genders: {source",
        "say too much",
        "Give only",
    ),
    (
        "alias",
        "powers.yaml",
        "  group: order_on_person",
        "  group: *x",
        "  group: order_on_person",
        "Aliases",
        "in full",
    ),
    (
        "anchor",
        "powers.yaml",
        "  group: order_on_person",
        "  group: &x order_on_person",
        "  group: order_on_person",
        "anchors",
        "in full",
    ),
    (
        "tag",
        "powers.yaml",
        "  group: order_on_person",
        "  group: !!python/name:os.system x",
        "  group: order_on_person",
        "Tags",
        "plain value",
    ),
    ("second document", "powers.yaml", "\npowers:", "\n---\npowers:", "\npowers:", "second document", "one document"),
    (
        "a name that is a list",
        "powers.yaml",
        "  group: order_on_person",
        "  [a]: b",
        "  group: order_on_person",
        "single word",
        "name: value",
    ),
    (
        "not YAML",
        "powers.yaml",
        "  group: order_on_person",
        "  group: {order",
        "  group: order_on_person",
        "not readable",
        "quotes",
    ),
    (
        "not YAML, tab",
        "powers.yaml",
        "  group: order_on_person",
        "\tgroup: x",
        "  group: order_on_person",
        "not readable",
        "spaces",
    ),
    (
        "a character that is not allowed",
        "powers.yaml",
        "  group: order_on_person",
        "  group: \x07",
        "  group: order_on_person",
        "not readable",
        "",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "what", "remedy"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_a_fault_names_its_file_line_and_remedy(file, old, new, at, what, remedy):
    found = problems_with(file, old, new)
    line = line_of(file, at) + at.startswith("\n")
    near = 2 if what == "not readable" else 0
    here = [problem for problem in found if problem.file == file and abs(problem.line - line) <= near]
    assert any(what in p.what and remedy in p.remedy for p in here), [str(problem) for problem in found]


def test_every_problem_is_told_at_once_and_the_text_says_where():
    text = (
        reference()
        .texts["clocks.yaml"]
        .replace("  alarm: true", "  alarm: loud")
        .replace("  basis: own", "  basis: ours")
    )
    found = problems_of("clocks.yaml", text)
    assert len(found) > 20
    assert str(found[0]).startswith(f"clocks.yaml, line {found[0].line}: ")


def test_a_dangling_reference_in_another_file_is_found_when_a_code_goes():
    found = problems_with("agency_kinds.yaml", "- {code: cps,", "- {code: crown,")
    assert {p.file for p in found} == {"powers.yaml", "pathways.yaml"}


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n", "null", "7", "# only a note\n", "?", "{", "a: b: c"])
def test_a_file_that_is_nothing_like_one_is_a_problem_not_a_crash(text):
    found = problems_of("clocks.yaml", text)
    assert any(p.file == "clocks.yaml" and p.line >= 1 and p.remedy for p in found)


@pytest.mark.parametrize("bomb", ["[" * 100_000, "{a: " * 20_000, "- " * 100_000, "a: &a [*a]", "x" * (LARGEST + 1)])
def test_a_bomb_is_refused(bomb):
    assert any(p.file == "clocks.yaml" for p in problems_of("clocks.yaml", bomb))


def test_an_unknown_file_is_named():
    assert "not one the service knows" in problems_of("extra.yaml", "a: b\n")[0].what
    assert "not one the service knows" in problems_of("partnerships/ostbury/notes.yaml", "a: b\n")[0].what
