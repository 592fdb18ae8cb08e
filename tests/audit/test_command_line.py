"""`serac audit verify`: complete or the first bad entry, from a process that only has the settings."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select, update

from serac.cli import main
from serac.core.audit_log import AuditEntry
from tests.audit.test_verify import CHAIN, write

LOG = AuditEntry.metadata.tables["audit_entry"]


@pytest.fixture
def verified(services, settings, database_url, clock, tmp_path, plain_engine):
    """Write a little, do what the attacker does, then run the command."""
    write(services, times=6)

    def run(*statements):
        with plain_engine.begin() as connection:
            for statement in statements:
                connection.execute(statement)
        environment = {
            "SERAC_MODE": "test",
            "SERAC_DATABASE_URL": database_url,
            "SERAC_AUDIT_ANCHOR": str(tmp_path / "anchor"),
            "SERAC_CLOCK_FILE": str(clock.file),
            "SERAC_MAIL_FOLDER": str(tmp_path / "mail"),
        }
        return CliRunner().invoke(main, ["audit", "verify"], env=environment)

    return run


def test_a_log_nobody_touched_is_said_to_be_whole(verified):
    answer = verified()
    assert (answer.exit_code, answer.stdout) == (0, "The audit log is whole: 6 entries.\n")


def test_the_first_bad_entry_is_named_and_the_command_fails(verified, plain_engine):
    with plain_engine.connect() as connection:
        third = connection.scalar(select(LOG.c.id).where(LOG.c.chain == CHAIN, LOG.c.place == 3))
    answer = verified(update(LOG).where(LOG.c.place > 2).values(detail="{}"))
    assert answer.exit_code == 1
    assert f"chain {CHAIN}, place 3, entry {third}: it was changed after it was written" in answer.stdout


def test_a_cut_tail_fails_too(verified):
    answer = verified(delete(LOG).where(LOG.c.place > 4))
    assert answer.exit_code == 1
    assert "entries 5 to 6 were cut off the end" in answer.stdout
