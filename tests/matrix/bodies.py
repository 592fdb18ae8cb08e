"""What a well-filled form sends to each address, so that an allowed answer reaches the command behind it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from serac.access.credentials import code_at, step_of
from serac.reference import current
from tests.given import PASSWORD, SECRET
from tests.matrix import actions, closing, decisions, picture, replies, rounds, triage
from tests.matrix.world import ANONYMOUS, World

TODAY = dt.date(2026, 3, 5)


def body_of(endpoint: str, world: World, person: str) -> dict[str, Any]:
    """Fields for a POST; an idempotency key is added by the caller.

    At the door everybody but one gives the right password and code of somebody's; what waits for a second person is
    approved by all but who proposed it, who takes it back.
    """
    return (
        _at_the_door(world, person)
        | _of_directory(world)
        | triage.bodies(world.given)
        | decisions.bodies(world.given)
        | replies.bodies(world.given)
        | rounds.bodies(world.given)
        | actions.bodies(world.given)
        | closing.bodies(world.given)
        | picture.bodies(world.shared)
        | _of_work(world)
    ).get(endpoint, {})


def _at_the_door(world: World, person: str) -> dict[str, dict[str, Any]]:
    now = world.given.services.clock.now()
    wrong = "not the password" if person == ANONYMOUS else PASSWORD
    act = "withdraw" if person == "sam" else "approve"
    return {
        "access.sign_in": {"email": world.shared["email"], "password": wrong, "code": code_at(SECRET, step_of(now) + 1)},
        "access.invitation": {"password": PASSWORD, "code": code_at(world.shared["secret"], step_of(now))},
        "access.waiting": {"invitation": str(world.shared["invitation_id"]), "act": act},
    }  # fmt: skip


def _of_directory(world: World) -> dict[str, dict[str, Any]]:
    given = world.given
    person = {"name": "New Person", "email": "new.person@example.org", "phone": "01632 960077", "job_title": "Officer"}
    agreement = {
        "partnership": "thornshire", "title": "New agreement", "purposes": ["disrupt"], "categories": ["premises"],
        "lawful_bases": [current().lawful_bases.offered(TODAY)[0].code], "gateways": ["crime_and_disorder"],
        "first-day": "6", "first-month": "3", "first-year": "2026", "last-day": "6", "last-month": "3", "last-year": "2027",
        "review_on-day": "6", "review_on-month": "9", "review_on-year": "2026", "version": "1",
    }  # fmt: skip
    contact = {"purpose": "adults", "label": "Adults", "email": "adults@example.org", "phone": "01632 960078"}
    return {
        "access.end_one": {}, "access.end_others": {}, "access.sign_out": {},
        "access.member": {"act": "invite", "agency": str(given.agencies["spare-agency"])},
        "agencies.new": {"slug": "new-agency", "name": "New agency", "kind": "fire", "partnership": "thornshire"},
        "agencies.change": {"name": "Renamed", "kind": "council.housing_standards", "version": "1"},
        "agencies.new_member": person,
        "agencies.change_person": person | {"name": "Renamed", "version": "1"},
        "agencies.further_agency": {"agency": "police", "job_title": "Officer"},
        "agencies.new_contact_point": contact | {"member": str(given.members["gwen"])},
        "agencies.change_contact": contact | {"member": str(given.members["gwen"]), "version": "1"},
        "agencies.new_cover": {
            "away": str(given.members["amir"]), "covering": str(given.members["dora"]), "since-day": "7", "since-month": "3",
            "since-year": "2026", "until-day": "9", "until-month": "3", "until-year": "2026",
        },
        "agencies.new_shift": {
            "member": str(given.members["priya"]), "first-day": "7", "first-month": "3", "first-year": "2026", "first_time": "5pm",
            "last-day": "8", "last-month": "3", "last-year": "2026", "last_time": "8am",
        },
        "agencies.end_shift": {},
        "agencies.training": {"course": "awareness", "taken_on-day": "1", "taken_on-month": "2", "taken_on-year": "2026"},
        "agencies.vetting": {"level": "enhanced", "cleared_on-day": "1", "cleared_on-month": "2", "cleared_on-year": "2026"},
        "agencies.propose": {"role": "reporter", "place": "agency:spare-agency"},
        "agencies.change_place": {"name": "Renamed", "version": "1"},
        "agencies.join": {"agency": "spare-agency"}, "agencies.depart": {"agency": "spare-agency"},
        "agencies.within": {"slug": "district", "name": "District"},
        "agencies.leave": {"reason": "left"}, "agencies.close": {"sure": "yes", "successor": ""},
        "agreements.new": agreement, "agreements.change": agreement,
        "agreements.sign": {"agency": "spare-agency", "signed_by": "Lee Marsh", "signatory_role": "Director", "version": "1"},
        "agreements.end": {"reason": "replaced", "sure": "yes"}, "agreements.end_part": {"reason": "replaced", "sure": "yes"},
    }  # fmt: skip


_KEYED = {
    "step": "send", "danger": "no", "what": "Something", "kinds": ["labour.forced"], "how_known": "saw_it", "source": "caller",
    "where": "A street", "place_kind": "not_known", "partnership": "thornshire", "area": "not_known", "when": "",
    "still_happening": "yes", "child": "no", "position_of_trust": "no", "called_999": "no",
}  # fmt: skip


def _of_work(world: World) -> dict[str, dict[str, Any]]:
    given = world.given
    return {
        **{key: {} for key in ("alerts.discard", "alerts.suggest_again", "cases.suggest_again")},
        "alerts.dismiss_match": {"reason": "common"},
        "cases.dismiss_match": {"reason": "common"},
        "alerts.search": {"plate": "YY99 YYY"},
        "alerts.key": _KEYED,
        "alerts.new": {name: value for name, value in _KEYED.items() if name != "source"},
        "cases.add_item": {"what": "Something known", "how_known": "saw_it"},
        "cases.add_person": {"name": "Somebody", "role": "witness", "age_band": "adult", "still_there": "yes"},
        "cases.change_summary": {"title": "New title", "summary": "New", "version": "1"},
        "cases.check_agency": {"agency": "police", "purpose": "disrupt", "categories": ["identity"]},
        "cases.override": {"agency": "spare-agency", "ground": "vital_interests", "reason": "Danger", "hours": "2"},
        "cases.exclude": {"grantee": str(given.members["hannah"]), "reason": "linked_person", "words": "A cousin"},
        "cases.leave_out": {"grantee": str(given.members["hannah"]), "back": "check"},
        "cases.restrict": {"readers": [str(given.members["priya"])], "words": "Somebody known is in it"},
        "cases.ask_police": {
            "agency": "police", "occasion": "opening", "what": "May we visit?", "purpose": "disrupt", "categories": ["identity"],
        },
        "cases.answer_police": {"answer": "clear", "contact_rule": "open", "version": "1"},
        "cases.contact_rule": {"rule": "records_only", "reason": "Somebody was seen", "version": "1"},
        "cases.danger": {"reason": "Somebody is being hurt", "version": "1"},
        "cases.premises": {
            "hazards": ["dogs"], "lone_working": "in_pairs", "review_on-day": "1", "review_on-month": "4", "review_on-year": "2026",
        },
        "alerts.ask_reporter": {"question": "Which days?"},
        "alerts.asked_outside": {"question": "Which days?", "answer": "Mondays"},
        "alerts.answer_question": {"answer": "Mondays", "version": "1"},
        "alerts.let_know": {"words": "Thank you", "reason": "It is over", "no_operation": "yes", "step": "preview"},
        "alerts.read_answer": {},
        "alerts.let_back": {},
        "audit.review": {"outcome": "justified"},
        "desk.emergency": {
            "reference": world.addresses["granted"]["reference"], "why": "danger_now", "reason": "Somebody is in danger",
        },
        "reference.check": {"subject": "powers"},
    }  # fmt: skip
