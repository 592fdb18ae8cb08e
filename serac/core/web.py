"""The one core module that knows Flask: who a route is for, reading a form, answering with a page or a way on.

A route is `@needs(policy, on=find)` or `@open_to_all`; one that is neither stops the app from starting. A GET ends in `page`,
which writes the audit entry and commits before anything is rendered. A POST ends in `go` (done: 303) or in `page` again.
"""

import functools
import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Any

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from marshmallow import fields as answer_fields
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException

from serac.core import submissions
from serac.core.actor import NOBODY, nobody
from serac.core.answers import Answers, DateParts, first_errors
from serac.core.events import Event
from serac.core.kept_forms import answers_in, keep
from serac.core.need_to_know import name_statement
from serac.core.problems import Invalid, NotFound
from serac.core.unit import Policy, Services, Unit

View = Callable[..., ResponseReturnValue]
Find = Callable[..., Any]
_HERE = "reference-goes-here"
_ONCE = name_statement("submissions.once", "a form's key is bound to its sender; it is no one's data")


def services() -> Services:
    """The process's engine, clock and secrets."""
    found: Services = current_app.extensions["serac"]
    return found


def current_unit() -> Unit:
    """The unit of this request. Without a sign-in its actor is nobody."""
    if "unit" not in g:
        g.unit = Unit(services(), lambda _, now: nobody(now))
    unit: Unit = g.unit
    return unit


def open_to_all(view: View) -> View:
    """Declare a route that anybody may ask for. It must show nothing protected."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def needs(policy: Policy, *, on: Find | None = None) -> Callable[[View], View]:
    """Declare whom a route is for.

    Args:
        policy: the predicate of the command behind the route, or of reading.
        on: finds the target from the unit and the address; raises NotFound where it is hidden or unknown.

    The view gets the target first (if `on` is given). Not signed in: sign in first, what was typed is kept.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def run(**address: Any) -> ResponseReturnValue:
            unit = current_unit()
            if not unit.actor.is_somebody:
                return sign_in_first()
            target = on(unit, **address) if on else None
            unit.require(policy, target)
            arguments = (target,) if on else ()
            if request.method == "POST":
                return _once(unit, lambda: view(*arguments) if on else view(**address))
            return view(*arguments) if on else view(**address)

        run.needs = policy  # type: ignore[attr-defined]
        run.finds = on  # type: ignore[attr-defined]
        return run

    return wrap


def _once(unit: Unit, view: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Run a POST in one commit, once by its key and what was sent: a second press gets the first one's answer."""
    sent = request.form.get("idempotency_key", "")
    member_id = unit.actor.member_id
    if not sent or member_id is None:
        raise Invalid("Go back to the page, reload it, and try again.")
    key = submissions.submission_key(unit.services.secrets, member_id, request.path, sent, _sent_words())
    unit.hold()
    done = _find_or_begin(unit, key, member_id)
    if done:
        return redirect(done, 303)
    g.submission = key
    try:
        answer = view()
        location = getattr(answer, "location", None)
        if location:
            unit.session.execute(submissions.FINISH, {"the_key": key, "where": location}, execution_options=_ONCE)
            unit.commit()
    except BaseException:
        unit.rollback()
        raise
    return answer


def _find_or_begin(unit: Unit, key: bytes, member_id: uuid.UUID) -> str | None:
    found = unit.session.scalar(submissions.FIND, {"the_key": key}, execution_options=_ONCE)
    if found:
        return str(found)
    values = {"the_key": key, "who": member_id, "the_time": unit.now}
    try:
        unit.session.execute(submissions.BEGIN, values, execution_options=_ONCE)
    except IntegrityError:  # the same form is just being saved by another worker, which has now finished
        unit.rollback()
        found = unit.session.scalar(submissions.FIND, {"the_key": key}, execution_options=_ONCE)
        return str(found) if found else url_for("desk.home")
    return None


def _sent_words() -> bytes:
    return submissions.sent_words(request.form.to_dict(flat=False), _chosen_files())


def _chosen_files() -> list[tuple[str, IO[bytes]]]:
    return [(name, file.stream) for name, file in request.files.items(multi=True) if file.filename]


def once_for_anybody(
    unit: Unit, path: str, key: str, said: Mapping[str, str | Sequence[str]], work: Callable[[], Any]
) -> bool:
    """Do the work of a form somebody sent without an account, once, and commit. False where it was done before.

    Args:
        key: of the form. said: its answers; with the files of this request and the key they say whether it was done before.

    Raises:
        IntegrityError: the same form is just being saved by another worker, which has now finished: ask again in a new unit.
    """
    words = submissions.sent_words(said, _chosen_files())
    hashed = submissions.submission_key(unit.services.secrets, NOBODY, path, key, words)
    unit.hold()
    if unit.session.scalar(submissions.FIND, {"the_key": hashed}, execution_options=_ONCE):
        return False
    begun = {"the_key": hashed, "who": NOBODY, "the_time": unit.now}
    unit.session.execute(submissions.BEGIN, begun, execution_options=_ONCE)
    work()
    unit.session.execute(submissions.FINISH, {"the_key": hashed, "where": path}, execution_options=_ONCE)
    unit.commit()
    return True


def sign_in_first() -> ResponseReturnValue:
    """Send somebody to sign in; what they had typed goes with them, sealed, if we know whose session ended."""
    if request.method == "GET":
        return redirect(url_for("access.sign_in", next=request.path), 303)
    former: uuid.UUID | None = g.get("former_member_id")
    kept = ""
    if former is not None:
        fields = [(name, value) for name, values in request.form.lists() for value in values]
        if answers_in(fields):
            kept = keep(services().secrets, former, request.path, fields, services().clock.now())
    words = {"kept": kept, "had_files": any(f.filename for f in request.files.values())}
    return render_template("errors/signed_out.html", **words), 401


class Form:
    """A form on a page: what was typed, what is wrong with it, and its key.

    Args:
        schema: reads the answers.
        initial: what the fields hold before anything is typed (plain values or lists).
        version: of the row being changed; the form carries it back.

    Attributes:
        values: raw text by field, as typed; errors: a sentence by field; data: the answers, once `sent_well()`.
    """

    def __init__(
        self, schema: Answers, *, initial: Mapping[str, Any] | None = None, version: int | None = None
    ) -> None:
        self.schema = schema
        self.errors: dict[str, str] = {}
        self.data: dict[str, Any] = {}
        self.sent = request.method == "POST"
        self.version = _number(request.form.get("version")) if self.sent else version
        self._lost_version = self.sent and version is not None and self.version is None
        self.key = request.form.get("idempotency_key", "") if self.sent else secrets.token_urlsafe(18)
        self.values: dict[str, Any] = self._typed() if self.sent else dict(initial or {})

    def _typed(self) -> dict[str, Any]:
        typed: dict[str, Any] = {}
        for name, field in self.schema.fields.items():
            if isinstance(field, answer_fields.List):
                typed[name] = request.form.getlist(name)
            elif isinstance(field, DateParts) and f"{name}-day" in request.form:
                parts = [request.form.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year")]
                typed |= {f"{name}-{part}": value for part, value in zip(("day", "month", "year"), parts, strict=True)}
                typed[name] = "/".join(parts) if any(parts) else ""
            else:
                typed[name] = request.form.get(name, "")
        return typed

    def sent_well(self) -> bool:
        """Whether the form was sent and every answer can be read. A form given back after signing in was not sent yet."""
        if not self.sent or request.form.get("restore"):
            return False
        if self._lost_version:
            self.errors = {"_form": "Load the page again before you save: we cannot tell which version this was."}
            return False
        try:
            self.data = self.schema.load(self.values)
        except ValidationError as error:
            self.errors = first_errors(error)
            return False
        return True

    def attempt(self, work: Callable[[], Any]) -> Any:
        """Run a command; what it finds invalid is shown at the field, and nothing of it is kept. None if it was refused."""
        try:
            return work()
        except Invalid as problem:
            self.errors = {name or "_form": sentence for name, sentence in problem.errors.items()}
            current_unit().rollback()
            return None

    @property
    def status(self) -> int:
        """200, or 422 when something is wrong."""
        return 422 if self.errors else 200


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


def uploaded(name: str) -> tuple[str, bytes] | None:
    """A file that was sent with the form: its name as given, and its content. None if none was chosen."""
    file: FileStorage | None = request.files.get(name)
    if file is None or not file.filename:
        return None
    return file.filename, file.read()


def uploads(name: str) -> list[FileStorage]:
    """The files that were chosen under one name, unread: how many there are is known before any is read."""
    return [file for file in request.files.getlist(name) if file.filename]


def page(
    template: str,
    *,
    target: Any = None,
    shown: Iterable[uuid.UUID] = (),
    event: Event = Event.PAGE_SHOWN,
    form: Form | None = None,
    status: int | None = None,
    marking: str = "OFFICIAL-SENSITIVE",
    marking_for: str = "",
    **words: Any,
) -> ResponseReturnValue:
    """Answer with a page: record what is shown, commit, then render. If the log cannot be written, nothing is shown.

    Args:
        target: the row the page is about, for the log. shown: ids of the rows on it.
        form: its form; a form with errors answers 422.
    """
    unit = current_unit()
    if unit.actor.is_somebody:
        if "submission" in g:
            unit.session.execute(submissions.FORGET, {"the_key": g.pop("submission")}, execution_options=_ONCE)
        unit.record(event, target, shown=shown, page=request.endpoint)
        frame = current_app.extensions["serac_frame"](unit, marking, marking_for)
        unit.commit()
    else:
        frame = current_app.extensions["serac_frame"](unit, None, "")
    unit.finish()
    body = render_template(template, frame=frame, form=form, now=unit.now, **words)
    return body, status or (form.status if form else 200)


def go(endpoint: str, /, **address: Any) -> ResponseReturnValue:
    """After something was done: on to the next page (303), so that a reload does nothing twice."""
    fragment = address.pop("_anchor", None)
    return redirect(url_for(endpoint, **address, _anchor=fragment), 303)


def addresses(endpoint: str) -> Callable[[str], str]:
    """From the reference of each row of a list to its page: the address is worked out once, not once a row."""
    start, end = url_for(endpoint, reference=_HERE).split(_HERE)
    return lambda reference: f"{start}{reference}{end}"


def before_of(text: str | None) -> uuid.UUID | None:
    """The key a page of a list starts after, from the address. Malformed is as unknown."""
    if not text:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound from None


def way_back() -> str:
    """The page that shows what was saved: this address, or the nearest one above it that can be looked at."""
    path, routes = request.path, current_app.url_map.bind(request.host)
    while path:
        try:
            routes.match(path, "GET")
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return "/"
