"""What may be about the same as an alert, laying it aside; and looking for what is known before anything new is opened."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from serac.agencies.models import Partnership
from serac.alerts import policy
from serac.alerts.models import Alert
from serac.alerts.queries import find_alert, kinds_by_alert
from serac.alerts.views.blueprint import bp
from serac.alerts.words import headline
from serac.cases.queries import restricted_among
from serac.cases.views.matches import (
    ShownAside,
    ShownMatch,
    case_titles,
    dismissing_reasons,
    shown_aside,
    shown_matches,
    strength,
)
from serac.cases.words import Sign
from serac.core.clock import day_in_words
from serac.core.database import among
from serac.core.problems import NotPermitted
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page
from serac.entities import commands as entities
from serac.entities import policy as entities_policy
from serac.entities.models import Match
from serac.entities.queries import Like, find_like, find_match, list_laid_aside, list_matches
from serac.entities.schemas import DismissAnswers, SearchAnswers
from serac.reference import current

__all__ = ["ShownMatch", "matches_of"]

_ALERTS = select(Alert).where(among(Alert.compartment_id, "asked"))
_TEAMS = select(Partnership).where(among(Partnership.id, "asked")).order_by(Partnership.name, Partnership.id)
KINDS = {"person": "Person", "place": "Place", "vehicle": "Vehicle", "business": "Business"}


def matches_of(unit: Unit, alert: Alert) -> list[ShownMatch]:
    """What may be about the same as an alert, likest first: for its triage team, as far as they may know.

    The ids of every match shown (`ids`) belong in the audit log with the page's own.
    """
    if not unit.may(entities_policy.settle, alert):
        return []
    found = list_matches(unit, alert.compartment_id)
    titles = _alert_titles(unit, [one.compartment_id for one in found if one.kind == "alert" and not one.told])
    return shown_matches(unit, alert, titles, found, "alerts.dismiss_match")


def laid_aside_of(unit: Unit, alert: Alert) -> list[ShownAside]:
    """What the triage team of an alert laid aside, with who and why."""
    if not unit.may(entities_policy.settle, alert):
        return []
    found = list_laid_aside(unit, alert.compartment_id)
    alerts = [one.matched for one in found if one.matched.kind == "alert" and not one.matched.told]
    titles = _alert_titles(unit, [one.compartment_id for one in alerts])
    return shown_aside(unit, alert, titles, found, "alerts.suggest_again")


def _alert_titles(unit: Unit, compartment_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What the queue calls alerts; of a restricted one, only that it is."""
    if not compartment_ids:
        return {}
    alerts = unit.session.scalars(_ALERTS, {"asked": list(compartment_ids)}).all()
    kinds = kinds_by_alert(unit, [alert.compartment_id for alert in alerts])
    restricted = restricted_among(unit, [alert.compartment_id for alert in alerts])
    return {alert.compartment_id: _title(alert, kinds[alert.compartment_id], restricted) for alert in alerts}


def _title(alert: Alert, kinds: Sequence[str], restricted: Collection[uuid.UUID]) -> str:
    if alert.compartment_id in restricted:
        return "Restricted alert"
    return headline(current(), kinds, alert.place_kind, alert.area)


def find_match_of_alert(unit: Unit, reference: str, match_id: uuid.UUID) -> Match:
    """A match of an alert.

    Raises:
        NotFound: the alert or the match is hidden or unknown.
    """
    return find_match(unit, find_alert(unit, reference).compartment_id, match_id)


@bp.route("/alerts/<reference>/matches/<uuid:match_id>/dismiss", methods=["GET", "POST"])
@needs(entities_policy.settle, on=find_match_of_alert)
def dismiss_match(match: Match) -> ResponseReturnValue:
    """Say that something is not about the same as this alert."""
    unit = current_unit()
    alert = unit.session.scalars(_ALERTS, {"asked": [match.compartment_id]}).one()
    form = Form(DismissAnswers())
    if form.sent_well() and form.attempt(lambda: entities.dismiss_match(unit, match, **form.data)):
        return go("alerts.show", reference=alert.reference, _anchor="matches")
    shown = [one for one in matches_of(unit, alert) if match.id in one.ids]
    return page(
        "alerts/dismiss_match.html",
        target=alert,
        form=form,
        shown=[alert.id, *(row_id for one in shown for row_id in one.ids)],
        reference=alert.reference,
        matches=shown,
        reasons=dismissing_reasons(unit),
        marking_for="Only for the triage team",
    )


@bp.route("/alerts/<reference>/matches/<uuid:match_id>/again", methods=["POST"])
@needs(entities_policy.settle, on=find_match_of_alert)
def suggest_again(match: Match) -> ResponseReturnValue:
    """Take back that something is not about the same as this alert."""
    unit = current_unit()
    alert = unit.session.scalars(_ALERTS, {"asked": [match.compartment_id]}).one()
    entities.take_back_dismissal(unit, match)
    return go("alerts.show", reference=alert.reference, _anchor="matches")


@dataclass(frozen=True)
class ShownLike:
    """Something found: what it is called where it was written down (a person's name waits for a tap), where, and why."""

    kind: str
    called: str
    is_name: bool
    title: str
    reference: str
    url: str
    opened: str
    strength: Sign
    words: str


@bp.route("/alerts/search", methods=["GET", "POST"])
@needs(policy.read_queue)
def search() -> ResponseReturnValue:
    """Look for a name, a number, an address, a plate or a business in what the reader may read. No words in the address."""
    unit = current_unit()
    form = Form(SearchAnswers())
    found: list[ShownLike] | None = None
    if form.sent_well():
        found = _found(unit, form.data)
    return page("alerts/search.html", form=form, found=found, marking_for="Only for the triage team")


def _found(unit: Unit, words: dict[str, str]) -> list[ShownLike]:
    """What is found is recorded by the query, with ids and no words."""
    team = unit.session.scalars(_TEAMS, {"asked": unit.actor.teams}).first()
    if team is None:
        raise NotPermitted
    likes = find_like(unit, team, **words)
    alerts = list({one.compartment_id for one in likes if one.what == "alert"})
    titles = _alert_titles(unit, alerts) | case_titles(unit, [o.compartment_id for o in likes if o.what == "case"])
    return [_shown(one, titles.get(one.compartment_id, "")) for one in likes]


def _shown(one: Like, title: str) -> ShownLike:
    return ShownLike(
        KINDS[one.kind],
        one.called,
        one.kind == "person",
        title,
        one.reference,
        url_for("alerts.show" if one.what == "alert" else "cases.show", reference=one.reference),
        day_in_words(one.opened_at),
        strength(one.likeness.points),
        one.likeness.in_words,
    )
