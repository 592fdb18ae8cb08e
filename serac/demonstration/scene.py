"""A case of the demonstration, as whoever acts on it finds it: its rows, and what was made in it so far."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from serac.actions.models import Action
from serac.agencies.models import Agency, Member
from serac.cases.models import Case
from serac.core.clock import LONDON
from serac.core.unit import Unit
from serac.demonstration.stage import DAY, Stage
from serac.scoping.models import Request, Round


@dataclass(frozen=True)
class Scene:
    """One case. What is made in it is kept by a name, because whoever goes on with it may not read the case."""

    stage: Stage
    concern: str
    case_id: uuid.UUID

    def case(self, unit: Unit) -> Case:
        """The case, for those who read it."""
        return unit.session.get_one(Case, self.case_id)

    def body(self, unit: Unit, slug: str) -> Agency:
        """An agency."""
        return self.stage.body(unit, slug)

    def person(self, unit: Unit, key: str) -> Member:
        """A colleague."""
        return self.stage.person(unit, key)

    def keep(self, name: str, row_id: uuid.UUID) -> None:
        """Keep what was made, by a name; a later one of that name takes its place."""
        self.stage.made[f"{self.concern}:{name}"] = row_id

    def kept(self, name: str) -> uuid.UUID:
        """What was made last by that name."""
        return self.stage.made[f"{self.concern}:{name}"]

    def request(self, unit: Unit, slug: str) -> Request:
        """What an agency was asked last."""
        return unit.session.get_one(Request, self.kept(f"request:{slug}"))

    def round(self, unit: Unit) -> Round:
        """The round begun last."""
        found = select(Round).where(Round.compartment_id == self.case(unit).compartment_id)
        return unit.session.scalars(found.order_by(Round.number.desc()).limit(1)).one()

    def action(self, unit: Unit, name: str) -> Action:
        """An action, by the name it was made under."""
        return unit.session.get_one(Action, self.kept(f"action:{name}"))

    def day(self, days: float) -> dt.date:
        """So many days from today; with a minus, ago."""
        return (self.stage.present + days * DAY).astimezone(LONDON).date()


Work = Callable[[Unit, Scene], object]


@dataclass(frozen=True)
class Beat:
    """Something somebody does on a case, so many days ago."""

    concern: str
    days_ago: float
    by: str
    work: Work
