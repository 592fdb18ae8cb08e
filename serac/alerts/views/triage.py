"""One alert before its triage team: what was reported, taking it in hand, opening it into a case, its files."""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from serac.access.queries import find_compartment
from serac.agencies.models import Agency
from serac.agencies.queries import names_of
from serac.alerts import commands, policy
from serac.alerts.attachments import ENDINGS, WORDS
from serac.alerts.lifecycle import AlertState
from serac.alerts.models import Alert, Attachment
from serac.alerts.queries import OPEN, find_alert, find_attachment, kinds_by_alert, list_attachments, team_members
from serac.alerts.schemas import OWN_WORDS, OpenAnswers
from serac.alerts.views.blueprint import bp
from serac.alerts.words import STATES, area_name, headline, time_left
from serac.cases.models import Case
from serac.cases.schemas import pairs
from serac.cases.words import HOW_KNOWN
from serac.core.actor import NOBODY
from serac.core.answers import Answers
from serac.core.clock import LONDON, moment_in_words
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page
from serac.entities.models import Business, Person, Place, Vehicle
from serac.entities.queries import Recorded, list_recorded
from serac.reference import current

_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class ShownFile:
    """A file as components/attachment.html draws it."""

    name: str
    kind: str
    size: str
    url: str
    added: str
    state: None = None


@bp.route("/alerts/<reference>")
@needs(policy.read, on=find_alert)
def show(alert: Alert) -> ResponseReturnValue:
    """What was reported, to the team that triages it."""
    unit = current_unit()
    recorded = list_recorded(unit, alert.compartment_id)
    files = list_attachments(unit, alert)
    names = names_of(unit, [alert.reporter_id, alert.claimed_by])
    agency = unit.session.get(Agency, alert.agency_id) if alert.agency_id else None
    left = alert.claimed_by is not None and alert.claimed_by not in team_members(unit, alert.partnership_id)
    takes = alert.state == AlertState.RECEIVED or (alert.state == AlertState.IN_TRIAGE and left)
    waits = alert.state in OPEN
    return page(
        "alerts/show.html",
        target=alert,
        shown=[alert.id, *recorded.ids, *(file.id for file in files)],
        form=Form(Answers(), version=alert.version),
        reference=alert.reference,
        received=alert.received_at,
        sign=time_left(unit.now, alert.due_at, danger=alert.danger) if waits else STATES[alert.state],
        danger=alert.danger and waits,
        account=alert.account,
        claimed_by=_claimant(unit, alert, names, left=left),
        facts=_facts(alert, recorded),
        people=_people(recorded),
        files=[_file(alert, file) for file in files],
        reported_by=f"{names.get(alert.reporter_id or NOBODY, 'Somebody')}, {agency.name if agency else 'a partner'}",
        own_reference=alert.own_reference,
        may_claim=takes and unit.may(policy.triage, alert),
        may_open=waits and unit.may(policy.open_case, alert),
        case_reference=_case_of(unit, alert),
        **_heading(unit, alert),
    )


def _heading(unit: Unit, alert: Alert) -> dict[str, Any]:
    kinds = kinds_by_alert(unit, [alert.compartment_id])[alert.compartment_id]
    restricted = find_compartment(unit, alert.compartment_id).restricted
    return {
        "title": headline(current(), kinds, alert.place_kind, alert.area),
        "kinds": [current().exploitation_kinds.label(code) for code in kinds],
        "restricted": restricted,
        "marking_for": "Only for the people named on its list" if restricted else "Only for the triage team",
    }


def _claimant(unit: Unit, alert: Alert, names: dict[uuid.UUID, str], *, left: bool) -> str:
    if alert.claimed_by is None:
        return ""
    if left:
        return f"{names.get(alert.claimed_by, 'Somebody')} had it in hand and has left the team. Nobody has it now."
    return (
        "You have it in hand."
        if alert.claimed_by == unit.actor.member_id
        else f"{names[alert.claimed_by]} has it in hand."
    )


def _case_of(unit: Unit, alert: Alert) -> str:
    """The case it was opened into, where this reader may see it."""
    case = unit.session.get(Case, alert.case_id) if alert.case_id else None
    return case.reference if case else ""


def _facts(alert: Alert, recorded: Recorded) -> list[tuple[str, str]]:
    reference = current()
    told = [
        ("How they know", HOW_KNOWN.get(alert.how_known) or reference.how_known.label(alert.how_known)),
        ("Where", alert.where),
        ("Kind of place", f"{reference.place_kinds.label(alert.place_kind)}. {area_name(reference, alert.area)}"),
        ("When", alert.when),
        ("Still in the situation", reference.still_in_situation.label(alert.still_happening)),
        ("Immediate danger", ("Yes" if alert.danger else "No") + (". 999 was called." if alert.called_999 else "")),
        ("Child, or age in doubt", "Yes: tell children’s social care now, in parallel." if alert.child else "No"),
        ("Vehicle", ", ".join(v.plate or v.description for v in recorded.vehicles)),
        ("Business", ", ".join(b.name for b in recorded.businesses)),
    ]
    return [(term, answer.strip()) for term, answer in told if answer.strip()]


def _people(recorded: Recorded) -> list[tuple[str, str, str]]:
    """Each person as name, phone, and what else is known; name and phone wait for a tap."""
    return [
        (p.name, p.phone, ". ".join(part for part in (p.description, _age(p.age_band)) if part))
        for p in recorded.people
    ]


def _age(code: str) -> str:
    return "" if code == "not_known" else current().age_bands.label(code)


def _file(alert: Alert, file: Attachment) -> ShownFile:
    size = f"{max(1, file.size // 1024)} KB" if file.size < 1024 * 1024 else f"{file.size / 1024 / 1024:.1f} MB"
    url = url_for("alerts.file", reference=alert.reference, attachment_id=file.id)
    return ShownFile(file.name, WORDS[file.media_type], size, url, f"sent {moment_in_words(file.added_at)}")


@bp.route("/alerts/<reference>/claim", methods=["POST"])
@needs(policy.triage, on=find_alert)
def claim(alert: Alert) -> ResponseReturnValue:
    """Take an alert in hand."""
    form = Form(Answers())
    commands.claim_alert(current_unit(), alert, seen_version=form.version)
    return go("alerts.show", reference=alert.reference)


@bp.route("/alerts/<reference>/open", methods=["GET", "POST"])
@needs(policy.open_case, on=find_alert)
def open_case(alert: Alert) -> ResponseReturnValue:
    """Choose what goes into a new case. The alert itself stays closed to everybody else."""
    unit = current_unit()
    recorded = list_recorded(unit, alert.compartment_id)
    sentences = [one.strip() for one in _BETWEEN_SENTENCES.split(alert.account) if one.strip()][:200]
    kinds = kinds_by_alert(unit, [alert.compartment_id])[alert.compartment_id]
    form = Form(OpenAnswers(), initial={"kinds": kinds}, version=alert.version)
    if form.sent_well():
        case = form.attempt(lambda: _open(unit, alert, form, sentences, recorded))
        if case:
            return go("cases.show", reference=case.reference)
    if alert.state == AlertState.OPENED and not form.sent:
        return go("alerts.show", reference=alert.reference)
    return page(
        "alerts/open_case.html",
        target=alert,
        shown=[alert.id, *recorded.ids],
        form=form,
        reference=alert.reference,
        sentences=[(str(number), sentence) for number, sentence in enumerate(sentences)],
        takes=_takes(recorded),
        all_kinds=pairs(current().exploitation_kinds, unit.now.astimezone(LONDON).date()),
        own_words=OWN_WORDS,
        **_heading(unit, alert),
    )


def _takes(recorded: Recorded) -> list[tuple[str, str]]:
    """Who and what can be written down again in the case."""
    people = [(str(p.id), p.name or p.description) for p in recorded.people]
    places = [(str(p.id), p.address or p.postcode) for p in recorded.places]
    vehicles = [(str(v.id), v.plate or v.description) for v in recorded.vehicles]
    return people + places + vehicles + [(str(b.id), b.name) for b in recorded.businesses]


def _open(unit: Unit, alert: Alert, form: Form, sentences: list[str], recorded: Recorded) -> Case:
    chosen = [int(number) for number in form.data["extracts"]]
    if any(number >= len(sentences) for number in chosen):
        raise Invalid({"extracts": "Choose from what was reported"})
    texts = [sentences[number] for number in sorted(chosen)]
    texts += [form.data[f"words_{number}"] for number in range(1, OWN_WORDS + 1)]
    if not any(text.strip() for text in texts):
        raise Invalid({"extracts": "Choose or write at least one piece of information"})
    rows: list[Person | Place | Vehicle | Business] = [*recorded.people, *recorded.places]
    rows += [*recorded.vehicles, *recorded.businesses]
    wanted = [row for row in rows if row.id in form.data["take"]]
    return commands.open_case_from_alert(
        unit,
        alert,
        title=form.data["title"],
        items=[{"text": text} for text in texts],
        people=wanted,
        kinds=form.data["kinds"],
        seen_version=form.version,
    )


@bp.route("/alerts/<reference>/files/<uuid:attachment_id>")
@needs(policy.read, on=find_attachment)
def file(attachment: Attachment) -> ResponseReturnValue:
    """A file, to keep: under a name that says nothing, as what its content is, never shown in the browser."""
    unit = current_unit()
    content: bytes = attachment.content
    ending = ENDINGS[attachment.media_type]
    unit.record(Event.FILE_READ, attachment, shown=[attachment.id], page=request.endpoint)
    unit.commit()
    unit.finish()
    answer = Response(content, mimetype=attachment.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="file.{ending}"'
    return answer
