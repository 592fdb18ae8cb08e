"""What every command that begins something new in a case calls first."""

from serac.cases.lifecycle import Stage
from serac.cases.models import Case
from serac.core.problems import Invalid


def check_not_closed(case: Case) -> None:
    """Refuse to begin anything in a case that is closed.

    Raises:
        Invalid: it is closed.
    """
    if case.stage == Stage.CLOSED:
        raise Invalid("This case is closed. Open it again first.")
