"""What people send about the directory. Lists of codes come from the reference data, lists of people from the page."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from marshmallow import ValidationError, fields, validate

from serac.agencies.ownership import Held
from serac.agencies.roles import Role
from serac.core.answers import Answers, DateParts, TimeOfDay, choice, email, text, yes
from serac.reference import current

PHONE = re.compile(r"[0-9 +()\-]{6,30}")


def _phone(value: str) -> None:
    if value and not PHONE.fullmatch(value):
        raise ValidationError("Enter a phone number, like 01632 960001")


def phone() -> fields.String:
    """A telephone number, which may be left out."""
    return fields.String(load_default="", validate=_phone)


def _optional_email() -> fields.Email:
    wrong = "Enter an email address in the correct format, like name@example.org"
    return fields.Email(load_default="", validate=validate.Length(max=254), error_messages={"invalid": wrong})


def registrable_kinds() -> frozenset[str]:
    """The kinds an agency may be of."""
    return frozenset(kind.code for kind in current().agency_kinds if kind.registrable)


def contact_purposes() -> frozenset[str]:
    """What a contact point may be for."""
    return current().contact_point_purposes.codes()


def courses() -> frozenset[str]:
    """The courses that are recorded."""
    return current().training_courses.codes()


def vetting_levels() -> frozenset[str]:
    """The levels of clearance."""
    return current().vetting_levels.codes()


def leaving_reasons() -> frozenset[str]:
    """Why somebody may leave."""
    return current().leaving_agency_reasons.codes()


class AgencyAnswers(Answers):
    """An agency's names, kind and flags. `aliases`: one to a line."""

    name = text("Enter the agency's name")
    aliases = text(most=1000)
    kind = choice("Choose what kind of agency it is", registrable_kinds)
    first_responder = yes()
    duty_to_notify = yes()


class NewAgencyAnswers(AgencyAnswers):
    """A new agency: its name in addresses, and the partnership it joins."""

    slug = text("Enter a short name for addresses, like county-police", most=60)
    partnership = text("Choose the partnership it joins", most=60)
    predecessor = text(most=60)


class OwnAgencyAnswers(Answers):
    """What an agency's own point of contact may change of it."""

    name = text("Enter the agency's name")
    aliases = text(most=1000)


class CloseAnswers(Answers):
    """That an agency ends, and who takes its place."""

    successor = text(most=60)
    sure = fields.Boolean(
        required=True,
        validate=validate.Equal(comparable=True),
        error_messages={"required": "Tick that you want to close it"},
    )


def contact_answers(people: Collection[str], *, new: bool) -> Answers:
    """A contact point, held by one of these people (ids)."""
    answers: dict[str, Any] = {
        "label": text("Enter a name for this contact point, like Control room", most=80),
        "email": _optional_email(),
        "phone": phone(),
        "member": choice("Choose who answers", people),
        "deputy": choice("Choose a deputy from the list", people, required=False),
    }
    if new:
        answers["purpose"] = choice("Choose what it is for", contact_purposes)
    made: Answers = Answers.from_dict(answers)()  # type: ignore[assignment]
    return made


def cover_answers(people: Collection[str]) -> Answers:
    """Who stands in for whom, from a first to a last day."""
    answers = {
        "away": choice("Choose who is away", people),
        "covering": choice("Choose who stands in", people),
        "first": DateParts("Enter the first day", required=True),
        "last": DateParts("Enter the last day", required=True),
    }
    made: Answers = Answers.from_dict(answers)()  # type: ignore[assignment]
    return made


def shift_answers(people: Collection[str]) -> Answers:
    """Who is on duty, from a day and time to another."""
    answers = {
        "member": choice("Choose who is on duty", people),
        "first": DateParts("Enter the day it starts", required=True),
        "first_time": TimeOfDay("Enter the time it starts", required=True),
        "last": DateParts("Enter the day it ends", required=True),
        "last_time": TimeOfDay("Enter the time it ends", required=True),
    }
    made: Answers = Answers.from_dict(answers)()  # type: ignore[assignment]
    return made


class NewMemberAnswers(Answers):
    """Somebody who works for an agency."""

    name = text("Enter their full name")
    email = email("Enter their work email address")
    phone = phone()
    job_title = text("Enter their job title")


class MemberAnswers(Answers):
    """Somebody's details."""

    name = text("Enter their full name")
    email = email("Enter their work email address")
    phone = phone()


class MembershipAnswers(Answers):
    """A further agency somebody works for."""

    agency = text("Choose an agency", most=60)
    job_title = text("Enter their job title there")


class TrainingAnswers(Answers):
    """A course somebody has done."""

    course = choice("Choose the course", courses)
    taken_on = DateParts("Enter the day they finished it", required=True)
    expires_on = DateParts("Enter a real date", load_default=None)


class VettingAnswers(Answers):
    """Somebody's clearance."""

    level = choice("Choose the level", vetting_levels)
    cleared_on = DateParts("Enter the day it was given", required=True)
    expires_on = DateParts("Enter a real date", load_default=None)


class RoleAnswers(Answers):
    """A role and where it is held: `place` is "agency:slug" or "partnership:slug"."""

    role = choice("Choose a role", frozenset(str(role) for role in Role))
    place = text("Choose where they hold it", most=80)


def leaving_answers(held: Sequence[Held], people: Collection[str]) -> Answers:
    """Who takes over each thing somebody holds; where nobody need, it may be left empty. And why they leave."""
    answers: dict[str, Any] = {
        one.key: choice("Choose who takes this over", people, required=one.required)
        for one in held
        if not one.hidden and one.blocked is None
    }
    answers["reason"] = choice("Choose why they leave", leaving_reasons)
    made: Answers = Answers.from_dict(answers)()  # type: ignore[assignment]
    return made


class PartnershipAnswers(Answers):
    """A partnership's name."""

    name = text("Enter the partnership's name")


class NewPartnershipAnswers(PartnershipAnswers):
    """A partnership that is formed within another."""

    slug = text("Enter a short name for addresses, like north-district", most=60)


class JoinAnswers(Answers):
    """Which agency joins."""

    agency = text("Choose an agency", most=60)
