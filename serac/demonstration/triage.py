"""How alerts of the demonstration went through triage: gates, tonight's plans, questions, and each of the four endings."""

import uuid

from sqlalchemy import select

from serac.alerts import commands as alerts
from serac.alerts.models import Alert, AlertQuestion, Receipt
from serac.alerts.queries.triage import gate_codes, people_to_plan
from serac.cases.models import Case
from serac.core.unit import Unit
from serac.demonstration.concerns import Concern
from serac.entities.models import Business, Person, Place, Vehicle
from serac.entities.queries import list_people, list_recorded
from serac.referrals.commands import record_reply
from serac.referrals.queries import list_referrals

Row = Person | Place | Vehicle | Business
_TOLD = {
    "danger.yes": {"when": "Two minutes after it was sent", "number": "417 of today", "words": "The reporter rang; two cars went."},
    "child.told": {
        "when": "At once", "words": "Duty social worker at the front door: strategy discussion tomorrow at nine.", "do_not_tell": True,
        "why": "A relative may be involved.",
    },
}  # fmt: skip


def go_through(unit: Unit, alert: Alert) -> None:
    """Answer every gate, and plan what keeps each person safe tonight."""
    for code in gate_codes():
        answer = f"{code}.no"
        if code == "jurisdiction":
            answer = "jurisdiction.ours"
        elif code == "danger" and alert.danger:
            answer = "danger.yes"
        elif code == "child" and alert.child:
            answer = "child.told"
        alerts.answer_gate(unit, alert, code=code, answer=answer, **_TOLD.get(answer, {}))  # type: ignore[arg-type]
    for person in people_to_plan(list_people(unit, alert.compartment_id)):
        alerts.plan_tonight(
            unit, alert, person_id=person.id, plan="Whoever reported it stays in touch as they do every day; nobody else goes.",
            who="The reporter’s team", by_when="Seven this evening", know="They ring the duty desk",
        )  # fmt: skip
    alerts.plan_tonight(unit, alert, nobody_else=True)


def finish(unit: Unit, alert: Alert, concern: Concern, cases: dict[str, uuid.UUID]) -> None:
    """End triage as the concern says."""
    go_through(unit, alert)
    items = [{"text": item} for item in concern.items]
    rows: list[Row]
    if concern.ends == "opened":
        recorded = list_recorded(unit, alert.compartment_id)
        rows = [*recorded.people, *recorded.places, *recorded.vehicles, *recorded.businesses]
        made = alerts.open_case_from_alert(
            unit, alert, title=concern.title, items=items, people=rows, kinds=concern.kinds
        )
        cases[concern.key] = made.id
    elif concern.ends == "joined":
        case = unit.session.get_one(Case, cases[concern.into])
        recorded = list_recorded(unit, alert.compartment_id)
        rows = [*recorded.vehicles, *recorded.people]
        alerts.join_alert(unit, alert, case=case, items=items, people=rows)
    elif concern.ends == "signposted":
        alerts.signpost_alert(unit, alert, reason=concern.reason, words=concern.outcome)
    else:
        alerts.close_alert(unit, alert, reason=concern.reason, words=concern.outcome)


def reply(unit: Unit, alert_receipt_id: uuid.UUID, words: str) -> None:
    """The reporter answers the question they were asked."""
    receipt = unit.session.scalars(select(Receipt).where(Receipt.id == alert_receipt_id)).one()
    asked = select(AlertQuestion).where(AlertQuestion.compartment_id == receipt.compartment_id)
    alerts.answer_question(unit, unit.session.scalars(asked).one(), receipt=receipt, answer=words)


def respond(unit: Unit, alert: Alert) -> None:
    """Whoever it was referred to answers."""
    for referral in list_referrals(unit, [alert.compartment_id]):
        if referral.outcome is None:
            record_reply(
                unit, referral, outcome="accepted", reply="They have it in hand and ring back tomorrow.", number="4417"
            )
