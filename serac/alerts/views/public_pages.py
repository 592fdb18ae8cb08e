"""Carrying somebody through the pages of the open form: what they wrote goes with them, forward, back, and to the check."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request

from serac.alerts.asked import CHECK, MOST_PEOPLE, Step
from serac.core.carried import Answer, Carried, carried, carry, new_key
from serac.core.unit import Unit
from serac.core.web import services

CHECKED = "_checked"
"""Kept among the answers once they have been looked at: from then on every page leads back to the check."""
LOST = "What you wrote on the pages before did not come with this one. Please write it again."
EXPIRED = "This page was open for more than two hours. What you wrote is still here. Look at it and go on."


@dataclass
class Filling:
    """One request of somebody filling in the form.

    Attributes:
        step: the page that was sent, or the first; go: which button was pressed; answers: everything so far, with what was just sent.
        values, errors: for the fields of the page that is shown. sealed: what came cannot be read or is too old.
    """

    steps: tuple[Step, ...]
    unit: Unit
    answers: dict[str, Answer] = field(default_factory=dict)
    key: str = field(default_factory=new_key)
    step: str = ""
    go: str = ""
    fresh: bool = True
    lost: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    slots: int = 1

    @property
    def values(self) -> Mapping[str, Answer]:
        """What the fields hold."""
        return self.answers

    def place(self) -> int:
        """Which page was sent, by its number; the check stands after the last."""
        return next((n for n, step in enumerate(self.steps) if step.name == self.step), len(self.steps))

    def carried(self) -> str:
        """The field that goes along."""
        return carry(services().secrets, request.path, self.answers, self.key, self.unit.now)

    def is_at(self, name: str) -> bool:
        """Whether this page is the one to show."""
        return self.step == name


def read(steps: tuple[Step, ...], unit: Unit) -> Filling:
    """What was sent with this request, and everything before it."""
    filling = Filling(steps, unit, step=steps[0].name)
    if request.method != "POST":
        return filling
    came: Carried | None = carried(services().secrets, request.path, request.form.get("carried", ""), unit.now)
    if came is None:
        filling.lost = True
    else:
        filling.answers, filling.key, filling.fresh = dict(came.answers), came.key, came.fresh
    names = {step.name for step in steps} | {CHECK}
    sent = request.form.get("step", "")
    filling.step = sent if sent in names else steps[0].name
    filling.go = request.form.get("go", "next")
    step = next((one for one in steps if one.name == filling.step), None)
    for name, several in step.fields() if step else ():
        filling.answers[name] = [v for v in request.form.getlist(name) if v] if several else request.form.get(name, "")
    return filling


def move(filling: Filling) -> None:
    """Show the page that comes next; the same one where something is wrong with it. Sending is not done here."""
    step = next((one for one in filling.steps if one.name == filling.step), None)
    if step is not None:
        filling.errors = step.errors(filling.answers)
    if filling.lost or not filling.fresh:
        if filling.lost:
            filling.step = step.name if step else filling.steps[0].name
        filling.errors = {"_form": LOST if filling.lost else EXPIRED} | filling.errors
    elif filling.go == "add_person":
        filling.errors = {}
    elif filling.go == "back":
        _back(filling)
    elif filling.go.startswith("change."):
        wanted = filling.go.removeprefix("change.")
        filling.step = wanted if wanted in {one.name for one in filling.steps} else filling.step
    elif not filling.errors and step is not None:
        _onward(filling)


def _back(filling: Filling) -> None:
    if any(error.startswith("Use ") for error in filling.errors.values()):
        return  # too long to be carried: it stays where it can be made shorter
    filling.errors = {}
    filling.step = filling.steps[max(0, filling.place() - 1)].name


def _onward(filling: Filling) -> None:
    following = filling.place() + 1
    done = following >= len(filling.steps) or CHECKED in filling.answers
    filling.step = CHECK if done else filling.steps[following].name
    if done:
        filling.answers[CHECKED] = "yes"


def first_wrong(filling: Filling) -> bool:
    """Whether some page has a mistake; then that page is shown, with it."""
    for step in filling.steps:
        errors = step.errors(filling.answers)
        if errors:
            filling.step, filling.errors = step.name, errors
            return True
    return False


def slots(filling: Filling) -> int:
    """How many places for people are shown: those that hold anything, one more if asked for, one at least."""
    names = ("name", "description", "phone")
    used = max(
        (n for n in range(1, MOST_PEOPLE + 1) if any(filling.answers.get(f"person_{n}_{name}") for name in names)),
        default=0,
    )
    return min(MOST_PEOPLE, max(1, used + (1 if filling.go == "add_person" else 0)))
