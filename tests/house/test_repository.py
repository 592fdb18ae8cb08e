"""What may stand in the repository: no machine's paths, no download address, nothing unexpected or unfinished."""

from __future__ import annotations

import json
import re

from tests.house.sources import ROOT, shown, tracked_files

EXPECTED_AT_THE_TOP = {
    # folders
    ".ci",
    "assets",
    "bench",
    "config",
    "docs",
    "migrations",
    "serac",
    "templates",
    "tests",
    # files
    ".editorconfig",
    ".gitignore",
    ".npmrc",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "requirements-dev.txt",
    "requirements-node.txt",
    "requirements-postgres.txt",
    "requirements.txt",
    "wsgi.py",
}
PLACES_ANY_MACHINE_HAS = {"app", "bin", "dev", "etc", "mnt", "opt", "proc", "srv", "tmp", "usr", "var"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")


def test_the_top_level_holds_only_what_is_expected():
    assert {path.relative_to(ROOT).parts[0] for path in tracked_files()} - EXPECTED_AT_THE_TOP == set()


def test_no_file_names_a_folder_of_somebodys_machine():
    tops = {"home", "root", "Users"} | ({ROOT.parts[1]} - PLACES_ANY_MACHINE_HAS)
    pattern = re.compile(rf"(?<![\w.\-<}}\])/])/({'|'.join(sorted(tops))})/[\w.]")
    assert _lines_with(pattern, tracked_files()) == []


def test_lock_files_hold_no_download_address():
    names = ("requirements", "package", "pyproject", ".npmrc")
    files = [path for path in tracked_files() if path.parent == ROOT and path.name.startswith(names)]
    pattern = re.compile(r"https?://|--(extra-)?index-url|--find-links|^registry", re.MULTILINE)
    assert _lines_with(pattern, files) == []
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_every_pinned_package_has_its_hashes():
    for path in ROOT.glob("requirements*.txt"):
        pins = re.findall(r"^\w\S*==.*(?:\n +--hash.*)*", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert pins, shown(path)
        assert [pin for pin in pins if "--hash=sha256:" not in pin] == [], shown(path)


def test_nothing_in_the_service_is_left_for_later():
    service = [path for path in tracked_files() if path.relative_to(ROOT).parts[0] in {"serac", "templates", "config"}]
    assert _lines_with(UNFINISHED, service) == []


def _lines_with(pattern: re.Pattern[str], paths) -> list[str]:
    return [
        f"{shown(path)}:{number} {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(_lines(path), start=1)
        if pattern.search(line)
    ]


def _lines(path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
