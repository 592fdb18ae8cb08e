"""What stands in front of every page of the open form: no session, no cookie, no token; sizes; where a form was sent from."""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import g, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from serac.alerts.views.blueprint import bp
from serac.core.actor import public_actor
from serac.core.answers import is_offered_code
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.core.web import current_unit, open_to_all, page, services
from serac.reference import current

View = Callable[..., ResponseReturnValue]
MOST_BYTES = 512 * 1024
"""Of one page of the form: the longest answers in any script, sealed, several times over."""
MOST_PARTS = 120
NOT_GIVEN_BACK = frozenset({"carried", "step", "go", "csrf_token"})


def public(files: bool = False) -> Callable[[View], View]:  # noqa: FBT001,FBT002  reads as what it says
    """Declare a page of the open form. Whoever asks is nobody here, whatever session they hold elsewhere.

    Args:
        files: whether files may come with it.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def run(**address: Any) -> ResponseReturnValue:
            _forget_who_asks()
            _limit(files)
            try:
                answer = sorry(403) if request.method == "POST" and is_foreign() else view(**address)
            except RequestEntityTooLarge:
                answer = sorry(413)
            except DBAPIError:
                answer = sorry(503)
            except NotFound:
                answer = nowhere()
            except HTTPException as problem:
                answer = sorry(problem.code if problem.code and 400 <= problem.code < 500 else 400)
            made = make_response(answer)
            made.headers["Referrer-Policy"] = (
                "same-origin"  # no-referrer would make browsers hide where a form came from
            )
            return made

        bp.record_once(lambda state: state.app.extensions["csrf"].exempt(run))
        return open_to_all(run)

    return wrap


def _forget_who_asks() -> None:
    before = g.pop("unit", None)
    if before is not None:
        before.session.close()
    g.unit = Unit(services(), lambda _, now: public_actor(now))


def _limit(files: bool) -> None:  # noqa: FBT001
    request.max_form_memory_size = MOST_BYTES
    request.max_form_parts = MOST_PARTS
    if not (files and request.mimetype == "multipart/form-data"):
        request.max_content_length = MOST_BYTES


def is_foreign() -> bool:
    """Whether a form was sent from a page of another site: by Origin, else Referer, else what the browser says of itself.

    There is no session to be misused and so no token; this keeps other sites from sending alerts through their visitors. A
    browser too old to say anything is let through.
    """
    ours = {_origin(request.host_url), _origin(services().extra["settings"].base_url)}
    origin, referer = request.headers.get("Origin", ""), request.headers.get("Referer", "")
    if origin and origin != "null":
        return _origin(origin) not in ours
    if referer and not origin:
        return _origin(referer) not in ours
    site = request.headers.get("Sec-Fetch-Site", "")
    return site != "same-origin" if site or origin else False


def _origin(address: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return ("", "", None)
    return parts.scheme, (parts.hostname or "").lower(), port


def nowhere() -> ResponseReturnValue:
    """No such page: whom to ring all the same, and who does take reports."""
    if current_unit().session.in_transaction():
        current_unit().rollback()
    phone, leave = current().national.text("public.helpline_phone"), services().extra["settings"].quiet_site
    return page("alerts/_public_nowhere.html", status=404, phone=phone, leave_url=leave)


def sorry(status: int) -> ResponseReturnValue:
    """A plain page that says what went wrong and gives back the words that came with it. It keeps nothing and sets no cookie."""
    given: list[tuple[str, str]] = []
    if status != 413:
        fields = [(name, value) for name, values in request.form.lists() for value in values]
        codes = {entry.code for entry in current().everything()}
        words = [
            one for one in fields if one[0] not in NOT_GIVEN_BACK and not (one[1] in codes or is_offered_code(one[1]))
        ]
        given = [(name, value) for name, value in words if value.strip()][:MOST_PARTS]
    settings = services().extra["settings"]
    if current_unit().session.in_transaction():
        current_unit().rollback()
    return page(
        "alerts/_public_sorry.html",
        status=status,
        code=status,
        given=given,
        leave_url=settings.quiet_site,
        again_url=request.path,
    )
