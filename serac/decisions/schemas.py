"""What is asked on the pages of decisions. What is missing in a decision is said by its command, all at once."""

from collections.abc import Callable

from marshmallow import fields

from serac.core.answers import Answers, DateParts, choice, choices, text, yes
from serac.decisions.commands.telling import LONGEST
from serac.reference import current


def _codes(name: str) -> Callable[[], frozenset[str]]:
    """The codes of a list of the reference data, asked for when the form is read."""
    return lambda: current().list(name).codes()


class DecisionAnswers(Answers):
    """A decision, after the joint decision model."""

    response = choice("Choose what is decided", _codes("decision_responses"))
    criteria = choices(None, _codes("decision_criteria"))
    lead = text()
    first_responder = text()
    information = text(most=LONGEST)
    risk = text(most=LONGEST)
    powers = choices(None, _codes("powers"))
    policy = text(most=LONGEST)
    options = text(most=LONGEST)
    rationale = text(most=LONGEST)
    wishes = text(most=LONGEST)
    consulted = fields.List(fields.String(), load_default=list)
    reason = choice("Choose why nothing more is done for now", _codes("no_further_action_reasons"), required=False)
    review_on = DateParts("Enter when this is looked at again")
    why = text(most=LONGEST)
    no_connection = yes()


class ConfirmAnswers(Answers):
    """What a chair says of a decision that waits."""

    answer = choice("Choose whether you confirm it", ("confirm", "send_back", "step_aside"))
    words = text(most=LONGEST)
    no_connection = yes()


class DissentAnswers(Answers):
    """What an agency does not agree with."""

    agency = text("Choose for which agency you say this")
    role = text("Choose in which role you say this")
    words = text("Enter what your agency does not agree with, and why", most=LONGEST)


class ChairAnswers(Answers):
    """Opening a case to a chair."""

    chair = fields.UUID(required=True, error_messages={"required": "Choose a chair", "invalid_uuid": "Choose a chair"})
    purpose = choice("Choose what it is shared for", _codes("sharing_purposes"))
    categories = choices("Choose what they will see", _codes("information_categories"))


class TeamAnswers(Answers):
    """Who leads a response team, to what aim, and when it is done."""

    lead = text()
    lead_member = text()
    aim = text(most=LONGEST)
    exit_when = text(most=LONGEST)


class NewTeamAnswers(TeamAnswers):
    """A response team that starts."""

    kind = choice("Choose what the team does", _codes("response_team_kinds"))


class EndTeamAnswers(Answers):
    """Why a response team ends."""

    reason = choice("Choose why the team ends", _codes("response_team_endings"))
    words = text(most=LONGEST)


class DisagreementAnswers(Answers):
    """What is disagreed about, for whom, and with whom."""

    agency = text("Choose for which agency you raise this")
    with_agency = text()
    words = text("Enter what you disagree about, and what you propose instead", most=LONGEST)


class SettleAnswers(Answers):
    """How a disagreement goes on or ends."""

    outcome = text("Choose what happens now")
    words = text(most=LONGEST)
