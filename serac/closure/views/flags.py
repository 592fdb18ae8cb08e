"""What came back, in the words of the frame of a case and of the top of an alert."""

from collections.abc import Sequence

from flask import url_for

from serac.alerts.lifecycle import FINISHED
from serac.alerts.models import Alert
from serac.cases.models import Case
from serac.cases.views.flags import Flag, flag_with
from serac.closure.queries import CLOSING, Seen, list_repeats, may_be_repeats
from serac.core.clock import day_in_words
from serac.core.unit import Unit

SAME = {"person": "the same person", "place": "the same place", "case": "the same case"}
MOST = 3


@flag_with
def repeats(unit: Unit, target: Case | Alert) -> Sequence[Flag]:
    """The repeats of a case or an alert that the reader may know of: the latest three. Of an alert in triage, what may be one."""
    if isinstance(target, Alert) and target.state not in FINISHED:
        found = may_be_repeats(unit, target)
    else:
        found = list_repeats(unit, target.compartment_id)
    return [_flag(one) for one in found[:MOST]]


def _flag(one: Seen) -> Flag:
    when = f"{'closed' if one.since == CLOSING else 'last discussed'} {day_in_words(one.since_at)}"
    if one.came_back:
        words = f"Came back after it was {when}: {SAME[one.kind]} in"
    elif one.likely:
        words = f"May be a repeat: {SAME[one.kind]} as in a case {when}"
    else:
        words = f"Repeat: {SAME[one.kind]} as in a case {when}"
    endpoint = "alerts.show" if one.other.kind == "alert" else "cases.show"
    reference = one.other.reference or ""
    return Flag(words, url_for(endpoint, reference=reference), reference, (one.id,))
