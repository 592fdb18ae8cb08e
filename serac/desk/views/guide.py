"""The guide to each role; and two pages open to everybody: accessibility and privacy."""

from flask.typing import ResponseReturnValue

from serac.access.roles import Role
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.core.web import current_unit, needs, open_to_all, page
from serac.desk.guide import GUIDES, NOBODY_CAN, title_of
from serac.desk.policy import have_a_desk
from serac.desk.views.blueprint import bp


@bp.get("/guide")
@needs(have_a_desk)
def guide() -> ResponseReturnValue:
    """What the reader does here, in all their roles; the keys; what nobody can do."""
    held = [Role(role) for role in current_unit().actor.roles]
    own = [(title_of(role), GUIDES[role]) for role in Role if role in held]
    others = [(title_of(role), str(role)) for role in Role if role not in held]
    return page("desk/guide.html", marking="OFFICIAL", own=own, others=others, nobody_can=NOBODY_CAN)


def find_role(unit: Unit, role: str) -> Role:
    """A role by its code; raises NotFound."""
    if role not in set(Role):
        raise NotFound
    return Role(role)


@bp.get("/guide/<role>")
@needs(have_a_desk, on=find_role)
def guide_for(role: Role) -> ResponseReturnValue:
    """What one role does here, and what it can never do."""
    return page("desk/guide_for.html", marking="OFFICIAL", title=title_of(role), words=GUIDES[role])


@bp.get("/accessibility")
@open_to_all
def accessibility() -> ResponseReturnValue:
    """Who can use the service, and what is not good enough yet."""
    return page("desk/accessibility.html", marking="")


@bp.get("/privacy")
@open_to_all
def privacy() -> ResponseReturnValue:
    """What is kept about people who use the service."""
    return page("desk/privacy.html", marking="")
