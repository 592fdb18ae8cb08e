"""Who may read and keep agreements: members read those of their own partnerships, governance officers keep them."""

from serac.agencies.models import Partnership
from serac.agreements.models import Agreement, AgreementParty
from serac.core.actor import Actor, Authority, Permission, Standing


def read_agreements(actor: Actor, target: object, grant: Standing) -> bool:
    """See the list."""
    return actor.holds(Permission.READ_AGREEMENTS)


def read(actor: Actor, agreement: Agreement, grant: Standing) -> bool:
    """See one of their partnerships' agreements."""
    near = agreement.partnership_id in actor.partnerships or actor.authority is Authority.OPERATOR
    return near and actor.holds(Permission.READ_AGREEMENTS)


def draft_some(actor: Actor, target: object, grant: Standing) -> bool:
    """Draft agreements, somewhere."""
    return actor.holds(Permission.KEEP_AGREEMENTS)


def draft(actor: Actor, partnership: Partnership, grant: Standing) -> bool:
    """Draft one of this partnership."""
    return actor.holds(Permission.KEEP_AGREEMENTS, partnership.id)


def keep(actor: Actor, row: Agreement | AgreementParty, grant: Standing) -> bool:
    """Change, sign, end."""
    return actor.holds(Permission.KEEP_AGREEMENTS, row.partnership_id)
