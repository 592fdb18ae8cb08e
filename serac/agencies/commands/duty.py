"""Who is on duty for a partnership, and until when."""

import datetime as dt

from serac.agencies import policy
from serac.agencies.models import DutyShift, Member, Partnership
from serac.agencies.queries import may_be_on_duty
from serac.core.events import Event
from serac.core.problems import Conflict, Invalid
from serac.core.unit import Unit, command

LONGEST = dt.timedelta(days=31)


@command(may=policy.keep_duty_rota)
def set_duty_shift(
    unit: Unit, partnership: Partnership, *, member: Member, since: dt.datetime, until: dt.datetime
) -> DutyShift:
    """Somebody is on duty for a while: what is urgent reaches them at once. Several may be on duty together.

    Args:
        since, until: aware; until is the first moment after the shift.

    Raises:
        Invalid: they are not on the team or the emergency duty team, or the times are the wrong way round, over, or
            more than a month apart.
    """
    if member.id not in may_be_on_duty(unit, partnership.id):
        raise Invalid({"member": "Choose somebody on the team or the emergency duty team"})
    if until <= since or until <= unit.now:
        raise Invalid({"until": "The end must be after the start, and not over"})
    if until - since > LONGEST:
        raise Invalid({"until": "A shift lasts a month at most"})
    since = max(since, unit.now)
    made = DutyShift(partnership_id=partnership.id, member_id=member.id, since=since, until=until)
    unit.session.add(made)
    unit.session.flush()
    unit.record(Event.DUTY_SHIFT_SET, made, member=member.id, since=since, until=until)
    return made


@command(may=policy.keep_duty_rota)
def end_duty_shift(unit: Unit, shift: DutyShift) -> None:
    """Somebody goes off duty now, or will not be on duty after all.

    Raises:
        Conflict: it was over already.
    """
    if shift.until <= unit.now:
        raise Conflict("This has ended already.")
    shift.end(unit.now)
    unit.record(Event.DUTY_SHIFT_ENDED, shift)
