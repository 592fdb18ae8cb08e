"""What can be done to the directory: partnerships, agencies, how they are reached, people, roles, leaving."""

from serac.agencies.commands.agencies import add_agency, change_agency, close_agency
from serac.agencies.commands.appointments import (
    approve_appointment,
    end_appointment,
    propose_appointment,
    refuse_appointment,
)
from serac.agencies.commands.contact_points import (
    add_contact_point,
    change_contact_point,
    end_contact_point,
    end_cover,
    set_cover,
)
from serac.agencies.commands.duty import end_duty_shift, set_duty_shift
from serac.agencies.commands.emails import approve_email, propose_email, refuse_email
from serac.agencies.commands.leaving import end_membership
from serac.agencies.commands.members import (
    add_member,
    change_member,
    record_training,
    record_vetting,
    start_membership,
)
from serac.agencies.commands.partnerships import (
    change_partnership,
    form_partnership,
    join_partnership,
    leave_partnership,
)

__all__ = [
    "add_agency",
    "add_contact_point",
    "add_member",
    "approve_appointment",
    "approve_email",
    "change_agency",
    "change_contact_point",
    "change_member",
    "change_partnership",
    "close_agency",
    "end_appointment",
    "end_contact_point",
    "end_cover",
    "end_duty_shift",
    "end_membership",
    "form_partnership",
    "join_partnership",
    "leave_partnership",
    "propose_appointment",
    "propose_email",
    "record_training",
    "record_vetting",
    "refuse_appointment",
    "refuse_email",
    "set_cover",
    "set_duty_shift",
    "start_membership",
]
