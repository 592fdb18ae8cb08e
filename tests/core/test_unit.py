"""A unit of work: only commands write, a silent command is undone, only the outermost commits, nothing is read after."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select, text

from serac.agencies.models import Partnership
from serac.core.actor import Actor, Authority
from serac.core.events import Event
from serac.core.outbox import Notice
from serac.core.problems import Conflict, NotPermitted
from serac.core.unit import AlreadyFinished, NothingRecorded, Services, Unit, check_version, command


def operator(services: Services) -> Unit:
    return Unit(services, Actor(Authority.OPERATOR, services.clock.now()))


def anyone(actor: object, target: object, grant: object) -> bool:
    return True


def no_one(actor: object, target: object, grant: object) -> bool:
    return False


@command(may=anyone)
def form(unit: Unit, slug: str, *, then_fail: bool = False) -> Partnership:
    made = Partnership(slug=slug, name=slug, since=unit.now)
    unit.session.add(made)
    unit.record(Event.PARTNERSHIP_FORMED, made)
    unit.notify("notice", made.id, key=slug, path="/")
    if then_fail:
        raise ValueError(slug)
    return made


@command(may=anyone)
def form_silently(unit: Unit, slug: str) -> None:
    unit.session.add(Partnership(slug=slug, name=slug, since=unit.now))


@command(may=no_one)
def form_without_permission(unit: Unit, slug: str) -> None:
    raise AssertionError("the body must not run")


@command(may=anyone)
def form_two(unit: Unit, slug: str, *, then_fail: bool) -> None:
    form(unit, f"{slug}-a")
    form(unit, f"{slug}-b", then_fail=then_fail)


def slugs(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [row[0] for row in connection.execute(text("select slug from partnership order by slug"))]


def test_a_command_writes_its_rows_its_entry_and_its_notice_in_one_commit(
    services: Services, plain_engine: Engine
) -> None:
    with operator(services) as unit:
        form(unit, "here")
    assert slugs(plain_engine) == ["here"]
    with plain_engine.connect() as connection:
        assert connection.execute(text("select event from audit_entry")).scalars().all() == ["partnership.formed"]
        assert connection.execute(text("select count(*) from notice")).scalar() == 1


def test_a_command_that_records_nothing_is_undone(services: Services, plain_engine: Engine) -> None:
    with operator(services) as unit, pytest.raises(NothingRecorded):
        form_silently(unit, "silent")
    assert slugs(plain_engine) == []


def test_a_command_that_is_not_permitted_does_not_run(services: Services) -> None:
    with operator(services) as unit, pytest.raises(NotPermitted):
        form_without_permission(unit, "x")


def test_only_the_outermost_command_commits(services: Services, plain_engine: Engine) -> None:
    with operator(services) as unit, pytest.raises(ValueError, match="pair-b"):
        form_two(unit, "pair", then_fail=True)
    assert slugs(plain_engine) == []
    with plain_engine.connect() as connection:
        assert connection.execute(text("select count(*) from audit_entry")).scalar() == 0
        assert connection.execute(text("select count(*) from notice")).scalar() == 0
    with operator(services) as unit:
        form_two(unit, "pair", then_fail=False)
    assert slugs(plain_engine) == ["pair-a", "pair-b"]


def test_a_unit_goes_on_after_a_failed_command(services: Services, plain_engine: Engine) -> None:
    with operator(services) as unit:
        with pytest.raises(ValueError, match="first"):
            form(unit, "first", then_fail=True)
        form(unit, "second")
    assert slugs(plain_engine) == ["second"]


def test_swallowing_a_failed_command_inside_another_does_not_commit_half_of_it(
    services: Services, plain_engine: Engine
) -> None:
    @command(may=anyone)
    def swallow(unit: Unit, _: None) -> None:
        unit.record(Event.PARTNERSHIP_CHANGED)
        with pytest.raises(ValueError, match="half"):
            form(unit, "half", then_fail=True)

    with operator(services) as unit, pytest.raises(NothingRecorded):
        swallow(unit, None)
    assert slugs(plain_engine) == []


def test_nothing_is_read_after_the_answer_was_settled(services: Services) -> None:
    with operator(services) as unit:
        unit.finish()
        with pytest.raises(AlreadyFinished):
            unit.session.scalars(select(Partnership)).all()


def test_a_notice_is_enqueued_once_by_its_key(services: Services, plain_engine: Engine) -> None:
    @command(may=anyone)
    def tell_twice(unit: Unit, _: None) -> None:
        unit.record(Event.PARTNERSHIP_CHANGED)
        for _again in range(2):
            unit.notify("notice", unit.services.extra.get("who", made), key="same", path="/")

    with operator(services) as unit:
        made = form(unit, "p").id
    with operator(services) as unit:
        tell_twice(unit, None)
        assert len(unit.session.scalars(select(Notice).where(Notice.key.contains("same"))).all()) == 1


def test_a_save_from_a_stale_page_is_refused(services: Services) -> None:
    with operator(services) as unit:
        made = form(unit, "p")
        with pytest.raises(Conflict):
            check_version(made, made.version + 1)
        check_version(made, made.version)
        assert made.version == 2
