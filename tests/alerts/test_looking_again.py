"""What ended with no further action for now comes back."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from serac.alerts import commands, jobs
from serac.alerts.queries import find_alert
from serac.core.jobs import JOBS, carry_out, list_due
from serac.core.outbox import Notice
from serac.core.problems import Invalid
from tests.raising import county, raised, triaged


def test_what_ended_for_now_comes_back_on_its_day(given, clock):
    county(given)
    alert = triaged(given, raised(given))
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        with pytest.raises(Invalid):
            commands.close_alert(unit, here, reason="already_known", look_again=unit.now.date())
    with given.as_("priya") as unit:
        here = find_alert(unit, alert.reference)
        commands.close_alert(unit, here, reason="not_enough", words="Nobody was there")
        assert here.look_again_on == unit.now.date() + dt.timedelta(days=90)
    each = JOBS["alerts.look_again"]
    assert jobs.looking_again
    clock.forward(days=89)
    assert list_due(given.services, [each]) == []
    clock.forward(days=1)
    ((occasion, _),) = list_due(given.services, [each])
    assert carry_out(given.services, each, occasion)
    with given.operator() as unit:
        told = set(unit.session.scalars(select(Notice.member_id).where(Notice.key.like("reminder:look-again:%"))))
    assert told == {given.members["priya"], given.members["tomas"]}
