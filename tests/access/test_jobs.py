"""The keys of forms that were sent go after a week, and no sooner."""

import datetime as dt

from sqlalchemy import func, select

from serac.access import jobs
from serac.core.jobs import JOBS, carry_out, list_due
from serac.core.submissions import Submission
from tests.forms import send
from tests.raising import county

NAME = "access.submissions"


def kept(given):
    with given.operator() as unit:
        return unit.session.scalar(select(func.count()).select_from(Submission))


def work(services):
    for occasion, job in list_due(services):
        if job.name == NAME:
            carry_out(services, job, occasion)


def test_the_key_of_a_form_is_forgotten_after_a_week_and_no_sooner(given, app, services, clock):
    county(given)
    given.sign_in(app.test_client(), "priya")
    client = given.sign_in(app.test_client(), "priya")
    assert send(client, "/account", having={"to": "/account/sessions/end-others"}).status_code == 303
    assert JOBS[NAME].run.__module__ == jobs.__name__
    clock.forward(days=6)
    work(services)
    assert kept(given) == 1
    clock.forward(days=2)
    work(services)
    assert kept(given) == 0
    assert services.clock.now() > dt.datetime(2026, 3, 13, tzinfo=dt.UTC)
