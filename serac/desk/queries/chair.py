"""What waits for a chair: decisions to confirm or send back."""

from serac.cases.models import Case
from serac.cases.queries import restricted_among
from serac.core.clock import moment_in_words
from serac.core.unit import Unit
from serac.decisions.models import Decision
from serac.decisions.queries import asked_of_chair
from serac.desk.sections import Act, Row, Section, Sign
from serac.reference import current


def waiting_for_chair(unit: Unit) -> list[Section]:
    """Decisions on cases that are open to the actor as a chair, the longest waiting first."""
    found = asked_of_chair(unit)
    restricted = restricted_among(unit, [case.compartment_id for _, case in found])
    rows = [_to_confirm(decision, case, restricted=case.compartment_id in restricted) for decision, case in found]
    return [Section("to-confirm", "Decisions to confirm", rows, "wait", "late")]


def _to_confirm(decision: Decision, case: Case, *, restricted: bool) -> Row:
    url = f"/cases/{case.reference}/decision"
    said = "" if restricted else f" {current().decision_responses.get(decision.response).says}"
    meta = f"{case.reference}.{said} Recorded {moment_in_words(decision.recorded_at)}"
    act = Act("Read it", f"{url}/confirm", f"decision on case {case.reference}", primary=True)
    title = "Restricted case" if restricted else case.title
    return Row(decision.id, title, url, meta, Sign("Waits for you", "wait", "late"), act)
