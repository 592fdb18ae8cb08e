"""Notices: sent once by their key, only if committed, only to whom they still concern, in words that say nothing."""

from __future__ import annotations

import ast
import datetime as dt
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from serac import reference
from serac.access.commands import disable_account, exclude, invite
from serac.access.models import Compartment
from serac.access.queries.invitations import open_invitation_path
from serac.access.roles import Role
from serac.agencies.models import Agency, Member
from serac.core.events import Event
from serac.core.outbox import Notice
from serac.logs import QuietFormatter
from serac.notifications.commands import MOST_ATTEMPTS
from serac.notifications.jobs import deliver, deliver_one
from serac.notifications.posts import Folder, NotSent, post_of
from serac.reference.subjects import TELLING
from tests.house.sources import ROOT, parsed, python_files
from tests.notifications.telling import (
    MINUTE,
    links_in,
    new_compartment,
    outcomes,
    paths_of,
    posting,
    service_unit,
    tell,
)
from tests.servers import CaughtMail, free_port, start_smtp

NOT_STOPPING = lambda: False  # noqa: E731


@pytest.fixture
def mail() -> Iterator[CaughtMail]:
    with start_smtp() as caught:
        yield caught


@pytest.fixture(autouse=True, scope="module")
def reference_data():
    reference.use(reference.load(ROOT / "config"))


@pytest.fixture
def ann(given):
    given.agency("team", "council.modern_slavery")
    return given.member("ann", "team", Role.COORDINATOR)


@pytest.fixture
def environment(settings) -> dict[str, str]:
    """What another process needs to work on the same service."""
    names = ("mode", "database_url", "audit_anchor", "clock_file", "mail_folder")
    ours = {f"SERAC_{name.upper()}": str(getattr(settings, name)) for name in names}
    return {name: value for name, value in os.environ.items() if not name.startswith("SERAC_")} | ours


@contextmanager
def sender(environment: dict[str, str], when: str, port: int) -> Iterator[subprocess.Popen[str]]:
    """A process that is about to deliver; `go` starts it."""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.notifications.sender", when, str(port)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "ready\n"
        yield process


def go(process: subprocess.Popen[str]) -> int:
    process.communicate("go\n", timeout=60)
    return process.returncode


def test_a_notice_reaches_its_one_recipient_once(services, ann, mail):
    tell(services, ann, "one")
    there = posting(services, mail)
    deliver(there, NOT_STOPPING)
    deliver(there, NOT_STOPPING)
    (message,) = mail.messages
    assert message["X-Envelope-To"] == message["To"] == "ann@team.example.org"
    assert message["From"] == "Notices <notices@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "SC-7F3K9QM" not in str(message)
    assert paths_of(services, mail) == ["/cases/SC-7F3K9QM"]
    assert outcomes(services) == {"one": "sent"}


def test_nothing_is_sent_for_what_was_rolled_back(services, ann, mail):
    def fail_after_telling() -> None:
        with service_unit(services) as unit, unit.command("tests.fails"):
            unit.record(Event.JOB_RAN)
            unit.notify("notice", ann, key="undone", path="/")
            unit.session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail_after_telling()
    deliver(posting(services, mail), NOT_STOPPING)
    assert mail.messages == []
    assert outcomes(services) == {}


def test_the_same_occasion_told_again_is_one_notice(services, ann, mail):
    tell(services, ann, "same")
    tell(services, ann, "same")
    deliver(posting(services, mail), NOT_STOPPING)
    tell(services, ann, "same")
    deliver(posting(services, mail), NOT_STOPPING)
    assert len(mail.messages) == 1


def test_notices_wait_until_they_are_due_and_then_go_in_due_order(services, ann, mail, clock):
    for name, minutes in (("late", 50), ("soon", 10), ("middle", 30), ("tomorrow", 60 * 24)):
        tell(services, ann, name, path=f"/{name}", due_in=minutes * MINUTE)
    there = posting(services, mail)
    deliver(there, NOT_STOPPING)
    assert mail.messages == []
    clock.forward(hours=1)
    deliver(there, NOT_STOPPING)
    assert paths_of(services, mail) == ["/soon", "/middle", "/late"]


@pytest.mark.parametrize(("when", "after_the_kill"), [("before", 0), ("after", 1)])
def test_a_sender_killed_in_the_middle_loses_nothing(services, ann, mail, clock, environment, when, after_the_kill):
    tell(services, ann, "one")
    with sender(environment, when, mail.port) as process:
        assert go(process) == -signal.SIGKILL
    assert len(mail.messages) == after_the_kill
    there = posting(services, mail)
    deliver(there, NOT_STOPPING)
    assert len(mail.messages) == after_the_kill  # still in the dead sender's hand
    clock.forward(minutes=3)
    deliver(there, NOT_STOPPING)
    deliver(there, NOT_STOPPING)
    assert len(mail.messages) == after_the_kill + 1
    assert len({message["Message-ID"] for message in mail.messages}) == 1
    assert outcomes(services) == {"one": "sent"}


def test_a_sender_killed_after_writing_to_the_folder_leaves_one_file(services, ann, clock, environment, settings):
    tell(services, ann, "one")
    with sender(environment, "after", 0) as process:
        assert go(process) == -signal.SIGKILL
    clock.forward(minutes=3)
    deliver(services, NOT_STOPPING)
    assert len(list(settings.mail_folder.iterdir())) == 1
    assert outcomes(services) == {"one": "sent"}


def test_two_senders_at_once_send_every_notice_once(services, ann, mail, environment):
    for number in range(12):
        tell(services, ann, f"number-{number}", path=f"/{number}")
    with sender(environment, "never", mail.port) as one, sender(environment, "never", mail.port) as other:
        one.stdin.write("go\n")
        one.stdin.flush()
        assert go(other) == 0
        assert one.wait(timeout=60) == 0
    assert sorted(paths_of(services, mail)) == sorted(f"/{number}" for number in range(12))
    assert set(outcomes(services).values()) == {"sent"}


def test_a_mail_server_that_is_away_is_tried_again_later_and_later(services, ann, mail, clock, caplog):
    tell(services, ann, "one")
    away = posting(services, mail, smtp_port=free_port())
    waits = []
    for _ in range(8):
        deliver(away, NOT_STOPPING)
        with service_unit(services) as unit:
            notice = unit.session.scalar(select(Notice))
            waits.append((notice.claimed_until - unit.now) / MINUTE)
        clock.set(notice.claimed_until.isoformat())
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    assert "was not sent" in caplog.text
    deliver(posting(services, mail), NOT_STOPPING)
    assert len(mail.messages) == 1


def test_a_notice_that_never_gets_through_stays_in_the_inbox(services, ann, mail):
    tell(services, ann, "one")
    with service_unit(services) as unit, unit.command("tests.tired"):
        unit.record(Event.JOB_RAN)
        unit.session.scalar(select(Notice)).attempts = MOST_ATTEMPTS - 1
    deliver(posting(services, mail, smtp_port=free_port()), NOT_STOPPING)
    assert outcomes(services) == {"one": "undeliverable"}


@pytest.mark.parametrize(("answer", "outcome"), [("550 no such mailbox", "undeliverable"), ("450 later", None)])
def test_a_recipient_the_mail_server_refuses_for_good_is_not_tried_again(services, ann, mail, answer, outcome):
    async def refuse(*_) -> str:
        return answer

    mail.handle_RCPT = refuse
    tell(services, ann, "one")
    deliver(posting(services, mail), NOT_STOPPING)
    assert outcomes(services) == {"one": outcome}


def test_mail_does_not_leave_in_the_clear_where_the_settings_ask_for_encryption(services, ann, mail):
    tell(services, ann, "one")
    deliver(posting(services, mail, smtp_starttls=True), NOT_STOPPING)
    assert mail.messages == []
    assert outcomes(services) == {"one": None}


def test_without_a_mail_server_notices_are_read_in_the_inbox_only(services, ann):
    tell(services, ann, "one")
    nowhere = replace(services.extra["settings"], mail_folder=None, smtp_host=None)
    deliver(replace(services, extra={"settings": nowhere}), NOT_STOPPING)
    assert outcomes(services) == {"one": "inbox"}


def test_a_notice_for_the_inbox_alone_is_not_mailed(services, ann, mail):
    tell(services, ann, "one", channel="inbox")
    deliver(posting(services, mail), NOT_STOPPING)
    assert (mail.messages, outcomes(services)) == ([], {"one": "inbox"})


def test_nobody_is_told_of_what_they_may_no_longer_see(services, given, ann, mail):
    given.member("bob", "team", Role.COORDINATOR)
    about = new_compartment(services, given.partnerships["thornshire"])
    for name in ("ann", "bob"):
        tell(services, given.members[name], f"to-{name}", path=f"/{name}", about=about)
    with given.as_("ann") as unit:
        compartment = unit.session.get(Compartment, about)
        exclude(unit, compartment, grantee_id=given.members["bob"], reason=reason_to_exclude())
    deliver(posting(services, mail), NOT_STOPPING)
    assert paths_of(services, mail) == ["/ann"]
    assert outcomes(services) == {"to-ann": "sent", "to-bob": "dropped"}


def reason_to_exclude() -> str:
    return reference.current().exclusion_reasons.all()[0].code


def test_somebody_whose_account_is_disabled_is_told_nothing(services, given, ann, mail):
    tell(services, ann, "one")
    with given.operator() as unit:
        disable_account(unit, unit.session.get(Member, ann))
    deliver(posting(services, mail), NOT_STOPPING)
    assert (mail.messages, outcomes(services)) == ([], {"one": "dropped"})


def test_an_invitation_s_letter_holds_its_link_which_is_stored_nowhere(services, given, mail, plain_engine):
    given.agency("team", "council.modern_slavery")
    bob = given.member("bob", "team", Role.REPORTER)
    with given.operator() as unit:
        invite(unit, unit.session.get(Member, bob), agency=unit.session.get(Agency, given.agencies["team"]))
    with given.operator() as unit:
        path = open_invitation_path(unit, bob)
    deliver(posting(services, mail), NOT_STOPPING)
    assert links_in(mail) == [path]
    with plain_engine.connect() as connection:
        kept = str(connection.execute(select(Notice.__table__)).all())
    assert path.split("/")[-1] not in kept


def test_one_notice_that_cannot_be_rendered_does_not_stop_the_others(services, ann, mail, caplog):
    tell(services, ann, "strange", kind="no_such_letter")
    tell(services, ann, "plain")
    deliver(posting(services, mail), NOT_STOPPING)
    assert outcomes(services) == {"strange": None, "plain": "sent"}
    assert "UnknownCode" in caplog.text


def test_a_sender_told_to_stop_leaves_the_rest(services, ann, mail):
    for number in range(3):
        tell(services, ann, str(number))
    answers = iter([False, True])
    deliver(posting(services, mail), lambda: next(answers))
    assert len(mail.messages) == 1


def test_a_notice_that_is_in_another_s_hand_is_left_alone(services, ann, mail):
    tell(services, ann, "one")
    there = posting(services, mail, smtp_port=free_port())
    with service_unit(services) as unit:
        notice_id = unit.session.scalar(select(Notice.id))
    deliver_one(there, post_of(there.extra["settings"]), notice_id)
    deliver_one(posting(services, mail), post_of(posting(services, mail).extra["settings"]), notice_id)
    assert mail.messages == []


def test_mail_and_logs_name_nobody_and_nothing(services, given, mail, caplog):
    given.agency("hidden-harbour", "council.modern_slavery")
    planted = given.member("planted", "hidden-harbour", Role.COORDINATOR)
    letters = [letter.code for letter in reference.current().letters.all()]
    with caplog.at_level(logging.DEBUG):
        for kind in letters:
            tell(services, planted, kind, kind=kind)
        deliver(posting(services, mail, smtp_port=free_port()), NOT_STOPPING)
        deliver(posting(services, mail), NOT_STOPPING)
    written = "\n".join(QuietFormatter().format(record) for record in caplog.records if "aiosmtpd" not in record.name)
    for word in ("planted", "hidden", "harbour"):
        assert word not in written.lower()
    for message in mail.messages:
        del message["X-Envelope-To"], message["To"]
        said = message.as_string()
        assert "planted" not in said.lower()
        assert "harbour" not in said.lower()
        assert TELLING.findall(said) == []


def test_every_notice_the_service_can_enqueue_has_a_letter():
    letters = reference.current().letters
    kinds = {
        node.args[0].value
        for path in python_files("serac")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "notify"
        and node.args
        if isinstance(node.args[0], ast.Constant)
    }
    assert kinds
    assert {kind for kind in kinds if kind not in letters} == set()


def test_a_folder_that_cannot_be_written_is_a_message_not_sent(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotSent):
        Folder(tmp_path / "file").send("name", None)


def test_the_message_id_is_the_same_for_every_attempt_and_does_not_show_the_notice_s(services, ann, mail, clock):
    tell(services, ann, "one")
    tell(services, ann, "two")
    deliver(posting(services, mail), NOT_STOPPING)
    with service_unit(services) as unit:
        ids = [notice.id for notice in unit.session.scalars(select(Notice))]
    sent = [message["Message-ID"] for message in mail.messages]
    assert len(set(sent)) == 2
    assert all(each.hex not in message_id for each in ids for message_id in sent)
    assert all(dt.datetime.fromisoformat("2026-03-05T09:00:00+00:00") == m["Date"].datetime for m in mail.messages)
