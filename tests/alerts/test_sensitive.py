"""Alerts about somebody in a position of trust: restricted from the first save (domain rule 5.2)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from serac.access.models import Compartment, RestrictedReader
from serac.alerts import commands
from serac.alerts.jobs import sensitive as jobs
from serac.alerts.queries import find_alert, find_receipt, list_open, list_receipts
from serac.cases.queries import find_case
from serac.core.actor import Actor, Authority
from serac.core.jobs import job_unit
from serac.core.outbox import Notice
from serac.core.problems import NotFound
from serac.core.unit import Unit
from tests.raising import county, partnership, raised, register, triaged


def test_it_goes_only_to_the_registered_contact(given):
    county(given)
    register(given, "priya")
    alert = raised(given, position_of_trust=True)
    with given.as_("priya") as unit:
        assert find_alert(unit, alert.reference).reference == alert.reference
        assert len(list_open(unit).rows) == 1
    with given.as_("tomas") as unit:
        assert list_open(unit).rows == []
        with pytest.raises(NotFound):
            find_alert(unit, alert.reference)
    with given.operator() as unit:
        told = unit.session.scalars(select(Notice).where(Notice.compartment_id_about == alert.compartment_id)).all()
        assert {notice.member_id for notice in told} == {given.members["priya"]}


def test_its_receipt_moves_too_and_stays_with_its_reporter_alone(given):
    county(given)
    register(given, "priya")
    alert = raised(given, position_of_trust=True)
    with given.as_("priya") as unit:
        commands.claim_alert(unit, find_alert(unit, alert.reference))
    with given.as_("rhys") as unit:
        (receipt,) = list_receipts(unit).rows
        assert receipt.state == "being_looked_at"
    with given.as_("tomas") as unit, pytest.raises(NotFound):
        find_receipt(unit, receipt.reference)


def test_the_case_it_is_opened_into_is_restricted_from_its_first_save(given):
    county(given)
    register(given, "priya")
    alert = triaged(given, raised(given, position_of_trust=True))
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        case = commands.open_case_from_alert(
            unit, here, title="Sensitive", items=[{"text": "x"}], people=[], kinds=["not_known"]
        )
        assert unit.session.get_one(Compartment, case.compartment_id).restricted
    with given.as_("tomas") as unit, pytest.raises(NotFound):
        find_case(unit, case.reference)
    with given.as_("priya") as unit:
        assert find_case(unit, case.reference).reference == case.reference


def test_with_nobody_registered_the_team_reads_nothing_and_governance_is_told(given):
    county(given)
    alert = raised(given, position_of_trust=True)
    for name in ("priya", "tomas", "omar"):
        with given.as_(name) as unit, pytest.raises(NotFound):
            find_alert(unit, alert.reference)
    with given.operator() as unit:
        (notice,) = unit.session.scalars(select(Notice)).all()
        assert (notice.member_id, notice.kind, notice.compartment_id_about) == (given.members["omar"], "urgent", None)
        assert alert.reference not in notice.path


def test_once_somebody_is_registered_what_waited_unread_is_handed_to_them(given):
    county(given)
    alert = raised(given, position_of_trust=True)
    register(given, "tomas")
    job = Actor(Authority.JOB, given.services.clock.now())
    for expected in (1, 0):
        with Unit(given.services, job) as unit:
            assert commands.hand_to_sensitive_contacts(unit, partnership(unit, given)) == expected
    with given.as_("tomas") as unit:
        commands.claim_alert(unit, find_alert(unit, alert.reference))
    with given.as_("priya") as unit, pytest.raises(NotFound):
        find_alert(unit, alert.reference)


def test_a_contact_who_is_not_on_the_team_is_nobody_to_send_it_to(given):
    county(given)
    register(given, "omar")
    alert = raised(given, position_of_trust=True)
    with given.operator() as unit:
        assert unit.session.scalars(
            select(RestrictedReader).where(RestrictedReader.compartment_id == alert.compartment_id)
        ).all() == []  # fmt: skip


def test_the_scheduler_hands_over_what_nobody_could_read_once_somebody_is_registered(given, clock):
    county(given)
    alert = raised(given, position_of_trust=True)
    with job_unit(given.services) as unit:
        assert list(jobs.unread(unit)) == []
    clock.forward(hours=1)
    register(given, "tomas")
    with job_unit(given.services) as unit:
        (occasion,) = jobs.unread(unit)
        jobs.hand_over(unit, occasion)
    with job_unit(given.services) as unit:
        assert list(jobs.unread(unit)) == []
    with given.as_("tomas") as unit:
        assert find_alert(unit, alert.reference)
