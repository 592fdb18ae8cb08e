"""Somebody who becomes a handler later reads what their agency was given: the team whose case it is hears of it."""

from sqlalchemy import select

from serac.access.roles import Role
from serac.core.outbox import Notice
from tests.raising import county, opened, share


def notices(given, name):
    with given.operator() as unit:
        found = unit.session.scalars(select(Notice).where(Notice.member_id == given.members[name])).all()
        return [notice.path for notice in found]


def test_the_team_is_told_of_a_handler_who_is_appointed_after_the_case_was_shared(given):
    county(given)
    share(given, opened(given))
    before = notices(given, "priya")
    given.member("hal", "housing", Role.HANDLER)
    assert [path for path in notices(given, "priya") if path not in before] == ["/agencies/housing"]


def test_nobody_is_told_of_a_handler_of_an_agency_that_was_given_nothing(given):
    county(given)
    opened(given)
    before = len(notices(given, "priya"))
    given.member("hal", "housing", Role.HANDLER)
    given.member("rita", "housing", Role.REPORTER)
    assert len(notices(given, "priya")) == before
