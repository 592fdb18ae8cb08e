"""How a referral is shown, as plain words: what became of it has a shape beside its word."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from serac.core.clock import moment_in_words
from serac.reference import current
from serac.referrals.models import Referral


@dataclass(frozen=True)
class ShownReferral:
    """A referral as templates/referrals/_list.html draws it; status: text, shape and tone."""

    id: uuid.UUID
    title: str
    line: str
    said: str
    do_not_tell: str
    reply: str
    meta: str
    status: tuple[str, str, str | None]
    waits: bool


def shown_referrals(now: dt.datetime, rows: Sequence[Referral], names: Mapping[uuid.UUID, str]) -> list[ShownReferral]:
    """Referrals in plain data, read before the page is rendered."""
    return [_shown(now, one, names) for one in rows]


def _shown(now: dt.datetime, one: Referral, names: Mapping[uuid.UUID, str]) -> ShownReferral:
    line = ", ".join(part for part in (one.to_whom, one.when, f"reference {one.number}" if one.number else "") if part)
    told = f"Do not tell parent, carer or school before the strategy discussion: {one.why}" if one.do_not_tell else ""
    meta = f"Recorded by {names.get(one.made_by, 'somebody')}, {moment_in_words(one.made_at)}."
    if one.due_at and one.replied_at is None:
        meta += f" Reply expected by {moment_in_words(one.due_at)}."
    if one.replied_at:
        meta += f" Answered {moment_in_words(one.replied_at)}."
    return ShownReferral(
        one.id, current().referral_kinds.label(one.kind), line, one.said, told, one.reply, meta, _status(now, one),
        one.replied_at is None,
    )  # fmt: skip


def _status(now: dt.datetime, one: Referral) -> tuple[str, str, str | None]:
    if one.replied_at is not None and one.outcome:
        return current().referral_outcomes.label(one.outcome), "done", "done"
    if one.due_at is None:
        return "No reply is waited for", "none", "quiet"
    if one.due_at <= now:
        return "No reply yet: ring them", "late", "late"
    if one.outcome:
        return current().referral_outcomes.label(one.outcome), "part", None
    return "Waiting for a reply", "wait", None
