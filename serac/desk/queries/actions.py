"""What somebody has promised to do, what waits for their answer, and what came back to them."""

from collections.abc import Sequence

from serac.actions import policy
from serac.actions.lifecycle import OPEN, WITH_OWNER, ActionState
from serac.actions.models import Action
from serac.actions.queries import AGENCY, ASKED, MINE, Page, briefs_of, list_escalated, list_page, of_restricted_cases
from serac.actions.words import due_in_words, sign_of, title_of
from serac.core.unit import Unit
from serac.desk.sections import Act, Row, Section, Sign

SHOWN = 10


def waiting_actions(unit: Unit) -> list[Section]:
    """The actor's own actions, the soonest due first; those of their agency nobody has answered; refused ones they asked for."""
    if not policy.list_actions(unit.actor, None, unit.standing(None)):
        return []
    mine = list_page(unit, whose=MINE, states=WITH_OWNER, size=SHOWN)
    asked = list_page(unit, whose=AGENCY, states=frozenset({ActionState.PROPOSED}), size=SHOWN)
    others = Page([one for one in asked.rows if one.owner_id != unit.actor.member_id], asked.older)
    back = list_page(unit, whose=ASKED, states=frozenset({ActionState.REFUSED}), size=SHOWN)
    late = any(one.due_at <= unit.now for one in mine.rows)
    shape, tone = ("late", "late") if late else ("wait", None)
    back = Page([one for one in back.rows if one.escalated_at is None], back.older)
    chair = Page(list_escalated(unit), None)
    return [
        _section(unit, "with-chair", "Refused actions put to you", chair, "", "hold", "late"),
        _section(
            unit, "refused", "Actions refused, back with you", back, "/actions?whose=asked&state=refused", "no", "late"
        ),
        _section(unit, "actions", "Your actions", mine, "/actions", shape, tone),
        _section(
            unit, "agency-actions", "Asked of your agency", others, "/actions?whose=agency&state=proposed", "wait", None
        ),
    ]


def _section(unit: Unit, code: str, title: str, found: Page, url: str, shape: str, tone: str | None) -> Section:
    rows, more = _rows(unit, found.rows), found.older is not None
    return Section(code, title, rows, shape, tone, more=("All of these", url) if rows and url else None, at_least=more)


def _rows(unit: Unit, actions: Sequence[Action]) -> list[Row]:
    briefs, restricted = briefs_of(unit, actions), of_restricted_cases(unit, actions)
    rows = []
    for one in actions:
        sign, url = sign_of(one, unit.now), f"/actions/{one.reference}"
        verb = (
            "Answer"
            if one.state == ActionState.PROPOSED
            else "Update"
            if one.state in OPEN - {ActionState.REFUSED}
            else "Look"
        )
        act = Act(verb, url, f"action {one.reference}")
        title = title_of(briefs.get(one.id), restricted=one.id in restricted)
        meta = f"{one.reference}. Due {due_in_words(one)}."
        rows.append(Row(one.id, title, url, meta, Sign(sign.text, sign.shape, sign.tone), act))
    return rows
