"""What was reported in the fictional county, and what became of it. Nobody and nothing here exists."""

from collections.abc import Mapping
from dataclasses import dataclass

from serac.alerts.commands.facts import AlertFacts

Facts = Mapping[str, object]


@dataclass(frozen=True)
class Concern:
    """One alert of the demonstration, and how far it has come.

    Attributes:
        reporter: who sent it, by key; the officer who keyed it for a caller or from the helpline; "" for the public.
        days_ago: when it was raised. after: hours until it was claimed, and until it was finished.
        ends: how triage ended: opened, joined, signposted, no_action, or "" while it is not finished.
        into: of an alert that was joined, the key of the concern whose case it went to.
        reason, outcome: code and words of signposting or closing. title, items: of the case.
        question, answer: put to the reporter, and what they said; released: words they were allowed to read.
    """

    key: str
    reporter: str
    days_ago: float
    what: str
    where: str = ""
    when: str = ""
    area: str = "not_known"
    kinds: tuple[str, ...] = ("not_known",)
    place_kind: str = "not_known"
    how_known: str = "saw_it"
    still_happening: str = "yes"
    danger: bool = False
    child: bool = False
    position_of_trust: bool = False
    about_me: bool = False
    people: tuple[Mapping[str, str], ...] = ()
    plate: str = ""
    business: str = ""
    source: str = "partner"
    own_reference: str = ""
    may_return: str = "not_asked"
    contact: str = ""
    wishes: str = ""
    claimed: bool = False
    after: tuple[float, float] = (1.5, 5)
    ends: str = ""
    into: str = ""
    reason: str = ""
    outcome: str = ""
    title: str = ""
    items: tuple[str, ...] = ()
    question: str = ""
    answer: str = ""
    released: str = ""

    def facts(self) -> AlertFacts:
        """What the command that raises it is given."""
        return AlertFacts(
            what=self.what, where=self.where, when=self.when, still_happening=self.still_happening, kinds=self.kinds,
            area=self.area, place_kind=self.place_kind, danger=self.danger, called_999=self.danger, child=self.child,
            how_known=self.how_known, people=[dict(one) for one in self.people], plate=self.plate, business=self.business,
            source=self.source, own_reference=self.own_reference, may_return=self.may_return, contact=self.contact,
            wishes=self.wishes, about_me=self.about_me, position_of_trust=self.position_of_trust,
        )  # fmt: skip
