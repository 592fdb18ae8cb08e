"""Checks a file that an administrator means to put in place, against everything else in force."""

from __future__ import annotations

from serac.reference.entries import Entry
from serac.reference.files import FILES
from serac.reference.loading import assemble
from serac.reference.nodes import LARGEST
from serac.reference.overlay import FILE, FOLDER
from serac.reference.problems import BadReference, Problem
from serac.reference.reference import Reference


def check_upload(text: str, subject: str, reference: Reference) -> list[Problem]:
    """What is wrong with a file; nothing, if it could be put in place.

    Args:
        text: the file's content; more than 1 MB is refused unread.
        subject: the name of a national file with or without its ending, or `partnerships/<slug>`.
        reference: what is in force.

    A code in force may be retired by a date, never removed: records hold it.
    """
    file = _file_of(subject)
    known = file in FILES or file in reference.texts
    if not known:
        return [
            Problem(
                subject[:80], 1, "This is not a file the service knows.", f"Use one of: {', '.join(sorted(FILES))}."
            )
        ]
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        return [Problem(file, 1, "The file is larger than 1 MB.", "Remove what is not reference data.")]
    try:
        proposed = assemble({**reference.texts, file: text})
    except BadReference as bad:
        return list(bad.problems)
    return _removed(file, reference, proposed)


def _file_of(subject: str) -> str:
    """The path within config/ that a subject stands for."""
    if subject.startswith(f"{FOLDER}/"):
        return subject if subject.endswith(f"/{FILE}") else f"{subject}/{FILE}"
    return subject if subject.endswith(".yaml") else f"{subject}.yaml"


def _removed(file: str, now: Reference, proposed: Reference) -> list[Problem]:
    """The codes in force that the proposed data no longer has."""
    kept = {entry.key for entry in proposed.everything()}
    gone: list[Entry] = [entry for entry in now.everything() if entry.key not in kept]
    remedy = "Put it back with a valid_to date; codes are permanent, because records hold them."
    return [Problem(file, 1, f"The code '{entry.code}' of {entry.list_name} is gone.", remedy) for entry in gone]
