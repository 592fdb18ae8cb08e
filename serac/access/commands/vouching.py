"""A role that takes two people needs an account that two people stood behind (design rule 10).

Otherwise an administrator could set up somebody's account alone, and wait for an honest approval of their role.
"""

from serac.access.commands.invitations import issue_again
from serac.access.commands.sessions import end_all
from serac.access.models import Credential
from serac.access.queries.vouching import resting_on_one_person
from serac.agencies.models import Appointment, Member
from serac.agencies.ownership import register_appointment
from serac.agencies.roles import NEEDS_TWO_PEOPLE, Role
from serac.core.events import Event
from serac.core.unit import Unit


def _approved(unit: Unit, appointment: Appointment, member: Member) -> None:
    """Close an account that rests on one person, and invite whoever has the address the approver was shown."""
    if Role(appointment.role) not in NEEDS_TWO_PEOPLE or not resting_on_one_person(unit, [member.id]):
        return
    held = unit.session.get_one(Credential, member.id)
    held.password = held.secret = held.vouched_for = None
    unit.session.flush()  # before the sessions end: a sign-in that is under way then finds no password, or is ended too
    ended = end_all(unit, member.id)
    unit.record(Event.CREDENTIAL_VOIDED, member, ended=ended)
    issue_again(unit, member, appointment)


register_appointment(_approved, resting_on_one_person)
