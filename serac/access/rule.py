"""The access rule: who may see what, written once, as one expression on a compartment's id.

Order, deny wins: disabled > excluded > gateway not in force > not on a restricted list > grant > emergency access.
(Disabled people never get an actor; emergency access is a grant with an end, so exclusion and the restricted list win.)
A part of a case (a request, an item, an action) is denied to whoever the case is denied to; one that *follows* the case is
open to whoever the case is granted to; one marked "not for immigration control" never opens to immigration control.

Every test is a scalar look-up, `(SELECT 1 ... LIMIT 1) IS NOT NULL`: PostgreSQL may turn an EXISTS into a join of whole
tables, it cannot turn this. The actor is left open in the text and filled in at each execution, so that statements for
everybody share one prepared plan. Measured in docs/performance.md.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, and_, bindparam, case, func, literal_column, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from serac.access.models import Compartment, ConnectionStatement, Exclusion, Grant, RestrictedReader
from serac.agreements.models import AgreementParty
from serac.core.actor import NOBODY, Standing
from serac.core.database import Id, Moment, among
from serac.core.need_to_know import ACTING, install_rule
from serac.core.unit import Unit, install_standing

MEMBER = bindparam("actor_member", callable_=lambda: ACTING.get().member_id or NOBODY, type_=Id)
IMMIGRATION = bindparam("actor_immigration", callable_=lambda: ACTING.get().immigration_control, type_=Boolean())
IMMIGRATION_CONTROL = "immigration_control"
"""The sharing purpose that is apart from all others (domain 5.4)."""
NOW = bindparam("actor_now", callable_=lambda: ACTING.get().now, type_=Moment())


def to_actor(grantee_id: Any) -> ColumnElement[bool]:
    """Whether this is the actor, or an agency they are a named handler for."""
    return among(grantee_id, "actor_principals", lambda: ACTING.get().principals)


def works_for(agency_id: Any) -> ColumnElement[bool]:
    """Whether the actor belongs to this agency: what was opened to one person on its agreement ends when they leave it."""
    return among(agency_id, "actor_agencies", lambda: ACTING.get().agencies)


def of_team(partnership_id: Any) -> ColumnElement[bool]:
    """Whether the actor is on this partnership's own team."""
    return among(partnership_id, "actor_teams", lambda: ACTING.get().teams)


def found(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    """True if such a row exists, written so that the database can only look it up."""
    return select(literal_column("1")).where(*where).limit(literal_column("1")).scalar_subquery().is_not(None)


def _stated(compartment: Any) -> ColumnElement[bool]:
    return found(
        ConnectionStatement.compartment_id == func.coalesce(compartment.within_id, compartment.id),
        ConnectionStatement.member_id == MEMBER,
        ConnectionStatement.answer == "none",
    )


def _grant_stands(grant: Any, compartment: Any) -> ColumnElement[bool]:
    party = aliased(AgreementParty)
    standing = found(party.id == grant.party_id, party.since <= NOW, party.until > NOW, works_for(party.agency_id))
    return and_(
        to_actor(grant.grantee_id),
        grant.since <= NOW,
        grant.until > NOW,
        or_(grant.party_id.is_(None), standing),
        or_(~compartment.not_for_immigration, grant.purpose != IMMIGRATION_CONTROL),
    )


def grant_in_force(grant: Any, compartment: Any) -> ColumnElement[bool]:
    """The grant is to the actor, has begun, has not ended, and its agreement (if it stands on one) is in force now for an
    agency they still work for.

    Where it wants each person's statement first, the actor has made it; for immigration control, the compartment allows that.
    """
    return and_(_grant_stands(grant, compartment), or_(~grant.confirms, _stated(compartment)))


def of_compartment(grant: Any, compartment: Any) -> ColumnElement[bool]:
    """The grant is of the compartment itself, or of the case that it follows."""
    either: ColumnElement[bool] = grant.compartment_id.in_(
        [compartment.id, case((compartment.follows, compartment.within_id))]
    )
    return either


def _kept_from(compartment: Any) -> ColumnElement[bool]:
    excluded = found(Exclusion.compartment_id == compartment.id, to_actor(Exclusion.grantee_id))
    listed = found(RestrictedReader.compartment_id == compartment.id, RestrictedReader.member_id == MEMBER)
    return or_(excluded, and_(compartment.restricted, ~listed))


def denied(compartment: Any) -> ColumnElement[bool]:
    """Exclusion and the restricted list, its own and its case's, and immigration control: they win over whatever opens it."""
    whole = aliased(Compartment)
    with_the_case = select(_kept_from(whole)).where(whole.id == compartment.within_id).scalar_subquery()
    return or_(
        _kept_from(compartment),
        and_(compartment.within_id.is_not(None), with_the_case),
        and_(compartment.not_for_immigration, IMMIGRATION),
    )


def rule(compartment_id: Any) -> ColumnElement[bool]:
    """The whole rule on a compartment's id."""
    compartment, grant, other = aliased(Compartment), aliased(Grant), aliased(Grant)
    granted = found(grant.compartment_id == compartment.id, grant_in_force(grant, compartment))
    followed = found(other.compartment_id == compartment.within_id, grant_in_force(other, compartment))
    opened = or_(of_team(compartment.partnership_id), granted, and_(compartment.follows, followed))
    return select(opened & ~denied(compartment)).where(compartment.id == compartment_id).scalar_subquery()


class visible(FunctionElement[bool]):  # noqa: N801  it is written as a function and read as one
    """visible(compartment_id): short to the statement cache, the whole rule to the database."""

    type = Boolean()
    inherit_cache = True
    name = "visible"


@compiles(visible)
def _write_rule(element: Any, compiler: Any, **options: Any) -> str:
    return str(compiler.process(rule(element.clauses.clauses[0]).self_group(), **options))


class opens_when_stated(FunctionElement[bool]):  # noqa: N801  as visible
    """opens_when_stated(compartment_id): nothing but the actor's own statement of no connection keeps it from them."""

    type = Boolean()
    inherit_cache = True
    name = "opens_when_stated"


@compiles(opens_when_stated)
def _write_waiting(element: Any, compiler: Any, **options: Any) -> str:
    compartment, grant = aliased(Compartment), aliased(Grant)
    waits = found(grant.compartment_id == compartment.id, and_(grant.confirms, _grant_stands(grant, compartment)))
    asked = select(waits & ~_stated(compartment) & ~denied(compartment))
    within = asked.where(compartment.id == element.clauses.clauses[0]).scalar_subquery()
    return str(compiler.process(within.self_group(), **options))


_GRANTS = (
    select(
        Compartment.id,
        Compartment.partnership_id,
        Compartment.restricted,
        of_team(Compartment.partnership_id),
        Grant.relation,
    )
    .select_from(Compartment)
    .outerjoin(Grant, and_(of_compartment(Grant, Compartment), grant_in_force(Grant, Compartment)))
    .where(among(Compartment.id, "asked"), visible(Compartment.id))
)
_PLAIN = select(Compartment.id, Compartment.partnership_id, Compartment.restricted).where(
    among(Compartment.id, "asked")
)


def find_standings(unit: Unit, compartment_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Standing]:
    """How the unit's actor stands to some compartments; those the rule hides are left out."""
    found: dict[uuid.UUID, Standing] = {}
    own = [one for one in compartment_ids if unit.actor.unscoped or one in unit.opened]
    for one, place, restricted in unit.session.execute(_PLAIN, {"asked": own}) if own else ():
        found[one] = Standing(place in unit.actor.teams, frozenset({"opener"}), place, restricted)
    others = [one for one in compartment_ids if one not in found and one not in own]
    for one, place, restricted, team, relation in unit.session.execute(_GRANTS, {"asked": others}) if others else ():
        relations = frozenset({relation} if relation else ()) | (found[one].relations if one in found else frozenset())
        found[one] = Standing(bool(team), relations, place, restricted)
    return found


install_rule(visible)
install_standing(find_standings)
