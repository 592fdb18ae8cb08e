"""What triage always asks, whom it refers to, and what an agency is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from serac.reference.entries import Entry
from serac.reference.shapes import between, refers

GateField = Literal["when", "number", "words", "why", "reason", "decision", "do_not_tell", "urgent_help"]
"""What an answer of a gate may ask for: each is a field of the answer as it is kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gate(Entry):
    """A question triage never skips; `procedure` is what to do, shown beside it."""

    question: str
    procedure: str | None = refers("procedures", default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class GateAnswer(Entry):
    """An answer of a gate: `says` is how it reads once given, `makes` the referral that is recorded with it."""

    gate: str = refers("gates")
    says: str
    makes: str | None = refers("referral_kinds", default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class GateQuestion(Entry):
    """What one answer asks for besides; a `needed` one is refused with the words of `missing` where it is left out."""

    answer: str = refers("gate_answers")
    field: GateField
    needed: bool = False
    missing: str | None = None
    empty: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralKind(Entry):
    """Whom somebody is referred to, and how soon a reply is expected."""

    reply_minutes: int | None = between(1, 100_000, None)
    reply_working_hours: int | None = between(1, 1_000, None)
    asks_do_not_tell: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralOutcome(Entry):
    """What became of a referral; an `open` one goes on waiting for a reply."""

    open: bool = False
    describe: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionKind(Entry):
    """What an action is; one that `goes_near` is a visit, a call or a letter, and waits for the contact rule."""

    goes_near: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionPriority(Entry):
    """How pressing an action is; `days` is by when it is usually due."""

    days: int = between(0, 365)


@dataclass(frozen=True, kw_only=True, slots=True)
class WhomToAsk(Entry):
    """Why agencies of some kinds are proposed in a round: the label is the reason. Immigration control never is."""

    agency_kinds: tuple[str, ...] = refers("agency_kinds")
    kinds: tuple[str, ...] = refers("exploitation_kinds", default=())
    place_kinds: tuple[str, ...] = refers("place_kinds", default=())
    when: Literal["always", "child", "business", "place", "person", "vehicle"] | None = None
