"""What waits for everybody: notices they have not opened."""

from serac.core.clock import moment_in_words
from serac.core.outbox import Notice
from serac.core.unit import Unit
from serac.desk.sections import Act, Row, Section
from serac.notifications.queries import count_unread, list_inbox
from serac.reference import UnknownCode, current

SHOWN = 5


def waiting_for_everyone(unit: Unit) -> list[Section]:
    """Unread notices, newest first."""
    unread = count_unread(unit)
    if not unread:
        return []
    notices, _ = list_inbox(unit)
    rows = [_row(notice) for notice in notices if notice.read_at is None][:SHOWN]
    return [Section("inbox", "Inbox", rows, "now", more=("All of your inbox", "/inbox"), count=unread)]


def _row(notice: Notice) -> Row:
    try:
        words = current().letters.get(notice.kind).label
    except UnknownCode:
        words = "Something is waiting"
    at = moment_in_words(notice.due_at)
    return Row(notice.id, words, None, at, act=Act("Open", f"/inbox/{notice.id}", f"{words}, {at}", post=True))
