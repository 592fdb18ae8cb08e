"""All the reference data in force, as one frozen object, loaded once and handed to whoever needs it.

Adding a list: an entry class in subjects/ if it says more than a code and a label, a line here, a file in config/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, Final, get_args, get_origin, get_type_hints

from serac.reference import subjects as s
from serac.reference.entries import NOBODY_CHECKED, Entry, EntryList, UnknownCode
from serac.reference.rules import PartnershipRules


@dataclass(frozen=True, slots=True)
class InFile:
    """Marks a list that shares a file with others, by the file's name."""

    stem: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was when it was read; a decision stores the fingerprint of the file it used."""

    name: str
    fingerprint: str
    compiled: date
    about: str
    attribution: tuple[str, ...]
    lists: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class Reference:
    """Every list by its name, the rules of each partnership, and the files they came from."""

    exploitation_kinds: EntryList[s.ExploitationKind]
    place_kinds: EntryList[Entry]
    alert_sources: Annotated[EntryList[Entry], InFile("intake")]
    people_know: Annotated[EntryList[Entry], InFile("intake")]
    may_return: Annotated[EntryList[Entry], InFile("intake")]
    place_roles: Annotated[EntryList[Entry], InFile("intake")]
    vehicle_roles: Annotated[EntryList[Entry], InFile("intake")]
    business_roles: Annotated[EntryList[Entry], InFile("intake")]
    contact_channels: Annotated[EntryList[Entry], InFile("intake")]
    shared_devices: Annotated[EntryList[Entry], InFile("intake")]
    sectors: EntryList[Entry]
    agency_families: Annotated[EntryList[Entry], InFile("agency_kinds")]
    agency_kinds: EntryList[s.AgencyKind]
    case_roles: EntryList[Entry]
    contact_rules: EntryList[s.ContactRule]
    deconfliction_answers: Annotated[EntryList[s.DeconflictionAnswer], InFile("contact_rules")]
    premises_hazards: Annotated[EntryList[Entry], InFile("contact_rules")]
    lone_working: Annotated[EntryList[Entry], InFile("contact_rules")]
    gates: EntryList[s.Gate]
    gate_answers: Annotated[EntryList[s.GateAnswer], InFile("gates")]
    gate_questions: Annotated[EntryList[s.GateQuestion], InFile("gates")]
    care_act_decisions: Annotated[EntryList[Entry], InFile("gates")]
    referral_kinds: EntryList[s.ReferralKind]
    referral_outcomes: Annotated[EntryList[s.ReferralOutcome], InFile("referral_kinds")]
    signpost_reasons: Annotated[EntryList[Entry], InFile("referral_kinds")]
    still_in_situation: EntryList[Entry]
    recruitment: EntryList[Entry]
    immigration_permission: EntryList[Entry]
    indicator_groups: Annotated[EntryList[Entry], InFile("indicators")]
    toolkit_bullets: Annotated[EntryList[Entry], InFile("indicators")]
    indicators: EntryList[s.Indicator]
    methods_of_control: Annotated[EntryList[s.Control], InFile("indicators")]
    risk_levels: Annotated[EntryList[s.Risk], InFile("risk")]
    harms_feared: Annotated[EntryList[Entry], InFile("risk")]
    harms: Annotated[EntryList[Entry], InFile("risk")]
    how_known: Annotated[EntryList[s.HowKnown], InFile("grading")]
    source_grades: Annotated[EntryList[s.Grade], InFile("grading")]
    intelligence_grades: Annotated[EntryList[s.Grade], InFile("grading")]
    handling: Annotated[EntryList[s.Handling], InFile("grading")]
    markings: Annotated[EntryList[s.Marking], InFile("grading")]
    information_categories: Annotated[EntryList[s.InformationCategory], InFile("sharing")]
    sharing_purposes: Annotated[EntryList[s.SharingPurpose], InFile("sharing")]
    lawful_bases: Annotated[EntryList[s.LawfulBasis], InFile("sharing")]
    gateways: Annotated[EntryList[s.Gateway], InFile("sharing")]
    override_grounds: Annotated[EntryList[s.OverrideGround], InFile("sharing")]
    agreement_fields: Annotated[EntryList[s.AgreementField], InFile("sharing")]
    no_further_action_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    cannot_share_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    declining_nrm_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    leaving_support_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    closure_reasons: Annotated[EntryList[s.ClosureReason], InFile("reasons")]
    case_outcomes: Annotated[EntryList[Entry], InFile("closure")]
    reopening_reasons: Annotated[EntryList[s.Reason], InFile("closure")]
    refusing_action_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    action_not_done_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    dismissing_match_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    exclusion_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    conflict_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    restriction_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    emergency_access_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    overriding_wishes_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    transfer_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    leaving_agency_reasons: Annotated[EntryList[s.Reason], InFile("reasons")]
    age_bands: Annotated[EntryList[s.AgeBand], InFile("people")]
    genders: Annotated[EntryList[Entry], InFile("people")]
    accommodation_kinds: Annotated[EntryList[Entry], InFile("support")]
    support_bands: Annotated[EntryList[Entry], InFile("support")]
    support_domains: Annotated[EntryList[Entry], InFile("support")]
    safeguarding_outcomes: Annotated[EntryList[Entry], InFile("support")]
    interpreter_modes: Annotated[EntryList[Entry], InFile("support")]
    countries: EntryList[Entry]
    nationalities: EntryList[Entry]
    areas: EntryList[s.Area]
    police_forces: EntryList[Entry]
    first_responder_organisations: EntryList[s.FirstResponder]
    power_groups: Annotated[EntryList[Entry], InFile("powers")]
    powers: EntryList[s.Power]
    offence_groups: Annotated[EntryList[s.OffenceGroup], InFile("offences")]
    offences: EntryList[s.Offence]
    events: Annotated[EntryList[Entry], InFile("clocks")]
    clocks: EntryList[s.Clock]
    pathways: EntryList[s.Pathway]
    retention: EntryList[s.Retention]
    letters: EntryList[s.Letter]
    training_courses: Annotated[EntryList[s.Training], InFile("workforce")]
    vetting_levels: Annotated[EntryList[s.Vetting], InFile("workforce")]
    contact_point_purposes: Annotated[EntryList[s.ContactPurpose], InFile("workforce")]
    glossary: EntryList[s.Term]
    measures_national: EntryList[s.Measure]
    procedures: EntryList[s.Procedure]
    public_languages: EntryList[s.PublicLanguage]
    disagreement_ladder: EntryList[s.LadderStep]
    whom_to_ask: EntryList[s.WhomToAsk]
    action_kinds: Annotated[EntryList[s.ActionKind], InFile("actions")]
    action_priorities: Annotated[EntryList[s.ActionPriority], InFile("actions")]
    decision_responses: Annotated[EntryList[s.DecisionResponse], InFile("decisions")]
    decision_criteria: Annotated[EntryList[s.DecisionCriterion], InFile("decisions")]
    response_team_kinds: Annotated[EntryList[s.ResponseTeamKind], InFile("decisions")]
    response_team_endings: Annotated[EntryList[s.Reason], InFile("decisions")]
    disagreement_outcomes: Annotated[EntryList[Entry], InFile("decisions")]
    words: Annotated[EntryList[s.Word], InFile("partnership_defaults")]
    rules: Annotated[EntryList[s.Rule], InFile("partnership_defaults")]

    files: Mapping[str, SourceFile]
    national: PartnershipRules
    partnerships: Mapping[str, PartnershipRules]
    texts: Mapping[str, str]

    def list(self, name: str) -> EntryList[Entry]:
        """The list of this name; raises UnknownCode."""
        if name not in LISTS:
            raise UnknownCode("lists", name)
        found: EntryList[Entry] = getattr(self, name)
        return found

    def partnership(self, slug: str) -> PartnershipRules:
        """The rules of a partnership: national, then its parents', then its own; raises UnknownCode."""
        if slug not in self.partnerships:
            raise UnknownCode("partnerships", slug)
        return self.partnerships[slug]

    def fingerprint(self, name: str) -> str:
        """The SHA-256 of the file that holds this list, or of a file by its name; raises UnknownCode."""
        file = LISTS[name].file if name in LISTS else name
        if file not in self.files:
            raise UnknownCode("files", name)
        return self.files[file].fingerprint

    def everything(self) -> Iterator[Entry]:
        """Every entry of every list, steps of pathways included."""
        for name in LISTS:
            for entry in self.list(name):
                yield entry
                yield from entry.inner()

    def to_check(self, checked: frozenset[str] = NOBODY_CHECKED) -> tuple[Entry, ...]:
        """The entries that are never offered until a person has checked them."""
        return tuple(entry for entry in self.everything() if not entry.trusted(checked))

    def attributions(self) -> tuple[str, ...]:
        """The acknowledgements to print where the data is shown."""
        return tuple(sorted({line for file in self.files.values() for line in file.attribution}))


@dataclass(frozen=True, slots=True)
class ListSpec:
    """Which file a list is in, and what its entries are."""

    name: str
    file: str
    kind: type[Entry]


def _specs() -> Iterator[ListSpec]:
    """One for each list that Reference declares."""
    for name, hint in get_type_hints(Reference, include_extras=True).items():
        shared = [mark.stem for mark in get_args(hint)[1:] if isinstance(mark, InFile)]
        plain = get_args(hint)[0] if shared else hint
        if get_origin(plain) is EntryList:
            yield ListSpec(name, f"{shared[0] if shared else name}.yaml", get_args(plain)[0])


LISTS: Final[Mapping[str, ListSpec]] = MappingProxyType({spec.name: spec for spec in _specs()})
"""Every list by its name."""
