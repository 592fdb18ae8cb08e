"""A keyboard and nothing else: every stop of the Tab key is looked at on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

FARTHEST = 150
"""Presses of Tab after which something counts as out of reach."""
_STOP = """() => {
    const it = document.activeElement
    const style = getComputedStyle(it)
    const drawn = it.matches('[type=radio], [type=checkbox]') ? getComputedStyle(it.parentElement.querySelector('label'), '::before') : style
    const clear = (colour) => /rgba\\(.*, 0\\)|transparent/.test(colour)
    const lined = drawn.outlineStyle !== 'none' && parseFloat(drawn.outlineWidth) >= 2 && !clear(drawn.outlineColor)
    const where = it.getBoundingClientRect()
    const before = window.stoppedBefore
    window.stoppedBefore = it
    return {
        name: `${it.tagName} ${it.id || it.innerText || it.name || ''}`.slice(0, 60),
        marked: lined || drawn.boxShadow !== 'none',
        seen: where.width > 0 && where.height > 0 && where.bottom > 0 && where.top < innerHeight && where.left < innerWidth,
        onward: !before || !before.isConnected || !!(before.compareDocumentPosition(it) & 4),
        end: it === document.body,
    }
}"""


@dataclass
class Keyboard:
    """Somebody who has no mouse.

    Attributes:
        faults: stops that could not be seen, were not marked, or stood before the stop before them.
    """

    page: Page
    faults: list[str] = field(default_factory=list)

    def tab(self) -> None:
        """One press of Tab; what it stops at must be in view, marked, and further down the page."""
        self.page.keyboard.press("Tab")
        stop = self.page.evaluate(_STOP)
        if not stop["end"]:
            self.faults += [f"{stop['name']}: not {each}" for each in ("marked", "seen", "onward") if not stop[each]]

    def to(self, target: Locator) -> None:
        """Tab until something has the focus."""
        target.wait_for(state="attached")
        for _ in range(FARTHEST):
            if self.has(target):
                return
            self.tab()
        raise AssertionError(f"Tab never reaches {target}")

    def has(self, target: Locator) -> bool:
        """Whether it has the focus."""
        found: bool = target.evaluate("(it) => it === document.activeElement")
        return found

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Go there and press a key."""
        self.to(target)
        self.page.keyboard.press(key)

    def write(self, target: Locator, words: str) -> None:
        """Go there and type."""
        self.to(target)
        self.page.keyboard.type(words)

    def choose(self, question: Locator, place: int) -> None:
        """Go to the radios of a question and choose one by its place, counted from nought: Space for the first, else arrows."""
        self.to(question.get_by_role("radio").first)
        if place == 0:
            self.page.keyboard.press("Space")
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")

    def pick(self, target: Locator, value: str) -> None:
        """Go to a list of choices and down to one of them."""
        self.to(target)
        for _ in range(target.locator("option").count()):
            if target.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never reach {value}")
