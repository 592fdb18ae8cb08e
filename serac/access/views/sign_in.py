"""Signing in and out; the hidden screen; staying signed in."""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, g, make_response, redirect, request
from flask.typing import ResponseReturnValue

from serac.access import policy, sessions
from serac.access.authority import sign_in_unit
from serac.access.commands import count_attempt, end_session, start_session
from serac.access.credentials import NOBODYS_SECRET, password_matches, used_step
from serac.access.devices import family_of
from serac.access.limits import DEVICE_IS_KNOWN_FOR, Source, known_device, remember_device, sources
from serac.access.paths import local_path
from serac.access.queries import find_own_session, has_tried_too_often, member_with
from serac.access.schemas import SignInAnswers
from serac.access.views.blueprint import bp
from serac.agencies.models import Member
from serac.core.answers import Answers
from serac.core.blind_index import email_hash
from serac.core.kept_forms import give_back
from serac.core.problems import Invalid, TooMany
from serac.core.web import Form, current_unit, go, needs, open_to_all, page, services
from serac.settings import Mode

REFUSED = "The email address, password or code is wrong. Check all three; each code works once."
DEVICE_COOKIE = "device"


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Address, password and code on one page; the same answer whether or not anybody has the address."""
    form = Form(SignInAnswers())
    onward = local_path(request.values.get("next"))
    if current_unit().actor.is_somebody and not form.sent:
        return redirect(onward or "/", 303)
    if form.sent_well():
        answer = _try(form.data, onward)
        if answer is not None:
            return answer
        form.errors, form.values["code"] = {"_form": REFUSED}, ""
    return page(
        "access/sign_in.html",
        form=form,
        next=onward,
        kept=request.form.get("kept", ""),
        had_files=bool(request.form.get("had_files")),
        ready=bool(request.args.get("ready")),
        demonstration_accounts=_demonstration_accounts(),
    )


def _demonstration_accounts() -> Iterable[Any]:
    """Who can be signed in as, with their codes now: in the demonstration, and nowhere else."""
    found = current_app.extensions.get("serac_demonstration")
    if found is None or services().extra["settings"].mode is not Mode.DEMONSTRATION:
        return []
    current_unit().rollback()  # it looks with a unit of its own
    return list(found())


@dataclass(frozen=True)
class _Checked:
    """Somebody whose password and code are right."""

    member_id: uuid.UUID
    step: int


def _try(given: dict[str, Any], onward: str) -> ResponseReturnValue | None:
    """Sign somebody in, or count a refused try. Nothing is held open while the password is checked, which is slow."""
    _leave()
    hashed = email_hash(services().secrets, given["email"])
    now, cookie = services().clock.now(), request.cookies.get(DEVICE_COOKIE, "")
    device = known_device(services().secrets, cookie, hashed, now)
    network = sessions.network_of(request.remote_addr)
    counted = sources(services().secrets, network=network, email_hash=hashed, device=device)
    checked = _check(hashed, given["password"], given["code"], counted)
    key = sessions.new_key()
    if checked is None or not _start(checked, key, network):
        with sign_in_unit(services()) as unit:
            count_attempt(unit, None, sources=counted)
        return None
    sessions.remember(key)
    answer = make_response(_onward(checked.member_id, onward))
    known = remember_device(services().secrets, hashed, now, device or uuid.uuid4())
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(
        DEVICE_COOKIE, known, max_age=DEVICE_IS_KNOWN_FOR, path="/sign-in", secure=secure, httponly=True, samesite="Lax"
    )
    return answer


def _leave() -> None:
    """End the session this browser had, if it had one, and let go of the database."""
    unit = current_unit()
    if unit.actor.is_somebody:
        end_session(unit, find_own_session(unit, g.sign_in_session_id))
    unit.rollback()


def _check(hashed: int, password: str, code: str, counted: Iterable[Source]) -> _Checked | None:
    """Whose password and code these are. As slow for an address nobody has.

    Raises:
        TooMany: too many tries from there.
    """
    member_id, stored, secret, last = None, None, NOBODYS_SECRET, 0
    with sign_in_unit(services()) as unit:
        if has_tried_too_often(unit, counted):
            raise TooMany
        found = member_with(unit, hashed)
        if found is not None:
            member_id, stored, secret, last = found[0].id, found[1].password, found[1].secret, found[1].last_code
        now = unit.now
    matches = password_matches(stored, password)
    step = used_step(secret, code, now, last)
    return _Checked(member_id, step) if member_id is not None and matches and step is not None else None


def _start(checked: _Checked, key: str, network: str) -> bool:
    """Start the session; False if the same code has just been used elsewhere."""
    hours = services().extra["settings"].session_hours
    with sign_in_unit(services(), checked.member_id) as unit:
        member = unit.session.get_one(Member, checked.member_id)
        device = family_of(request.headers.get("User-Agent", ""))
        until = unit.now + dt.timedelta(hours=hours)
        hashed = sessions.key_hash(key)
        try:
            start_session(unit, member, step=checked.step, key_hash=hashed, device=device, network=network, until=until)
        except Invalid:
            return False
    return True


def _onward(member_id: uuid.UUID, onward: str) -> ResponseReturnValue:
    """To the page asked for; or back to what they had typed when their session ended, which only they are given."""
    kept = give_back(services().secrets, member_id, request.form.get("kept", ""), services().clock.now())
    if kept is None:
        return redirect(onward or "/", 303)
    form = Form(Answers())
    form.key = secrets.token_urlsafe(18)
    files = bool(request.form.get("had_files"))
    return page("errors/restore.html", form=form, action=kept.path, fields=kept.fields, had_files=files)


@bp.route("/sign-out", methods=["POST"])
@open_to_all
def sign_out() -> ResponseReturnValue:
    """End this session. Also answers who has none any more."""
    unit = current_unit()
    if unit.actor.is_somebody:
        end_session(unit, find_own_session(unit, g.sign_in_session_id))
    sessions.forget()
    return go("access.signed_out")


@bp.route("/signed-out")
@open_to_all
def signed_out() -> ResponseReturnValue:
    """What is left on the screen afterwards."""
    return page("access/signed_out.html")


@bp.route("/locked")
@open_to_all
def locked() -> ResponseReturnValue:
    """A page that says nothing, to hide the screen behind. It ends nothing: the way on asks for nothing."""
    return page("access/locked.html", go_on_url="/")


@bp.route("/stay")
@needs(policy.be_signed_in)
def stay() -> ResponseReturnValue:
    """Count as activity, and show nothing."""
    current_unit().commit()
    return Response(status=204)
