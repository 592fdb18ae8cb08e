"""The guide: for each role, in plain words, what you do here and what nobody in it can do (domain, section 1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from serac.access.roles import ROLE_WORDS, Role


@dataclass(frozen=True)
class Guide:
    """One role's page."""

    does: tuple[str, ...]
    never: tuple[str, ...]


_MEMBER = Guide(
    (
        "Requests lists what your agency is asked, the soonest due first. Several can be answered at once.",
        "State that you have no connection with anybody in it: what is asked, and who is named, opens to you.",
        "Look in your own records, and reply: nothing known, information held, or cannot share, and why.",
        "For each thing you hold, choose who may read it. Their names stand beside it as you write.",
        "Not finished? It is kept. Not yours? Hand it to a colleague. Wrong? Correct it: what you first sent is kept.",
        "Everything we shared lists what your agency ever gave, to whom, on which agreement, and why.",
        "Home shows the cases that were opened to your agency and that you have not looked at yet.",
        "Open a case to read its shared picture, its decision, and who else is on its virtual team, by name.",
        "Do you not agree with a decision? Say so on it, or raise a disagreement: it goes up by itself if nobody settles it.",
        "Actions lists what you and your agency are asked to do. Accept or refuse each, say how it goes, end it with the evidence.",
        "Raise an alert whenever something worries you. You need not be sure.",
    ),
    (
        "See a case your agency is not on, or what is restricted to others.",
        "See a case once the agreement that opened it to your agency has ended. What you sent stays visible to you.",
        "Answer where you have a connection: somebody else at your agency does, and you read nothing of it.",
    ),
)
_OVERSIGHT = Guide(
    (
        "Review each override and each use of emergency access: who opened it to whom, why and for how long.",
        "Read the audit log, filter it by person, day or what happened, and check that nothing in it was changed.",
        "Read the agreements information is shared under.",
    ),
    ("Read or change a case.", "Appear in who has looked: what you do is recorded, and only oversight sees it."),
)

GUIDES: Mapping[Role, Guide] = {
    Role.REPORTER: Guide(
        (
            "Raise an alert: what was seen, where, when, and whether anybody is in danger. A phone is enough.",
            "In immediate danger ring 999 first, then raise the alert.",
            "My alerts shows whether each one is received, being looked at, or finished.",
            "Sometimes the team asks you a question. Home shows it, and you answer on the receipt.",
        ),
        (
            "Learn what became of a case. The words are the same whatever happened: nobody is tipped off.",
            "Read an alert again after sending it, or see anybody else's.",
        ),
    ),
    Role.COORDINATOR: Guide(
        (
            "Home lists what waits: danger first, then alerts by their clock. Claim an alert before you work on it.",
            "Open an alert into a case by taking out what the virtual team needs. Where it came from stays behind.",
            "Ask the police contact about every case. Until they say clear, agencies look in their own records only.",
            "Ask whoever sent an alert, without giving anything away. Let them know more only once it is safe.",
            "Choose the virtual team. Before it opens, you see who by name will read it, under which agreement.",
            "Ask agencies in rounds. You see who by name would read what before it goes; late replies stand on Home.",
            "Keep out anybody who may have a connection. They are not told.",
            "Where no agreement covers an agency and it cannot wait, record an override with a reason and an end.",
            "Read the shared picture: what each agency gave, in whose words, what disagrees, and who has not answered.",
            "Record one decision with its reasons, and start the teams that support, pursue and disrupt.",
            "Put a case to the chair where the partnership wants a decision confirmed, or where people disagree.",
            "Ask one person of one agency for each action, by a day. A refused one comes back to you until somebody has it.",
            "Close a case once nothing is left open. Tell those who helped that it counted, where that is safe.",
            "What comes back within twelve months is marked as a repeat, on both cases.",
        ),
        (
            "Share with an agency outside an agreement in force, except by a recorded override that is reviewed.",
            "Confirm your own decision, where the partnership wants a chair to.",
            "Read what an agency has begun to write and not sent.",
            "Change the audit log, or look without its being recorded.",
        ),
    ),
    Role.CHAIR: Guide(
        (
            "Home lists the decisions that wait for you. Read one with what it rests on and who does not agree with it.",
            "Confirm it, or send it back and say why. What was in force stays so until you confirm.",
            "Say first that you have no connection with anybody in the case. If you have one, step aside: another chair is asked.",
            "Record a decision yourself where you have to. It is in force at once, with your reasons.",
            "Settle a disagreement that has come up to you: the decision stands, or it is to be changed.",
            "Read the cases that are put to you, and see who has looked at them.",
            "Say whether a refused action that was put to you stands, or is withdrawn.",
            "Close a case that is put to you, or open it again, with the reason.",
        ),
        (
            "Decide on a case in which you have a conflict.",
            "Confirm what you recorded for the team.",
            "See cases that are not put to you.",
            "Take back a decision: a later one takes its place, and both are kept.",
        ),
    ),
    Role.DEPUTY_CHAIR: Guide(
        (
            "Stand in for the chair: confirm decisions or send them back, and settle disagreements, on the cases put to you.",
            "See who has looked at those cases.",
        ),
        ("Decide on a case in which you have a conflict.", "Close a case."),
    ),
    Role.HANDLER: _MEMBER,
    Role.SPOC: Guide(
        (
            *_MEMBER.does,
            "See all your agency's open requests and actions on one page. What is late comes to you.",
            "How we answered shows what you were asked, answered in time, and held. It is yours before anybody else's.",
            "Keep your agency's page right: contact points, deputies, cover while people are away, out of hours.",
            "Propose named handlers. Somebody else approves each.",
            "Record training and vetting. Home shows what runs out soon.",
        ),
        (*_MEMBER.never, "Manage another agency.", "Approve what you proposed, or anything for yourself."),
    ),
    Role.DEPUTY_SPOC: Guide(
        (
            "Do what the single point of contact does, whenever they cannot.",
            "A request that is late comes to you first; so does one that a colleague has a connection with.",
            *_MEMBER.does,
        ),
        (*_MEMBER.never, "Manage another agency.", "Approve what you proposed, or anything for yourself."),
    ),
    Role.SUPPORT_WORKER: Guide(
        ("Read the cases that are opened to you.", "Raise an alert whenever something worries you."),
        ("See intelligence about suspects that you do not need.",),
    ),
    Role.INVESTIGATING_OFFICER: Guide(
        ("Read the cases that are opened to you.", "Raise an alert whenever something worries you."),
        ("See notes that a provider keeps to itself.",),
    ),
    Role.MINUTE_TAKER: Guide(
        ("Take the minutes of the meeting you are asked to.", "Raise an alert whenever something worries you."),
        ("See anything of a meeting after it.",),
    ),
    Role.EMERGENCY_DUTY: Guide(
        (
            "Read the cases that are opened to you.",
            "When somebody is in danger and nobody else can be reached, take emergency access for a few hours.",
            "Each time is recorded and reviewed. Say why as if you were asked the next morning.",
        ),
        (
            "Look without its being reviewed.",
            "Look where you are kept out, or at a restricted case that does not name you.",
        ),
    ),
    Role.MANAGER: Guide(
        ("Read counts and trends, each with what it counts.",),
        ("See any person's details.", "See a count so small that it could be somebody."),
    ),
    Role.GOVERNANCE_OFFICER: Guide(
        (
            *_OVERSIGHT.does,
            "Keep agreements: who signed, what may be shared for what, when each ends and is reviewed.",
            "Approve the roles that read cases. Two people are always needed.",
        ),
        (*_OVERSIGHT.never, "Approve what you proposed, or anything for yourself."),
    ),
    Role.CALDICOTT_GUARDIAN: _OVERSIGHT,
    Role.LEGAL_ADVISER: _OVERSIGHT,
    Role.ADMINISTRATOR: Guide(
        (
            "Keep accounts: invite, disable, end sessions.",
            "Keep agencies and partnerships, their flags and dates.",
            "Propose roles; somebody else approves those that read cases.",
            "See the reference data in force, and try a changed file before it is put in place.",
        ),
        ("Read a case or an alert of somebody else.", "Give yourself access to one, by any sequence of steps."),
    ),
}
DUTY_OFFICER = "duty_officer"
"""Who is on the duty rota: a part somebody plays for a night, no role of its own."""

_DUTY = Guide(
    (
        "Read what comes in while the team is closed, danger first, and act on it until the morning.",
        "Claim an alert, answer its gates, and record what keeps each person safe tonight and who does it.",
        "Hand over by name in the morning.",
    ),
    (
        "Leave an alert of danger to the morning: unanswered, it is passed on to somebody else.",
        "See more than your role on the team lets you see by day.",
    ),
)

PARTS: Mapping[str, tuple[str, Guide]] = {DUTY_OFFICER: ("Duty officer", _DUTY)}
"""Guides to a part that is no role."""

_ANSWERING = ("scoping.connection", "scoping.reply", "scoping.picture", "action.answer", "disagreement.settle")
STEPS: Mapping[str, tuple[str, ...]] = {
    Role.REPORTER: ("alert.raise", "reporter.after"),
    Role.COORDINATOR: (
        "triage.danger",
        "triage.child",
        "triage.adult",
        "triage.life",
        "triage.trust",
        "triage.jurisdiction",
        "triage.extract",
        "deconfliction.ask",
        "cases.recipients",
        "scoping.request",
        "scoping.send",
        "scoping.chase",
        "scoping.picture",
        "decision.make",
        "disagreement.settle",
        "action.make",
        "closure.close",
        "closure.feedback",
        "reporter.ask",
        "reporter.release",
    ),
    Role.HANDLER: _ANSWERING,
    Role.SPOC: (*_ANSWERING, "agencies.point", "agencies.hand_over"),
    Role.DEPUTY_SPOC: (*_ANSWERING, "agencies.point"),
    Role.CHAIR: ("decision.confirm", "decision.make", "disagreement.settle"),
    DUTY_OFFICER: ("duty.start", "duty.night", "triage.danger", "triage.child", "duty.hand_over"),
}
"""What stands on a guide step by step, in the words of config/procedures.yaml."""

NOBODY_CAN = (
    "Open anything without its being recorded.",
    "Change or remove an entry of the audit log without its being noticed.",
    "Give somebody a role that reads cases alone: it takes two people.",
    "Find out from an address, a message or a tab title what a case is about.",
)
"""What no role can do."""


def title_of(role: Role) -> str:
    """A role as a heading."""
    words = ROLE_WORDS[role]
    return words[0].upper() + words[1:]
