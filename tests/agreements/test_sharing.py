"""One table of tests: may these categories, for this purpose, go to this agency, now, and on what agreement?"""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from serac.agreements.sharing import Asked, Signature, decide

NOON = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
TICK = dt.timedelta(microseconds=1)
DAY = dt.timedelta(days=1)
NEVER = frozenset({"identity", "whereabouts", "account"})


def signature(
    name="First agreement",
    *,
    purposes=("disrupt",),
    categories=("identity", "premises"),
    since=NOON - DAY,
    until=NOON + DAY,
):
    party = uuid.uuid5(uuid.NAMESPACE_OID, name)
    return Signature(party, name, "IA-2222222", frozenset(purposes), frozenset(categories), since, until)


def asked(purpose="disrupt", categories=("premises",), *, inside=True, now=NOON, control=False):
    return Asked(purpose, frozenset(categories), inside, now, purpose == "immigration_control", NEVER, control)


ALL = signature(purposes=("disrupt", "immigration_control"), categories=("identity", "premises"))
OTHER = signature("Other", purposes=("support",))
NEXT = signature("Next", since=NOON + DAY, until=NOON + 2 * DAY)
TABLE = [
    # covered
    ("purpose and category named", asked(), [signature()], "First agreement (IA-2222222), in force until 6 March"),
    ("every category named", asked(categories=("premises", "identity")), [signature()], "First agreement"),
    ("the first moment", asked(now=NOON - DAY), [signature()], "First agreement"),
    ("the last microsecond", asked(now=NOON + DAY - TICK), [signature()], "First agreement"),
    ("another agreement covers it", asked(), [OTHER, signature()], "First agreement"),
    ("a lapsed one beside one in force", asked(), [signature("Old", until=NOON), signature()], "First agreement"),
    ("immigration control where it is named", asked("immigration_control"), [ALL], "First agreement"),
    # not covered, and why
    ("nothing would be shared", asked(categories=()), [signature()], "Say what would be shared."),
    ("not in the partnership", asked(inside=False), [signature()], "This agency is not in the partnership."),
    ("nothing signed", asked(), [], "This agency has signed no agreement of this partnership."),
    ("a microsecond too early", asked(now=NOON - DAY - TICK), [signature()], "agreement begins on 4 March 2026."),
    ("the moment it ends", asked(now=NOON + DAY), [signature()], "This agency's agreement ended on 6 March 2026."),
    ("long over", asked(), [signature(until=NOON - DAY / 2)], "agreement ended on 4 March 2026."),
    ("one over, one to come", asked(), [signature(until=NOON), NEXT], "begins on 6 March 2026."),
    ("ended before it began", asked(), [signature(since=NOON + DAY, until=NOON + DAY)], "signed no agreement"),
    ("another purpose", asked("support"), [signature()], "covers this purpose: support."),
    ("a category not named", asked(categories=("premises", "health")), [signature()], "does not cover: health."),
    ("two not named", asked(categories=("vehicles", "health")), [signature()], "does not cover: health; vehicles."),
    ("an unknown category", asked(categories=("anything",)), [signature()], "does not cover: anything."),
    (
        "purpose in one agreement, category in another",
        asked(categories=("health",)),
        [signature(), signature("Second agreement", purposes=("support",), categories=("health",))],
        "First agreement does not cover: health.",
    ),
    ("an agency of it, for its purpose", asked("immigration_control", control=True), [ALL], "First agreement"),
    ("an agency of it, for another purpose", asked(control=True), [ALL], "works for immigration control"),
    ("immigration control not named", asked("immigration_control"), [signature()], "Immigration control is a separate"),
    (
        "immigration control never gets an identity, whatever is signed",
        asked("immigration_control", ("premises", "identity")),
        [ALL],
        "No agreement opens this to immigration control: identity.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "asking", "signatures", "why"), TABLE, ids=[row[0] for row in TABLE])
def test_what_may_be_shared(what, asking, signatures, why):
    answer = decide(asking, signatures)
    assert why in answer.why
    allowed = why.startswith("First agreement") and "does not" not in why
    assert answer.allowed is allowed
    assert (answer.party_id is not None) is allowed
    assert bool(answer.agreement_title) is bool(answer.agreement_reference) is allowed


def test_it_stands_on_the_signature_that_lasts_longest():
    short, long = signature("Short", until=NOON + TICK), signature("Long", until=NOON + DAY)
    assert decide(asked(), [short, long]).party_id == long.party_id
