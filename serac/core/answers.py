"""What comes in, for the form and the interface alike: marshmallow schemas with plain sentences for errors."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load, validate


class Answers(Schema):
    """Base of every schema that reads what a person sent: trims text, treats blanks as missing, ignores what it does not know."""

    class Meta:
        """Unknown fields (tokens, buttons) are left out."""

        unknown = EXCLUDE

    @pre_load
    def trim(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Trim text and drop what was left blank, so that "required" means something was written."""
        kept: dict[str, Any] = {}
        for name, value in data.items():
            if isinstance(value, str):
                value = value.replace("\r\n", "\n").strip()
            if isinstance(value, list):
                value = [v.strip() if isinstance(v, str) else v for v in value]
                value = [v for v in value if v not in ("", None)]
            if value not in ("", None, []):
                kept[name] = value
        return kept


def first_errors(error: ValidationError) -> dict[str, str]:
    """One sentence for each field of a marshmallow error."""
    found = {}
    for name, messages in error.normalized_messages().items():  # type: ignore[no-untyped-call]
        while isinstance(messages, dict):
            messages = next(iter(messages.values()))
        found["_form" if name == "_schema" else str(name)] = str(
            messages[0] if isinstance(messages, list) else messages
        )
    return found


def text(missing: str | None = None, *, most: int = 200, required: bool | None = None) -> fields.String:
    """A text answer. `missing` is the sentence for leaving it blank; without one it may be left blank (then "")."""
    must = missing is not None if required is None else required
    too_long = validate.Length(max=most, error=f"Use {most:,} characters or fewer")
    options: dict[str, Any] = {} if must else {"load_default": ""}
    return fields.String(required=must, validate=too_long, error_messages={"required": missing or ""}, **options)


def email(missing: str) -> fields.Email:
    """An e-mail address."""
    wrong = "Enter an email address in the correct format, like name@example.org"
    return fields.Email(
        required=True, validate=validate.Length(max=254), error_messages={"required": missing, "invalid": wrong}
    )


_CODES: set[str] = set()


def is_offered_code(value: str) -> bool:
    """Whether a value is one that some form offers to choose from: nobody typed it, and nobody should have to read it."""
    return value in _CODES


def _remember(codes: Any) -> None:
    """Words in small letters alone: keys of rows are not codes, and there is no end of them."""
    if isinstance(codes, Iterable):
        plain = {str(code): str(code).replace("_", "").replace(".", "") for code in codes}
        _CODES.update(code for code, letters in plain.items() if letters.isalpha() and letters.islower())


def choice(missing: str, codes: Any, *, required: bool = True) -> fields.String:
    """One of a list of codes; `codes` is a collection or a function that gives one when asked."""
    _remember(codes)

    def known(value: str) -> None:
        if value not in (codes() if callable(codes) else codes):
            raise ValidationError(missing)

    options: dict[str, Any] = {} if required else {"load_default": ""}
    return fields.String(required=required, validate=known, error_messages={"required": missing}, **options)


def choices(missing: str | None, codes: Any) -> "fields.List[str]":
    """Any number of codes; at least one where `missing` says what to do."""
    _remember(codes)

    def known(values: list[str]) -> None:
        allowed = codes() if callable(codes) else codes
        if any(value not in allowed for value in values):
            raise ValidationError(missing or "Choose from the list")

    options: dict[str, Any] = {"load_default": list} if missing is None else {"required": True}
    return fields.List(fields.String(), validate=known, error_messages={"required": missing or ""}, **options)


def yes(**options: Any) -> fields.Boolean:
    """A box that may be ticked; not ticked is False."""
    return fields.Boolean(load_default=False, **options)


class DateParts(fields.Field[Any]):
    """A date typed as day, month and year, or as 2026-03-05. Kept as text "day/month/year" while it is wrong."""

    def __init__(self, missing: str, **options: Any) -> None:
        super().__init__(error_messages={"required": missing}, **options)
        self.missing = missing

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        try:
            if isinstance(value, str) and "-" in value:
                return dt.date.fromisoformat(value)
            day, month, year = (int(part) for part in str(value).split("/"))
            return dt.date(year, month, day)
        except (ValueError, OverflowError):
            raise ValidationError("Enter a real date, like 5 3 2026") from None


_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))? *(am|pm)?", re.IGNORECASE)


class TimeOfDay(fields.Field[Any]):
    """A time of day typed as people write it: 8:30am, 8.30, 17:00, 5pm, midday, midnight. Kept as text while it is wrong."""

    def __init__(self, missing: str, **options: Any) -> None:
        super().__init__(error_messages={"required": missing}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        text = {"midnight": "0:00", "midday": "12:00", "noon": "12:00"}.get(str(value).lower(), str(value))
        found = _TIME.fullmatch(text)
        if found is None or (found[2] is None and found[3] is None):
            raise ValidationError("Enter a time, like 8:30am or 17:00")
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        if half and not 1 <= hour <= 12:
            raise ValidationError("Enter a time, like 8:30am or 17:00")
        hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
        try:
            return dt.time(hour, minute)
        except ValueError:
            raise ValidationError("Enter a time, like 8:30am or 17:00") from None
