"""Opening, restricting and shredding compartments; keeping somebody out silently."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from serac.access import policy
from serac.access.commands.grants import ORIGINATOR
from serac.access.commands.narrowing import KEPT_OUT, LET_BACK, NAMED, RESTRICTED, TAKEN_OFF, note_narrowing
from serac.access.models import Compartment, Exclusion, RestrictedReader
from serac.agencies.models import Agency, Member
from serac.core.actor import NOBODY
from serac.core.events import Event
from serac.core.problems import Invalid
from serac.core.unit import Unit, command
from serac.reference import current


def open_compartment(
    unit: Unit,
    partnership_id: uuid.UUID,
    *,
    kind: str,
    reference: str | None = None,
    readers: Iterable[uuid.UUID] | None = None,
    within: uuid.UUID | None = None,
    follows: bool = False,
    not_for_immigration: bool = False,
) -> Compartment:
    """Open a new compartment with a data key of its own. Part of a larger command, never a page's own act.

    Args:
        kind: alert, receipt, case, operation, meeting, identity, whereabouts, place_of_safety, health; and the parts of a case:
            request, named (whom a request is about), reply, item, risk_view, action, feedback.
        reference: of the alert or case it is opened for.
        readers: given, it is restricted from its first save, and only these members read it.
        within, follows, not_for_immigration: see Compartment. `within` is the compartment of the case.
    """
    if not unit.in_command:
        raise RuntimeError("a compartment is opened within a command")
    compartment = Compartment(partnership_id=partnership_id, kind=kind, reference=reference, opened_at=unit.now)
    compartment.restricted = readers is not None
    compartment.within_id, compartment.follows = within, follows
    compartment.not_for_immigration = not_for_immigration
    unit.session.add(compartment)
    unit.session.flush()
    unit.opened.add(compartment.id)
    unit.session.add(unit.keys.make(compartment.id))
    for member_id in dict.fromkeys(readers or ()):
        unit.session.add(RestrictedReader(compartment_id=compartment.id, member_id=member_id))
    unit.session.flush()
    unit.record(Event.COMPARTMENT_OPENED, compartment, kind=kind, restricted=readers is not None)
    return compartment


def _joined_to(unit: Unit, compartment: Compartment) -> Sequence[Compartment]:
    """The alerts a case was made from: what is kept from somebody in the case is kept from them there too."""
    return unit.session.scalars(
        select(Compartment).where(Compartment.joined_id == compartment.id).order_by(Compartment.id)
    ).all()


def _restrict(unit: Unit, compartment: Compartment, readers: Iterable[uuid.UUID]) -> None:
    compartment.restricted = True
    for member_id in readers:
        unit.session.add(RestrictedReader(compartment_id=compartment.id, member_id=member_id))
    unit.record(Event.COMPARTMENT_RESTRICTED, compartment, readers=list(readers))
    unit.forget_standing(compartment.id)


@command(may=policy.restrict)
def restrict(unit: Unit, compartment: Compartment, *, readers: Iterable[uuid.UUID], words: str = "") -> Compartment:
    """Restrict a compartment to named people. Whoever restricts it stays on the list, so that nobody locks everybody out.

    The alerts a case was made from are restricted with it, unless they were already: their own lists stay narrower.
    The information governance officers are told at once. words: why.

    Raises:
        Invalid: it is restricted already.
    """
    if compartment.restricted:
        raise Invalid("This is restricted already. Change who is on the list instead.")
    named = dict.fromkeys((*([unit.actor.member_id] if unit.actor.member_id else []), *readers))
    for one in (compartment, *(alert for alert in _joined_to(unit, compartment) if not alert.restricted)):
        _restrict(unit, one, named)
    note_narrowing(unit, compartment, RESTRICTED, words=words)
    return compartment


def restrict_with(unit: Unit, compartment: Compartment, readers: Iterable[uuid.UUID]) -> None:
    """Restrict a compartment to these people alone, as a rule of the service wants it. Part of the command that sets it off."""
    if not unit.in_command:
        raise RuntimeError("a compartment is restricted within a command")
    _restrict(unit, compartment, dict.fromkeys(readers))
    unit.session.flush()


@command(may=policy.restrict)
def unrestrict(unit: Unit, compartment: Compartment) -> Compartment:
    """Lift the restriction: everybody it is open to reads it again. Alerts restricted with a case keep their lists."""
    compartment.restricted = False
    unit.session.execute(delete(RestrictedReader).where(RestrictedReader.compartment_id == compartment.id))
    unit.record(Event.COMPARTMENT_UNRESTRICTED, compartment)
    unit.forget_standing(compartment.id)
    return compartment


@command(may=policy.restrict)
def list_reader(unit: Unit, compartment: Compartment, *, member_id: uuid.UUID) -> None:
    """Add somebody to a restricted compartment's list. What opens it to them (team, grant) is still needed."""
    if unit.session.get(RestrictedReader, (compartment.id, member_id)) is None:
        unit.session.add(RestrictedReader(compartment_id=compartment.id, member_id=member_id))
    unit.record(Event.READER_LISTED, compartment, member=member_id)


@command(may=policy.restrict)
def unlist_reader(unit: Unit, compartment: Compartment, *, member_id: uuid.UUID, words: str = "") -> None:
    """Take somebody off a restricted compartment's list. The information governance officers are told. words: why.

    Raises:
        Invalid: they are the last one.
    """
    readers = unit.session.scalars(
        select(RestrictedReader.member_id).where(RestrictedReader.compartment_id == compartment.id)
    ).all()
    if set(readers) <= {member_id}:
        raise Invalid("They are the last person on the list. Add somebody else first.")
    for one in (compartment, *_joined_to(unit, compartment)):
        row = unit.session.get(RestrictedReader, (one.id, member_id))
        if row is not None:
            unit.session.delete(row)
            unit.record(Event.READER_UNLISTED, one, member=member_id)
            unit.forget_standing(one.id)
    note_narrowing(unit, compartment, TAKEN_OFF, grantee_id=member_id, words=words)


@command(may=policy.share)
def exclude(unit: Unit, compartment: Compartment, *, grantee_id: uuid.UUID, reason: str, words: str = "") -> Exclusion:
    """Keep an agency or a person out of a compartment, silently: nothing tells them, and it wins over every grant.

    Of a case, they are kept out of the alerts it was made from too. The information governance officers are told at once.

    Args:
        reason: a code of the exclusion reasons; words: why, where the reason does not say it all.

    Raises:
        Invalid: they would exclude themselves, there is no such person or agency, or the reason needs words.
    """
    reasons = current().exclusion_reasons
    if reason in reasons and reasons.get(reason).describe and not words.strip():
        raise Invalid({"words": "Say why they are kept out"})
    if grantee_id == unit.actor.member_id:
        raise Invalid({"grantee": "You cannot exclude yourself. Ask somebody else on the team."})
    if unit.session.get(Member, grantee_id) is None and unit.session.get(Agency, grantee_id) is None:
        raise Invalid({"grantee": "Choose a person or an agency"})
    for alert in _joined_to(unit, compartment):
        _exclude(unit, alert, grantee_id, reason)
    made = _exclude(unit, compartment, grantee_id, reason)
    unit.session.flush()
    note_narrowing(unit, compartment, KEPT_OUT, grantee_id=grantee_id, reason=reason, words=words)
    return made


def keep_out_with(unit: Unit, compartment: Compartment, grantee_id: uuid.UUID, reason: str, words: str = "") -> None:
    """Keep somebody out as a rule of the service wants it, silently. Part of the command that sets it off.

    words: what the service found, where it was the service that found it.
    """
    if not unit.in_command:
        raise RuntimeError("somebody is kept out within a command")
    _exclude(unit, compartment, grantee_id, reason)
    unit.session.flush()
    if words:
        note_narrowing(unit, compartment, NAMED, grantee_id=grantee_id, reason=reason, words=words)
    unit.forget_standing(compartment.id)


def _exclude(unit: Unit, compartment: Compartment, grantee_id: uuid.UUID, reason: str) -> Exclusion:
    found = unit.session.get(Exclusion, (compartment.id, grantee_id))
    if found is None:
        found = Exclusion(compartment_id=compartment.id, grantee_id=grantee_id, reason=reason)
        found.since, found.excluded_by = unit.now, unit.actor.member_id or NOBODY
        unit.session.add(found)
    unit.record(Event.EXCLUDED, compartment, grantee=grantee_id, reason=reason)
    return found


def stand_aside(unit: Unit, root_id: uuid.UUID) -> None:
    """Keep the acting person out of a case and of the alerts it was made from. Part of the command in which they declare a connection.

    Args:
        root_id: the compartment of the case.
    """
    if not unit.in_command or unit.actor.member_id is None:
        raise RuntimeError("a person stands aside themselves, within a command")
    compartment = unit.session.get_one(Compartment, root_id)
    for one in (compartment, *_joined_to(unit, compartment)):
        _exclude(unit, one, unit.actor.member_id, "declared")
    unit.session.flush()
    unit.forget_standings()


def keep_to(unit: Unit, compartment: Compartment, readers: Iterable[uuid.UUID]) -> None:
    """Set who of an agency reads what it keeps to itself, such as a draft. Part of a command of that agency.

    Args:
        readers: members, who read it as long as they are named handlers of the agency too.
    """
    if compartment.id not in unit.opened and ORIGINATOR not in unit.standing(compartment.id).relations:
        raise RuntimeError("only what was opened in the same command, or what they themselves keep")
    wanted = set(readers)
    held = select(RestrictedReader).where(RestrictedReader.compartment_id == compartment.id)
    for row in unit.session.scalars(held.order_by(RestrictedReader.member_id)).all():
        if row.member_id not in wanted:
            unit.session.delete(row)
        wanted.discard(row.member_id)
    for member_id in sorted(wanted):
        unit.session.add(RestrictedReader(compartment_id=compartment.id, member_id=member_id))
        unit.record(Event.READER_LISTED, compartment, member=member_id)
    unit.session.flush()
    unit.forget_standing(compartment.id)


@command(may=policy.share)
def stop_excluding(
    unit: Unit, compartment: Compartment, *, grantee_id: uuid.UUID, also: Iterable[Compartment] = ()
) -> None:
    """Let an excluded agency or person back to whatever else opens the compartment to them. also: what hangs from it."""
    for one in (compartment, *_joined_to(unit, compartment), *also):
        found = unit.session.get(Exclusion, (one.id, grantee_id))
        if found is not None:
            unit.session.delete(found)
        unit.record(Event.EXCLUSION_ENDED, one, grantee=grantee_id)
    unit.session.flush()
    note_narrowing(unit, compartment, LET_BACK, grantee_id=grantee_id)


@command(may=policy.shred)
def shred(unit: Unit, compartment: Compartment) -> None:
    """Destroy a compartment's data key: everything sealed in it is unreadable from now on, in backups taken later too."""
    unit.keys.shred(compartment.id)
    unit.record(Event.COMPARTMENT_SHREDDED, compartment)
