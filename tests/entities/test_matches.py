"""Alerts and cases about the same find each other, and whoever may not see one side learns nothing of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment
from serac.alerts.commands import join_alert, open_case_from_alert
from serac.alerts.models import Alert
from serac.alerts.queries import find_alert
from serac.cases.models import Case
from serac.core.audit_reading import LOG, entries
from serac.core.need_to_know import WriteOutsideCommand
from serac.core.problems import Invalid, NotFound, NotPermitted
from serac.entities import commands as entities
from serac.entities.models import Match, MatchDue, Token
from serac.entities.queries import find_like, find_match, list_recorded
from serac.reference import current
from tests.entities.seeking import notices, seek, seen, two_counties, words
from tests.raising import PLANTED, county, opened, partnership, raised, register, share, triaged

BARE = {"people": [], "plate": "", "business": "", "where": "Somewhere", "area": "not_known"}


def about(given, by="rhys", to="thornshire", **facts):
    """An alert that says these things and nothing else."""
    return raised(given, by, to, **(BARE | facts))


def restrict(given, alert, *readers):
    with given.as_(readers[0]) as unit:
        compartment = unit.session.get_one(Compartment, alert.compartment_id)
        access.restrict(unit, compartment, readers=[given.members[name] for name in readers])


def test_two_alerts_about_the_same_find_each_other_and_say_why(given):
    county(given)
    older = raised(given)
    slipped = {"name": "Zdravka Petkanva", "age_band": "from_25_to_34"}
    newer = about(given, people=[slipped], plate="zz6i qrv", where="41 Quilback Ln")
    assert seen(given, "priya", newer.compartment_id) == []
    assert seek(given) == 2
    assert words(seen(given, "priya", newer.compartment_id)) == [
        (
            older.reference,
            [
                "The same number plate",
                "A name like it: one letter different; the same age; seen at the same place",
                "The same number and street",
            ],
        )
    ]
    assert words(seen(given, "tomas", older.compartment_id))[0][0] == newer.reference
    assert seek(given) == 0


def test_ordinary_matches_are_seen_on_the_page_and_nobody_is_written_to(given):
    county(given)
    raised(given), raised(given)
    seek(given)
    assert notices(given, "priya") == notices(given, "tomas") == []


def test_an_alert_and_the_case_made_from_it_are_no_match_but_the_next_alert_matches_the_case(given):
    county(given)
    first = triaged(given, raised(given))
    with given.as_("priya") as unit:
        alert = unit.session.get_one(Alert, first.id)
        vehicles = list_recorded(unit, alert.compartment_id).vehicles
        case = open_case_from_alert(
            unit, alert, title="Car wash", items=[{"text": "A van"}], people=vehicles, kinds=["labour.forced"]
        )
    seek(given)
    assert seen(given, "priya", case.compartment_id) == seen(given, "priya", first.compartment_id) == []
    second = about(given, plate=PLANTED["plate"])
    seek(given)
    assert words(seen(given, "priya", second.compartment_id)) == [(case.reference, ["The same number plate"])]


def test_somebody_added_to_a_case_later_is_compared_then(given, clock):
    county(given)
    case, alert = opened(given), raised(given)
    seek(given)
    for name in ("Zdravka Petkanova", "Somebody Else"):
        with given.as_("priya") as unit:
            entities.add_person(
                unit,
                unit.session.get_one(Compartment, case.compartment_id),
                role="witness",
                age_band="adult",
                name=name,
            )
        assert seek(given) == 1
    assert words(seen(given, "priya", case.compartment_id)) == [(alert.reference, ["The same name"])]


def test_a_hidden_older_alert_is_told_to_its_readers_only(given):
    """Its readers see the new one: they are told, and nobody else learns that there is anything."""
    county(given)
    older = about(given, plate=PLANTED["plate"])
    restrict(given, older, "priya")
    newer = about(given, plate=PLANTED["plate"])
    seek(given)
    assert seen(given, "tomas", newer.compartment_id) == []
    assert words(seen(given, "priya", newer.compartment_id)) == [(older.reference, ["The same number plate"])]
    assert words(seen(given, "priya", older.compartment_id)) == [(newer.reference, ["The same number plate"])]
    assert notices(given, "priya") == [f"/alerts/{older.reference}"]
    assert notices(given, "tomas") == []


def test_a_new_alert_that_is_restricted_tells_nobody_of_the_older_ones_team(given):
    county(given)
    register(given, "priya")
    older = about(given, plate=PLANTED["plate"])
    newer = about(given, plate=PLANTED["plate"], position_of_trust=True)
    seek(given)
    assert seen(given, "tomas", older.compartment_id) == []
    assert notices(given, "tomas") == notices(given, "priya") == []
    assert words(seen(given, "priya", newer.compartment_id)) == [(older.reference, ["The same number plate"])]
    assert words(seen(given, "priya", older.compartment_id)) == [(newer.reference, ["The same number plate"])]


def test_another_partnerships_team_is_told_that_something_matches_and_nothing_more(given):
    two_counties(given)
    older = about(given, plate=PLANTED["plate"])
    newer = about(given, "rosa", "southmoor", plate=PLANTED["plate"])
    seek(given)
    assert seen(given, "vera", newer.compartment_id) == []
    assert notices(given, "vera") == []
    (told,) = seen(given, "priya", older.compartment_id)
    assert (told.told, told.reference, told.opened_at, told.partnership) == (True, "", None, "Southmoor")
    assert words([told]) == [("told of Southmoor", ["the same number plate"])]
    assert notices(given, "priya") == notices(given, "tomas") == [f"/alerts/{older.reference}"]
    assert notices(given, "hana") == []


def test_what_was_told_is_told_no_more_once_the_other_side_is_restricted(given):
    two_counties(given)
    older = about(given, plate=PLANTED["plate"])
    newer = about(given, "rosa", "southmoor", plate=PLANTED["plate"])
    seek(given)
    restrict(given, newer, "vera")
    assert seen(given, "priya", older.compartment_id) == []


def test_where_each_is_hidden_from_the_other_nobody_is_told(given):
    two_counties(given)
    older = about(given, plate=PLANTED["plate"])
    restrict(given, older, "priya")
    newer = about(given, "rosa", "southmoor", plate=PLANTED["plate"])
    restrict(given, newer, "vera")
    seek(given)
    for name, alert in (("priya", older), ("tomas", older), ("vera", newer)):
        assert seen(given, name, alert.compartment_id) == []
        assert notices(given, name) == []


def test_somebody_kept_out_of_one_side_sees_no_match_with_it(given):
    county(given)
    older, newer = about(given, plate=PLANTED["plate"]), about(given, plate=PLANTED["plate"])
    seek(given)
    with given.as_("priya") as unit:
        there = unit.session.get_one(Compartment, older.compartment_id)
        access.exclude(unit, there, grantee_id=given.members["tomas"], reason="linked_person")
    assert seen(given, "tomas", newer.compartment_id) == []
    assert len(seen(given, "priya", newer.compartment_id)) == 1


def test_an_agency_on_both_cases_sees_no_matches_of_either(given):
    county(given)
    one, other = opened(given), opened(given)
    for case in (one, other):
        with given.as_("priya") as unit:
            here = unit.session.get_one(Compartment, case.compartment_id)
            entities.add_vehicle(unit, here, plate=PLANTED["plate"])
        share(given, case)
    seek(given)
    assert seen(given, "hana", one.compartment_id) == []
    assert len(seen(given, "priya", one.compartment_id)) == 1
    with given.as_("hana") as unit:
        assert unit.session.scalars(select(Match)).all() == []


def test_dismissing_lays_aside_every_match_between_the_two_on_both_sides(given):
    county(given)
    older, newer = raised(given), raised(given)
    seek(given)
    (match,) = seen(given, "priya", newer.compartment_id)
    with given.as_("priya") as unit:
        row = find_match(unit, newer.compartment_id, match.match_id)
        with pytest.raises(Invalid):
            entities.dismiss_match(unit, row, reason="because")
    with given.as_("priya") as unit:
        row = find_match(unit, newer.compartment_id, match.match_id)
        entities.dismiss_match(unit, row, reason="common")
    assert seen(given, "tomas", newer.compartment_id) == seen(given, "tomas", older.compartment_id) == []
    with given.operator() as unit:
        rows = unit.session.scalars(select(Match)).all()
        assert {(row.state, row.reason, row.settled_by) for row in rows} == {
            ("dismissed", "common", given.members["priya"])
        }


def test_joining_is_noted_and_no_longer_suggested(given):
    county(given)
    older, newer = raised(given), raised(given)
    seek(given)
    (match,) = seen(given, "priya", newer.compartment_id)
    with given.as_("priya") as unit:
        entities.join_match(unit, find_match(unit, newer.compartment_id, match.match_id))
    assert seen(given, "priya", older.compartment_id) == []


def test_joining_an_alert_to_a_case_notes_the_match(given):
    county(given)
    case = opened(given)
    with given.as_("priya") as unit:
        entities.add_vehicle(unit, case, plate=PLANTED["plate"])
    alert = triaged(given, about(given, plate=PLANTED["plate"]))
    seek(given)
    assert len(seen(given, "priya", alert.compartment_id)) == 1
    with given.as_("priya") as unit:
        join_alert(
            unit, find_alert(unit, alert.reference), case=unit.session.get_one(Case, case.id), items=[{"text": "x"}]
        )
    assert seen(given, "priya", alert.compartment_id) == seen(given, "priya", case.compartment_id) == []
    with given.operator() as unit:
        assert {row.state for row in unit.session.scalars(select(Match))} == {"joined"}


def test_nobody_settles_a_match_they_may_not_know_of(given):
    two_counties(given)
    older = about(given, plate=PLANTED["plate"])
    newer = about(given, "rosa", "southmoor", plate=PLANTED["plate"])
    seek(given)
    with given.operator() as unit:
        ids = {row.compartment_id: row.id for row in unit.session.scalars(select(Match))}
    with given.as_("vera") as unit, pytest.raises(NotFound):
        find_match(unit, newer.compartment_id, ids[newer.compartment_id])
    with given.as_("hana") as unit, pytest.raises(NotFound):
        find_match(unit, older.compartment_id, ids[older.compartment_id])
    with given.operator() as unit:
        row = unit.session.get_one(Match, ids[older.compartment_id])
    with given.as_("omar") as unit, pytest.raises(NotPermitted):
        entities.dismiss_match(unit, row, reason="common")


def test_the_service_alone_seeks_matches(given):
    county(given)
    alert = raised(given)
    with given.as_("priya") as unit, pytest.raises(NotPermitted):
        entities.seek_matches(unit, unit.session.get_one(Compartment, alert.compartment_id))
    with given.as_("priya") as unit:
        unit.session.add(MatchDue(subject_id=alert.id, compartment_id=alert.compartment_id, at=unit.now))
        with pytest.raises(WriteOutsideCommand):
            unit.session.flush()


def test_what_matches_nothing_is_marked_as_looked_at_too(given):
    county(given)
    raised(given)
    seek(given)
    with given.operator() as unit:
        assert unit.session.scalars(select(MatchDue)).all() == []
        assert unit.session.scalars(select(Match)).all() == []


def test_the_log_says_of_a_search_for_matches_only_that_we_looked(given):
    county(given)
    raised(given), raised(given)
    seek(given)
    with given.operator() as unit:
        said = entries(unit.session, LOG.c.event == "match.sought", most=9)
    assert [entry.detail for entry in said] == [{}, {}]


def test_a_shredded_alert_is_compared_with_nothing(given):
    county(given)
    older = about(given, plate=PLANTED["plate"])
    seek(given)
    with given.as_("omar") as unit:
        access.shred(unit, unit.session.get_one(Compartment, older.compartment_id))
    newer = about(given, plate=PLANTED["plate"])
    assert seek(given) == 1
    assert seen(given, "priya", newer.compartment_id) == []


def test_a_common_token_says_nothing_alone_and_a_second_one_makes_up_for_it(given, monkeypatch):
    county(given)
    for number in range(4):
        about(given, people=[{"name": f"Zdravka {'Abcd'[number]}ltin"}])
    person = {"name": "Zdravka Petkanova", "phone": PLANTED["phone"]}
    wanted = about(given, people=[person])
    seek(given)
    newer = about(given, people=[{"name": "Zdravka Petkanova"}])
    rule = current().national.rules.get("matching.common_token")
    monkeypatch.setattr(type(current().national), "number", lambda self, code: 2 if code == rule.code else 50)
    seek(given)
    assert [one.reference for one in seen(given, "priya", newer.compartment_id)] == [wanted.reference]


def test_a_search_finds_by_any_of_them_only_what_the_reader_may_read(given):
    county(given)
    alert = raised(given)
    seek(given)
    asked = {
        "name": "petkanva zdravka",
        "phone": "+441632960417",
        "address": "41 Quilback Ln",
        "plate": "61 QRV",
        "business": "Quillback Valeting Limited",
    }
    for field, text in asked.items():
        with given.as_("priya") as unit:
            found = find_like(unit, partnership(unit, given), **{field: text})
            assert [one.reference for one in found] == [alert.reference], field
    restrict(given, alert, "priya")
    with given.as_("tomas") as unit:
        assert list(find_like(unit, partnership(unit, given), **asked)) == []
    with given.as_("hana") as unit:
        assert list(find_like(unit, partnership(unit, given), **asked)) == []


def test_a_search_is_recorded_with_what_was_found_and_without_its_words(given):
    county(given)
    raised(given)
    seek(given)
    with given.as_("priya") as unit:
        found = find_like(unit, partnership(unit, given), name="Zdravka Petkanova", plate="ZZ61")
        unit.commit()
    with given.operator() as unit:
        (entry,) = entries(unit.session, LOG.c.event == "search.made", most=9)
    assert entry.detail["by"] == ["name", "plate"]
    assert set(entry.detail["shown"]) == {str(one.subject_id) for one in found}
    assert "Zdravka" not in str(entry.detail)


def test_what_has_not_been_looked_at_yet_is_not_found_either(given):
    """It might be a place of safety: only once the service has looked is it certain that it is not."""
    county(given)
    raised(given)
    with given.as_("priya") as unit:
        assert list(find_like(unit, partnership(unit, given), plate=PLANTED["plate"])) == []
    seek(given)
    with given.as_("priya") as unit:
        assert len(find_like(unit, partnership(unit, given), plate=PLANTED["plate"])) == 1
        assert unit.session.scalars(select(Token)).first() is not None
