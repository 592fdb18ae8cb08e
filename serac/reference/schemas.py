"""What comes in on the reference pages."""

from serac.core.answers import Answers, choice
from serac.reference.current import current
from serac.reference.overlay import FOLDER


def subjects() -> list[tuple[str, str]]:
    """(subject, words) of every file that can be checked: national ones, then each partnership's own."""
    reference = current()
    national = [(file.removesuffix(".yaml"), f"{file}: {it.about}") for file, it in sorted(reference.files.items())]
    own = [
        (f"{FOLDER}/{slug}", f"{rules.name}: its own values") for slug, rules in sorted(reference.partnerships.items())
    ]
    return [row for row in national if not row[0].startswith(FOLDER)] + own


class TrySchema(Answers):
    """A file to be checked, and what it is about; the file itself comes beside it."""

    subject = choice("Choose what the file is about", lambda: {subject for subject, _ in subjects()})
