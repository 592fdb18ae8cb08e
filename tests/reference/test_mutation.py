"""Whatever is done to a valid file, it loads or is refused with a line: it never falls over."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serac.reference.files import FILES, read_file
from serac.reference.overlay import apply_overlay, read_overlay
from tests.reference.given_files import problems_of, reference

EXAMPLES = 2000 if os.environ.get("SERAC_TEST_FULL") else 150
SMALL = sorted(file for file in FILES if len(reference().texts[file]) < 12_000)
PIECES = st.sampled_from(
    [
        ":",
        "- ",
        "\n",
        "  ",
        "'",
        '"',
        "{",
        "}",
        "[",
        "]",
        ",",
        "&a ",
        "*a",
        "!x ",
        "|",
        ">",
        "#",
        "?",
        "null",
        "true",
        "7",
        "--- ",
        "\t",
        "%",
        "@",
        "`",
        "\x00",
        "\u2028",
        "\ud800",
        "<<: ",
    ]
)


@st.composite
def mutated(draw, text):
    """A text with a few pieces put in, taken out, or moved."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.integers(0, 30)))
        match draw(st.integers(0, 2)):
            case 0:
                text = text[:at] + draw(PIECES) + text[at:]
            case 1:
                text = text[:at] + text[end:]
            case _:
                to = draw(st.integers(0, len(text)))
                text = text[:to] + text[at:end] + text[to:]
    return text


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_mutated_file_is_read_or_refused_with_a_line(data):
    file = data.draw(st.sampled_from(SMALL))
    read = read_file(file, data.draw(mutated(reference().texts[file])))
    for problem in read.report.problems:
        assert problem.file == file
        assert problem.line >= 1
        assert problem.what
        assert problem.remedy


@settings(max_examples=EXAMPLES // 10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_whole_with_one_mutated_file_loads_or_is_refused_with_lines(data):
    file = data.draw(st.sampled_from(SMALL))
    for problem in problems_of(file, data.draw(mutated(reference().texts[file]))):
        assert problem.line >= 1
        assert problem.remedy


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_mutated_overlay_is_read_or_refused_with_a_line(data):
    file = "partnerships/thornshire/partnership.yaml"
    read = read_overlay(file, data.draw(mutated(reference().texts[file])))
    rules = apply_overlay(read, reference().national)
    assert rules is not None or read.report.problems
    assert all(problem.line >= 1 and problem.remedy for problem in read.report.problems)


@settings(max_examples=EXAMPLES, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_at_all_is_read_or_refused_with_a_line(text):
    assert all(problem.line >= 1 for problem in read_file("clocks.yaml", text).report.problems)
