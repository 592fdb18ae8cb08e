"""Crowds: many alerts from one network in a short time. All are taken in; those above the rate stand together in the queue.

Where an alert came from is kept only as a keyed hash that changes every day: enough to see that several came from one
place, not to find the place. A crowd is one network in one hour, restricted alerts apart from others.
"""

import datetime as dt
import hashlib
import hmac

from serac.core.clock import LONDON, day_in_words


def network_mark(key: bytes, network: str, now: dt.datetime) -> int:
    """The hash of a network (/24 or /48) on this day, as a signed bigint.

    Args:
        key: of the service; without it nobody can try networks out.
    """
    day = now.astimezone(LONDON).date().isoformat()
    return _bigint(hmac.digest(key, f"network {day} {network}".encode(), "sha256"))


def crowd_mark(network: int, at: dt.datetime, *, restricted: bool) -> int:
    """Which crowd an alert of this network stands in."""
    hour = at.replace(minute=0, second=0, microsecond=0).isoformat()
    return _bigint(hashlib.sha256(f"{network} {hour} {restricted}".encode()).digest())


def _bigint(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "big", signed=True)


def crowd_title(count: int, first_at: dt.datetime, *, more: bool, restricted: bool) -> str:
    """What a list calls a crowd: how many wait, and of which hour; never which network."""
    began = first_at.astimezone(LONDON).replace(minute=0)
    hour = f"{_hour(began)} to {_hour(began + dt.timedelta(hours=1))}"
    many = f"More than {count}" if more else str(count)
    kind = "restricted alert" if restricted else "alert"
    return f"{many} {kind}{'' if count == 1 and not more else 's'} from one network, {hour} on {day_in_words(began)}"


def _hour(moment: dt.datetime) -> str:
    return f"{moment.hour % 12 or 12}{'am' if moment.hour < 12 else 'pm'}"
