"""Agreements are drafted, signed and ended; what stands on a signature closes with it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.agencies.models import Agency, Partnership
from serac.agreements import commands, queries
from serac.agreements.jobs import due_at
from serac.agreements.models import Agreement, AgreementParty
from serac.agreements.sharing import may_share
from serac.core.jobs import JOBS, carry_out, list_due
from serac.core.outbox import Notice
from serac.core.problems import Conflict, Invalid, NotFound, NotPermitted
from tests.forms import send

MAY = {"purposes": ["disrupt"], "categories": ["premises"], "lawful_bases": ["article_6.public_task"]}


@pytest.fixture
def county(given):
    return given.once(_county)


def _county(given):
    given.agency("council", "council.modern_slavery")
    given.agency("police")
    given.agency("charity", "support_provider")
    given.agency("fen-police", partnership="fenland")
    given.member("gil", "council", Role.GOVERNANCE_OFFICER)
    given.member("ann", "council", Role.COORDINATOR)
    given.member("adi", "council", Role.ADMINISTRATOR)
    given.member("bob", "police", Role.SPOC)
    given.member("fay", "fen-police", Role.SPOC)
    given.member("flo", "fen-police", Role.GOVERNANCE_OFFICER, partnership="fenland")


def draft(county, unit, **facts):
    place = unit.session.get_one(Partnership, county.partnerships["thornshire"])
    since = facts.pop("since", unit.now)
    dates = {
        "since": since,
        "until": since + dt.timedelta(days=100),
        "review_on": (since + dt.timedelta(days=50)).date(),
    }
    words = {"title": "Thornshire agreement", "gateways": ["common_law"], "terms": {"onward": "Nobody"}}
    return commands.draft_agreement(unit, place, **MAY | words | dates | facts)


def sign(county, unit, agreement, slug="police", **facts):
    agency = unit.session.get_one(Agency, county.agencies[slug])
    words = {"signed_by": "Lee Marsh", "signatory_role": "Director"}
    return commands.sign_agreement(unit, agreement, agency=agency, **words | facts)


def may(county, slug="police"):
    with county.operator() as unit:
        place, agency = county.partnerships["thornshire"], county.agencies[slug]
        asked = {"purpose": "disrupt", "categories": frozenset({"premises"})}
        return may_share(unit, partnership_id=place, agency_id=agency, **asked).allowed


def gateways(county, name="bob"):
    with county.as_(name) as unit:
        return unit.actor.gateways


def test_a_draft_opens_nothing_and_a_signature_does(county, app):
    with county.as_("gil") as unit:
        agreement = draft(county, unit)
        assert not may(county)
        sign(county, unit, agreement)
    assert may(county)
    assert not may(county, "charity")
    assert len(gateways(county)) == 1


def test_it_opens_from_its_first_moment_until_its_last(county, app, clock):
    with county.as_("gil") as unit:
        begins = unit.now + dt.timedelta(days=1)
        agreement = draft(county, unit, since=begins)
        sign(county, unit, agreement)
        ends = agreement.until
    tick = dt.timedelta(microseconds=1)
    for moment, open_then in ((begins - tick, False), (begins, True), (ends - tick, True), (ends, False)):
        clock.set(moment.isoformat())
        assert may(county) is open_then
        assert bool(gateways(county)) is open_then


@pytest.mark.parametrize("how", ["party", "agreement", "leaves", "closes"])
def test_what_stands_on_a_signature_closes_when_it_ends(county, app, how):
    with county.as_("gil") as unit:
        agreement = draft(county, unit)
        party = sign(county, unit, agreement)
        if how == "party":
            commands.end_party(unit, party, reason="withdrew")
        if how == "agreement":
            commands.end_agreement(unit, agreement, reason="not_needed")
    with county.as_("adi") as unit:
        police = unit.session.get_one(Agency, county.agencies["police"])
        if how == "leaves":
            place = unit.session.get_one(Partnership, county.partnerships["thornshire"])
            agencies.leave_partnership(unit, place, agency=police)
        if how == "closes":
            agencies.close_agency(unit, police)
    assert not may(county)
    assert gateways(county) == ()


def test_an_agency_outside_the_partnership_cannot_sign_or_be_shared_with(county, app):
    with county.as_("gil") as unit:
        agreement = draft(county, unit)
        with pytest.raises(Invalid):
            sign(county, unit, agreement, "fen-police")
    assert not may(county, "fen-police")


def test_an_agency_signs_once_and_can_sign_again_after_it_left(county, clock):
    with county.as_("gil") as unit:
        agreement = draft(county, unit)
        party = sign(county, unit, agreement)
        with pytest.raises(Invalid, match="already"):
            sign(county, unit, agreement)
        commands.end_party(unit, party, reason="withdrew")
        with pytest.raises(Conflict):
            commands.end_party(unit, party, reason="withdrew")
        reference = agreement.reference
    clock.forward(hours=1)
    with county.as_("gil") as unit:
        sign(county, unit, queries.find_agreement(unit, reference))


def test_the_text_stands_once_somebody_has_signed(county):
    with county.as_("gil") as unit:
        agreement = draft(county, unit)
        facts = {"gateways": [], "terms": {}, "since": agreement.since, "until": agreement.until}
        facts |= {"review_on": agreement.review_on}
        commands.change_agreement(unit, agreement, title="Changed", **MAY, **facts, seen_version=1)
        with pytest.raises(Conflict):
            commands.change_agreement(unit, agreement, title="Stale", **MAY, **facts, seen_version=1)
        with pytest.raises(Conflict):
            sign(county, unit, agreement, seen_version=1)
    with county.as_("gil") as unit:
        agreement = unit.session.scalars(select(Agreement)).one()
        sign(county, unit, agreement, seen_version=2)
        with pytest.raises(Conflict, match="text stands"):
            commands.change_agreement(unit, agreement, title="Late", **MAY, **facts)
        assert agreement.title == "Changed"


def test_dates_are_in_order_and_something_is_shared(county):
    with county.as_("gil") as unit:
        for wrong in (
            {"until": unit.now},
            {"review_on": (unit.now - dt.timedelta(days=1)).date()},
            {"review_on": (unit.now + dt.timedelta(days=101)).date()},
            {"purposes": []},
            {"categories": []},
        ):
            with pytest.raises(Invalid):
                draft(county, unit, **wrong)
        agreement = draft(county, unit)
        with pytest.raises(Invalid, match="Choose a reason"):
            commands.end_agreement(unit, agreement, reason="because")
        commands.end_agreement(unit, agreement, reason="not_needed")
        with pytest.raises(Invalid, match="over"):
            sign(county, unit, agreement)


def test_only_governance_officers_of_the_partnership_keep_its_agreements(county):
    for who in ("ann", "adi", "bob", "flo"):
        with county.as_(who) as unit, pytest.raises(NotPermitted):
            draft(county, unit)


def test_agreements_of_another_partnership_are_not_found(county):
    with county.as_("gil") as unit:
        reference = draft(county, unit).reference
    for who in ("ann", "bob", "gil"):
        with county.as_(who) as unit:
            assert queries.find_agreement(unit, reference).reference == reference
    for who, asked in (("fay", reference), ("flo", reference), ("gil", "IA-2222222"), ("gil", "x")):
        with county.as_(who) as unit:
            with pytest.raises(NotFound):
                queries.find_agreement(unit, asked)
            assert len(queries.list_agreements(unit)) == (1 if who == "gil" else 0)


def test_governance_officers_are_reminded_once_of_a_review_thirty_days_before(county, clock):
    with county.as_("gil") as unit:
        agreement = draft(county, unit)
        draft(county, unit, title="Never signed")
        sign(county, unit, agreement)
        review_on = agreement.review_on
    review = JOBS["agreements.review"]
    nine = due_at(review_on)

    def tick() -> int:
        return sum(carry_out(county.services, review, one) for one, _ in list_due(county.services, [review]))

    done = []
    for moment in (nine - dt.timedelta(microseconds=1), nine, nine, nine + dt.timedelta(days=3)):
        clock.set(moment.isoformat())
        done.append(tick())
    assert done == [0, 1, 0, 0]
    with county.operator() as unit:
        (notice,) = unit.session.scalars(select(Notice)).all()
        assert (notice.member_id, notice.path) == (county.members["gil"], f"/agreements/{agreement.reference}")
    with county.as_("gil") as unit, pytest.raises(NotPermitted):
        commands.remind_of_review(unit, agreement)


def test_the_pages_draft_sign_and_end_an_agreement(county, app):
    gil = county.sign_in(app.test_client(), "gil")
    facts = {"title": "County agreement", "partnership": "thornshire", "purposes": ["disrupt"], "term_onward": "Nobody"}
    facts |= {"categories": ["premises", "vehicles"], "lawful_bases": ["article_6.public_task"]}
    for name, day, year in (("first", "1", "2026"), ("last", "31", "2027"), ("review_on", "1", "2027")):
        facts |= {f"{name}-day": day, f"{name}-month": "3" if name == "last" else "1", f"{name}-year": year}
    wrong = send(gil, "/agreements/new", **facts)
    assert "Choose at least one legal gateway" in wrong.text
    refused = send(gil, "/agreements/new", **facts, gateways=["child_information_duty"])
    assert refused.status_code == 422, "a duty that has not started is never offered"
    path = send(gil, "/agreements/new", **facts, gateways=["common_law"]).location
    assert "Draft: opens nothing yet" in gil.get(path).text
    assert send(gil, f"{path}/change", title="County agreement 2").status_code == 303
    assert send(gil, f"{path}/sign", agency="police", signed_by="Lee Marsh", signatory_role="Chief").status_code == 303
    late = gil.get(f"{path}/change")
    assert (late.status_code, late.location) == (303, path), "a signed text stands"
    shown = gil.get(path).text
    for words in ("In force until 31 March 2027", "Places and premises", "nothing to immigration control", "Lee Marsh"):
        assert words in shown
    assert "County agreement 2" in gil.get("/agreements").text
    with county.operator() as unit:
        party = unit.session.scalars(select(AgreementParty)).one()
    assert send(gil, f"{path}/parties/{party.id}/end", reason="withdrew", sure="yes").status_code == 303
    assert "The agency withdrew" in gil.get(path).text
    assert send(gil, f"{path}/end", reason="replaced").status_code == 422
    assert send(gil, f"{path}/end", reason="replaced", sure="yes").status_code == 303
    assert "Replaced by another agreement" in gil.get(path).text
    bob = county.sign_in(app.test_client(), "bob")
    assert "Record a signature" not in bob.get(path).text
    assert bob.get(f"{path}/sign").status_code == 403
    assert county.sign_in(app.test_client(), "fay").get(path).status_code == 404
