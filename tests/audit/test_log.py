"""The log as oversight reads it: whose entries, which filters, and that reading is itself recorded."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

import pytest
from sqlalchemy import select

from serac.access import commands as access
from serac.access.models import Compartment, Exclusion
from serac.access.roles import Role
from serac.audit.queries import Wanted, find_entry, list_entries
from serac.audit.words import event_in_words, every_event
from serac.core.audit_log import AuditEntry
from serac.core.audit_reading import LOG, before, distinct, entries
from serac.core.events import Event
from serac.core.need_to_know import Unscoped
from serac.core.problems import NotFound
from tests.audit.conftest import open_case
from tests.forms import send
from tests.house.sources import ROOT

SERAC = ROOT / "serac"


def everything(plain_engine):
    """The whole log, newest first, by a statement of our own."""
    with plain_engine.connect() as connection:
        rows = connection.execute(select(LOG)).mappings().all()
    return sorted(rows, key=lambda row: (row["at"], row["id"]), reverse=True)


def read(told, name="gita", wanted=None, **asked):
    with told.given.as_(name) as unit:
        return [row.line for row in list_entries(unit, wanted or Wanted(), size=asked.pop("size", 500), **asked)[0]]


@pytest.fixture
def elsewhere(told):
    """Another partnership's case and people."""
    told.given.agency("coast", "council.modern_slavery", partnership="elsewhere")
    told.given.member("mia", "coast", Role.COORDINATOR, partnership="elsewhere")
    return open_case(told.given, "mia", "A boat", partnership="elsewhere")


def test_oversight_reads_its_own_partnerships_and_nothing_of_another(told, elsewhere, plain_engine):
    _, theirs = elsewhere
    members = {told.given.members[name] for name in ("priya", "judith", "tom", "gita", "nadia")}
    service = {uuid.UUID(int=0), uuid.UUID(int=1)}
    expected = [
        row["id"]
        for row in everything(plain_engine)
        if row["compartment_id"] == told.compartment
        or (row["compartment_id"] is None and row["member_id"] in members | service)
    ]
    assert [line.id for line in read(told)] == expected
    assert told.compartment in {line.compartment_id for line in read(told)}
    assert theirs in {line.compartment_id for line in read(told, "olu")}
    assert told.compartment not in {line.compartment_id for line in read(told, "olu")}


def test_administration_is_in_the_log(told):
    assert {"appointment.approved", "agreement.signed", "member.added"} <= {line.event for line in read(told)}


def test_nobody_without_the_right_reads_any_entry(told):
    for name in ("priya", "tom", "judith"):
        assert read(told, name) == []


def test_it_can_be_narrowed_to_what_happened_whose_and_which_day(told, clock):
    priya = told.given.members["priya"]
    clock.set("2026-06-01T23:30:00+00:00")
    open_case(told.given, "priya", "Another house")
    assert {line.event for line in read(told, wanted=Wanted(event="case.opened"))} == {"case.opened"}
    assert {line.member_id for line in read(told, wanted=Wanted(member_id=priya))} == {priya}
    assert read(told, wanted=Wanted(day=dt.date(2026, 6, 1))) == []
    second = read(told, wanted=Wanted(day=dt.date(2026, 6, 2), event="case.opened"))
    assert [line.member_id for line in second] == [priya]


def test_pages_by_key_give_the_whole_log_once_and_in_order(told):
    whole = [line.id for line in read(told)]
    found, key = [], None
    with told.given.as_("gita") as unit:
        while True:
            rows, key = list_entries(unit, Wanted(), key, size=7)
            found += [row.line.id for row in rows]
            if key is None:
                break
    assert found == whole


def test_a_key_or_an_entry_of_another_partnership_is_not_found(told, elsewhere):
    foreign = next(line for line in read(told, "olu") if line.compartment_id == elsewhere[1])
    with told.given.as_("gita") as unit:
        with pytest.raises(NotFound):
            list_entries(unit, Wanted(), foreign.id)
        for asked in (str(foreign.id), str(uuid.UUID(int=5)), "no-id"):
            with pytest.raises(NotFound):
                find_entry(unit, asked)


def test_oversight_that_is_kept_out_of_a_case_reads_nothing_of_it(told):
    with told.given.as_("priya") as unit:
        compartment = unit.session.get(Compartment, told.compartment)
        gita = told.given.members["gita"]
        access.exclude(unit, compartment, grantee_id=gita, reason="linked_person")
    assert told.compartment not in {line.compartment_id for line in read(told)}
    assert told.compartment in {line.compartment_id for line in read(told, "nadia")}


# The statements that pass by name, beside an oracle


def test_the_named_statements_give_what_a_plain_statement_gives(told, plain_engine):
    plain = everything(plain_engine)
    last = plain[4]
    with told.given.as_("gita") as unit:
        assert [line.id for line in entries(unit.session, LOG.c.place > 0, most=1000)] == [row["id"] for row in plain]
        assert [line.id for line in entries(unit.session, LOG.c.place > 0, most=3)] == [row["id"] for row in plain[:3]]
        older = entries(unit.session, before(last["at"], last["id"]), most=1000)
        assert [line.id for line in older] == [row["id"] for row in plain[5:]]
        events = distinct(unit.session, LOG.c.event, LOG.c.compartment_id.is_(None))
        assert events == {row["event"] for row in plain if row["compartment_id"] is None}


def test_the_named_statement_reaches_no_other_protected_table(told):
    case = AuditEntry.metadata.tables["case_file"]
    with told.given.as_("gita") as unit, pytest.raises(Unscoped):
        entries(unit.session, LOG.c.compartment_id.in_(select(case.c.compartment_id)), most=1)


@pytest.mark.parametrize("statement", [select(AuditEntry), select(AuditEntry.detail), select(LOG), select(LOG.c.event)])
def test_no_other_statement_reads_the_log_not_even_as_an_entity(told, statement):
    with told.given.as_("gita") as unit, pytest.raises(Unscoped):
        unit.session.execute(statement)


def test_only_the_audit_feature_imports_the_reading_of_the_log():
    users = {
        path.relative_to(SERAC).parts[0]
        for path in SERAC.rglob("*.py")
        if "audit_reading" in path.read_text(encoding="utf-8")
    }
    assert users <= {"audit", "core"}


def test_everything_that_is_recorded_has_words():
    assert len({words for _, words in every_event()}) == len(Event)
    assert event_in_words("something.of_old_times") == "Something of old times"
    assert all("." not in words and "_" not in words for _, words in every_event())


# The pages


@pytest.fixture
def signed_in(app, told):
    def sign_in(name):
        return told.given.sign_in(app.test_client(), name)

    return sign_in


def test_reading_the_log_is_recorded_with_the_entries_shown(signed_in, told):
    client = signed_in("gita")
    page = client.get("/audit?event=case.opened")
    assert page.status_code == 200
    opened = read(told, wanted=Wanted(event="case.opened"))
    entry = read(told, wanted=Wanted(event="audit.read"))[0]
    assert entry.member_id == told.given.members["gita"]
    assert entry.oversight
    assert entry.detail["shown"] == [str(line.id) for line in opened]
    assert "Priya" in page.text


def test_one_entry_can_be_opened(signed_in, told):
    line = read(told, wanted=Wanted(event="case.opened"))[0]
    page = signed_in("gita").get(f"/audit/entries/{line.id}")
    assert page.status_code == 200
    assert str(line.id) in page.text


def test_a_day_that_cannot_be_read_is_said_next_to_the_field(signed_in):
    page = signed_in("gita").get("/audit?day=5th+of+March")
    assert 'id="filter-day-error"' in page.text
    assert "Enter a real date" in page.text
    assert page.status_code == 422


@pytest.mark.parametrize("day", ["2026-13-45", "9999-12-31", "0001-01-01"])
def test_a_day_that_is_none_is_refused_at_the_field(signed_in, day):
    page = signed_in("gita").get(f"/audit?day={day}")
    assert page.status_code == 422
    assert "Enter a real date" in page.text
    assert "Error: Record" in page.text


def test_older_entries_are_on_the_next_page(signed_in, told):
    for _ in range(60):
        open_case(told.given, "priya", "Another house")
    client = signed_in("gita")
    older = client.get("/audit").text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Newest" in client.get(older).text


@pytest.mark.parametrize(
    "asked", ["?before=zz", "?before=zz&day=x", f"?before={uuid.UUID(int=5)}", "/entries/nonsense"]
)
def test_a_malformed_or_unknown_key_is_not_found(signed_in, asked):
    assert signed_in("gita").get(f"/audit{asked}").status_code == 404


def test_a_complete_log_is_said_to_be_complete_and_the_check_is_recorded(signed_in, told):
    answer = send(signed_in("gita"), "/audit/verify")
    assert "The log is complete" in answer.text
    checked = read(told, wanted=Wanted(event="audit.verified"))[0]
    assert checked.detail["faults"] == 0
    assert checked.detail["read"] > 10


def test_the_page_names_the_first_bad_entry(signed_in, told, plain_engine):
    bad = read(told, wanted=Wanted(event="case.opened"))[0]
    with plain_engine.begin() as connection:
        connection.execute(LOG.update().where(LOG.c.id == bad.id).values(detail="{}"))
    answer = send(signed_in("gita"), "/audit/verify")
    assert str(bad.id) in answer.text
    assert "was changed after it was written" in answer.text


def test_a_page_records_the_ids_it_shows(signed_in, told):
    signed_in("priya").get(f"/cases/{told.reference}")
    entry = read(told, wanted=Wanted(event="page.shown"))[0]
    with told.given.as_("priya") as unit:
        case = told.case(unit)
    assert (entry.compartment_id, entry.subject_id) == (told.compartment, case.id)
    assert str(case.id) in entry.detail["shown"]
    assert entry.detail["page"] == "cases.show"


def test_a_refusal_is_recorded_though_everything_else_was_undone(signed_in, told):
    answer = signed_in("tom").get("/audit")
    assert answer.status_code == 403
    entry = read(told, wanted=Wanted(event="request.refused"))[0]
    assert entry.member_id == told.given.members["tom"]
    assert entry.detail == {"page": "audit.index", "status": 403}


def test_what_somebody_may_not_know_of_is_recorded_as_refused_without_its_name(signed_in, told, elsewhere):
    assert signed_in("tom").get(f"/cases/{elsewhere[0]}").status_code == 404
    entry = read(told, wanted=Wanted(event="request.refused"))[0]
    assert entry.compartment_id is None
    assert elsewhere[0] not in str(entry.detail)


def test_where_the_log_cannot_be_written_nothing_is_shown(signed_in, told, app, plain_engine):
    app.config["SHOW_FAULTS_AS_PAGES"] = True
    client = signed_in("priya")
    before_it = len(everything(plain_engine))
    with plain_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_entry RENAME TO audit_entry_away")
    answer = client.get(f"/cases/{told.reference}")
    with plain_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_entry_away RENAME TO audit_entry")
    assert answer.status_code in {500, 503}
    assert "House on the hill" not in answer.text
    assert len(everything(plain_engine)) == before_it


def test_where_the_log_cannot_be_written_nothing_is_saved(told, plain_engine):
    with plain_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_entry RENAME TO audit_entry_away")
    with pytest.raises(Exception, match="audit_entry"):
        open_case(told.given, "priya", "Never saved")
    with plain_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_entry_away RENAME TO audit_entry")
        assert connection.scalar(select(AuditEntry.metadata.tables["case_file"].c.id).offset(1)) is None
        assert connection.scalars(select(Exclusion.__table__.c.compartment_id)).all() == []


def test_this_folder_is_where_the_service_lies():
    assert Path(SERAC / "audit" / "views.py").is_file()
