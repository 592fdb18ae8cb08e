"""What each person may do, written by hand from domain.md section 1. Never derived from the policies.

`SEES` says who may know that a compartment exists. Each rule says, of the people who may know that a thing exists, who may do
what stands at an address; everybody else who may know gets 403. Who may not know gets the one 404; nobody gets sign-in.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.matrix.world import ALERTS, CASES, HOUSING_ROLES, PEOPLE, TEAM_ROLES

TEAM = {"priya", "tom"}
HANDLERS = {"gwen", "dora", "amir"}
SOUTH = {"southern officer", "southern handler", "southern admin"}
GONE = {"nobody", "disabled officer", "disabled handler"}
"""Who never gets past sign-in."""
SIGNED_IN = set(PEOPLE) - GONE
HERE = SIGNED_IN - SOUTH
OVERSIGHT = {"ruth", "idris", "lena"}
ADMINS = {"sam", "southern admin"}
READERS = {"priya", "tom", "judith", "marcus", "fay", "gwen", "dora", "amir", "sofia", "owen", "hannah", "lapsed"}
READERS_SOUTH = {"southern officer", "southern handler"}

SEES: dict[str, set[str]] = {
    "granted": TEAM | HANDLERS,
    "ungranted": TEAM,
    "ended grant": TEAM,
    "lapsed gateway": TEAM,
    "agency excluded": TEAM,
    "people excluded": {"priya", "gwen", "dora"},
    "restricted": {"tom"},
    "restricted to named": {"tom", "priya", "amir"},
    "override": TEAM | {"lapsed"},
    "ended override": TEAM,
    "chaired": TEAM | {"judith"},
    "asked": TEAM | {"hannah"},
    "planned": TEAM | HANDLERS,
    "planned request": TEAM,
    "sent request": TEAM,
    "requested": TEAM | HANDLERS,
    "answered": TEAM | HANDLERS,
    "shared": HANDLERS,
    "decided": TEAM | HANDLERS | {"judith"},
    "action": TEAM | HANDLERS,
    "refused action": TEAM | HANDLERS | {"judith", "marcus"},
    "action alone": TEAM | {"hannah"},
    "alert": TEAM,
    "crowded alert": TEAM,
    "restricted alert": {"priya"},
    "receipt of alert": {"rosa"},
    "receipt of restricted alert": {"rosa"},
}
"""Excluded people and agencies, an agency never asked, one whose grant or agreement ended, and whoever is not on a restricted
list do not see it, whatever their role. A reporter sees the receipt and not the alert (domain 5.1)."""

ACTIONS = ("action", "refused action", "action alone")
RECEIPTS = tuple(f"receipt of {variant}" for variant in ALERTS)
DIRECTORY = {*TEAM_ROLES, *HOUSING_ROLES, "hannah", "lapsed"}
"""Who holds any role here; it lets them look somebody up. Whoever holds none looks nobody up."""


@dataclass(frozen=True)
class Rule:
    """Of one or more endpoints: for which variants of a target, who may know of it, and who may do it.

    Attributes:
        variants: names in `SEES`, or ("",) where there is no compartment; then `knows` says who may know.
        may: everybody else who may know gets 403.
        methods: only these; all where none is named.
    """

    endpoints: tuple[str, ...]
    may: frozenset[str]
    variants: tuple[str, ...] = ("",)
    knows: frozenset[str] = frozenset(SIGNED_IN)
    methods: tuple[str, ...] = ()


def rule(endpoints: str, may: set[str], **facts: object) -> Rule:
    """A rule for endpoints written with spaces between them."""
    return Rule(
        tuple(endpoints.split()), frozenset(may), **{k: frozenset(v) if k == "knows" else v for k, v in facts.items()}
    )


NEAR = {"priya", "tom", "sam", "ruth"}
"""Who may know who works at an agency that is not their own: the own team, its keepers, and who approves appointments."""
HOUSING = {*HOUSING_ROLES, "plain"}
KEEPERS = {"sam", "gwen", "dora"}
"""Who keeps housing: the administrator, and its own points of contact."""

RULES = (
    # open to all: they show nothing of anybody
    rule(
        "access.sign_in access.sign_out access.signed_out access.locked access.invitation",
        set(PEOPLE),
        knows=set(PEOPLE),
    ),
    rule(
        "alerts.public_places alerts.public_start alerts.public_concern alerts.public_me alerts.public_thanks alerts.public_privacy",
        set(PEOPLE),
        knows=set(PEOPLE),
    ),
    rule("desk.accessibility desk.privacy health.live health.ready static", set(PEOPLE), knows=set(PEOPLE)),
    # everybody signed in, each their own
    rule("desk.home desk.guide desk.guide_for notifications.inbox access.stay", SIGNED_IN),
    rule("access.account access.password access.end_others notifications.choose", SIGNED_IN),
    rule("access.end_one notifications.open_notice notifications.show", {"priya"}, knows={"priya"}),
    # cases
    rule("cases.index actions.index", READERS | READERS_SOUTH),
    rule(
        "cases.show cases.people cases.team cases.contact cases.premises actions.on_case scoping.picture closure.show",
        READERS,
        variants=CASES,
    ),
    rule("cases.add_item cases.add_person cases.change_summary closure.feedback", TEAM, variants=CASES),
    rule("cases.add_agency cases.check_agency cases.exclude cases.leave_out cases.override", TEAM, variants=CASES),
    rule("cases.ask_police cases.contact_rule cases.danger", TEAM, variants=CASES),
    rule("scoping.copies scoping.picture_pdf scoping.disagree", TEAM | HANDLERS | {"lapsed"}, variants=CASES),
    rule("scoping.agree closure.received", TEAM | HANDLERS, variants=("granted",)),
    # rounds: the team alone, also where an agency is on the case; what one of them is asked nobody else can know of
    rule("scoping.show scoping.live scoping.begin scoping.leave_out", TEAM, variants=CASES),
    rule("scoping.plan scoping.change scoping.give_up scoping.check", TEAM, variants=("planned",)),
    rule("scoping.plan_one scoping.drop_one scoping.override", TEAM, variants=("planned request",)),
    rule("scoping.track_one scoping.remind scoping.escalate scoping.extend", TEAM, variants=("sent request",)),
    rule("scoping.withdraw scoping.remind_late scoping.end", TEAM, variants=("sent request",)),
    # what housing was asked: its named handlers answer, the team that asked is shown where it is followed
    rule(
        "scoping.requests scoping.disclosures scoping.scorecard scoping.shared",
        HANDLERS | {"hannah", "lapsed", "southern handler"},
    ),
    rule("scoping.shared_connection", HANDLERS, variants=("shared",)),
    rule("scoping.asked", TEAM | HANDLERS, variants=("requested", "answered")),
    rule("scoping.connection scoping.reply scoping.hand_over", HANDLERS, variants=("requested", "answered")),
    rule("referrals.index referrals.new", TEAM, variants=CASES),
    # decisions: the team records one, the chair too; whoever reads the case may dissent, and disagree
    rule("decisions.show decisions.disagreements", READERS, variants=CASES),
    rule("decisions.new", TEAM | {"judith"}, variants=("decided", *CASES)),
    rule("decisions.chair decisions.teams", TEAM, variants=("decided", *CASES)),
    rule("decisions.team decisions.end_team decisions.team_action", TEAM, variants=("decided",)),
    rule("decisions.confirm", {"judith"}, variants=("decided",)),
    rule("decisions.dissent decisions.disagreement", READERS, variants=("decided",)),
    # actions: asked for by the team, the chair, and an agency of itself; answered by whose it is; a refused one settled by the chair
    rule("actions.new", TEAM | HANDLERS | {"lapsed", "judith"}, variants=CASES),
    rule("actions.show", READERS, variants=ACTIONS),
    rule("actions.connection actions.accept actions.refuse actions.reassign", HANDLERS | {"hannah"}, variants=ACTIONS),
    rule("actions.progress actions.finish", TEAM | HANDLERS | {"hannah"}, variants=ACTIONS),
    rule("actions.give actions.split actions.carry actions.withdraw actions.escalate", TEAM, variants=ACTIONS),
    rule("actions.settle", {"judith", "marcus"}, variants=("refused action",)),
    rule("cases.answer_police", {"hannah"}, variants=("asked",)),
    rule("cases.let_back", TEAM, variants=("agency excluded",)),
    rule("cases.restrict cases.unrestrict", TEAM, variants=CASES),
    rule("cases.remove_agency", TEAM, variants=("granted", "chaired", "restricted to named")),
    rule("desk.case_log closure.close closure.reopen", TEAM | {"judith"}, variants=CASES),
    rule("desk.emergency", {"fay"}),
    # alerts
    rule("alerts.index", TEAM | {"southern officer"}),
    rule("alerts.show alerts.claim alerts.open_case alerts.file desk.alert_log", TEAM, variants=ALERTS),
    rule(
        "alerts.gate alerts.tonight alerts.hand_over alerts.release alerts.again alerts.learnt", TEAM, variants=ALERTS
    ),
    rule("alerts.finish alerts.join alerts.refer referrals.reply", TEAM, variants=ALERTS),
    rule("alerts.together", TEAM, variants=("crowded alert",)),
    rule("alerts.new alerts.mine", (READERS | READERS_SOUTH | {"rosa", "ben"})),
    rule("alerts.let_back", TEAM, variants=("alert",)),
    rule("alerts.ask_reporter alerts.asked_outside alerts.let_know alerts.read_answer", TEAM, variants=ALERTS),
    rule("alerts.receipt alerts.answer_question", {"rosa"}, variants=RECEIPTS),
    rule("alerts.key", TEAM | {"southern officer"}),
    rule("alerts.discard", {"rosa"}, knows={"rosa"}),
    # what may be the same: told to the own team of its side, who may see the other
    rule("alerts.dismiss_match alerts.suggest_again", TEAM, variants=("alert",)),
    rule("cases.dismiss_match cases.suggest_again", TEAM, variants=("ungranted",)),
    rule("alerts.search", TEAM | {"southern officer"}),
    # directory
    rule("agencies.index agencies.partnerships", SIGNED_IN - {"plain"}),
    rule("agencies.show", DIRECTORY, knows=HERE),
    rule("agencies.partnership", DIRECTORY, knows=HERE),
    rule("agencies.member", NEAR, knows=NEAR),
    rule("agencies.new", ADMINS),
    rule("agencies.change agencies.new_contact_point agencies.new_cover agencies.new_member", KEEPERS, knows=HERE),
    rule("agencies.close", {"sam"}, knows=HERE),
    rule("agencies.change_contact agencies.end_contact agencies.end_stand_in", KEEPERS, knows=HERE),
    rule("agencies.change_place agencies.join agencies.depart agencies.within", {"sam"}, knows=HERE),
    rule("agencies.further_agency agencies.propose agencies.change_person agencies.leave", {"sam"}, knows=NEAR),
    rule("agencies.training agencies.vetting", {"sam"}, knows=NEAR),
    # appointments: a second person
    rule("agencies.appointments", TEAM | {"ruth", "gwen", "dora", "southern officer"} | ADMINS),
    rule("agencies.approve agencies.refuse", TEAM | {"sam", "ruth"}, knows=NEAR),
    rule("agencies.end", {"sam", "ruth"}, knows=NEAR),
    rule("agencies.approve_address agencies.refuse_address", {"dora", "sam", "ruth"}, knows=NEAR | HOUSING),
    # the duty rota: its team and its administrators keep it; whoever is on it, or is told when nobody answers, reads it
    rule("agencies.duty_rota", TEAM | {"judith", "marcus", "fay", "southern officer"} | ADMINS),
    rule("agencies.new_shift agencies.end_shift", TEAM | {"sam"}, knows=HERE),
    # accounts
    rule("access.accounts", ADMINS),
    rule("access.member", {"sam"}, knows={"sam"}),
    rule("access.waiting", ADMINS | {"ruth"}, methods=("GET",)),
    # the invitation that waits was proposed by sam, who takes it back; somebody else, of the same partnership, approves it
    rule("access.waiting", {"ruth", "sam"}, methods=("POST",), knows=SIGNED_IN - {"southern admin"}),
    # agreements
    rule("agreements.index", READERS | READERS_SOUTH | OVERSIGHT),
    rule("agreements.show", READERS | OVERSIGHT, knows=READERS | OVERSIGHT),
    rule("agreements.new", {"ruth"}),
    rule("agreements.change agreements.sign agreements.end agreements.end_part", {"ruth"}, knows=READERS | OVERSIGHT),
    # oversight
    rule("audit.index audit.verify", OVERSIGHT),
    rule("audit.entry", OVERSIGHT, knows=OVERSIGHT),
    rule("audit.overrides", OVERSIGHT),
    rule("audit.review", OVERSIGHT, knows=OVERSIGHT),
    # reference
    rule(
        "reference.index reference.subject reference.to_check reference.check",
        TEAM | {"ruth", "southern officer"} | ADMINS,
    ),
)
