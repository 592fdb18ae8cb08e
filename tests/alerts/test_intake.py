"""What an alert may say, and by which ways it comes in: a partner, the open form, keyed for a caller or the helpline."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from serac.access.models import Compartment, Grant
from serac.alerts import commands
from serac.alerts.models import Alert, AlertCode, Attachment, Receipt
from serac.alerts.queries import find_alert, list_receipts
from serac.core.actor import public_actor
from serac.core.outbox import Notice
from serac.core.problems import Invalid, NotFound, NotPermitted
from serac.core.unit import Unit
from serac.entities.models import SafeContact, Token
from serac.entities.queries import list_recorded
from serac.reference import current
from serac.reference.rules import PartnershipRules
from tests.raising import county, facts, partnership, raised, register


def from_the_public(given, **changed) -> Alert:
    """An alert sent by the open form."""
    with Unit(given.services, public_actor(given.services.clock.now())) as unit:
        return commands.raise_alert(unit, partnership(unit, given), **facts(**changed))


def practitioners_only() -> str:
    return next(one.code for one in current().indicators if one.audience == "practitioner")


def test_the_public_sends_an_alert_and_the_team_reads_it(given):
    county(given)
    alert = from_the_public(given, about_me=True, network=417, crowded=True, source="partner")
    with given.as_("priya") as unit:
        found = find_alert(unit, alert.reference)
        assert (found.source, found.reporter_id, found.agency_id) == ("public", None, None)
        assert (found.about_me, found.network, found.crowded) == (True, 417, True)
        assert len(list_recorded(unit, found.compartment_id).people) == 1
    with given.operator() as unit:
        told = unit.session.scalars(select(Notice.member_id)).all()
        assert set(told) == {given.members["priya"], given.members["tomas"]}


def test_nobody_holds_the_receipt_of_what_the_public_sent_and_it_moves_all_the_same(given):
    county(given)
    alert = from_the_public(given)
    with given.operator() as unit:
        receipt = unit.session.get_one(Receipt, alert.receipt_id)
        granted = select(Grant).where(Grant.compartment_id == receipt.compartment_id)
        assert unit.session.scalars(granted).all() == []
    with given.as_("priya") as unit:
        commands.claim_alert(unit, find_alert(unit, alert.reference))
        assert unit.session.get_one(Receipt, alert.receipt_id).state == "being_looked_at"


def test_the_public_reads_nothing_that_is_protected(given):
    county(given)
    alert = from_the_public(given)
    with Unit(given.services, public_actor(given.services.clock.now())) as unit:
        for model in (Alert, Receipt, AlertCode, Token, SafeContact):
            assert unit.session.scalars(select(model)).all() == []
        assert not unit.standing(alert.compartment_id)


def test_the_public_can_do_nothing_else(given):
    county(given)
    alert = raised(given)
    with given.as_("priya") as unit:
        seen = find_alert(unit, alert.reference)
    with Unit(given.services, public_actor(given.services.clock.now())) as unit, pytest.raises(NotPermitted):
        commands.claim_alert(unit, seen)


def test_what_the_public_says_of_a_position_of_trust_goes_to_the_registered_contact_alone(given):
    county(given)
    register(given, "priya")
    alert = from_the_public(given, position_of_trust=True)
    with given.operator() as unit:
        told = unit.session.scalars(select(Notice.member_id)).all()
        assert told == [given.members["priya"]]
        receipt = unit.session.get_one(Receipt, alert.receipt_id)
        assert unit.session.get_one(Compartment, receipt.compartment_id).restricted
    with given.as_("tomas") as unit:
        assert unit.session.scalars(select(Alert)).all() == []


def test_indicators_for_practitioners_are_not_taken_from_the_public(given):
    county(given)
    with pytest.raises(Invalid) as refused:
        from_the_public(given, indicators=[practitioners_only()])
    assert set(refused.value.errors) == {"indicators"}
    assert raised(given, indicators=[practitioners_only()])


def test_nobody_signed_in_says_that_they_are_the_public(given):
    county(given)
    with pytest.raises(Invalid, match="how it came in"):
        raised(given, source="public")


def test_the_team_keys_an_alert_for_a_caller_and_keeps_its_receipt(given):
    county(given)
    alert = raised(given, "tomas", source="caller", contact="01632 960444, after six", may_return="only_so")
    with given.as_("priya") as unit:
        found = find_alert(unit, alert.reference)
        assert (found.source, found.reporter_id) == ("caller", given.members["tomas"])
        assert (found.contact, found.may_return) == ("01632 960444, after six", "only_so")
    with given.as_("tomas") as unit:
        assert len(list_receipts(unit).rows) == 1


@pytest.mark.parametrize("source", ["caller", "helpline"])
def test_only_the_team_keys_for_somebody_else(given, source):
    county(given)
    with pytest.raises(NotPermitted):
        raised(given, "rhys", source=source)
    with given.operator() as unit:
        assert unit.session.scalars(select(Alert)).all() == []


def test_every_fact_is_kept_where_the_team_reads_it(given):
    county(given)
    control = current().methods_of_control.all()[0].code
    alert = raised(
        given,
        indicators=[practitioners_only()],
        controls=[control],
        people_know="objected",
        wishes="She wants her passport back.",
        places=[{"kind": "dwelling", "address": "9 Fell Row", "postcode": "ZZ9 4QY", "role": "sleeps_here"}],
        vehicles=[{"plate": "", "description": "White van, no rear window", "role": "moves_people"}],
        businesses=[{"name": "Fellside Catering", "role": "customer", "holds_council_contract": True}],
        where_role="exploited_here",
        business_role="works_here",
        attachments=[("one.txt", b"one"), ("two.txt", b"two")],
    )
    with given.as_("priya") as unit:
        found = find_alert(unit, alert.reference)
        assert (found.people_know, found.wishes) == ("objected", "She wants her passport back.")
        recorded = list_recorded(unit, found.compartment_id)
        assert [(one.role, one.postcode) for one in recorded.places] == [
            ("exploited_here", ""),
            ("sleeps_here", "ZZ9 4QY"),
        ]
        assert [one.role for one in recorded.vehicles] == ["not_known", "moves_people"]
        assert [one.holds_council_contract for one in recorded.businesses] == [False, True]
        codes = unit.session.scalars(select(AlertCode)).all()
        assert {(one.list, one.code) for one in codes} == {
            ("indicators", practitioners_only()),
            ("methods_of_control", control),
        }
        assert len(unit.session.scalars(select(Attachment)).all()) == 2


def test_a_situation_alone_is_enough(given):
    county(given)
    bare = {"where": "", "when": "", "people": [], "plate": "", "business": "", "own_reference": ""}
    codes = {"kinds": ["not_known"], "place_kind": "not_known", "area": "not_known", "still_happening": "not_known"}
    alert = raised(given, **bare, **codes)
    with given.as_("priya") as unit:
        assert list_recorded(unit, find_alert(unit, alert.reference).compartment_id).ids == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"indicators": ["nonsense"]}, "indicators"),
        ({"controls": ["nonsense"]}, "controls"),
        ({"people_know": "perhaps"}, "people_know"),
        ({"may_return": "perhaps"}, "may_return"),
        ({"source": "pigeon"}, "source"),
        ({"wishes": "a" * 10_001}, "wishes"),
        ({"vehicles": [{"plate": "ZZ61 QRV"}] * 21}, "vehicles"),
        ({"places": [{"address": "x", "kind": "castle"}]}, "kind"),
        ({"safe_contact": {"channel": "pigeon"}}, "channel"),
        ({"attachments": [("a.txt", b"a")] * 6}, "attachment"),
    ],
)
def test_what_is_on_no_list_is_refused_and_nothing_is_kept(given, wrong, field):
    county(given)
    with pytest.raises(Invalid) as refused:
        raised(given, **wrong)
    assert set(refused.value.errors) == {field}
    with given.operator() as unit:
        assert unit.session.scalars(select(Alert)).all() == []


def test_safe_contact_expires_after_thirty_days_and_is_never_indexed(given):
    county(given)
    safe = {
        "channel": "call",
        "number": "01632 960555",
        "times": "Tuesdays, noon",
        "code_word": "heron",
        "voicemail": False,
    }
    without = raised(given)
    alert = raised(given, safe_contact=safe)
    with given.as_("priya") as unit:
        (kept,) = unit.session.scalars(select(SafeContact)).all()
        assert kept.compartment_id == alert.compartment_id
        assert kept.expires_at == unit.now + dt.timedelta(days=30)
        assert (kept.number, kept.code_word, kept.withheld) == ("01632 960555", "heron", True)
        (person,) = list_recorded(unit, alert.compartment_id).people
        assert kept.person_id == person.id
        hashes = {}
        for one in (without, alert):
            rows = unit.session.scalars(select(Token).where(Token.compartment_id == one.compartment_id)).all()
            hashes[one.id] = {row.hash for row in rows}
        assert hashes[without.id] == hashes[alert.id]
    with given.as_("rhys") as unit:
        assert unit.session.scalars(select(SafeContact)).all() == []


def test_whoever_keys_an_alert_about_a_position_of_trust_keeps_the_receipt_and_nothing_else(given):
    county(given)
    register(given, "priya")
    alert = raised(given, "tomas", source="caller", position_of_trust=True)
    with given.as_("tomas") as unit:
        assert len(list_receipts(unit).rows) == 1
        with pytest.raises(NotFound):
            find_alert(unit, alert.reference)
    with given.as_("priya") as unit:
        assert find_alert(unit, alert.reference).source == "caller"


def test_a_partnership_that_takes_none_from_the_public_gets_none(given, monkeypatch):
    county(given)
    monkeypatch.setattr(PartnershipRules, "flag", lambda _, code: code != "intake.public_form")
    with pytest.raises(Invalid, match="takes no alerts from the public"):
        from_the_public(given)
    assert raised(given)
