"""The vocabulary of the log in plain words. A code nobody has put into words is written out as it stands."""

from collections.abc import Mapping

from serac.core.actor import Authority
from serac.core.events import Event

_EVENTS: Mapping[Event, str] = {
    Event.PAGE_SHOWN: "Opened a page",
    Event.LIST_SHOWN: "Opened a list",
    Event.FILE_READ: "Opened a file",
    Event.SEARCHED: "Searched",
    Event.REFUSED: "Was refused",
    Event.LOG_READ: "Read the audit log",
    Event.LOG_VERIFIED: "Checked the audit log",
    Event.SIGNED_IN: "Signed in",
    Event.SIGNED_OUT: "Signed out",
    Event.SESSIONS_ENDED: "Ended sessions elsewhere",
    Event.SIGN_IN_FAILED: "Sign-in refused",
    Event.PASSWORD_CHANGED: "Changed a password",
    Event.CREDENTIAL_VOIDED: "Closed an account until it is set up again",
    Event.HANDED_OVER: "Handed work over to a colleague",
    Event.APPOINTMENT_PROPOSED: "Proposed a role",
    Event.APPOINTMENT_APPROVED: "Approved a role",
    Event.APPOINTMENT_REFUSED: "Refused a role",
    Event.APPOINTMENT_ENDED: "Ended a role",
    Event.REFERENCE_CHECKED: "Checked reference data",
    Event.REFERENCE_FILE_TRIED: "Tried a reference file",
    Event.COMPARTMENT_OPENED: "Opened a protected record",
    Event.COMPARTMENT_SHREDDED: "Destroyed a protected record for good",
    Event.ACCESS_GRANTED: "Gave access",
    Event.ACCESS_ENDED: "Ended access",
    Event.EXCLUDED: "Kept somebody out",
    Event.EXCLUSION_ENDED: "Stopped keeping somebody out",
    Event.OVERRIDE_RECORDED: "Recorded an override",
    Event.OVERRIDE_REVIEWED: "Reviewed an override",
    Event.EMERGENCY_ACCESS_TAKEN: "Took emergency access",
    Event.ALERT_RAISED: "Raised the alert",
    Event.SAFE_CONTACT_RECORDED: "Recorded how somebody can safely be reached",
    Event.DRAFT_KEPT: "Kept an unfinished alert",
    Event.DRAFT_GONE: "Discarded an unfinished alert",
    Event.ALERT_CLAIMED: "Claimed the alert",
    Event.ALERT_HANDED_OVER: "Handed the alert over",
    Event.ALERT_RELEASED: "Gave the alert back to the queue",
    Event.ALERT_ESCALATED: "Passed the alert up, since nobody had taken it in hand",
    Event.GATE_ANSWERED: "Answered a gate",
    Event.TONIGHT_PLANNED: "Wrote what keeps somebody safe tonight",
    Event.REFERRAL_MADE: "Recorded a referral",
    Event.REFERRAL_ANSWERED: "Recorded the reply to a referral",
    Event.REFERRAL_CHASED: "Reminded of a referral without a reply",
    Event.ACTION_MADE: "Asked an agency for an action",
    Event.ACTION_ACCEPTED: "Accepted an action",
    Event.ACTION_REFUSED: "Refused an action",
    Event.ACTION_PROGRESS: "Said how an action goes",
    Event.ACTION_ENDED: "Ended an action",
    Event.ACTION_GIVEN: "Gave an action to somebody",
    Event.ACTION_CARRIED: "Carried an action forward",
    Event.ACTION_ESCALATED: "Took an action to the chair",
    Event.ACTION_SETTLED: "Settled an action as chair",
    Event.ACTION_TOLD: "Reminded of an action",
    Event.ALERT_OPENED: "Opened the alert into a case",
    Event.ALERT_JOINED: "Joined the alert to a case",
    Event.ALERT_SIGNPOSTED: "Signposted the alert",
    Event.ALERT_CLOSED: "Ended the alert with no further action",
    Event.MATCH_JOINED: "Noted that two are about the same",
    Event.MATCH_DISMISSED: "Noted that two are not about the same",
    Event.PLACE_OF_SAFETY_HELD: "Recorded a place of safety",
    Event.CASE_OPENED: "Opened the case",
    Event.CASE_CHANGED: "Changed the case",
    Event.CONTRADICTION_MARKED: "Noted that two items disagree",
    Event.CONTRADICTION_ENDED: "Noted that two items disagree no more",
    Event.PICTURE_COPIED: "Made a numbered copy",
    Event.ROUND_BEGUN: "Began a round",
    Event.ROUND_CHANGED: "Changed a round",
    Event.ROUND_DISCARDED: "Gave up a round",
    Event.ROUND_SENT: "Sent a round",
    Event.ROUND_ENDED: "Ended a round",
    Event.REQUEST_PLANNED: "Planned a request",
    Event.REQUEST_CHANGED: "Changed a request",
    Event.REQUEST_DROPPED: "Took an agency out of a round",
    Event.REQUEST_SENT: "Sent a request",
    Event.REQUEST_REMINDED: "Reminded an agency of a request",
    Event.REQUEST_ESCALATED: "Told an agency’s deputy or lead of a request",
    Event.REQUEST_EXTENDED: "Gave an agency more time",
    Event.REQUEST_WITHDRAWN: "Withdrew a request",
    Event.REQUEST_SILENT: "Recorded that an agency did not answer",
    Event.DISCLOSED: "Recorded what was given to whom",
    Event.REQUEST_OPENED: "Opened the request",
    Event.CONNECTION_STATED: "Stated whether they have a connection",
    Event.CONFLICT_DECLARED: "Declared a connection",
    Event.REPLIED: "Answered the request",
    Event.REPLY_CORRECTED: "Corrected a reply",
    Event.REPLY_ESCALATED: "Could not share it, and the team was told",
    Event.REPLY_DRAFT_KEPT: "Kept an unfinished reply",
    Event.REPLY_DRAFT_HANDED_OVER: "Handed an unfinished reply over",
    Event.REPLY_DRAFT_GONE: "Ended an unfinished reply",
    Event.ITEM_REPLACED: "Took back information",
    Event.ITEM_EXTRACTED: "Added information",
    Event.AGENCY_ON_TEAM: "Added an agency to the virtual team",
    Event.AGENCY_OFF_TEAM: "Took an agency off the virtual team",
    Event.DECONFLICTION_ASKED: "Asked the police contact",
    Event.DECONFLICTION_ANSWERED: "Answered for the police",
    Event.DECONFLICTION_CHASED: "Reminded the police contact",
    Event.CONTACT_RULE_SET: "Changed the contact rule",
    Event.CONTACT_RULE_OVERRIDDEN: "Overrode the contact rule in danger",
    Event.PREMISES_RISK_RECORDED: "Recorded what to know before a visit",
    Event.DECISION_RECORDED: "Recorded a decision",
    Event.DECISION_CONFIRMED: "Confirmed a decision",
    Event.DECISION_SENT_BACK: "Sent a decision back",
    Event.DECISION_SUPERSEDED: "Ended a decision by a later one",
    Event.DECISION_CHASED: "Reminded the chair of a decision",
    Event.DECISION_REVIEW_DUE: "Reminded the team to look again",
    Event.DISSENT_RECORDED: "Recorded that an agency does not agree",
    Event.PUT_TO_CHAIR: "Opened the case to a chair",
    Event.CHAIR_STEPPED_ASIDE: "Stepped aside as chair",
    Event.RESPONSE_TEAM_STARTED: "Started a response team",
    Event.RESPONSE_TEAM_CHANGED: "Changed a response team",
    Event.RESPONSE_TEAM_ENDED: "Ended a response team",
    Event.DISAGREEMENT_RAISED: "Raised a disagreement",
    Event.DISAGREEMENT_PASSED_UP: "Passed a disagreement up",
    Event.DISAGREEMENT_SETTLED: "Settled a disagreement",
    Event.QUESTION_ASKED: "Asked the reporter a question",
    Event.QUESTION_ANSWERED: "Answered a question",
    Event.QUESTION_READ: "Read an answer",
    Event.FEEDBACK_RELEASED: "Released words to the reporter",
    Event.FEEDBACK_SENT: "Told those who helped",
    Event.CASE_CLOSED: "Closed the case",
    Event.CASE_REOPENED: "Opened the case again",
    Event.CLOSURE_REVIEW_DUE: "Reminded the team to look at it again",
    Event.RECEIPTS_FINISHED: "Finished receipts",
    Event.JOB_PUT_OFF: "Put off work of the service that had failed",
}
_PAGES: Mapping[str, str] = {
    "alerts.show": "Looked at the alert",
    "alerts.attachment": "Looked at a file",
    "cases.show": "Looked at the case",
    "scoping.show": "Looked at the replies",
    "scoping.check": "Looked at who would see what",
    "desk.alert_log": "Looked at who has looked",
    "desk.case_log": "Looked at who has looked",
}
_AUTHORITIES: Mapping[str, str] = {
    Authority.NOBODY: "Nobody signed in",
    Authority.PUBLIC: "A member of the public",
    Authority.SIGN_IN: "Sign-in",
    Authority.JOB: "The service itself",
    Authority.AUDIT: "The service itself",
    Authority.COUNTING: "Statistics",
    Authority.OPERATOR: "Operator's command line",
}
_SUBJECTS: Mapping[str, str] = {
    "access_grant": "access",
    "access_override": "override",
    "alert_attachment": "attachment",
    "case_action": "action",
    "case_file": "case",
    "compartment": "protected record",
}


def event_in_words(code: str) -> str:
    """What happened."""
    try:
        known = _EVENTS.get(Event(code))
    except ValueError:
        known = None
    return known or code.replace(".", " ").replace("_", " ").capitalize()


def looked_in_words(code: str, page: str) -> str:
    """What somebody did with a case or an alert; a page is told by its name."""
    if code == Event.PAGE_SHOWN:
        return _PAGES.get(page, "Looked at a page of it")
    return event_in_words(code)


def authority_in_words(code: str) -> str:
    """Who acted, where it was no person."""
    return _AUTHORITIES.get(code, code)


def subject_in_words(kind: str) -> str:
    """What it was done to."""
    return _SUBJECTS.get(kind, kind.replace("_", " "))


def every_event() -> list[tuple[str, str]]:
    """(code, words) of everything that is recorded, in the order of the alphabet."""
    return sorted(((str(event), event_in_words(event)) for event in Event), key=lambda pair: pair[1].lower())
