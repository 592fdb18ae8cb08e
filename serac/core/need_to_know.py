"""Need to know: every read and write of a protected row asks the one access rule, and what cannot ask is refused.

Three layers, each for what the one before does not cover:

1. `do_orm_execute` adds the rule to every ORM statement, relationship loads included, and refuses statements that reach a
   protected table without naming its entity (Core selects, text, literal columns, from_statement, bulk writes).
2. A guard on the engine refuses any SQL that names a protected table and did not come through 1 or a flush.
3. `before_flush` refuses rows written into, or moved to or from, a compartment the actor may not see.

The rule itself is installed by serac.access; without it everything is hidden.
"""

import re
import uuid
import weakref
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import Engine, event, false
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column, with_loader_criteria
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnClause, ColumnElement, TextClause
from sqlalchemy.sql.selectable import AliasedReturnsRows, FromClause, Join, Select, TableClause

from serac.core.actor import Actor
from serac.core.crypto import seal_waiting
from serac.core.database import Base

ACTING: ContextVar[Actor] = ContextVar("the actor of the session now executing, set by its hook each time")
FLUSHING: ContextVar[bool] = ContextVar("a flush is writing rows already checked", default=False)


class Unscoped(Exception):
    """A statement would reach protected rows without asking who is looking. A fault of the programmer, never shown."""


class WriteOutsideCommand(Exception):
    """Rows were changed outside a command. A fault of the programmer."""


class HiddenCompartment(Exception):
    """A row was written into a compartment its writer may not see. A fault of the programmer."""


class Protected:
    """A row only the rule lets out."""

    compartment_id: Mapped[uuid.UUID] = mapped_column(index=True)


NAMED: dict[str, str] = {}
"""Statements that pass without the rule, by name, and why. Only core, reports and governance may name one, each with a test."""


def name_statement(name: str, why: str) -> dict[str, str]:
    """Register a statement that may pass unasked, and return the execution options that say so."""
    if NAMED.setdefault(name, why) != why:
        raise ValueError(f"two statements are named {name}")
    return {"named": name}


class _Rule:
    visible: Callable[[Any], ColumnElement[bool]] = staticmethod(
        lambda _: false()
    )  # until access says otherwise: nothing
    narrower: ClassVar[list[tuple[type[Any], Callable[[Any], ColumnElement[bool]]]]] = []


def install_rule(visible: Callable[[Any], ColumnElement[bool]]) -> None:
    """Set the rule: from a column holding a compartment's id to whether the acting person may see it."""
    _Rule.visible = staticmethod(visible)
    _forget()


def narrow(model: type[Any], extra: Callable[[Any], ColumnElement[bool]]) -> None:
    """Add a further condition on one protected model, such as an item's audience."""
    _Rule.narrower.append((model, extra))
    _forget()


def protected_models() -> list[type[Any]]:
    """Every mapped class whose rows only the rule lets out."""
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Protected)]


READ_BY_NAME = frozenset({"audit_entry"})
"""Tables that no rule scopes: even as an entity they pass only in a named statement, or everybody could read them."""


@cache
def protected_tables() -> frozenset[str]:
    """Their tables, and the audit log, which is read through its own feature only."""
    return frozenset({model.__tablename__ for model in protected_models()} | {"audit_entry", "data_key"})


@cache
def criteria(models: frozenset[type[Any]] | None = None) -> tuple[Any, ...]:
    """The rule as loader options for these models (None: for all), built once a process; the actor is filled in at each execution."""
    wanted = [model for model in protected_models() if models is None or model in models]
    rules = [with_loader_criteria(m, _Rule.visible(m.compartment_id), include_aliases=True) for m in wanted]
    narrower = [(m, extra) for m, extra in _Rule.narrower if models is None or m in models]
    return (*rules, *(with_loader_criteria(m, extra(m), include_aliases=True) for m, extra in narrower))


@cache
def _loads_follow_relationships() -> bool:
    """Whether a statement may load more than the entities it names. Ours may not: rows hold ids, no relationships."""
    return any(mapper.relationships for mapper in Base.registry.mappers)


_SCOPED: "weakref.WeakKeyDictionary[Any, Any]" = weakref.WeakKeyDictionary()
"""Statements that have been checked, each with the rule added: for those that live as long as the process it is done once."""


def _forget() -> None:
    criteria.cache_clear()
    _loads_follow_relationships.cache_clear()
    _SCOPED.clear()


def scoped(statement: Any) -> Any:
    """The statement with the rule added for every protected entity in it.

    Raises:
        Unscoped: it reaches a protected table other than through its entity.
    """
    if statement not in _SCOPED:
        models = check_statement(statement)
        options = criteria(None if _loads_follow_relationships() else models)
        _SCOPED[statement] = statement.options(*options) if options else None  # never itself, or it would live for ever
    found = _SCOPED[statement]
    return statement if found is None else found


def check_statement(statement: Any) -> frozenset[type[Any]]:
    """Refuse a statement that reaches a protected table other than through its entity, and name the protected models in it.

    A protected table can come into a FROM through a column, or by being named there. Columns of entities carry a mark; a column
    without it, and a table or alias named without it, are refused wherever they stand in the statement.

    Raises:
        Unscoped: it holds text, a literal column, or a protected table used as a plain table.
    """
    elements = list(visitors.iterate(statement))
    looked_up = _keys_looked_up(statement, elements)
    models: set[type[Any]] = set()
    for element in elements:
        if isinstance(element, TextClause):
            raise Unscoped("text")
        if isinstance(element, ColumnClause) and element not in looked_up:
            _check_column(element)
        if isinstance(element, Select):
            _check_froms(element)
            models.update(_entities_of(element))
        models.update(_entity_of(element))
    return frozenset(models)


def _entity_of(element: Any) -> Iterable[type[Any]]:
    """The protected model an element is marked as part of."""
    entity = getattr(element, "_annotations", {}).get("parententity")
    if entity is not None and issubclass(entity.mapper.class_, Protected):
        yield entity.mapper.class_


def _entities_of(select: Any) -> Iterable[type[Any]]:
    """The protected models a select names beside its columns and conditions."""
    named = [*select._from_obj, *(part for join in select._setup_joins for part in (join[0], join[1], join[2]))]
    while named:
        source = named.pop()
        if isinstance(source, Join):
            named += [source.left, source.right]
        yield from _entity_of(source)


def _keys_looked_up(statement: Any, elements: list[Any]) -> frozenset[Any]:
    """The key columns that `session.get` names plainly: one entity, nothing nested."""
    wanted: tuple[Any, ...] = getattr(statement, "_raw_columns", ())
    if len(wanted) != 1 or sum(isinstance(element, Select) for element in elements) != 1:
        return frozenset()
    return frozenset(getattr(wanted[0]._annotations.get("parententity"), "primary_key", ()))


def _marked(element: Any) -> bool:
    return "parententity" in getattr(element, "_annotations", {})


def _refused_table(source: Any, *, marked: bool) -> str | None:
    """The table behind a source if it may not be reached like this, or None. `marked`: it was reached by its entity."""
    while isinstance(source, AliasedReturnsRows):
        marked, source = marked or _marked(source), source.element
    name = getattr(source, "name", None)
    if not isinstance(source, TableClause) or name not in protected_tables():
        return None
    return None if (marked or _marked(source)) and name not in READ_BY_NAME else str(name)


def _check_column(column: Any) -> None:
    if column.is_literal and column.name not in {"1", "*"}:
        raise Unscoped("a literal column")
    if _refused_table(column.table, marked=_marked(column)):
        raise Unscoped(f"the plain column {column}")


def _check_froms(select: Any) -> None:
    named = [
        *select._from_obj,
        *select._raw_columns,
        *(part for join in select._setup_joins for part in (join[0], join[2])),
    ]
    while named:
        source = named.pop()
        if isinstance(source, Join):
            named += [source.left, source.right]
        elif isinstance(source, FromClause) and _refused_table(source, marked=False):
            raise Unscoped(f"the plain table {_refused_table(source, marked=False)}")


def _before_execute(state: ORMExecuteState) -> None:
    unit = state.session.info["unit"]  # no unit, no statement
    unit.check_open()
    ACTING.set(unit.actor)
    name = state.execution_options.get("named")
    if name and name not in NAMED:
        raise Unscoped("a name that is not registered")
    if _writes(state) and not name and not unit.in_command:
        raise WriteOutsideCommand("a statement that writes")
    if name or unit.actor.unscoped:
        state.update_execution_options(scoped=True)
    elif state.is_column_load:
        _scope_column_load(state)
    else:
        _scope_statement(state)


def _writes(state: ORMExecuteState) -> bool:
    return state.is_insert or state.is_update or state.is_delete


def _scope_statement(state: ORMExecuteState) -> None:
    statement = scoped(state.statement)
    mapper = state.bind_mapper
    if _writes(state) and mapper is not None and issubclass(mapper.class_, Protected):
        raise Unscoped("protected rows are written one by one, so that each is checked")
    if type(state.statement).__name__ == "FromStatement":
        raise Unscoped("from_statement")
    if state.is_orm_statement:
        if state.is_select:
            state.statement = statement
        state.update_execution_options(scoped=True)


def _scope_column_load(state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    if mapper is not None and issubclass(mapper.class_, Protected):
        state.statement = state.statement.where(_Rule.visible(mapper.class_.compartment_id))  # type: ignore[attr-defined]
        for model, extra in _Rule.narrower:
            if issubclass(mapper.class_, model):
                state.statement = state.statement.where(extra(mapper.class_))  # type: ignore[attr-defined]
    state.update_execution_options(scoped=True)


def _before_flush(session: Session, _: UOWTransaction, __: object) -> None:
    unit = session.info["unit"]
    ACTING.set(unit.actor)
    changed = [row for row in session.dirty if session.is_modified(row)]
    touched = [*session.new, *changed, *session.deleted]
    if touched and not unit.in_command:
        raise WriteOutsideCommand(", ".join(sorted({type(row).__name__ for row in touched})))
    if not unit.actor.unscoped:
        compartments = {c for row in touched if isinstance(row, Protected) for c in _compartments_of(row)}
        for compartment_id in compartments - unit.opened:
            if not unit.standing(compartment_id):
                raise HiddenCompartment(str(compartment_id))
    for row in touched:
        seal_waiting(row)
    FLUSHING.set(True)


def _compartments_of(row: Any) -> set[uuid.UUID]:
    history = get_history(row, "compartment_id")
    return {c for c in (*history.added, *history.unchanged, *history.deleted) if c is not None}


def _after_flush(*_: object) -> None:
    FLUSHING.set(False)


event.listen(Session, "do_orm_execute", _before_execute)
event.listen(Session, "before_flush", _before_flush)
event.listen(Session, "after_flush", _after_flush)
event.listen(Session, "after_soft_rollback", _after_flush)


@cache
def _protected_names() -> re.Pattern[str]:
    return re.compile(r"\b(" + "|".join(sorted(map(re.escape, protected_tables()))) + r")\b", re.IGNORECASE)


_WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b(?!.*\bSELECT\b)", re.IGNORECASE | re.DOTALL)


def guard(engine: Engine) -> Engine:
    """Refuse, on this engine, SQL that names a protected table and was not scoped. Every engine but the migrations' has it."""

    @event.listens_for(engine, "before_cursor_execute")
    def _before_cursor(connection: Any, cursor: Any, sql: str, values: Any, context: Any, many: object) -> None:
        options = context.execution_options if context is not None else {}
        if options.get("scoped") or options.get("named") in NAMED:
            return
        if not _protected_names().search(sql):
            return
        if FLUSHING.get() and _WRITES.match(sql):
            return
        raise Unscoped(sql.split("(", maxsplit=1)[0][:60])

    return engine
