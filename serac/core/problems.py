"""What can go wrong, in words a person can act on. Each problem is one HTTP status and a plain sentence."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


class Problem(Exception):
    """Something a person must be told. `status` is the HTTP status of the answer."""

    status = 400
    sentence = "Something is wrong with what was sent."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)
        self.sentence = sentence or self.sentence


class NotFound(Problem):
    """There is no such thing, or the asker may not know that there is: the answer is the same (domain rule: default deny)."""

    status = 404
    sentence = "Page not found."


class NotPermitted(Problem):
    """The asker may see the thing and may not do this with it."""

    status = 403
    sentence = "You cannot do this. Ask somebody on the council's team."


@dataclass(frozen=True)
class Text:
    """One field of somebody's text, for a page that shows two versions side by side.

    Of one chosen from a list, `text` is its label, `value` what the form sends, and `choices` the label of each value.
    """

    name: str
    label: str
    text: str
    value: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


class Conflict(Problem):
    """Somebody else got there first. Carries what is saved now, so that both texts can be shown."""

    status = 409
    sentence = "Somebody else changed this while you were working on it."

    def __init__(
        self,
        sentence: str | None = None,
        *,
        current: Sequence[Text] = (),
        version: int | None = None,
        saved_by: str = "",
        saved_at: dt.datetime | None = None,
    ) -> None:
        super().__init__(sentence)
        self.current = tuple(current)
        self.version = version
        self.saved_by = saved_by
        self.saved_at = saved_at


class Invalid(Problem):
    """What was sent breaks a rule. `errors` maps a field's name to a plain sentence; "" is the whole form."""

    status = 422
    sentence = "Check what you entered."

    def __init__(self, errors: Mapping[str, str] | str) -> None:
        self.errors: dict[str, str] = {"": errors} if isinstance(errors, str) else dict(errors)
        super().__init__(next(iter(self.errors.values()), None))


class MoveRefused(Conflict):
    """A thing cannot go from the state it is in to the one asked for."""

    sentence = "This has already moved on. Look at it again before you act."


class TooMany(Problem):
    """Too many attempts from one place in a short time. Never tied to one named person alone."""

    status = 429
    sentence = "There were too many attempts. Wait a few minutes, then try again."
