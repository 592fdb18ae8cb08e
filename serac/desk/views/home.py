"""Home: what is waiting for this person, and nothing else."""

from flask.typing import ResponseReturnValue

from serac.access.roles import Role
from serac.core.clock import moment_in_words
from serac.core.web import current_unit, needs, page
from serac.desk.policy import have_a_desk
from serac.desk.queries import waiting_for
from serac.desk.views.blueprint import bp


@bp.get("/")
@needs(have_a_desk)
def home() -> ResponseReturnValue:
    """What is waiting, most pressing first, each answered from the list."""
    unit = current_unit()
    sections = waiting_for(unit)
    counts = [
        {"n": one.number, "word": one.word, "url": f"#{one.code}", "shape": one.shape, "tone": one.tone}
        for one in sections
        if one.rows
    ]
    return page(
        "desk/home.html",
        shown=[row.id for section in sections for row in section.rows if row.id],
        sections=sections,
        counts=counts,
        today=moment_in_words(unit.now),
        manager=str(Role.MANAGER) in unit.actor.roles,
        has_roles=bool(unit.actor.roles),
    )
