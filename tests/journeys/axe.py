"""What axe finds on a page, and what is wider than its window."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

PROGRAM = Path(__file__).parents[1] / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROWEST = 320
"""Pixels: 1280 enlarged four times (WCAG 1.4.10)."""
_RUN = """async (tags) => {
    const found = await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})
    return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id} at ${node.target.join(' ')}: ${node.html}`))
}"""
_OPEN = "document.querySelectorAll('details').forEach((one) => { one.open = true })"
_WIDER = """() => document.documentElement.scrollWidth <= window.innerWidth ? [] : [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
    .slice(0, 3).map((one) => `wider than the window: ${one.outerHTML.slice(0, 160)}`)"""

_FORMS = """() => [...document.querySelectorAll('form[method=post]')].flatMap((form) => [
    !form.querySelector('[name=csrf_token], [name=carried]') && 'without a token',
    !form.querySelector('[name=idempotency_key], [name=carried]') && !form.action.match(/sign-(in|out)$/) && 'without a key of its own',
    ![...form.querySelectorAll('button:not([type=button])')].some((one) => one.offsetWidth) && 'without a button to send it',
].filter(Boolean).map((what) => `a form ${what}: ${form.outerHTML.slice(0, 160)}`))"""


@cache
def _program() -> str:
    assert PROGRAM.exists(), f"{PROGRAM.name} is not there: make assets"
    return PROGRAM.read_text(encoding="utf-8")


def violations(page: Page, *widths: int) -> list[str]:
    """Everything axe objects to at each width, with what is folded away unfolded; and what sticks out at 320 pixels."""
    page.evaluate(_OPEN)
    page.evaluate(_program())
    found: list[str] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width}: {one}" for one in page.evaluate(_RUN, TAGS)]
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    return found + page.evaluate(_WIDER)


def broken_forms(page: Page) -> list[str]:
    """Forms that could not be sent from here as the page was served, whatever a script might add."""
    found: list[str] = page.evaluate(_FORMS)
    return found
