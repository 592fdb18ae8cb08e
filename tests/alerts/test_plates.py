"""A number plate in a line somebody wrote about a vehicle."""

from __future__ import annotations

import pytest

from serac.alerts.asked import plate_in


@pytest.mark.parametrize(
    ("line", "plate"),
    [
        ("B 123 ABC white Dacia", "B 123 ABC"),
        ("a white Dacia, CB 1234 AB", "CB 1234 AB"),
        ("lorry cb1234ab", "CB1234AB"),
        ("WA 12345, Skoda", "WA 12345"),
        ("M-AB 1234", "M-AB 1234"),
        ("VAN AB12 CDE", "AB12 CDE"),
        ("white van at 10 pm", ""),
    ],
)
def test_a_number_plate_is_found_in_a_line_also_one_from_abroad(line: str, plate: str) -> None:
    assert plate_in(line) == plate
