"""The log is tamper-evident: whatever is done to it by somebody who has the database, the first bad entry is named."""

from __future__ import annotations

import uuid
import zlib

import pytest
from sqlalchemy import delete, func, insert, select, update

from serac.core.actor import Actor, Authority
from serac.core.audit_log import CHAINS, AuditEntry, ChainHead, verify, verify_through
from serac.core.events import Event
from serac.core.unit import Unit

LOG, HEADS = AuditEntry.__table__, ChainHead.__table__
MEMBER = uuid.UUID(int=77)
CHAIN = zlib.crc32(MEMBER.bytes) % CHAINS
OTHERS = (uuid.UUID(int=78), uuid.UUID(int=79), uuid.UUID(int=80))


def write(services, member_id=MEMBER, times=1):
    for _ in range(times):
        with Unit(services, Actor(Authority.PERSON, services.clock.now(), member_id=member_id)) as unit:
            unit.record(Event.PAGE_SHOWN, page="cases.show", shown=[uuid.UUID(int=5)])
            unit.commit()


@pytest.fixture
def written(services):
    """Six entries of one person in one chain, and some of others around them."""
    write(services, times=6)
    for other in OTHERS:
        write(services, other, times=2)
    return services


@pytest.fixture
def attack(plain_engine, written):
    """Run statements as somebody who has the database, then verify."""

    def run(*statements):
        with plain_engine.begin() as connection:
            for statement in statements:
                connection.execute(statement)
        _, faults = verify(written.engine, written.secrets.audit_key, written.anchor)
        return faults

    return run


@pytest.fixture
def entry_at(plain_engine, written):
    def find(place):
        with plain_engine.connect() as connection:
            return connection.execute(select(LOG).where(LOG.c.chain == CHAIN, LOG.c.place == place)).mappings().one()

    return find


def at(place):
    return (LOG.c.chain == CHAIN, LOG.c.place == place)


def test_a_log_nobody_touched_is_complete(written):
    count, faults = verify(written.engine, written.secrets.audit_key, written.anchor)
    assert faults == []
    assert count == 12


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("event", "file.read"),
        ("member_id", uuid.UUID(int=9)),
        ("detail", "{}"),
        ("compartment_id", uuid.UUID(int=9)),
        ("oversight", True),
        ("authority", "job"),
        ("subject_kind", "case_file"),
        ("id", uuid.UUID(int=9)),
    ],
)
def test_an_entry_that_was_edited_is_named(attack, entry_at, column, value):
    entry = entry_at(3)
    fault = attack(update(LOG).where(*at(3)).values({column: value}))[0]
    assert (fault.chain, fault.place, fault.what) == (CHAIN, 3, "it was changed after it was written")
    assert fault.entry_id == (value if column == "id" else entry["id"])


def test_an_entry_whose_time_was_moved_is_named(attack, entry_at, clock):
    entry = entry_at(3)
    later = entry["at"].replace(year=2027)
    assert attack(update(LOG).where(*at(3)).values(at=later))[0].entry_id == entry["id"]


def test_an_entry_that_was_deleted_is_named_by_its_place(attack):
    fault = attack(delete(LOG).where(*at(3)))[0]
    assert (fault.chain, fault.place, fault.entry_id, fault.what) == (CHAIN, 3, None, "it is missing")


def test_a_deleted_entry_whose_gap_was_closed_is_found(attack, entry_at):
    following = entry_at(4)
    moved = [update(LOG).where(*at(place)).values(place=place - 1) for place in (4, 5, 6)]
    fault = attack(delete(LOG).where(*at(3)), *moved)[0]
    assert (fault.chain, fault.place, fault.entry_id) == (CHAIN, 3, following["id"])


def test_an_entry_put_in_between_is_named(attack, entry_at):
    made_up = {**entry_at(3), "id": uuid.UUID(int=123)}
    moved = [update(LOG).where(*at(place)).values(place=place + 1) for place in (6, 5, 4, 3)]
    fault = attack(*moved, insert(LOG).values(**made_up))[0]
    assert (fault.chain, fault.place, fault.entry_id) == (CHAIN, 3, uuid.UUID(int=123))


@pytest.mark.parametrize("place", [0, -4])
def test_an_entry_put_in_before_the_first_is_named(attack, entry_at, place):
    fault = attack(insert(LOG).values(**{**entry_at(1), "id": uuid.UUID(int=123), "place": place}))[0]
    assert (fault.entry_id, fault.what) == (uuid.UUID(int=123), "it was put in between")


def test_an_entry_put_in_at_the_end_is_named(attack, entry_at):
    last = entry_at(6)
    made_up = {**last, "id": uuid.UUID(int=123), "place": 7, "previous": last["code"]}
    fault = attack(insert(LOG).values(**made_up))[0]
    assert (fault.chain, fault.place, fault.entry_id) == (CHAIN, 7, uuid.UUID(int=123))


def test_an_entry_put_into_a_chain_of_its_own_is_named(attack, entry_at):
    fault = attack(insert(LOG).values(**{**entry_at(1), "id": uuid.UUID(int=123), "chain": 99}))[0]
    assert fault.entry_id == uuid.UUID(int=123)


def test_two_entries_that_changed_places_are_found_at_the_first(attack, entry_at):
    fourth = entry_at(4)
    swapped = [update(LOG).where(*at(a)).values(place=b) for a, b in ((3, 99), (4, 3), (99, 4))]
    fault = attack(*swapped)[0]
    assert (fault.chain, fault.place, fault.entry_id) == (CHAIN, 3, fourth["id"])


def test_a_cut_tail_is_found(attack):
    fault = attack(delete(LOG).where(LOG.c.chain == CHAIN, LOG.c.place > 4))[0]
    assert (fault.chain, fault.place, fault.what) == (CHAIN, 5, "entries 5 to 6 were cut off the end")


def test_a_tail_cut_together_with_its_head_is_found_by_the_copy_outside(attack, entry_at):
    head = update(HEADS).where(HEADS.c.chain == CHAIN).values(place=4, code=entry_at(4)["code"])
    fault = attack(delete(LOG).where(LOG.c.chain == CHAIN, LOG.c.place > 4), head)[0]
    assert (fault.chain, fault.place, fault.what) == (CHAIN, 5, "entries 5 to 6 were cut off the end")


def test_a_whole_chain_removed_with_its_head_is_found_by_the_copy_outside(attack):
    gone = delete(LOG).where(LOG.c.chain == CHAIN)
    fault = attack(gone, delete(HEADS).where(HEADS.c.chain == CHAIN))[0]
    assert (fault.chain, fault.place, fault.what) == (CHAIN, 1, "entries 1 to 6 were cut off the end")


def test_a_chain_whose_head_was_removed_is_found(attack):
    fault = attack(delete(HEADS).where(HEADS.c.chain == CHAIN))[0]
    assert (fault.chain, fault.what) == (CHAIN, "the mark of where this chain ends is missing")


def test_a_chain_whose_head_was_changed_is_found(attack, entry_at):
    fault = attack(update(HEADS).where(HEADS.c.chain == CHAIN).values(place=5, code=entry_at(5)["code"]))[0]
    assert (fault.chain, fault.what) == (CHAIN, "the mark of where this chain ends was changed")


def test_somebody_who_has_the_database_and_not_the_key_cannot_mend_the_chain(attack, plain_engine, written):
    """They rewrite an entry and every code after it with a key of their own."""
    with plain_engine.begin() as connection:
        connection.execute(update(LOG).where(*at(2)).values(detail="{}"))
    _, faults = verify(written.engine, bytes(32), None)
    assert faults[0].place == 1
    assert attack()[0].place == 2


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # on SQLite nobody writes while the log is read
def test_what_is_written_while_the_log_is_read_is_no_fault(written, plain_engine):
    """The heads are read first; entries that come after them are not taken for forged ones."""
    with plain_engine.connect() as connection:
        key, anchor = written.secrets.audit_key, written.anchor

        class Slow:
            """A connection that lets somebody write between two statements."""

            def execute(self, *args, **options):
                answer = connection.execute(*args, **options)
                write(written)
                return answer

        _, faults = verify_through(Slow(), key, anchor)
    assert faults == []


def test_the_newest_part_can_be_checked_alone(written, plain_engine):
    key, anchor = written.secrets.audit_key, written.anchor
    with plain_engine.begin() as connection:
        connection.execute(update(LOG).where(*at(2)).values(detail="{}"))
    with written.engine.connect() as connection:
        count, faults = verify_through(connection, key, anchor, newest=CHAINS * 2)
        assert (faults, count) == ([], 9)
        _, faults = verify_through(connection, key, anchor, newest=CHAINS * 5)
        assert faults[0].place == 2


def test_every_commit_leaves_the_end_of_its_chain_outside_the_database(written, plain_engine):
    lines = written.anchor.read_text().splitlines()
    with plain_engine.connect() as connection:
        heads = {row.chain: row for row in connection.execute(select(HEADS))}
    last = {int(line.split()[1]): line.split() for line in lines}
    assert len(lines) == 12
    assert {chain: int(parts[2]) for chain, parts in last.items()} == {c: h.place for c, h in heads.items() if h.place}
    assert all(bytes.fromhex(parts[3]) == heads[chain].code for chain, parts in last.items())


def test_the_log_holds_what_was_recorded_and_no_more(written, plain_engine):
    with plain_engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(LOG)) == 12
