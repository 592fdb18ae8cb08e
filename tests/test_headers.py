"""What every answer carries: no inline script, no framing, no caching of what is personal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

pytestmark = pytest.mark.pages

TEMPLATES = sorted((Path(__file__).parent.parent / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", ["/sign-in", "/no/such/address", "/privacy", "/health/live"])
def test_every_answer_forbids_what_is_not_ours(app: Flask, path: str) -> None:
    got = app.test_client().get(path)
    policy = got.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Referrer-Policy"] == "no-referrer"
    assert got.headers["Cache-Control"] == "no-store"


def test_a_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask) -> None:
    cookie = app.test_client().get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_template_holds_script_or_style_of_its_own(file: Path) -> None:
    text = file.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text)


def test_an_unknown_host_is_refused(app: Flask) -> None:
    got = app.test_client().get("/sign-in", headers={"Host": "elsewhere.example.com"})
    assert got.status_code == 400
