"""What is asked on the pages of a case."""

import uuid
from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError, fields

from serac.cases.commands.cases import LONGEST
from serac.core.answers import Answers, DateParts, choice, choices, text
from serac.reference import current


def _codes(name: str) -> Callable[[], frozenset[str]]:
    """The codes of a list of the reference data, asked for when the form is read."""
    return lambda: current().list(name).codes()


class SummaryAnswers(Answers):
    """What is known of a case."""

    title = text("Enter a few words that say what this case is about", most=120)
    summary = text(most=LONGEST)


class ItemAnswers(Answers):
    """A piece of information."""

    what = text("Enter what is known", most=LONGEST)
    how_known = choice("Choose how it is known", _codes("how_known"))
    handling = choice("Choose what may be done with it", _codes("handling"), required=False)
    about = text()


class PersonAnswers(Answers):
    """Somebody in a case."""

    name = text()
    description = text(most=1000)
    phone = text(most=60)
    role = choice("Choose what they are in this case", _codes("case_roles"))
    age_band = choice("Choose an age, or not known", _codes("age_bands"))
    still_there = choice("Choose whether they are still in the situation", _codes("still_in_situation"), required=False)


class ShareAnswers(Answers):
    """Opening a case to an agency: which, for what, how much."""

    agency = text("Choose an agency")
    purpose = choice("Choose what it is shared for", _codes("sharing_purposes"))
    categories = choices("Choose what they will see", _codes("information_categories"))


class OverrideAnswers(Answers):
    """Opening a case where no agreement covers it."""

    agency = text("Choose an agency")
    ground = choice("Choose why this cannot wait for an agreement", _codes("override_grounds"))
    reason = text("Say why it is necessary", most=2000)
    hours = fields.Integer(
        required=True,
        error_messages={
            "required": "Enter how many hours it is open to them",
            "invalid": "Enter a whole number of hours",
        },
    )


class ExcludeAnswers(Answers):
    """Keeping an agency or a person out."""

    grantee = fields.UUID(
        required=True,
        error_messages={"required": "Choose who to keep out", "invalid_uuid": "Choose who to keep out"},
    )
    reason = choice("Choose a reason", _codes("exclusion_reasons"))
    words = text("Say why they are kept out", most=2000)


class LeaveOutAnswers(Answers):
    """Leaving out somebody whom the silent check found, and which page it was found on."""

    grantee = fields.UUID(required=True, error_messages={"required": "Choose who to leave out"})
    back = choice("Choose where you came from", ("check", "override", "police", "chair"))
    agency = text()
    purpose = text()
    categories = fields.List(fields.String(), load_default=list)


class ReadersAnswers(Answers):
    """The people named on a restricted case, and why the list is made or made shorter."""

    readers = fields.List(fields.String(), load_default=list)
    words = text(most=2000)

    @staticmethod
    def ids(values: list[str]) -> set[uuid.UUID]:
        """The members chosen."""
        try:
            return {uuid.UUID(value) for value in values}
        except ValueError:
            raise ValidationError("Choose from the list") from None


class AskPoliceAnswers(Answers):
    """Asking the police contact. What it is shared for and holds counts where asking opens the case to them."""

    agency = text("Choose who to ask")
    occasion = choice("Choose why you ask now", ("opening", "operation"))
    what = text("Enter what you want to know", most=4000)
    purpose = choice("Choose what it is shared for", _codes("sharing_purposes"), required=False)
    categories = choices(None, _codes("information_categories"))


class PoliceAnswers(Answers):
    """The answer of the police contact."""

    answer = choice("Choose clear, hold or speak to me", _codes("deconfliction_answers"))
    words = text(most=4000)
    review_on = DateParts("Enter until when")
    contact_rule = choice("Choose what may be done now", _codes("contact_rules"), required=False)
    lead = text()


class ContactRuleAnswers(Answers):
    """A stricter contact rule, and why."""

    rule = choice("Choose a contact rule", _codes("contact_rules"))
    lead = text()
    reason = text("Say why", most=2000)


class DangerAnswers(Answers):
    """Immediate danger that overrides the contact rule."""

    reason = text("Say what the danger is and what is being done", most=2000)


class PremisesAnswers(Answers):
    """What a visitor must know first."""

    place = text()
    hazards = choices("Choose what is known there, or none known", _codes("premises_hazards"))
    lone_working = choice("Choose whether one person may go alone", _codes("lone_working"))
    words = text(most=2000)
    review_on = DateParts("Enter when this is looked at again", required=True)


def pairs(entries: Any, day: Any) -> list[tuple[str, str, str | None]]:
    """Entries offered today as a form's items: code, label, hint."""
    return [(entry.code, entry.label, entry.hint) for entry in entries.offered(day)]
