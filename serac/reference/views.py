"""The reference data as it stands: what is in force, what is to be checked; and trying a file before it is used."""

import hashlib
from dataclasses import dataclass
from datetime import date

from flask import Blueprint
from flask.typing import ResponseReturnValue

from serac.core.clock import LONDON
from serac.core.events import Event
from serac.core.problems import NotFound
from serac.core.unit import Unit
from serac.core.web import Form, current_unit, needs, page, uploaded
from serac.reference.current import current
from serac.reference.policy import read_reference
from serac.reference.problems import Problem
from serac.reference.reference import LISTS
from serac.reference.schemas import TrySchema, subjects
from serac.reference.showing import LOCAL_LISTS, entry_groups, file_rows, title_of, to_check_groups
from serac.reference.uploads import check_upload

bp = Blueprint("reference", __name__)


def _today() -> date:
    return current_unit().now.astimezone(LONDON).date()


@bp.get("/reference")
@needs(read_reference)
def index() -> ResponseReturnValue:
    """Every file and list, with how many entries are offered today."""
    reference = current()
    files, to_check = file_rows(reference, _today()), len(reference.to_check())
    return page("reference/index.html", marking="OFFICIAL", files=files, to_check=to_check)


def find_list(unit: Unit, subject: str) -> str:
    """The name of a list; raises NotFound."""
    if subject not in LISTS:
        raise NotFound
    return subject


@bp.get("/reference/<subject>")
@needs(read_reference, on=find_list)
def subject(name: str) -> ResponseReturnValue:
    """One list: what is in force today, what is not, and what partnerships have set instead."""
    reference = current()
    return page(
        "reference/subject.html",
        marking="OFFICIAL",
        title=title_of(name),
        about=reference.files[LISTS[name].file].about,
        groups=entry_groups(reference, name, _today()),
        local=name in LOCAL_LISTS,
    )


@bp.get("/reference/to-check")
@needs(read_reference)
def to_check() -> ResponseReturnValue:
    """What nobody has confirmed yet, and so is never offered."""
    return page("reference/to_check.html", marking="OFFICIAL", groups=to_check_groups(current()))


@dataclass(frozen=True)
class Tried:
    """What trying a file found."""

    file: str
    subject: str
    problems: tuple[Problem, ...]


@bp.route("/reference/check", methods=["GET", "POST"])
@needs(read_reference)
def check() -> ResponseReturnValue:
    """Try a file: every problem with its line and remedy. Nothing is stored."""
    form = Form(TrySchema())
    tried = _try(form) if form.sent_well() else None
    return page("reference/check.html", marking="OFFICIAL", form=form, subjects=subjects(), tried=tried)


def _try(form: Form) -> Tried | None:
    sent = uploaded("file")
    if sent is None or not sent[1]:
        form.errors["file"] = "Choose a file" if sent is None else "The file is empty"
        return None
    name, content = sent
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        form.errors["file"] = "The file must be text in UTF-8"
        return None
    chosen = form.data["subject"]
    problems = tuple(check_upload(text, chosen, current()))
    fingerprint = hashlib.sha256(content).hexdigest()
    current_unit().record(Event.REFERENCE_FILE_TRIED, subject=chosen, problems=len(problems), fingerprint=fingerprint)
    return Tried(name, chosen, problems)
