"""A unit: one actor, one session, one record of what was done. And commands, the only place where anything is written."""

import datetime as dt
import functools
import hmac
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeVar

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from serac.core import audit_log
from serac.core.actor import NO_STANDING, Actor, Authority, Standing, nobody
from serac.core.audit_log import Entry, in_detail
from serac.core.clock import Clock
from serac.core.crypto import Secrets
from serac.core.events import Event
from serac.core.facts import Counted, Fact
from serac.core.keys import Keys
from serac.core.outbox import Notice
from serac.core.problems import Conflict, NotPermitted


class NothingRecorded(Exception):
    """A command recorded nothing in the audit log, so it was rolled back. A fault of the programmer."""


class AlreadyFinished(Exception):
    """Something was read after the unit's work was committed. A fault of the programmer."""


@dataclass(frozen=True)
class Services:
    """What every unit needs from outside: made once a process."""

    engine: Engine
    clock: Clock
    secrets: Secrets
    anchor: Path | None = None
    extra: dict[str, Any] = field(default_factory=dict)


class Unit:
    """One actor at work, in one database transaction.

    Args:
        services: engine, clock, secrets.
        actor: who acts; or a function that finds out, called once with the unit's session and the time.

    Attributes:
        opened: compartments opened in this unit.
        restricted: whether a compartment is, as far as rows already read have said.

    Use as a context manager: leaving it closes the session; what was not committed is gone.
    """

    def __init__(self, services: Services, actor: Actor | Callable[[Session, dt.datetime], Actor]) -> None:
        self.services = services
        self.secrets = services.secrets
        self.now = services.clock.now()
        self.session = Session(services.engine, info={"unit": self}, expire_on_commit=False)
        self.keys = Keys(self)
        self.opened: set[uuid.UUID] = set()
        self.restricted: dict[uuid.UUID, bool] = {}
        self._standings: dict[uuid.UUID, Standing] = {}
        self._entries: list[Entry] = []
        self._frames = self._commands = self.recorded = 0
        self._finished = self._failed = False
        self.actor = nobody(self.now)
        self.actor = actor if isinstance(actor, Actor) else actor(self.session, self.now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.session.close()

    @property
    def in_command(self) -> bool:
        """Whether a command is running: only then may rows change."""
        return self._commands > 0

    def check_open(self) -> None:
        """Refuse to read once the answer's work is committed: what is rendered was fetched before."""
        if self._finished:
            raise AlreadyFinished

    def standing(self, compartment_id: uuid.UUID | None) -> Standing:
        """How the actor stands to a compartment: asked once, then kept for the unit."""
        if compartment_id is None:
            return NO_STANDING
        if compartment_id not in self._standings:
            self.know([compartment_id])
        return self._standings[compartment_id]

    def know(self, compartment_ids: Iterable[uuid.UUID]) -> None:
        """Ask in one statement how the actor stands to several compartments, each of which will be asked about in turn."""
        wanted = [one for one in dict.fromkeys(compartment_ids) if one not in self._standings]
        if wanted:
            self._standings |= dict.fromkeys(wanted, NO_STANDING) | dict(_Standings.find(self, wanted))

    def forget_standing(self, compartment_id: uuid.UUID) -> None:
        """Ask again next time: a command of this unit changed who may see the compartment."""
        self._standings.pop(compartment_id, None)
        self.restricted.pop(compartment_id, None)

    def forget_standings(self) -> None:
        """Ask again about everything: a command of this unit changed what opens to the actor."""
        self._standings, self.restricted = {}, {}

    def may(self, policy: "Policy", target: Any) -> bool:
        """Whether a policy allows this actor this target: the same answer for the page, the button and the command."""
        return policy(self.actor, target, self.standing(compartment_of(target)))

    def require(self, policy: "Policy", target: Any) -> None:
        """Raise NotPermitted unless the policy allows it."""
        if not self.may(policy, target):
            raise NotPermitted

    def record(
        self,
        event: Event,
        target: Any = None,
        *,
        shown: Iterable[uuid.UUID] = (),
        facts: Iterable[Counted] = (),
        **codes: object,
    ) -> None:
        """Write to the audit log, with this unit's commit.

        Args:
            event: what happened.
            target: the row it happened to, or None.
            shown: ids of rows that were shown.
            facts: what statistics will count, stored in the same commit.
            codes: codes, ids and field names only, never narrative.
        """
        subject = getattr(target, "id", None)
        entry = Entry(
            event,
            compartment_of(target),
            getattr(target, "__tablename__", ""),
            subject,
            in_detail(shown=list(shown), **codes),
        )
        self._entries.append(entry)
        self.recorded += 1
        for fact in facts:
            values = {"name": fact.name, "partnership_id": fact.partnership_id, "happened_at": fact.happened_at}
            self.session.add(
                Fact(**values, codes=fact.codes, restricted=fact.restricted, subject_id=subject, recorded_at=self.now)
            )

    def tried(self, asked: str) -> str:
        """What somebody asked for in vain, as oversight may recognise it and nobody can read it back."""
        return hmac.digest(self.secrets.audit_key, b"tried " + asked.encode(), "sha256")[:8].hex() if asked else ""

    def notify(
        self,
        kind: str,
        member_id: uuid.UUID,
        *,
        key: str,
        path: str,
        about: uuid.UUID | None = None,
        due_at: dt.datetime | None = None,
        channel: str = "email",
    ) -> None:
        """Enqueue a notice in this transaction; it leaves only once this is committed, once by its key.

        Args:
            kind: a letter of config/letters.yaml.
            key: names the occasion; bound here to kind and recipient.
            path: where it leads; references only.
            about: the compartment it is about; not sent if the recipient may no longer see it.
        """
        whole_key = f"{kind}:{key}:{member_id}"
        if any(isinstance(row, Notice) and row.key == whole_key for row in self.session.new):
            return
        if self.session.scalar(select(Notice.id).where(Notice.key == whole_key)):
            return
        notice = Notice(kind=kind, member_id=member_id, key=whole_key, path=path, channel=channel)
        notice.compartment_id_about, notice.made_at, notice.due_at = about, self.now, due_at or self.now
        self.session.add(notice)

    def untold(self, kind: str, member_ids: Iterable[uuid.UUID], *, key: str) -> list[uuid.UUID]:
        """Those of them who have had no notice of this kind for this occasion, asked in one statement."""
        keys = {f"{kind}:{key}:{member_id}": member_id for member_id in member_ids}
        had = set(self.session.scalars(select(Notice.key).where(Notice.key.in_(keys)))) if keys else set()
        return [member_id for whole_key, member_id in keys.items() if whole_key not in had]

    def hold(self) -> None:
        """Leave committing to the request: what its commands do becomes one commit, or none."""
        self._frames += 1

    @contextmanager
    def frame(self) -> Iterator[None]:
        """One commit around what is inside: only the outermost frame commits; any failure undoes it all."""
        self._frames += 1
        try:
            yield
            if self._frames == 1:
                self.commit()
        except BaseException:
            self._failed = True
            if self._frames == 1:
                self.rollback()
            raise
        finally:
            self._frames -= 1

    @contextmanager
    def command(self, name: str) -> Iterator[None]:
        """What `@command` puts around its function."""
        with self.frame():
            before, self._commands = self.recorded, self._commands + 1
            try:
                yield
                if self.recorded == before:
                    raise NothingRecorded(name)
                self.session.flush()
            except StaleDataError:
                raise Conflict from None
            finally:
                self._commands -= 1

    def commit(self) -> None:
        """Commit, with the audit entries; then note the chain's head outside."""
        if self._failed:
            raise NothingRecorded("a failed command was swallowed")
        head = None
        if self._entries:
            head = audit_log.append(self.session, self.actor, self._entries, self.secrets.audit_key, self.now)
            self._entries = []
        self.session.commit()
        if head:
            audit_log.anchor(self.services.anchor, self.now, *head)

    def rollback(self) -> None:
        """Undo everything since the last commit, entries included."""
        self.session.rollback()
        self._entries, self._failed, self.opened = [], False, set()
        self._standings, self.restricted = {}, {}

    def finish(self) -> None:
        """Nothing more will be read: from here on only rendering."""
        self._finished = True


class Policy(Protocol):
    """One named predicate for each command: pure, reads only the actor, the target and how the actor stands to it."""

    __name__: str

    def __call__(self, actor: Actor, target: Any, grant: Standing, /) -> bool: ...


class _Standings:
    find: "FindStandings" = staticmethod(lambda unit, compartment_ids: {})


FindStandings = Callable[[Unit, Sequence[uuid.UUID]], Mapping[uuid.UUID, Standing]]


def install_standing(find: FindStandings) -> None:
    """Set how standings are found; a compartment left out is one the actor has none to.

    Done by serac.access; without it nobody stands anywhere.
    """
    _Standings.find = staticmethod(find)


def compartment_of(target: Any) -> uuid.UUID | None:
    """The compartment of a row: its own id if it is one."""
    if getattr(target, "__tablename__", "") == "compartment":
        return target.id  # type: ignore[no-any-return]
    return getattr(target, "compartment_id", None)


P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")

COMMANDS: dict[str, Policy] = {}
"""Every command by its full name, with its policy: for tests that go through them all."""


def command(
    may: Policy,
) -> Callable[[Callable[Concatenate[Unit, T, P], R]], Callable[Concatenate[Unit, T, P], R]]:
    """Make a function the one way to do a thing: asks its policy, runs, must record, commits if outermost.

    The function takes the unit, its target, then keyword-only facts.

    Raises (when called):
        NotPermitted: the policy says no.
        Conflict: somebody else changed the same row first.
        NothingRecorded: it recorded nothing; undone.
    """

    def wrap(function: Callable[Concatenate[Unit, T, P], R]) -> Callable[Concatenate[Unit, T, P], R]:
        name = f"{function.__module__}.{function.__qualname__}"

        @functools.wraps(function)
        def run(unit: Unit, target: T, /, *args: P.args, **facts: P.kwargs) -> R:
            unit.require(may, target)
            with unit.command(name):
                return function(unit, target, *args, **facts)

        COMMANDS[name] = may
        run.policy = may  # type: ignore[attr-defined]
        return run

    return wrap


def check_version(
    row: Any, seen: int | None, current: Callable[[], Iterable[Any]] = tuple, *, by: Callable[[], str] = str
) -> None:
    """Refuse a save made from a page that is no longer true, and move the version on.

    Args:
        row: a Versioned row.
        seen: the version the form carried.
        current: gives the texts saved now, for the page that shows both; by: the name of who saved them.

    Raises:
        Conflict: somebody saved in between.
    """
    if seen is not None and row.version != seen:
        raise Conflict(current=tuple(current()), version=row.version, saved_by=by())
    row.version = row.version + 1


SERVICE_AUTHORITIES = frozenset({Authority.JOB, Authority.OPERATOR})


def acts_for_the_service(actor: Actor, target: object, grant: Standing, /) -> bool:
    """For commands only the service itself gives: jobs and the operator's command line."""
    return actor.authority in SERVICE_AUTHORITIES
