"""A case on its way to being closed, through the commands: where tests of closing start from."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from serac.access.roles import Role
from serac.alerts import commands as alerts
from serac.alerts.models import Alert
from serac.alerts.queries import find_alert
from serac.cases.models import Case
from serac.closure import commands
from serac.closure.jobs import notice_repeats
from serac.closure.models import Closing
from serac.core.outbox import Notice
from serac.entities.queries import list_people, list_places
from tests.decisions.deciding import decided, here, put, scoped
from tests.entities.seeking import seek
from tests.given import Given
from tests.raising import build_county, opened, raised, triaged

CLOSE: dict[str, Any] = {
    "reason": "aims_met",
    "words": "They are safe and were heard.",
    "outcomes": ["safe", "pursued"],
}


def build_ending(given: Given) -> None:
    """The county with its chair (judith) and a second handler at housing (hugo); a case open to housing, with a decision."""
    build_county(given)
    given.member("judith", "team", Role.CHAIR)
    given.member("hugo", "housing", Role.HANDLER)
    case = scoped(given)
    decided(given, case)
    given.also["case"] = case.id


def ending(given: Given) -> Case:
    """The case of an installation built so."""
    given.once(build_ending)
    with given.as_("priya") as unit:
        return unit.session.get_one(Case, given.also["case"])


def closed(given: Given, case: Case, by: str = "priya", **changed: Any) -> Closing:
    """The case, closed."""
    with given.as_(by) as unit:
        row = here(unit, case)
        return commands.close_case(unit, row, **(CLOSE | {"seen_version": row.version} | changed))


def reopened(given: Given, case: Case, by: str = "priya", **changed: Any) -> Closing:
    """The case, opened again."""
    with given.as_(by) as unit:
        row = here(unit, case)
        facts = {"reason": "back_again", "words": "Seen there again", "seen_version": row.version} | changed
        return commands.reopen_case(unit, row, **facts)


def from_alert(given: Given, alert: Alert, by: str = "priya") -> Case:
    """A case opened from an alert, with its people and places."""
    triaged(given, alert, by)
    with given.as_(by) as unit:
        found = find_alert(unit, alert.reference)
        rows = [*list_people(unit, found.compartment_id), *list_places(unit, found.compartment_id)]
        facts: dict[str, Any] = {
            "title": "Car wash, Kelderby",
            "kinds": ["labour.forced"],
            "items": [{"text": "A van at six"}],
        }
        return alerts.open_case_from_alert(unit, found, people=rows, **facts)


def joined(given: Given, alert: Alert, case: Case, by: str = "priya") -> None:
    """An alert joined to a case."""
    triaged(given, alert, by)
    with given.as_(by) as unit:
        alerts.join_alert(unit, find_alert(unit, alert.reference), case=here(unit, case), items=[{"text": "Again"}])


def look(given: Given) -> None:
    """Do what the scheduler would do now: matches, then what came back."""
    seek(given)
    notice_repeats(given.services, lambda: False)


def told(given: Given, like: str) -> list[tuple[str, str]]:
    """Who has had a notice with such a key, and where it leads."""
    names = {row_id: name for name, row_id in given.members.items()}
    with given.operator() as unit:
        rows = unit.session.scalars(select(Notice).where(Notice.key.like(like))).all()
        return sorted((names[one.member_id], one.path) for one in rows)


__all__ = ["closed", "ending", "from_alert", "here", "joined", "look", "opened", "put", "raised", "reopened", "told"]
