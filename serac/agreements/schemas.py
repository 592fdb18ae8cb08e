"""What people send about agreements. The fields of an agreement are those of config/sharing.yaml."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from marshmallow import fields, validate

from serac.agreements.endings import REASONS
from serac.core.answers import Answers, DateParts, choice, choices, text
from serac.reference import current
from serac.reference.subjects import AgreementField

TERM = "term_"
"""Stands before the code of a field of free text in a form."""


def term_fields() -> Iterator[AgreementField]:
    """The fields of free text, in the order of an agreement."""
    return (one for one in current().agreement_fields if one.holds == "text" and one.code != "title")


def agreement_answers(allowed: Mapping[str, Collection[str]], partnerships: Collection[str] = ()) -> Answers:
    """An agreement's title, dates, codes and texts.

    Args:
        allowed: what may be chosen of purposes, categories, lawful_bases and gateways.
        partnerships: slugs to choose from, for a new one.
    """
    answers: dict[str, Any] = {
        "title": text("Enter a title"),
        "purposes": choices("Choose what information is shared for", allowed["purposes"]),
        "categories": choices("Choose what may be shared", allowed["categories"]),
        "lawful_bases": choices("Choose at least one lawful basis", allowed["lawful_bases"]),
        "gateways": choices("Choose at least one legal gateway", allowed["gateways"]),
        "first": DateParts("Enter the day it begins", required=True),
        "last": DateParts("Enter the last day it holds", required=True),
        "review_on": DateParts("Enter the day it is looked at again", required=True),
    }
    if partnerships:
        answers["partnership"] = choice("Choose whose agreement it is", partnerships)
    answers |= {TERM + one.code: text(most=4000) for one in term_fields()}
    made: Answers = Answers.from_dict(answers)()  # type: ignore[assignment]
    return made


class SignAnswers(Answers):
    """Who signed for which agency."""

    agency = text("Choose the agency", most=60)
    signed_by = text("Enter the name of the person who signed")
    signatory_role = text("Enter their position")


class EndAnswers(Answers):
    """Why something ends before its date."""

    reason = choice("Choose a reason", frozenset(REASONS))
    sure = fields.Boolean(
        required=True,
        validate=validate.Equal(comparable=True),
        error_messages={"required": "Tick that it ends now"},
    )
