"""What a case may be decided to be, and the teams that start then."""

from __future__ import annotations

from dataclasses import dataclass

from serac.reference.entries import Entry
from serac.reference.shapes import refers


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionResponse(Entry):
    """What a case is decided to need; `says` is how the decision reads."""

    says: str
    needs_lead: bool = False
    needs_criteria: bool = False
    needs_review: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionCriterion(Entry):
    """What makes a case one for this response."""

    response: str = refers("decision_responses")


@dataclass(frozen=True, kw_only=True, slots=True)
class ResponseTeamKind(Entry):
    """Whom or what a response team works on."""

    who: str
