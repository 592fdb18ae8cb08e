"""Who and where: kinds, agencies, ages, indicators, areas, organisations, the workforce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from serac.reference.entries import Entry
from serac.reference.shapes import between, refers


@dataclass(frozen=True, kw_only=True, slots=True)
class ExploitationKind(Entry):
    """A kind of exploitation; alerts, cases, people and operations each hold a set of them."""

    nrm: str | None
    htcds: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AgencyKind(Entry):
    """A kind of agency; `registrable` is false for those only named as the lead of a power or a step."""

    family: str = refers("agency_families")
    statutory: bool
    first_responder: bool = False
    immigration_control: bool = False
    registrable: bool = True
    successor: str | None = refers("agency_kinds", default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class AgeBand(Entry):
    """An age band; `ask` means nobody has asked yet, which is not the same as doubt."""

    treated_as: Literal["child", "adult", "ask"]
    least: int | None = between(0, 130, None)
    most: int | None = between(0, 130, None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Control(Entry):
    """A method of control, with the data standard's words for it."""

    toolkit: tuple[str, ...] = refers("toolkit_bullets")
    htcds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Indicator(Entry):
    """A reason to ask; never a proof and never scored."""

    group: str = refers("indicator_groups")
    toolkit: tuple[str, ...] = refers("toolkit_bullets")
    audience: Literal["all", "practitioner"]
    suggests: tuple[str, ...] = refers("exploitation_kinds", default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class Risk(Entry):
    """A level of risk, in order."""

    order: int = between(0, 9)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason(Entry):
    """A reason for something; `describe` asks for words, `escalates` shows it to the chair."""

    describe: bool = False
    escalates: bool = False
    review: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosureReason(Reason):
    """A reason for closing a case; `undecided`: it may be closed for it without a decision."""

    undecided: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Area(Entry):
    """A council's area; `within` is the county it lies in, `successor` what replaced it."""

    nation: Literal["england", "wales", "scotland", "northern_ireland"]
    tier: Literal["single", "county", "district", "combined"]
    within: str | None = refers("areas", default=None)
    successor: tuple[str, ...] = refers("areas", default=())
    partnership: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstResponder(Entry):
    """An organisation that may submit a referral, as published."""

    kind: str = refers("agency_kinds")
    statutory: bool
    extent: str | None = None
    successor: str | None = refers("first_responder_organisations", default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Training(Entry):
    """A course somebody may have done, and how long it counts."""

    months: int | None = between(1, 120, None)
    for_whom: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Vetting(Entry):
    """A level of vetting, in order, and how long it counts."""

    order: int = between(0, 9)
    months: int | None = between(1, 240, None)


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactPurpose(Entry):
    """What a contact point is for; `needed` ones are asked for until an agency has given them."""

    needed: bool = False
    restricted: bool = False
