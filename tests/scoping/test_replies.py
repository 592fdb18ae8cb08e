"""What an agency answers opens to the audience its giver chose and to nobody else, is recorded, and is never lost."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment
from serac.agreements import commands as agreements
from serac.agreements.models import AgreementParty
from serac.cases.models import Case, Item
from serac.core.outbox import Notice
from serac.core.problems import Conflict, Invalid, NotFound
from serac.scoping.commands.connection import state_no_connection
from serac.scoping.commands.replies import reply
from serac.scoping.commands.rounds_sending import send_on_override
from serac.scoping.lifecycle import RequestState
from serac.scoping.models import Disclosure, ItemSource, Reply, ReplyDraft, Request, RiskView
from serac.scoping.queries.replies import current_reply, items_given, replies_to
from serac.scoping.queries.rounds import find_request
from tests.forms import fill, form_on, send
from tests.given import Given
from tests.scoping.answering import (
    HELD,
    ITEM,
    NAME,
    build_asked,
    corrected,
    held,
    item_of,
    on_team,
    reads,
    replied,
    stated,
    the_request,
)
from tests.scoping.asking import asked, planned

PLANTED = "the padlock on the outside"
EVERYBODY = ("priya", "hana", "sam", "finn", "vera", "ivor", "dev", "rhys")


@pytest.fixture
def county(given: Given) -> Given:
    return given.once(build_asked)


def readers(given: Given, item: Item | RiskView) -> set[str]:
    return {name for name in EVERYBODY if reads(given, name, item)}


def test_the_commonest_reply_is_two_interactions_from_the_page(county: Given, app: Flask) -> None:
    stated(county, "sam")
    path = f"/requests/{county.also['reference']}"
    client = county.sign_in(app.test_client(), "sam")
    home = client.get("/").text
    assert "Requests to answer" in home
    assert county.also["reference"] in home
    assert NAME not in home
    page = client.get(path)
    assert "checked" not in page.text.split('name="answer"')[1][:80]
    sent = fill(client, page, path, having={"to": ""}, answer="nothing_known")  # choose, press Reply
    assert (sent.status_code, sent.location) == (303, path)
    assert "Nothing known" in client.get(path).text
    with county.as_("priya") as unit:
        request = the_request(unit, county)
        assert request.state == RequestState.REPLIED
        assert current_reply(unit, request).answer == "nothing_known"  # type: ignore[union-attr]
    with county.operator() as unit:
        keys = unit.session.scalars(select(Notice.key).where(Notice.member_id == county.members["priya"])).all()
    assert any(":reply:" in key for key in keys)


def test_several_requests_are_answered_nothing_known_on_one_screen(county: Given, app: Flask) -> None:
    with county.as_("priya") as unit:
        case = unit.session.get_one(Case, county.also["case"])
    (second,) = asked(county, case, ["housing"], question="And the yard behind it")
    stated(county, "sam")
    client = county.sign_in(app.test_client(), "sam")
    page = client.get("/requests")
    assert page.text.count('name="known"') == 2
    sent = fill(client, page, "/requests", known=[county.also["reference"], second.reference])
    assert sent.location == "/requests"
    after = client.get("/requests").text
    assert 'name="known"' not in after
    assert "Answered lately" in after


def test_an_item_for_everybody_on_the_case_is_read_by_them_and_never_by_others(county: Given) -> None:
    on_team(county, "fire", "border")
    item = held(county)
    assert readers(county, item) == {"priya", "hana", "sam", "finn", "ivor"}
    barred = item_of(county, "sam", corrected(county, **HELD, items=[ITEM | {"not_for_immigration": True}]))
    assert readers(county, barred) == {"priya", "hana", "sam", "finn"}


def test_what_is_taken_back_or_narrowed_closes_what_it_said_before_and_all_before_that(county: Given) -> None:
    on_team(county, "fire", "landlord", "border")
    own, landlord = {"priya", "hana", "sam"}, county.agencies["landlord"]
    first = held(county, text="Ten people sleep there")
    second = item_of(county, "sam", corrected(county, **HELD, items=[ITEM | {"replaces": first.id}]))
    for one in (first, second):  # corrected for the same audience: who relied on it reads what became of it
        assert readers(county, one) == own | {"finn", "vera", "ivor"}
    barred = ITEM | {"replaces": second.id, "not_for_immigration": True}
    third = item_of(county, "sam", corrected(county, **HELD, items=[barred]))
    for one in (first, second, third):
        assert readers(county, one) == own | {"finn", "vera"}
    named = ITEM | {"replaces": third.id, "audience": "named", "agencies": [landlord], "sanitised": "Some people"}
    fourth = item_of(county, "sam", corrected(county, **HELD, items=[named]))
    assert [readers(county, one) for one in (first, second, third, fourth)] == [own, own, own, own | {"vera"}]
    with county.as_("priya") as unit:
        wider = unit.session.scalars(select(Item).where(Item.sanitises_id == fourth.id)).one()
        risk = unit.session.scalars(select(RiskView)).one()
    assert [readers(county, one) for one in (wider, risk)] == [own | {"finn", "vera", "ivor"}, own | {"finn", "vera"}]
    corrected(county, answer="nothing_known")
    assert [readers(county, one) for one in (fourth, wider, risk)] == [own, own, own]


def test_handling_alone_never_stands_for_the_tick_that_closes_an_item_to_immigration_control(county: Given) -> None:
    with pytest.raises(Invalid) as wrong:
        held(county, handling="not_for_immigration")
    assert "Tick" in wrong.value.errors["item_1_handling"]


def test_an_item_for_named_agencies_is_read_by_them_alone_and_the_others_get_the_givers_wording(county: Given) -> None:
    on_team(county, "fire", "landlord")
    named = {"audience": "named", "agencies": [county.agencies["landlord"]], "sanitised": "Too many sleep there"}
    item = held(county, **named, source="A neighbour at number 43", own_reference="HS/26/0412")
    assert readers(county, item) == {"priya", "hana", "sam", "vera"}
    with county.as_("finn") as unit:
        (wider,) = unit.session.scalars(select(Item).where(Item.reply_id == item.reply_id)).all()
        assert (wider.text, wider.sanitises_id) == ("Too many sleep there", item.id)
        assert unit.session.scalars(select(ItemSource)).all() == []
        assert unit.session.scalars(select(Disclosure)).all() == []
        assert unit.session.scalars(select(Reply)).all() == []
    with county.as_("hana") as unit:
        rows = unit.session.scalars(select(Disclosure).where(Disclosure.what == "item")).all()
        given = {tuple(one.recipients) for one in rows}
        landlord, fire = str(county.agencies["landlord"]), str(county.agencies["fire"])
        assert (landlord,) in given
        assert {frozenset(one) for one in given} == {frozenset({landlord}), frozenset({landlord, fire})}
        assert all(one.party_id and one.words == HELD["why"] for one in rows)
        assert any("Vera" in (one.names or "") for one in rows)


def test_an_item_for_the_co_ordinators_without_wider_wording_is_hidden_from_everybody_else(county: Given) -> None:
    on_team(county, "fire")
    assert readers(county, held(county, audience="coordinators")) == {"priya", "hana", "sam"}


def test_immigration_control_and_agencies_no_agreement_covers_cannot_be_chosen(county: Given) -> None:
    for slug in ("border", "charity"):
        with pytest.raises(Invalid):
            replied(county, **HELD, items=[ITEM | {"audience": "named", "agencies": [county.agencies[slug]]}])
    with county.as_("sam") as unit:
        assert the_request(unit, county).state == RequestState.OPENED
        with pytest.raises(Invalid) as wrong:
            reply(unit, the_request(unit, county), answer="information_held", items=[{"text": "", "how_known": ""}])
        assert {"why"} <= set(wrong.value.errors)


def test_when_the_agreement_lapses_the_request_and_others_items_close_that_second_and_own_ones_stay(
    county: Given, app: Flask, clock: Any
) -> None:
    on_team(county, "fire")
    with county.as_("priya") as unit:
        case = unit.session.get_one(Case, county.also["case"])
    asked(county, case, ["housing"], joins_team=True)
    item = held(county)
    (theirs,) = _items_of_fire(county)
    assert reads(county, "sam", theirs)
    with county.operator() as unit:
        party = unit.session.scalars(
            select(AgreementParty).where(AgreementParty.agency_id == county.agencies["housing"])
        ).one()
        agreements.end_party(unit, party, reason="replaced")
    with county.as_("sam") as unit, pytest.raises(NotFound):
        the_request(unit, county)
    assert not reads(county, "sam", theirs)
    assert readers(county, item) == {"priya", "hana", "sam", "finn"}
    client = county.sign_in(app.test_client(), "sam")
    assert client.get(f"/requests/{county.also['reference']}").status_code == 404
    assert ITEM["text"] in client.get("/disclosures").text


def _items_of_fire(county: Given) -> list[Item]:
    """What fire answers to its own request."""
    with county.as_("finn") as unit:
        request = unit.session.scalars(select(Request).where(Request.agency_id == county.agencies["fire"])).one()
        made = reply(unit, request, **HELD, items=[{**ITEM, "text": "No way out at the back"}])
        return list(unit.session.scalars(select(Item).where(Item.reply_id == made.id)))


def test_a_draft_is_the_agencys_alone_is_handed_over_and_goes_when_it_is_sent(county: Given, app: Flask) -> None:
    path = f"/requests/{county.also['reference']}"
    stated(county, "sam", "dora")
    client = county.sign_in(app.test_client(), "sam")
    page = client.get(f"{path}/reply?answer=information_held")
    kept = fill(client, page, f"{path}/reply", item_1_text=f"It is {PLANTED}", item_1_audience="team", step="readers")
    assert kept.status_code == 200
    assert "Draft saved" in kept.text
    assert PLANTED in kept.text
    for name in ("priya", "tomas", "omar", "finn", "dev", "rhys"):
        with county.as_(name) as unit:
            assert unit.session.scalars(select(ReplyDraft)).all() == []
    part = _part_of_draft(county)
    with county.as_("tomas") as unit:
        assert not unit.standing(part)
    send(client, f"{path}/hand-over", colleague=str(county.members["dora"]))
    other = county.sign_in(app.test_client(), "dora")
    assert PLANTED in other.get(f"{path}/reply").text
    done = send(
        other,
        f"{path}/reply",
        answer="information_held",
        item_1_how_known="our_records",
        why="It is urgent",
        wishes="told",
    )
    assert done.status_code == 303, done.text
    with county.as_("dora") as unit:
        assert unit.session.scalars(select(ReplyDraft)).all() == []


def _part_of_draft(county: Given) -> Any:
    with county.operator() as unit:
        return unit.session.scalars(select(ReplyDraft)).one().compartment_id


def test_the_list_of_readers_by_name_follows_the_audience_before_anything_is_sent(county: Given, app: Flask) -> None:
    on_team(county, "fire", "landlord")
    path = f"/requests/{county.also['reference']}/reply"
    stated(county, "sam")
    client = county.sign_in(app.test_client(), "sam")
    page = client.get(path)
    shown = _readers_on(page.text)
    assert "Priya, Tomas" in shown
    assert "Finn" not in shown
    named = fill(
        client, page, path, item_1_audience="named", item_1_agencies=[str(county.agencies["fire"])], step="readers"
    )
    assert "Finn" in _readers_on(named.text)
    assert "Vera" not in _readers_on(named.text)
    team = fill(client, named, path, item_1_audience="team", step="readers")
    assert "Vera" in _readers_on(team.text)
    more = fill(client, team, path, step="add")
    assert "Who will be able to read item 2" in more.text


def _readers_on(html: str) -> str:
    return html.split('id="readers"')[1].split("</aside>", maxsplit=1)[0]


def test_a_correction_keeps_what_was_sent_and_takes_back_what_is_left_out(county: Given, app: Flask) -> None:
    item = held(county)
    path = f"/requests/{county.also['reference']}/reply"
    client = county.sign_in(app.test_client(), "sam")
    page = client.get(path)
    assert ITEM["text"] in page.text
    done = fill(client, page, path, item_1_text="Five people sleep there", why="Counted again", wishes="not_asked")
    assert done.status_code == 303, done.text
    with county.as_("sam") as unit:
        request = the_request(unit, county)
        assert [one.current for one in replies_to(unit, request)] == [True, None]
        (now,) = items_given(unit, request)
        assert (now.item.text, now.item.replaces_id) == ("Five people sleep there", item.id)
        (before,) = items_given(unit, request, replaced=True)
        assert before.item.text == ITEM["text"]
    corrected(county, answer="nothing_known")
    with county.as_("priya") as unit:
        assert items_given(unit, the_request(unit, county)) == []


def test_two_replies_at_once_one_wins_and_the_other_keeps_their_text(county: Given, app: Flask) -> None:
    stated(county, "sam", "dora")
    path = f"/requests/{county.also['reference']}/reply"
    sam, dora = (county.sign_in(app.test_client(), name) for name in ("sam", "dora"))
    facts: dict[str, Any] = {"answer": "information_held", "item_1_how_known": "our_records", "item_1_audience": "team"}
    facts |= {"why": "It is urgent", "wishes": "told"}
    first, second = sam.get(path), dora.get(path)
    assert fill(sam, first, path, **facts, item_1_text="Sam wrote this").status_code == 303
    lost = fill(dora, second, path, **facts, item_1_text="Dora wrote that")
    assert lost.status_code == 409
    assert "Sam wrote this" in lost.text
    assert "Dora wrote that" in lost.text
    assert form_on(lost.text).fields["item_1_text"].strip() == "Dora wrote that"
    kept = fill(dora, lost, path, item_1_text="Sam wrote this. Dora wrote that")
    assert kept.status_code == 303, kept.text
    with county.as_("hana") as unit:
        current = [one for one in replies_to(unit, the_request(unit, county)) if one.current]
        assert len(current) == 1


def test_of_two_writers_at_the_same_moment_exactly_one_reply_counts(county: Given) -> None:
    stated(county, "sam", "dora")
    said: list[str] = []
    start = threading.Barrier(2)

    def write(name: str) -> None:
        start.wait()
        try:
            with county.as_(name) as unit:
                reply(unit, the_request(unit, county), answer="nothing_known")
            said.append("won")
        except Conflict:
            said.append("lost")

    both = [threading.Thread(target=write, args=(name,)) for name in ("sam", "dora")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(said) == ["lost", "won"]


def test_what_cannot_be_shared_about_a_child_goes_to_the_whole_team_at_once(county: Given, app: Flask) -> None:
    with pytest.raises(Invalid):
        replied(county, answer="cannot_share", reason="owner_refused")
    with county.as_("sam") as unit:
        made = reply(
            unit, the_request(unit, county), answer="cannot_share", reason="live_investigation", about_child=True
        )
        assert made.escalated_at is not None
    with county.operator() as unit:
        asked_to = unit.session.scalars(select(Notice).where(Notice.key.contains("cannot-share"))).all()
    assert {one.member_id for one in asked_to} == {county.members["priya"], county.members["tomas"]}
    assert {one.kind for one in asked_to} == {"urgent"}
    seen = county.sign_in(app.test_client(), "tomas").get(asked_to[0].path, follow_redirects=True)
    assert "It would harm an investigation" in seen.text
    assert "This may not rest" in seen.text


def test_an_agency_asked_on_an_override_answers_until_it_ends_and_keeps_what_it_gave(county: Given, clock: Any) -> None:
    with county.as_("priya") as unit:
        case = unit.session.get_one(Case, county.also["case"])
    row = planned(county, case, ["charity"])
    with county.as_("priya") as unit:
        request = unit.session.scalars(select(Request).where(Request.round_id == row.id)).one()
        facts = {"ground": "vital_interests", "reason": "Somebody is in danger", "hours": 2, "wishes": "not_asked"}
        send_on_override(unit, request, **facts)
    with county.as_("carys") as unit:
        here = find_request(unit, request.reference)
        state_no_connection(unit, here)
        made = reply(unit, here, **HELD, items=[ITEM])
        gateways = {one.gateway for one in unit.session.scalars(select(Disclosure))}
    assert gateways == {"override"}
    item = item_of(county, "carys", made)
    clock.forward(hours=2)
    with county.as_("carys") as unit, pytest.raises(NotFound):
        find_request(unit, request.reference)
    assert reads(county, "carys", item)


def test_whoever_is_excluded_from_the_case_reads_neither_reply_nor_own_item(county: Given) -> None:
    item = held(county)
    with county.as_("priya") as unit:
        case = unit.session.get_one(Case, county.also["case"])
        whole = unit.session.get_one(Compartment, case.compartment_id)
        access.exclude(unit, whole, grantee_id=county.members["hana"], reason="linked_person")
    assert readers(county, item) == {"priya", "sam"}
