"""Notices for tests, enqueued as a command enqueues them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from serac.access.commands import open_compartment
from serac.core.actor import Actor, Authority
from serac.core.events import Event
from serac.core.outbox import Notice
from serac.core.unit import Services, Unit
from tests.servers import CaughtMail


def tell(services: Services, member_id: uuid.UUID, key: str, *, kind: str = "notice", **facts: Any) -> None:
    """Enqueue one notice and commit."""
    with service_unit(services) as unit, unit.command("tests.tell"):
        unit.record(Event.JOB_RAN)
        due_in = facts.pop("due_in", None)
        due_at = unit.now + due_in if due_in else None
        unit.notify(kind, member_id, key=key, due_at=due_at, **{"path": "/cases/SC-7F3K9QM", **facts})


def service_unit(services: Services) -> Unit:
    return Unit(services, Actor(Authority.OPERATOR, services.clock.now()))


def new_compartment(services: Services, partnership_id: uuid.UUID) -> uuid.UUID:
    """An empty case's compartment."""
    with service_unit(services) as unit, unit.command("tests.open"):
        unit.record(Event.JOB_RAN)
        return open_compartment(unit, partnership_id, kind="case").id


def outcomes(services: Services) -> dict[str, str | None]:
    """What became of each notice, by the key the test gave it."""
    with service_unit(services) as unit:
        return {notice.key.split(":")[1]: notice.outcome for notice in unit.session.scalars(select(Notice))}


def posting(services: Services, mail: CaughtMail, **settings: Any) -> Services:
    """The same services, with mail going to a server of the test."""
    to_server = {"mail_folder": None, "smtp_host": "127.0.0.1", "smtp_port": mail.port, "smtp_starttls": False}
    changed = replace(services.extra["settings"], **(to_server | settings))
    return replace(services, extra={**services.extra, "settings": changed})


def links_in(mail: CaughtMail) -> list[str]:
    """Where the letters lead, in the order in which they came."""
    words = [word for message in mail.messages for word in message.get_content().split()]
    return [word.partition("localhost:8000")[2] for word in words if "://" in word]


def paths_of(services: Services, mail: CaughtMail) -> list[str]:
    """Where the notices behind the letters lead."""
    paths = paths_by_notice(services)
    return [paths[link.removeprefix("/inbox/")] for link in links_in(mail)]


def paths_by_notice(services: Services) -> dict[str, str]:
    with service_unit(services) as unit:
        return {str(notice.id): notice.path for notice in unit.session.scalars(select(Notice))}


MINUTE = dt.timedelta(minutes=1)
