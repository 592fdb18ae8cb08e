"""The year of the demonstration in order of time: each alert raised, taken in hand, finished, and what came after."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from serac.actions import jobs as actions
from serac.agencies.hours import rules_for
from serac.alerts import commands as alerts
from serac.alerts.commands.releasing import finished_morning
from serac.alerts.jobs import receipts
from serac.alerts.models import Alert
from serac.cases.models import Case
from serac.closure import jobs as closure
from serac.decisions import jobs as decisions
from serac.demonstration.aftermath import AFTERMATH, Step
from serac.demonstration.cast import COUNTY
from serac.demonstration.concerns import Concern
from serac.demonstration.other_cases import OTHERS
from serac.demonstration.past import PAST
from serac.demonstration.present import PRESENT
from serac.demonstration.scene import Beat, Scene
from serac.demonstration.stage import DAY, Stage
from serac.demonstration.triage import finish, reply, respond
from serac.demonstration.virtual_team import CAR_WASH
from serac.entities import jobs as matching
from serac.scoping import jobs as scoping

HOUR = DAY / 24
OFFICER = "priya.nair"
CONCERNS: tuple[Concern, ...] = (*PAST, *PRESENT)
BEATS: tuple[Beat, ...] = (*CAR_WASH, *OTHERS)
JOBS_RUN = (
    matching.seek, receipts.finish, scoping.chase, actions.escalate, actions.chase, decisions.chase, decisions.pass_up,
    closure.notice_repeats,
)  # fmt: skip
"""What the scheduler does is done at its own moment too."""
CLOCKS = (
    "scoping.unanswered",
    "actions.late",
    "actions.refused",
    "decisions.confirm_due",
    "decisions.disagreement_due",
)
"""What runs out while agencies are asked and act."""
ROUNDS_MADE = (21.5, 12.0, 8.2, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.65, 0.4, 0.1)
"""So many days ago the scheduler looked at them."""
Work = Callable[[dt.timedelta], None]


@dataclass
class Play:
    """What is to be done, each so long ago; and what has been made so far."""

    stage: Stage
    alerts: dict[str, uuid.UUID] = field(default_factory=dict)
    receipts: dict[str, uuid.UUID] = field(default_factory=dict)
    cases: dict[str, uuid.UUID] = field(default_factory=dict)
    acts: list[tuple[dt.timedelta, int, Work]] = field(default_factory=list)

    def at(self, ago: dt.timedelta, work: Work) -> None:
        """Something to do that long ago; nothing is done in the future."""
        if ago >= dt.timedelta():
            self.acts.append((ago, len(self.acts), work))

    def act(self) -> None:
        """Do it all, the longest ago first."""
        for ago, _, work in sorted(self.acts, key=lambda act: (-act[0], act[1])):
            work(ago)


def play(stage: Stage) -> None:
    """Play the year."""
    made = Play(stage)
    for concern in CONCERNS:
        _schedule(made, concern)
    for beat in BEATS:
        made.at(beat.days_ago * DAY, lambda ago, it=beat: _beat(made, ago, it))  # type: ignore[misc]
    for days in ROUNDS_MADE:
        made.at(days * DAY, lambda ago: made.stage.work(ago, *CLOCKS))
    made.at(DAY, lambda ago: made.stage.work(ago, "closure.repeats"))
    made.act()


def _beat(made: Play, ago: dt.timedelta, beat: Beat) -> None:
    with made.stage.acting(beat.by, ago) as unit:
        beat.work(unit, Scene(made.stage, beat.concern, made.cases[beat.concern]))


def _schedule(made: Play, concern: Concern) -> None:
    raised = concern.days_ago * DAY
    claimed, finished = raised - concern.after[0] * HOUR, raised - concern.after[1] * HOUR
    made.at(raised, lambda ago: _raise(made, concern, ago))
    if concern.claimed or concern.ends:
        made.at(claimed, lambda ago: _claim(made, concern, ago))
    if concern.question:
        made.at(claimed - HOUR / 2, lambda ago: _ask(made, concern, ago))
    if concern.answer:
        made.at(claimed - 2 * HOUR, lambda ago: _reply(made, concern, ago))
    if not concern.ends:
        return
    made.at(finished, lambda ago: _finish(made, concern, ago))
    moment = made.stage.present - finished
    morning = made.stage.present - finished_morning(rules_for(COUNTY), moment)
    made.at(morning, lambda ago: made.stage.work(ago, "alerts.finish_receipts"))
    made.at(finished - DAY, lambda ago: _respond(made, concern, ago))
    if concern.released:
        made.at(finished - 40 * DAY, lambda ago: _release(made, concern, ago))
    for step in AFTERMATH.get(concern.key, ()):
        made.at(finished - step.hours * HOUR, lambda ago, it=step: _step(made, concern, ago, it))  # type: ignore[misc]


def _raise(made: Play, concern: Concern, ago: dt.timedelta) -> None:
    stage = made.stage
    with stage.acting(concern.reporter, ago) if concern.reporter else stage.public(ago) as unit:
        raised = alerts.raise_alert(unit, stage.place(unit), **concern.facts())
        made.alerts[concern.key], made.receipts[concern.key] = raised.id, raised.receipt_id
    stage.work(ago, "entities.matches")


def _claim(made: Play, concern: Concern, ago: dt.timedelta) -> None:
    with made.stage.acting(OFFICER, ago) as unit:
        alerts.claim_alert(unit, unit.session.get_one(Alert, made.alerts[concern.key]))


def _ask(made: Play, concern: Concern, ago: dt.timedelta) -> None:
    with made.stage.acting(OFFICER, ago) as unit:
        alert = unit.session.get_one(Alert, made.alerts[concern.key])
        alerts.ask_reporter(unit, alert, question=concern.question)


def _reply(made: Play, concern: Concern, ago: dt.timedelta) -> None:
    with made.stage.acting(concern.reporter, ago) as unit:
        reply(unit, made.receipts[concern.key], concern.answer)


def _finish(made: Play, concern: Concern, ago: dt.timedelta) -> None:
    with made.stage.acting(OFFICER, ago) as unit:
        finish(unit, unit.session.get_one(Alert, made.alerts[concern.key]), concern, made.cases)
    made.stage.work(ago, "entities.matches")


def _respond(made: Play, concern: Concern, ago: dt.timedelta) -> None:
    with made.stage.acting(OFFICER, ago) as unit:
        respond(unit, unit.session.get_one(Alert, made.alerts[concern.key]))


def _release(made: Play, concern: Concern, ago: dt.timedelta) -> None:
    with made.stage.acting(OFFICER, ago) as unit:
        alert = unit.session.get_one(Alert, made.alerts[concern.key])
        reason = "The man was convicted, and nothing is left to do."
        alerts.release_words(unit, alert, words=concern.released, reason=reason, no_operation=True)


def _step(made: Play, concern: Concern, ago: dt.timedelta, step: Step) -> None:
    with made.stage.acting(step.by, ago) as unit:
        step.work(unit, unit.session.get_one(Case, made.cases[concern.key]), made.stage.bodies)
