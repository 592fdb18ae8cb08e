"""The guide to each role; and two pages open to everybody: accessibility and privacy."""

from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from serac.access.roles import Role
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.core.web import current_unit, needs, open_to_all, page
from serac.desk.guide import GUIDES, NOBODY_CAN, PARTS, STEPS, Guide, title_of
from serac.desk.policy import have_a_desk
from serac.desk.views.blueprint import bp
from serac.reference import current


@dataclass(frozen=True)
class Written:
    """One guide: its title, what is done and never done, and the codes of its steps."""

    title: str
    words: Guide
    steps: tuple[str, ...]


@bp.get("/guide")
@needs(have_a_desk)
def guide() -> ResponseReturnValue:
    """What the reader does here, in all their roles; the keys; what nobody can do."""
    held = [Role(role) for role in current_unit().actor.roles]
    own = [(title_of(role), GUIDES[role]) for role in Role if role in held]
    others = [(title, code) for code, (title, _) in PARTS.items()]
    others += [(title_of(role), str(role)) for role in Role if role not in held or role in STEPS]
    return page("desk/guide.html", marking="OFFICIAL", own=own, others=others, nobody_can=NOBODY_CAN)


def find_guide(unit: Unit, role: str) -> Written:
    """The guide to a role, or to a part such as the duty officer's, by its code; raises NotFound."""
    if role in PARTS:
        title, words = PARTS[role]
        return Written(title, words, tuple(STEPS.get(role, ())))
    if role not in set(Role):
        raise NotFound
    return Written(title_of(Role(role)), GUIDES[Role(role)], tuple(STEPS.get(Role(role), ())))


@bp.get("/guide/<role>")
@needs(have_a_desk, on=find_guide)
def guide_for(found: Written) -> ResponseReturnValue:
    """What somebody does here, step by step, and what they can never do."""
    procedures = [current().procedures.get(code) for code in found.steps]
    return page("desk/guide_for.html", marking="OFFICIAL", title=found.title, words=found.words, procedures=procedures)


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
