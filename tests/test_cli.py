"""The command line, as whoever runs the service types it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from serac.access.models import Invitation
from serac.access.roles import Role
from serac.agencies.models import Appointment
from serac.cli import main
from serac.core import schema
from serac.core.audit_log import AuditEntry
from serac.core.outbox import Notice
from serac.notifications.jobs import deliver
from tests.house.sources import ROOT

BOOTSTRAP = [
    "bootstrap",
    *("--partnership", "Thornshire", "--council", "Thornshire County Council"),
    *("--administrator", "Ann Ash", "--administrator-email", "ann@council.example.org"),
    *("--governance", "Bo Birch", "--governance-email", "bo@council.example.org"),
]


@pytest.fixture
def serac(settings, monkeypatch):
    """Run `serac` with these words."""
    for name in ("mode", "database_url", "audit_anchor", "clock_file", "mail_folder"):
        monkeypatch.setenv(f"SERAC_{name.upper()}", str(getattr(settings, name)))

    def run(*words: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(main, words, input=typed, catch_exceptions=False)

    return run


def test_migrating_makes_the_tables_and_says_so(serac, settings, database_url):
    schema.downgrade(database_url, "base")
    assert "waiting  0001_agencies" in serac("migrate", "status").output
    assert serac("migrate").exit_code == 0
    assert "waiting" not in serac("migrate", "status").output
    assert serac("migrate", "up").output == "The tables are up to date.\n"


def test_taking_tables_away_asks_first(serac, database_url):
    assert serac("migrate", "down", "0002_agreements", typed="n\n").exit_code == 1
    assert "waiting" not in serac("migrate", "status").output
    assert serac("migrate", "down", "0002_agreements", "--yes").exit_code == 0
    assert "waiting  0003_records" in serac("migrate", "status").output


def test_a_whole_audit_log_verifies(serac, given):
    given.agency("team")
    result = serac("audit", "verify")
    assert (result.exit_code, result.output[:25]) == (0, "The audit log is whole: 3")


def test_a_changed_entry_is_named_and_ends_with_a_failure(serac, given, plain_engine):
    given.agency("team")
    entries = AuditEntry.__table__
    with plain_engine.begin() as connection:
        bad = connection.scalar(select(entries.c.id).order_by(entries.c.place).offset(1))
        connection.execute(update(entries).where(entries.c.id == bad).values(event="case.changed"))
    result = serac("audit", "verify")
    assert result.exit_code == 1
    assert re.match(rf"chain \d+, place 2, entry {bad}: it was changed after it was written\n", result.stdout)
    assert "not whole" in result.stderr


def test_the_reference_data_can_be_checked_before_it_is_used(serac, tmp_path: Path):
    assert serac("reference", "check").output.startswith("The reference data is in order")
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "config", folder)
    file = folder / "letters.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("code: notice", "cod: notice"), encoding="utf-8")
    result = serac("reference", "check", str(folder))
    assert result.exit_code == 1
    assert "letters.yaml" in result.output


def test_the_first_two_people_are_invited_each_by_a_link_of_their_own(serac, services, settings):
    result = serac(*BOOTSTRAP)
    assert result.exit_code == 0, result.output
    links = re.findall(rf"^(\S+): {settings.base_url}(/invitations/\S+)$", result.output, re.MULTILINE)
    assert [email for email, _ in links] == ["ann@council.example.org", "bo@council.example.org"]
    assert len({path for _, path in links}) == 2
    deliver(services, lambda: False)
    assert len(list(settings.mail_folder.glob("*.eml"))) == 2


def test_of_the_first_two_people_neither_is_both_and_both_are_in_office(serac, plain_engine):
    serac(*BOOTSTRAP)
    with plain_engine.connect() as connection:
        held = connection.execute(select(Appointment.__table__)).all()
        assert {row.role for row in held} == {Role.ADMINISTRATOR, Role.GOVERNANCE_OFFICER}
        assert len({row.member_id for row in held}) == 2
        assert all(row.approved_at and row.approved_by != row.proposed_by for row in held)
        assert len(connection.execute(select(Invitation.__table__)).all()) == 2
        assert len(connection.execute(select(Notice.__table__)).all()) == 2


def test_a_service_is_set_up_once_only(serac):
    serac(*BOOTSTRAP)
    again = serac(*BOOTSTRAP)
    assert again.exit_code == 1
    assert "There is a partnership already" in again.output


def test_what_is_not_given_is_asked_for(serac):
    answers = ["Thornshire", "County", "Ann", "ann@c.example.org", "Bo", "bo@c.example.org"]
    assert serac("bootstrap", typed="\n".join(answers) + "\n").exit_code == 0


def test_a_set_up_that_breaks_a_rule_leaves_nothing(serac, plain_engine):
    same = [word.replace("bo@council", "ann@council") for word in BOOTSTRAP]
    result = serac(*same)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    with plain_engine.connect() as connection:
        assert connection.execute(select(Appointment.__table__)).all() == []


def test_unsafe_settings_are_a_list_of_remedies_without_a_traceback(serac, monkeypatch):
    monkeypatch.setenv("SERAC_MODE", "production")
    result = serac("migrate")
    assert result.exit_code == 1
    assert "SERAC_CLOCK_FILE" in result.output
    assert "Traceback" not in result.output


def test_the_demonstration_is_refused_where_anything_is_real(serac):
    for words in (["run"], ["load"], ["reset"], ["accounts"], ["code", "ann"]):
        result = serac("demo", *words)
        assert result.exit_code == 1
        assert "The demonstration runs with none" in result.output


def test_the_demonstration_s_accounts_can_be_read_by_a_program(serac, monkeypatch):
    monkeypatch.setenv("SERAC_MODE", "demonstration")
    accounts = json.loads(serac("demo", "accounts", "--json").output)
    assert set(accounts[0]) == {"user", "name", "password", "role", "agency"}
    assert re.fullmatch(r"\d{6}\n", serac("demo", "code", accounts[0]["user"]).output)
    assert serac("demo", "code", "nobody@example.org").exit_code == 1
    assert accounts[0]["user"] in serac("demo", "accounts").output


def test_every_address_is_listed_with_whom_it_is_for(serac):
    lines = serac("routes").output.splitlines()
    assert "/health/live  GET  health.live  everybody" in lines
    assert "/inbox  GET  notifications.inbox  serac.notifications.policy.read_inbox" in lines
