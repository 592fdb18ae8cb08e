"""What the documents promise is there: tests they name, and a way to every page they mention."""

from __future__ import annotations

import re

from tests.house.sources import ROOT, tracked_files


def test_every_test_named_in_the_documents_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "testing.md").read_text()))
    written = {
        name
        for file in tracked_files()
        if file.suffix == ".py" and "tests" in file.parts
        for name in re.findall(r"def (test_\w+)\(", file.read_text())
    }
    assert named
    assert not named - written


def test_every_file_linked_from_the_documents_exists() -> None:
    links = [
        (file, link)
        for file in tracked_files()
        if file.suffix == ".md"
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", file.read_text())
    ]
    assert not [f"{file.name}: {link}" for file, link in links if not (file.parent / link).exists()]
