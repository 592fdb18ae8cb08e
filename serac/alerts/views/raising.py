"""Raising an alert: one page of questions, a look at the answers, then it is sent. Nothing typed is ever lost."""

import functools
import uuid
from collections.abc import Callable
from typing import Any

from flask import g, request
from flask.typing import ResponseReturnValue

from serac.agencies.models import Partnership
from serac.alerts import commands, policy
from serac.alerts.asked import TEXT
from serac.alerts.attachments import CleanFile, clean_file
from serac.alerts.models import Alert, Draft, Receipt
from serac.alerts.queries import area_codes, fields_of, find_draft, may_be_raised_to, rules_of
from serac.alerts.schemas import THINGS, answers_for, facts_of, safe_contact_in, slots_in
from serac.alerts.schemas.raising import SAFE_NEEDS_HOW, SAFE_NO_TEXT
from serac.alerts.views import asking
from serac.alerts.views.blueprint import bp
from serac.core.problems import Invalid, NotFound
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, go, needs, page, services, uploads
from serac.reference import current

View = Callable[..., ResponseReturnValue]
ADDING = {f"add_{thing}": thing for thing in THINGS}
STEPS = frozenset({"check", "change", "save", "send", *ADDING})


def files_first(view: View) -> View:
    """Look at files, and encode pictures afresh, before the work in the database begins: only of who may send them, once."""

    @functools.wraps(view)
    def run(**address: Any) -> ResponseReturnValue:
        sends = request.form.get("step") == "send" and not request.form.get("restore")
        if sends and current_unit().may(policy.raise_somewhere, None):
            current_unit().commit()
            g.alert_files = _clean_uploads()
        return view(**address)

    return run


def _clean_uploads() -> list[CleanFile] | Invalid:
    """The files, harmless, or why one of them is refused. Read one after the other."""
    sent, rules = uploads("attachment"), current().partnerships.get(request.form.get("partnership", ""))
    most = (rules or current().national).number("intake.most_files")
    if len(sent) > most:
        return Invalid({"attachment": f"Choose {most} files or fewer"})
    size = services().extra["settings"].upload_megabytes * 1024 * 1024
    try:
        return [clean_file(file.filename or "", file.read(), most=size) for file in sent]
    except Invalid as problem:
        return problem


@bp.route("/alerts/new", methods=["GET", "POST"])
@files_first
@needs(policy.raise_somewhere)
def new() -> ResponseReturnValue:
    """Questions; then the answers to check; then it is sent and the reporter gets a receipt."""
    return _steps(list(may_be_raised_to(current_unit())), "alerts/new.html", keyed=False)


@bp.route("/alerts/key", methods=["GET", "POST"])
@files_first
@needs(policy.key_somewhere)
def key() -> ResponseReturnValue:
    """The same, for somebody who rang or wrote, or from a report of the helpline: keyed by the team."""
    unit = current_unit()
    own = [one for one in may_be_raised_to(unit) if unit.may(policy.key_alert, one)]
    return _steps(own, "alerts/key.html", keyed=True)


def _steps(partnerships: list[Partnership], template: str, *, keyed: bool) -> ResponseReturnValue:
    unit, draft = current_unit(), _draft_of(current_unit(), keyed=keyed)
    form = _form(draft, partnerships)
    step = request.form.get("step", "")
    step = step if step in STEPS and not request.form.get("restore") else ""
    ask = functools.partial(_questions, form, partnerships, draft, template, keyed=keyed)
    if not form.sent or step in {"", "change", *ADDING}:
        return ask(more=ADDING.get(step, ""))
    partnership = next((one for one in partnerships if one.slug == form.values["partnership"]), None)
    if step == "save":
        return _save(unit, form, draft, partnership, keyed=keyed) or ask()
    if not _answered(form, partnership, keyed=keyed) or partnership is None:
        return ask()
    sent = form.attempt(lambda: _send(unit, partnership, form, draft, keyed=keyed)) if step == "send" else None
    if sent is not None:
        return go("alerts.receipt", reference=sent.reference)
    if set(form.errors) - {"attachment"}:
        return ask()
    return _check(unit, form, partnership, draft, keyed=keyed)


def _draft_of(unit: Unit, *, keyed: bool) -> Draft | None:
    """The unfinished alert this goes on from. One that has gone meanwhile takes nothing typed with it."""
    asked = request.values.get("draft", "")
    try:
        draft = find_draft(unit, uuid.UUID(asked)) if asked else None
        if draft is not None and draft.keyed != keyed:
            raise NotFound
    except (ValueError, NotFound):
        if request.method == "GET":
            raise NotFound from None
        return None
    return draft


def _form(draft: Draft | None, partnerships: list[Partnership]) -> Form:
    """What was typed: sent now, or kept in the draft."""
    if request.method == "POST":
        return Form(answers_for(slots_in(request.form))())
    only = partnerships[0].slug if len(partnerships) == 1 else ""
    kept: dict[str, Any] = {"partnership": only}
    for name, value in fields_of(draft) if draft else ():
        kept[name] = [*kept.get(name, ()), value] if name in asking.LISTS else value
    return Form(answers_for(slots_in(kept))(), initial=kept, version=draft.version if draft else None)


def _answered(form: Form, partnership: Partnership | None, *, keyed: bool) -> bool:
    """Whether every answer can be read and they fit each other; what does not is said at the field."""
    good = form.sent_well()
    safe = safe_contact_in(form.values)
    if safe and not safe["channel"]:
        form.errors["safe_channel"] = SAFE_NEEDS_HOW
    if safe and safe["channel"] == TEXT and not safe["text_allowed"]:
        form.errors["safe_text"] = SAFE_NO_TEXT
    if keyed and not form.values["source"]:
        form.errors["source"] = "Choose how it came in"
    if good and partnership is None:
        form.errors["partnership"] = "Choose which team receives it"
    elif good and partnership and form.data["area"] not in area_codes(partnership):
        form.errors["area"] = f"{partnership.name} does not cover that area. Choose another, or not known."
    return good and not form.errors


def _save(
    unit: Unit, form: Form, draft: Draft | None, partnership: Partnership | None, *, keyed: bool
) -> ResponseReturnValue | None:
    """Keep what was typed for later, as it stands."""
    seen = form.version if draft else None
    fields = asking.typed(form)
    saved = form.attempt(
        lambda: commands.save_draft(unit, draft, fields=fields, keyed=keyed, partnership=partnership, seen_version=seen)
    )
    return go("alerts.mine") if saved else None


def _send(unit: Unit, partnership: Partnership, form: Form, draft: Draft | None, *, keyed: bool) -> Receipt:
    files = g.get("alert_files", [])
    if isinstance(files, Invalid):
        raise files
    facts = facts_of(form.data) | ({} if keyed else {"source": "partner"})
    alert: Alert = commands.raise_alert(unit, partnership, **facts, attachments=files)
    if draft is not None:
        commands.discard_draft(unit, draft, sent=True)
    return unit.session.get_one(Receipt, alert.receipt_id)


def _questions(
    form: Form, partnerships: list[Partnership], draft: Draft | None, template: str, *, keyed: bool, more: str = ""
) -> ResponseReturnValue:
    unit = current_unit()
    return page(
        template,
        target=draft,
        shown=[draft.id] if draft else [],
        form=form,
        keyed=keyed,
        action=request.path,
        draft=str(draft.id) if draft else "",
        **asking.questions(unit, form, partnerships, keyed=keyed, more=more),
    )


def _check(
    unit: Unit, form: Form, partnership: Partnership, draft: Draft | None, *, keyed: bool
) -> ResponseReturnValue:
    """The answers, as they will be sent. Files are chosen here: a browser gives none back from the page before."""
    settings = services().extra["settings"]
    return page(
        "alerts/check.html",
        target=draft,
        form=form,
        action=request.path,
        draft=str(draft.id) if draft else "",
        rows=asking.answers(form, partnership, keyed=keyed),
        team=partnership.name,
        megabytes=settings.upload_megabytes,
        most_files=rules_of(partnership).number("intake.most_files"),
        kept=asking.typed(form),
        **asking.warnings(unit, form, partnership),
    )
