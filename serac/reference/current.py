"""The reference data this process runs on: put in place once at start-up, read by every feature."""

from __future__ import annotations

from serac.reference.reference import Reference


class _Place:
    """Holds the one Reference of the process."""

    reference: Reference | None = None


def use(reference: Reference) -> None:
    """Make this the reference data of the process."""
    _Place.reference = reference


def current() -> Reference:
    """The reference data of the process; raises RuntimeError if none was put in place."""
    if _Place.reference is None:
        raise RuntimeError("no reference data: call reference.use(reference.load(folder)) at start-up")
    return _Place.reference
