"""Grades, markings, and what an information-sharing agreement is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from serac.reference.entries import Entry
from serac.reference.shapes import between, refers


@dataclass(frozen=True, kw_only=True, slots=True)
class Grade(Entry):
    """One letter or figure of a grading."""

    letter: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HowKnown(Entry):
    """How somebody knows a thing, in their words, and the grades that follow from it."""

    source_grade: str = refers("source_grades")
    intelligence_grade: str = refers("intelligence_grades")


@dataclass(frozen=True, kw_only=True, slots=True)
class Handling(Entry):
    """A handling rule of an item; `instruction` marks the conditions that go with the code C."""

    letter: str
    instruction: bool = False
    default: bool = False
    ask_first: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Marking(Entry):
    """A protective marking; what is not accepted is refused with its hint."""

    accepted: bool
    default: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class InformationCategory(Entry):
    """A category of information that an agreement may cover."""

    identifies: bool = False
    special_category: bool = False
    criminal_offence: bool = False
    children: bool = False
    never_to_immigration: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SharingPurpose(Entry):
    """What information is shared for; immigration control is one of its own and never on by default."""

    on_by_default: bool = True
    immigration_control: bool = False

    def faults(self) -> Iterator[tuple[str, str]]:
        """As for every entry; and immigration control must be off by default."""
        yield from Entry.faults(self)
        if self.immigration_control and self.on_by_default:
            yield "immigration control cannot be on by default.", "Set on_by_default to false."


@dataclass(frozen=True, kw_only=True, slots=True)
class LawfulBasis(Entry):
    """A lawful basis, in the part of the law it belongs to."""

    part: Literal["article_6", "article_9", "article_10", "schedule_1", "part_3", "confidentiality"]
    statute: str
    special_category: bool = False
    for_whom: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Gateway(Entry):
    """A legal power or duty to pass information on."""

    statute: str
    effect: Literal["power", "duty", "request"]
    purposes: tuple[str, ...] = refers("sharing_purposes")
    from_whom: str | None = None
    to_whom: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OverrideGround(Entry):
    """Why information may be shared with no agreement in force: recorded, with an end, and reviewed."""

    longest_hours: int = between(1, 720)
    explain: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementField(Entry):
    """One thing an information-sharing agreement says."""

    section: Literal["parties", "what_and_why", "law", "keeping", "rights", "sign_off"]
    holds: Literal["text", "date", "yes_no", "agencies", "people", "codes"]
    required: bool
    codes_from: str | None = None
