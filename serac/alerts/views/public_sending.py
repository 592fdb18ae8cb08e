"""Sending what somebody wrote in the open form: files looked at first, then one commit, once by its key."""

from collections.abc import Mapping
from typing import Any

from flask import request
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.datastructures import FileStorage

from serac.access.sessions import network_of
from serac.agencies.models import Partnership
from serac.alerts import commands
from serac.alerts.attachments import CleanFile, clean_file
from serac.alerts.crowds import network_mark
from serac.alerts.queries.public import is_crowded
from serac.core.carried import Answer
from serac.core.problems import Invalid
from serac.core.web import current_unit, once_for_anybody, services

TRIES = 4
"""Two forms of one crowd may each make the notice of it first: the second then tries again, and finds it made."""


def clean_uploads(most: int) -> list[CleanFile]:
    """The files that came with the last page, harmless. Before any work in the database: a photograph takes a while.

    Raises:
        Invalid: too many, or one that may not be kept.
    """
    current_unit().commit()
    chosen: list[FileStorage] = [file for file in request.files.getlist("files") if file.filename]
    if len(chosen) > most:
        raise Invalid({"files": f"Choose {most} files or fewer"})
    largest = services().extra["settings"].upload_megabytes * 1024 * 1024
    try:
        return [clean_file(file.filename or "", file.read(largest + 1), most=largest) for file in chosen]
    except Invalid as problem:
        raise Invalid({"files": next(iter(problem.errors.values()))}) from None


def send(
    partnership: Partnership, key: str, said: Mapping[str, Answer], facts: Mapping[str, Any], files: list[CleanFile]
) -> None:
    """Raise the alert as nobody. Pressed twice, it is raised once; with other answers (`said`) it is an alert of its own.

    Raises:
        Invalid: the command refuses it.
        DBAPIError: the database does not answer.
    """
    unit, path = current_unit(), request.path
    network = network_mark(services().secrets.index_key, network_of(request.remote_addr), unit.now)

    def work() -> None:
        crowded = is_crowded(unit, partnership, network)
        commands.raise_alert(unit, partnership, **facts, attachments=files, network=network, crowded=crowded)

    for left in reversed(range(TRIES)):
        try:
            once_for_anybody(unit, path, key, said, work)
        except (IntegrityError, OperationalError):
            unit.rollback()
            if not left:
                raise
        except Invalid:
            unit.rollback()
            raise
        else:
            return
