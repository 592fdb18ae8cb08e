"""One's own account: details, password, sessions."""

import datetime as dt
import uuid
from dataclasses import dataclass

from flask import g, request
from flask.typing import ResponseReturnValue

from serac.access import policy, sessions
from serac.access.authority import sign_in_unit
from serac.access.commands import change_password, count_attempt, end_other_sessions, end_session
from serac.access.limits import source_of_session
from serac.access.models import SignInSession
from serac.access.queries import (
    find_own_member,
    find_own_session,
    has_tried_too_often,
    list_open_sessions,
    roles_of,
    works_for,
)
from serac.access.schemas import NewPasswordAnswers
from serac.access.views.blueprint import bp
from serac.agencies.models import Member
from serac.core.answers import Answers
from serac.core.problems import TooMany
from serac.core.web import Form, current_unit, go, needs, page, services

DONE = {
    "password": "Your password is changed. You are signed out everywhere else.",  # nosec B105: a sentence
    "session": "That session is ended.",
    "sessions": "You are signed out everywhere else.",
    "notices": "We will tell you as you chose.",
}


@dataclass(frozen=True)
class OpenSession:
    """One of one's own sessions, as the page shows it."""

    id: uuid.UUID
    device: str
    network: str
    started: dt.datetime
    seen: dt.datetime
    is_this: bool


@bp.route("/account")
@needs(policy.keep_own_account, on=find_own_member)
def account(member: Member) -> ResponseReturnValue:
    """One's own details, and where one is signed in."""
    unit = current_unit()
    this = g.get("sign_in_session_id")
    idle = dt.timedelta(minutes=services().extra["settings"].idle_minutes)
    open_sessions = [
        OpenSession(row.id, row.device, row.network, row.started_at, row.seen_at, row.id == this)
        for row in list_open_sessions(unit, member.id, idle)
    ]
    jobs = [f"{title}, {agency.name}" for agency, title in works_for(unit, member.id)]
    return page(
        "access/account.html",
        marking="OFFICIAL",
        target=member,
        form=Form(Answers()),
        name=member.name,
        email=member.email,
        phone=member.phone,
        jobs=jobs,
        roles=roles_of(unit, member.id),
        sessions=open_sessions,
        done=DONE.get(request.args.get("done", ""), ""),
    )


@bp.route("/account/password", methods=["GET", "POST"])
@needs(policy.keep_own_account, on=find_own_member)
def password(member: Member) -> ResponseReturnValue:
    """Change one's password: the present one and a code are asked for, so that an open screen is not enough."""
    unit, this = current_unit(), g.sign_in_session_id
    form = Form(NewPasswordAnswers())
    email = member.email
    if form.sent_well():
        source = source_of_session(services().secrets, this)
        if has_tried_too_often(unit, [source]):
            raise TooMany
        given = form.data
        done = form.attempt(
            lambda: change_password(
                unit, member, present=given["present"], code=given["code"], new=given["new_password"], session_id=this
            )
        )
        if done:
            return go("access.account", done="password")
        if "present" in form.errors or "code" in form.errors:
            with sign_in_unit(services()) as counting:
                count_attempt(counting, None, sources=[source])
    return page("access/password.html", marking="OFFICIAL", target=member, form=form, email=email)


@bp.route("/account/sessions/<uuid:session_id>/end", methods=["POST"])
@needs(policy.end_own_session, on=find_own_session)
def end_one(session: SignInSession) -> ResponseReturnValue:
    """End one of one's own sessions; this one too."""
    if not Form(Answers()).sent_well():
        return go("access.account")
    is_this = session.id == g.sign_in_session_id
    end_session(current_unit(), session)
    if is_this:
        sessions.forget()
        return go("access.signed_out")
    return go("access.account", done="session")


@bp.route("/account/sessions/end-others", methods=["POST"])
@needs(policy.keep_own_account, on=find_own_member)
def end_others(member: Member) -> ResponseReturnValue:
    """Sign out everywhere else."""
    if Form(Answers()).sent_well():
        end_other_sessions(current_unit(), member, but=g.sign_in_session_id)
    return go("access.account", done="sessions")
