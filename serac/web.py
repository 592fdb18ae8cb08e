"""The front door for browsers: which features have pages, the frame around each page, problems, headers."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, current_app, g, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from serac import demonstration, health
from serac.access import views as access
from serac.access.roles import ROLE_WORDS, Role
from serac.access.sessions import find_former
from serac.actions import views as actions
from serac.agencies import views as agencies
from serac.agreements import views as agreements
from serac.alerts import views as alerts
from serac.audit import views as audit
from serac.cases import views as cases
from serac.closure import views as closure
from serac.core.actor import Permission
from serac.core.answers import is_offered_code
from serac.core.clock import day_in_words, moment_in_words
from serac.core.events import Event
from serac.core.kept_forms import answers_in
from serac.core.problems import Conflict, Invalid, NotFound, Problem
from serac.core.references import as_stored
from serac.core.two_texts import both_texts
from serac.core.unit import Unit
from serac.core.web import View, current_unit, open_to_all, services, sign_in_first, way_back
from serac.decisions import views as decisions
from serac.desk import views as desk
from serac.notifications import views as notifications
from serac.reference import current
from serac.reference import views as reference
from serac.reference.subjects import Procedure
from serac.referrals import views as referrals
from serac.scoping import views as scoping
from serac.settings import Mode, Settings

TEMPLATES = Path(__file__).parent.parent / "templates"
NOT_FOUND = (TEMPLATES / "errors" / "404.html").read_bytes()
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True)
class Link:
    """One of the main links."""

    text: str
    url: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """What stands around every page: marking, reader, links."""

    marking: str | None
    marking_for: str
    reader: str
    role: str
    links: tuple[Link, ...]
    partnership: str
    signed_in: bool
    idle_minutes: int
    help_url: str | None
    demonstration: bool
    request_id: str


NAVIGATION: tuple[tuple[str, str, Permission | None], ...] = (
    ("Home", "desk.home", None),
    ("Alerts", "alerts.index", Permission.READ_QUEUE),
    ("Raise an alert", "alerts.new", Permission.RAISE_ALERT),
    ("My alerts", "alerts.mine", Permission.RAISE_ALERT),
    ("Duty rota", "agencies.duty_rota", Permission.TRIAGE),
    ("Requests", "scoping.requests", Permission.ANSWER_REQUESTS),
    ("Cases", "cases.index", Permission.READ_CASE),
    ("Actions", "actions.index", Permission.READ_CASE),
    ("What we shared", "scoping.disclosures", Permission.ANSWER_REQUESTS),
    ("Emergency access", "desk.emergency", Permission.EMERGENCY_ACCESS),
    ("Agencies", "agencies.index", Permission.READ_DIRECTORY),
    ("Agreements", "agreements.index", Permission.READ_AGREEMENTS),
    ("Accounts", "access.accounts", Permission.KEEP_ACCOUNTS),
    ("Approvals", "agencies.appointments", Permission.APPROVE_APPOINTMENTS),
    ("Reviews", "audit.overrides", Permission.REVIEW_OVERRIDES),
    ("Reference", "reference.index", Permission.READ_REFERENCE),
    ("Audit log", "audit.index", Permission.READ_AUDIT),
)
"""The main links and who has them; a page without a permission of its own is for everybody signed in."""


def configure(app: Flask, settings: Settings) -> None:
    """Cookies, hosts, sizes, templates: everything Flask would otherwise leave open."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="visit",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.cookie_secure,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=(2 * settings.upload_megabytes + 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=500,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.cookie_secure,
        SEND_FILE_MAX_AGE_DEFAULT=31536000,
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(TEMPLATES), PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "autoescape": True}
    app.jinja_env.globals.update(asset=_asset, procedure=_procedure, csrf_token=generate_csrf)
    app.jinja_env.filters.update(day=day_in_words, moment=moment_in_words, plural=_plural)
    app.url_value_preprocessor(_as_stored)
    CSRFProtect(app)
    app.extensions["serac_frame"] = frame_of
    app.after_request(_headers)
    app.teardown_request(_close)


def _as_stored(_: str | None, address: dict[str, Any] | None) -> None:
    """A reference typed into an address finds its row as one typed into a field does."""
    if address and isinstance(address.get("reference"), str):
        address["reference"] = as_stored(address["reference"])


def _procedure(code: str) -> Procedure | None:
    """How something is done, for the page it is done on (config/procedures.yaml)."""
    procedures = current().procedures
    return procedures.get(code) if code in procedures else None


def _plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


@cache
def _fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def _asset(path: str) -> str:
    known: dict[tuple[str, str], str] = current_app.extensions.setdefault("serac_assets", {})
    key = (request.script_root, path)
    if key not in known:
        file = Path(current_app.static_folder or "") / path
        known[key] = url_for("static", filename=path, v=_fingerprint(file))
    return known[key]


def _fixed_url(endpoint: str) -> str:
    """The address of a page that has only one, worked out once: a dozen of them stand around every page."""
    known: dict[tuple[str, str], str] = current_app.extensions.setdefault("serac_fixed_urls", {})
    key = (request.script_root, endpoint)
    if key not in known:
        known[key] = url_for(endpoint)
    return known[key]


def frame_of(unit: Unit, marking: str | None, marking_for: str) -> Frame:
    """The frame of a page for its reader."""
    actor = unit.actor
    settings = services().extra["settings"]
    links = tuple(
        Link(text, _fixed_url(endpoint), request.endpoint == endpoint)
        for text, endpoint, permission in NAVIGATION
        if actor.is_somebody and (permission is None or actor.holds(permission))
    )
    roles = ", ".join(ROLE_WORDS[Role(role)] for role in actor.roles[:2])
    return Frame(
        marking, marking_for, actor.name, roles, links, "", actor.is_somebody, settings.idle_minutes,
        _fixed_url("desk.guide") if actor.is_somebody else None, settings.mode == "demonstration", "",
    )  # fmt: skip


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    elif "v" not in request.args:  # the static error pages name files without their fingerprint
        response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _close(_: BaseException | None) -> None:
    unit = g.pop("unit", None)
    if unit is not None:
        unit.session.close()


FEATURES = (
    access,
    reference,
    agencies,
    agreements,
    audit,
    cases,
    actions,
    decisions,
    referrals,
    alerts,
    scoping,
    closure,
    notifications,
    desk,
)


def install_features(app: Flask) -> None:
    """Every feature's pages."""
    for views in FEATURES:
        app.register_blueprint(views.bp)


def install_pages(app: Flask) -> None:
    """What belongs to no feature: health, and in the demonstration its accounts and its caught mail."""
    app.register_blueprint(health.bp)
    open_to_all(cast("View", app.view_functions["static"]))
    settings = app.extensions["serac"].extra["settings"]
    if settings.mode is Mode.DEMONSTRATION:
        app.extensions["serac_demonstration"] = lambda: demonstration.accounts(app.extensions["serac"])
        app.register_blueprint(notifications.demonstration_bp)


def install_problems(app: Flask) -> None:
    """One answer for each problem."""
    app.register_error_handler(Problem, answer_problem)
    app.register_error_handler(CSRFError, _stale_token)
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(DBAPIError, _database_problem)
    app.register_error_handler(Exception, _fault)


def not_found() -> Response:
    """The one body for hidden, unknown and malformed: no token, no session, no echo."""
    session.modified = session.accessed = False
    return Response(NOT_FOUND, 404, mimetype="text/html")


def answer_problem(problem: Problem) -> ResponseReturnValue:
    """A problem as a page. What a signed-in person was refused is recorded in a unit of its own."""
    _record_refusal(problem)
    if isinstance(problem, NotFound):
        return not_found()
    unit = current_unit()
    unit.rollback()
    words: dict[str, Any] = {"sentence": problem.sentence, "form": None}
    if isinstance(problem, Conflict):
        words |= both_texts(problem, request.form.lists(), _is_words) | {
            "again_url": request.path,
            "back_url": way_back(),
        }
    words["frame"] = frame_of(unit, None, "")
    unit.finish()
    template = {403: "403", 409: "409", 429: "429"}.get(problem.status, "400")
    return render_template(f"errors/{template}.html", **words), problem.status


def _is_words(value: str) -> bool:
    """Whether somebody typed this, and did not choose it from a list: no code, number or id."""
    if not value or value.isdecimal() or re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value):
        return False
    return not is_offered_code(value) and not any(value == entry.code for entry in current().everything())


def _record_refusal(problem: Problem) -> None:
    unit = g.get("unit")
    if unit is None or not unit.actor.is_somebody or isinstance(problem, Invalid | Conflict):
        return
    actor = unit.actor
    unit.rollback()
    unit.session.close()
    with Unit(services(), actor) as refused:
        asked = request.path if request.view_args else ""
        refused.record(Event.REFUSED, page=request.endpoint, status=problem.status, tried=refused.tried(asked))
        refused.commit()


def _stale_token(_: CSRFError) -> ResponseReturnValue:
    """What was typed goes back to whoever had our cookie. Anybody else, such as another site, gets neither it nor a cookie.

    Who was signed out in another window signs in first, and then gets it back.
    """
    if current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
        if hasattr(current_app.view_functions.get(request.endpoint or ""), "needs") and find_former():
            return sign_in_first()
        return _give_back("400", 400)
    plain = render_template("errors/400.html", fields=[], again_url="/", form=None)
    session.clear()
    session.modified = session.accessed = False
    return plain, 400


def _http_problem(problem: HTTPException) -> ResponseReturnValue:
    if problem.code == 404:
        _record_refusal(NotFound())
        return not_found()
    if problem.code in {301, 308} or problem.code is None:
        return problem
    if isinstance(problem, SecurityError):  # an unknown host: there is no address to make links from
        return Response("Bad request", 400, mimetype="text/plain")
    if problem.code == 413:
        return _give_back("413", 413)
    if problem.code == 405:
        answer = Response(NOT_FOUND, 405, mimetype="text/html")
        answer.headers["Allow"] = ", ".join(getattr(problem, "valid_methods", None) or [])
        return answer
    return _give_back("400", problem.code)


def _database_problem(_: DBAPIError) -> ResponseReturnValue:
    current_app.logger.error("the database did not answer at %s", request.endpoint)
    return _give_back("try_again", 503)


def _fault(fault: Exception) -> ResponseReturnValue:
    if current_app.testing and not current_app.config.get("SHOW_FAULTS_AS_PAGES"):
        raise fault
    current_app.logger.error("%s at %s", type(fault).__name__, request.endpoint, exc_info=_without_values(fault))
    return _give_back("try_again", 500)


def _without_values(fault: Exception) -> Any:
    """The traceback without the message: a message may quote what somebody typed."""
    return (
        type(fault),
        type(fault)("(message left out)") if not isinstance(fault, UnicodeError) else None,
        fault.__traceback__,
    )


_TAGS = frozenset({"idempotency_key", "version", "restore", "step", "go"})
_NOT_GIVEN_BACK = frozenset({"csrf_token", "password", "new_password", "code", "kept"})


def _give_back(template: str, status: int) -> ResponseReturnValue:
    """An error page that gives the sender's own words back and shows nothing stored."""
    fields: list[tuple[str, str]] = []
    if request.method == "POST" and status != 413:
        fields = [(n, v) for n, values in request.form.lists() for v in values if n not in _NOT_GIVEN_BACK]
    typed = answers_in(fields)
    words = {
        "fields": fields if typed else [],
        "wrote": any(_is_words(value) for value in typed),
        "readable": [(name, value) for name, value in fields if name not in _TAGS and _is_words(value)],
        "had_files": status != 413 and any(file.filename for file in request.files.values()),
        "again_url": request.path,
        "form": None,
        "too_many": _is_within_size(),
    }
    return render_template(f"errors/{template}.html", **words), status


def _is_within_size() -> bool:
    """Whether all that was sent is small enough: what was too much were the answers, by number or by length."""
    most: int = current_app.config["MAX_CONTENT_LENGTH"]
    return request.content_length is not None and request.content_length <= most


def check_every_route_says_who_it_is_for(app: Flask) -> None:
    """Stop the start if a route declares neither @needs nor @open_to_all."""
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and not hasattr(app.view_functions[rule.endpoint], "needs")
        and not hasattr(app.view_functions[rule.endpoint], "open_to_all")
    ]
    if silent:
        raise RuntimeError(f"routes that do not say who they are for: {', '.join(sorted(silent))}")
