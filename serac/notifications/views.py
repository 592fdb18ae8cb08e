"""The inbox; how somebody wants to be told; and, in the demonstration only, the mail it would have sent."""

import secrets
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from serac.access.paths import local_path
from serac.access.queries import find_own_member
from serac.agencies.models import Member
from serac.core.clock import moment_in_words
from serac.core.events import Event
from serac.core.outbox import Notice
from serac.core.problems import NotFound
from serac.core.web import Form, before_of, current_unit, go, needs, open_to_all, page, services
from serac.notifications import commands, policy
from serac.notifications.queries import find_choice, find_notice, list_inbox, usual_quiet_hours, wishes_of
from serac.notifications.schemas import ChoiceAnswers
from serac.reference import UnknownCode, current

bp = Blueprint("notifications", __name__)
demonstration_bp = Blueprint("demonstration", __name__)
"""Registered in the demonstration only."""
MOST_CAUGHT = 50


@bp.route("/inbox")
@needs(policy.read_inbox)
def inbox() -> ResponseReturnValue:
    """Everything the service told them, newest first, in the neutral words it was told in."""
    unit = current_unit()
    notices, older = list_inbox(unit, before_of(request.args.get("before")))
    rows = [_row(notice) for notice in notices]
    return page(
        "notifications/inbox.html",
        shown=[notice.id for notice in notices],
        event=Event.LIST_SHOWN,
        rows=rows,
        older=older,
        at_start="before" not in request.args,
        marking="",
    )


def _row(notice: Notice) -> dict[str, Any]:
    try:
        words = current().letters.get(notice.kind).label
    except UnknownCode:
        words = "Something is waiting"
    read = notice.read_at is not None
    return {
        "title": words,
        "meta": moment_in_words(notice.due_at),
        "status": {"text": "Opened", "shape": "done", "tone": "quiet"} if read else {"text": "New", "shape": "now"},
        "act": {
            "text": "Open again" if read else "Open",
            "more": f"{words}, {moment_in_words(notice.due_at)}",
            "url": f"/inbox/{notice.id}",
            "post": True,
            "primary": not read,
            "key": secrets.token_urlsafe(18),
        },
    }


@bp.route("/inbox/<notice_id>")
@needs(policy.read_notice, on=find_notice)
def show(notice: Notice) -> ResponseReturnValue:
    """Where a letter leads: the one notice it told of, with the way on."""
    return page("notifications/show.html", target=notice, row=_row(notice), marking="")


@bp.route("/inbox/<notice_id>", methods=["POST"])
@needs(policy.read_notice, on=find_notice)
def open_notice(notice: Notice) -> ResponseReturnValue:
    """Note that they opened it, and go where it leads."""
    if notice.read_at is None:
        commands.open_notice(current_unit(), notice)
    return redirect(local_path(notice.path) or "/inbox", 303)


@bp.route("/account/notices", methods=["GET", "POST"])
@needs(policy.choose, on=find_own_member)
def choose(member: Member) -> ResponseReturnValue:
    """How they want to be told that something waits: at once, or once a day; and when it should be quiet."""
    unit = current_unit()
    choice, wishes = find_choice(unit, member.id), wishes_of(unit, member.id)
    begin, end = wishes.quiet or usual_quiet_hours(unit, member.id)
    usual = {"daily_at": wishes.daily_at, "quiet_from": begin, "quiet_until": end}
    shown = {name: f"{time:%H:%M}" for name, time in usual.items()}
    initial = shown | {"how": wishes.how, "quiet": "yes" if wishes.quiet else ""}
    form = Form(ChoiceAnswers(), initial=initial, version=choice.version if choice else 0)
    if form.sent_well():
        facts = form.data | {name: form.data[name] or time for name, time in usual.items()}
        facts["seen_version"] = form.version if choice else None
        if form.attempt(lambda: commands.choose(unit, member, **facts)):
            return go("access.account", done="notices")
    return page("notifications/choose.html", target=member, form=form, marking="")


@demonstration_bp.route("/demonstration/mail")
@open_to_all
def mail() -> ResponseReturnValue:
    """The messages the demonstration would have sent, newest first."""
    folder: Path | None = services().extra["settings"].mail_folder
    if folder is None:
        raise NotFound
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)[:MOST_CAUGHT]
    return page("demonstration/mail.html", messages=[_read(file) for file in files])


def _read(file: Path) -> dict[str, Any]:
    message = message_from_bytes(file.read_bytes(), EmailMessage, policy=default)
    lines = [line for line in message.get_content().splitlines() if line.strip()]
    words = [[{"text": word, "is_link": word.startswith("http")} for word in line.split()] for line in lines]
    sent_at = parsedate_to_datetime(str(message["Date"]))
    return {
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "at": moment_in_words(sent_at),
        "lines": words,
    }
