"""What may be about the same as a case or an alert: how a page shows it, why, and laying it aside."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from serac.agencies.queries import names_of
from serac.cases.models import Case
from serac.cases.queries import find_case, restricted_among
from serac.cases.schemas import pairs
from serac.cases.views.frame import bp, case_page
from serac.cases.words import Sign
from serac.core.clock import LONDON, day_in_words, moment_in_words
from serac.core.database import among
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs
from serac.entities import commands as entities
from serac.entities import policy
from serac.entities.models import Match
from serac.entities.queries import LaidAside, Matched, find_match, list_laid_aside, list_matches
from serac.entities.schemas import DismissAnswers
from serac.reference import current

STRONG, POSSIBLE = 80, 62
_CASES = select(Case).where(among(Case.compartment_id, "asked"))
_KINDS = {"person": "Person", "place": "Place", "vehicle": "Vehicle", "business": "Business"}


@dataclass(frozen=True)
class ShownReason:
    """One reason: the kind of thing, what it is called here (a person's name waits for a tap), and why in words."""

    kind: str
    called: str
    is_name: bool
    words: str


@dataclass(frozen=True)
class ShownMatch:
    """Something that may be about the same, as components/matches.html draws it.

    Attributes:
        match_id, ids: its likest match, and all of them, for the audit log.
        what: case or alert; reference, url: of it, both empty where only that something matches may be known.
        title: in words. opened: when, in words. told: the reader may know no more than this.
        strength: strong, possible or weak. dismiss_url: where to say that it is not the same; None where they may not.
    """

    match_id: uuid.UUID
    ids: tuple[uuid.UUID, ...]
    compartment_id: uuid.UUID
    what: str
    reference: str
    url: str
    title: str
    opened: str
    told: bool
    strength: Sign
    reasons: tuple[ShownReason, ...]
    dismiss_url: str | None


def shown_matches(
    unit: Unit, target: Any, titles: Mapping[uuid.UUID, str], matches: Sequence[Matched], dismiss: str
) -> list[ShownMatch]:
    """Matches as a page shows them. `titles`: words for what a reader may see; `dismiss`: the endpoint that lays one aside."""
    may = unit.may(policy.settle, target)
    named = case_titles(unit, [one.compartment_id for one in matches if one.kind == "case" and not one.told])
    words = {**named, **titles}
    return [_shown(target.reference, one, words, dismiss if may else None) for one in matches]


def _shown(reference: str, one: Matched, titles: Mapping[uuid.UUID, str], dismiss: str | None) -> ShownMatch:
    endpoint = "alerts.show" if one.kind == "alert" else "cases.show"
    there = not one.told and endpoint in current_app.view_functions
    return ShownMatch(
        one.match_id,
        one.ids,
        one.compartment_id,
        one.kind,
        one.reference,
        url_for(endpoint, reference=one.reference) if there else "",
        _told_of(one) if one.told else titles.get(one.compartment_id, ""),
        day_in_words(one.opened_at) if one.opened_at else "",
        one.told,
        strength(one.points),
        tuple(ShownReason(_KINDS[why.kind], why.called, why.kind == "person", why.words) for why in one.why),
        url_for(dismiss, reference=reference, match_id=one.match_id) if dismiss else None,
    )


@dataclass(frozen=True)
class ShownAside:
    """Something that was laid aside: what, who said so and when, why, and where it is suggested again (`url`, with `key`)."""

    match: ShownMatch
    who: str
    why: str
    words: str
    url: str | None
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18))


def shown_aside(
    unit: Unit, target: Any, titles: Mapping[uuid.UUID, str], aside: Sequence[LaidAside], again: str
) -> list[ShownAside]:
    """What was laid aside as a page shows it. `again`: the endpoint that suggests it again."""
    shown = shown_matches(unit, target, titles, [one.matched for one in aside], again)
    names, reasons = names_of(unit, {one.by for one in aside}), current().dismissing_match_reasons
    return [
        ShownAside(
            match,
            f"{(names.get(one.by) if one.by else None) or 'Somebody of the team'}, {moment_in_words(one.at)}",
            reasons.label(one.reason) if one.reason in reasons else "",
            one.words,
            match.dismiss_url,
        )
        for match, one in zip(shown, aside, strict=True)
    ]


def _told_of(one: Matched) -> str:
    return f"{'An alert sent to' if one.kind == 'alert' else 'A case at'} {one.partnership}"


def strength(points: int) -> Sign:
    """How strong a match is, in a word with its shape."""
    if points >= STRONG:
        return Sign("Strong match", "up", "accent")
    return Sign("Possible match", "part") if points >= POSSIBLE else Sign("Weak match", "wait", "quiet")


def case_titles(unit: Unit, compartment_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What cases the reader may see are called; of a restricted one, only that it is."""
    if not compartment_ids:
        return {}
    rows = unit.session.scalars(_CASES, {"asked": list(compartment_ids)}).all()
    restricted = restricted_among(unit, [case.compartment_id for case in rows])
    return {
        case.compartment_id: "Restricted case" if case.compartment_id in restricted else case.title for case in rows
    }


def matches_of_case(unit: Unit, case: Case) -> list[ShownMatch]:
    """What may be about the same as a case: for its own team, as far as they may know."""
    if not unit.may(policy.settle, case):
        return []
    return shown_matches(unit, case, {}, list_matches(unit, case.compartment_id), "cases.dismiss_match")


def laid_aside_of_case(unit: Unit, case: Case) -> list[ShownAside]:
    """What the own team of a case laid aside."""
    if not unit.may(policy.settle, case):
        return []
    return shown_aside(unit, case, {}, list_laid_aside(unit, case.compartment_id), "cases.suggest_again")


def find_match_of_case(unit: Unit, reference: str, match_id: uuid.UUID) -> Match:
    """A match of a case.

    Raises:
        NotFound: the case or the match is hidden or unknown.
    """
    return find_match(unit, find_case(unit, reference).compartment_id, match_id)


def case_of(unit: Unit, match: Match) -> Case:
    """The case a match was found in."""
    return unit.session.scalars(select(Case).where(Case.compartment_id == match.compartment_id)).one()


def dismissing_reasons(unit: Unit) -> list[tuple[str, str, str | None]]:
    """Why two may be said not to be the same."""
    return pairs(current().dismissing_match_reasons, unit.now.astimezone(LONDON).date())


@bp.route("/cases/<reference>/matches/<uuid:match_id>/dismiss", methods=["GET", "POST"])
@needs(policy.settle, on=find_match_of_case)
def dismiss_match(match: Match) -> ResponseReturnValue:
    """Say that something is not about the same as this case."""
    unit = current_unit()
    case = case_of(unit, match)
    form = Form(DismissAnswers())
    if form.sent_well() and form.attempt(lambda: entities.dismiss_match(unit, match, **form.data)):
        return go("cases.people", reference=case.reference, _anchor="matches")
    shown = [one for one in matches_of_case(unit, case) if match.id in one.ids]
    return case_page(
        "cases/dismiss_match.html",
        case,
        form=form,
        shown=[row_id for one in shown for row_id in one.ids],
        matches=shown,
        reasons=dismissing_reasons(unit),
    )


@bp.route("/cases/<reference>/matches/<uuid:match_id>/again", methods=["POST"])
@needs(policy.settle, on=find_match_of_case)
def suggest_again(match: Match) -> ResponseReturnValue:
    """Take back that something is not about the same as this case."""
    unit = current_unit()
    entities.take_back_dismissal(unit, match)
    return go("cases.people", reference=case_of(unit, match).reference, _anchor="matches")
