"""The people, compartments and addresses of the access matrix, built through the commands."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from serac.access import commands as access
from serac.access.credentials import secret_of_token
from serac.access.models import Compartment, Grant, Invitation, Override, SignInSession
from serac.access.queries import open_invitation_path
from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.agencies.models import Agency, Appointment, ContactPoint, Cover, EmailChange, Member, Membership, Partnership
from serac.agreements import commands as agreements
from serac.agreements.models import Agreement, AgreementParty
from serac.alerts import commands as alerts
from serac.alerts.models import Alert, Attachment, Receipt
from serac.alerts.queries import find_alert
from serac.cases import commands as cases
from serac.cases.models import Case
from serac.cases.queries import find_case
from serac.core.actor import public_actor
from serac.core.outbox import Notice
from serac.core.unit import Services, Unit
from serac.entities import commands as entities
from serac.entities.queries import list_matches
from tests.entities.seeking import seek
from tests.given import Given
from tests.matrix.actions import with_actions
from tests.matrix.closing import name_endings
from tests.matrix.decisions import decided
from tests.matrix.picture import disagreeing
from tests.matrix.replies import with_requests
from tests.matrix.rounds import with_rounds
from tests.matrix.triage import on_duty, triaged

PLANTED = "Quillfeather"
"""In every title, account, name and address of every compartment: a denied answer that holds it has leaked."""

HOME, OTHER = "thornshire", "southmoor"
TEAM_ROLES = {
    "priya": Role.COORDINATOR, "tom": Role.COORDINATOR, "judith": Role.CHAIR, "marcus": Role.DEPUTY_CHAIR,
    "ben": Role.MINUTE_TAKER, "fay": Role.EMERGENCY_DUTY, "alan": Role.MANAGER, "ruth": Role.GOVERNANCE_OFFICER,
    "idris": Role.CALDICOTT_GUARDIAN, "lena": Role.LEGAL_ADVISER, "sam": Role.ADMINISTRATOR,
}  # fmt: skip
HOUSING_ROLES = {
    "gwen": Role.SPOC, "dora": Role.DEPUTY_SPOC, "amir": Role.HANDLER, "sofia": Role.SUPPORT_WORKER,
    "owen": Role.INVESTIGATING_OFFICER, "rosa": Role.REPORTER,
}  # fmt: skip
ANONYMOUS = "nobody"
PEOPLE = (
    *TEAM_ROLES, *HOUSING_ROLES, "plain", "hannah", "lapsed", "southern officer", "southern handler", "southern admin",
    "disabled officer", "disabled handler", ANONYMOUS,
)  # fmt: skip
"""Everybody who asks. plain: works for housing, holds no role. hannah: handler at an agency that was never granted anything.
lapsed: handler at an agency whose agreement has ended. The southern three are of another partnership."""

CASES = (
    "granted", "ungranted", "ended grant", "lapsed gateway", "agency excluded", "people excluded", "restricted",
    "restricted to named", "override", "chaired", "ended override",
)  # fmt: skip
_DAY = dt.timedelta(days=1)
ALERTS = ("alert", "restricted alert")


@dataclass
class World:
    """Ids and addresses of what was built; `address` fills in a route's arguments for one variant."""

    given: Given
    addresses: dict[str, dict[str, Any]] = field(default_factory=dict)
    shared: dict[str, Any] = field(default_factory=dict)

    def name(self, variant: str, **arguments: Any) -> None:
        self.addresses.setdefault(variant, {}).update(arguments)


def build(services: Services, clock: Any) -> World:
    """Everything, through the commands people use."""
    given = Given(services)
    world = World(given)
    _agencies(given)
    _people(given)
    given.agreement("kelderby-housing", "police", "lapsed-homes")
    _directory(world)
    for variant in CASES:
        _case(world, variant)
    _asked(world)
    world.name("decided", **decided(given, HOME, PLANTED))
    world.addresses |= with_actions(given, HOME, PLANTED)
    world.addresses |= with_rounds(given, HOME, PLANTED) | with_requests(given, HOME, PLANTED)
    world.shared["marked"] = disagreeing(given, world.addresses["granted"]["case_id"], PLANTED)
    name_endings(world, HOME, PLANTED)
    _alerts(world)
    world.shared |= on_duty(given)
    _crowded(world)
    _matched(world)
    _lapse(world, clock)
    _disable(given)
    return world


def _agencies(given: Given) -> None:
    given.partnership(HOME)
    given.partnership(OTHER)
    given.agency("council-team", "council.modern_slavery")
    given.agency("kelderby-housing", "council.housing_standards")
    given.agency("police", "police")
    given.agency("lapsed-homes", "housing_association")
    given.agency("spare-agency", "fire")
    given.agency("southern-team", "council.modern_slavery", partnership=OTHER)
    given.agency("southern-homes", "housing_association", partnership=OTHER)


def _people(given: Given) -> None:
    for name, role in TEAM_ROLES.items():
        given.member(name, "council-team", role)
    for name, role in HOUSING_ROLES.items():
        given.member(name, "kelderby-housing", role)
    given.member("plain", "kelderby-housing")
    given.member("hannah", "police", Role.HANDLER)
    given.member("lapsed", "lapsed-homes", Role.HANDLER)
    given.member("disabled officer".replace(" ", "-"), "council-team", Role.COORDINATOR)
    given.member("disabled handler".replace(" ", "-"), "kelderby-housing", Role.HANDLER)
    given.member("southern-officer", "southern-team", Role.COORDINATOR, partnership=OTHER)
    given.member("southern-handler", "southern-homes", Role.HANDLER, partnership=OTHER)
    given.member("southern-admin", "southern-team", Role.ADMINISTRATOR, partnership=OTHER)
    for name in list(given.members):
        given.account(name)
    given.member("leaver", "spare-agency")
    given.member("newcomer", "spare-agency")


def _directory(world: World) -> None:
    """One of everything that has an address of its own in the directory."""
    given = world.given
    with given.operator() as unit:
        housing = unit.session.get_one(Agency, given.agencies["kelderby-housing"])
        spare = unit.session.get_one(Agency, given.agencies["spare-agency"])
        gwen = unit.session.get_one(Member, given.members["gwen"])
        leaver = unit.session.get_one(Member, given.members["leaver"])
        contact = agencies.add_contact_point(
            unit, housing, purpose="general", label="Desk", email="desk@example.org", phone="01632 960001", member=gwen
        )
        cover = agencies.set_cover(
            unit, housing, away=gwen, covering=unit.session.get_one(Member, given.members["amir"]), since=unit.now,
            until=unit.now + _DAY,
        )  # fmt: skip
        waiting = agencies.propose_appointment(unit, leaver, role="handler", partnership=None, agency=spare)
        change = agencies.propose_email(unit, gwen, email="gwen.new@example.org")
        agreement = unit.session.scalars(select(Agreement)).first()
        party = unit.session.scalars(select(AgreementParty).where(AgreementParty.agency_id == housing.id)).one()
        world.shared |= {
            "contact_id": contact.id, "cover_id": cover.id, "appointment_id": waiting.id, "change_id": change.id,
            "reference": agreement.reference, "party_id": party.id, "member_id": leaver.id,
        }  # fmt: skip


def _case(world: World, variant: str) -> None:
    given = world.given
    with given.as_("tom") as unit:
        home = unit.session.get_one(Partnership, given.partnerships[HOME])
        case = cases.open_case(
            unit, home, title=f"{PLANTED} {variant}", kinds=["labour.forced"], summary=f"{PLANTED} lives there"
        )
        cases.add_item(unit, case, text=f"{PLANTED} was seen", how_known="saw_it")
        compartment = unit.session.get_one(Compartment, case.compartment_id)
        world.name(
            variant, reference=case.reference, case_id=case.id, compartment_id=compartment.id, grant_id=uuid.UUID(int=5)
        )
        world.name(variant, grantee_id=given.agencies["kelderby-housing"])
    STEPS.get(variant, _nothing)(world, variant)


def _asked(world: World) -> None:
    """A case about which the police contact, hannah, has been asked: that opened it to her by name."""
    given = world.given
    with given.operator() as unit:
        police = unit.session.get_one(Agency, given.agencies["police"])
        hannah = unit.session.get_one(Member, given.members["hannah"])
        desk = {"label": "Desk", "email": "d@example.org", "phone": "01632 960003"}
        agencies.add_contact_point(unit, police, purpose="deconfliction", member=hannah, **desk)
    _case(world, "asked")
    with given.as_("tom") as unit:
        case = unit.session.get_one(Case, world.addresses["asked"]["case_id"])
        facts = {"what": f"May we visit {PLANTED}?", "purpose": "disrupt", "categories": ["identity"]}
        police = unit.session.get_one(Agency, given.agencies["police"])
        asked = cases.ask_deconfliction(unit, case, agency=police, **facts)
        world.name("asked", deconfliction_id=asked.id)


def _nothing(world: World, variant: str) -> None:
    """Opened, and to nobody."""


def _on_case(world: World, variant: str, work: Callable[[Unit, Case, Compartment], Any]) -> None:
    with world.given.as_("tom") as unit:
        case = unit.session.get_one(Case, world.addresses[variant]["case_id"])
        made = work(unit, case, unit.session.get_one(Compartment, case.compartment_id))
        if isinstance(made, Grant):
            world.name(variant, grant_id=made.id)


def _grant(world: World, variant: str, slug: str = "kelderby-housing") -> None:
    def work(unit: Unit, case: Case, _: Compartment) -> Grant:
        agency = unit.session.get_one(Agency, world.given.agencies[slug])
        return cases.add_to_virtual_team(unit, case, agency=agency, purpose="disrupt", categories=["identity"])

    _on_case(world, variant, work)


def _ended(world: World, variant: str) -> None:
    _grant(world, variant)
    grant_id = world.addresses[variant]["grant_id"]
    _on_case(
        world, variant, lambda unit, case, _: cases.remove_from_virtual_team(unit, case, grant=unit.session.get_one(Grant, grant_id))
    )  # fmt: skip


def _excluded(*names: str) -> Callable[[World, str], None]:
    def step(world: World, variant: str) -> None:
        _grant(world, variant)
        ids = {**world.given.agencies, **world.given.members}
        with world.given.as_("priya") as unit:
            compartment = unit.session.get_one(Compartment, world.addresses[variant]["compartment_id"])
            for name in names:
                access.exclude(unit, compartment, grantee_id=ids[name], reason="linked_person")

    return step


def _restricted(*names: str) -> Callable[[World, str], None]:
    def step(world: World, variant: str) -> None:
        _grant(world, variant)
        readers = [world.given.members[name] for name in names]
        _on_case(world, variant, lambda unit, _, compartment: access.restrict(unit, compartment, readers=readers))

    return step


def _override(world: World, variant: str) -> None:
    def work(unit: Unit, _: Case, compartment: Compartment) -> None:
        agency = unit.session.get_one(Agency, world.given.agencies["lapsed-homes"])
        hours = 1 if variant == "ended override" else 24
        made = access.record_override(
            unit, compartment, agency=agency, ground="vital_interests", reason=f"{PLANTED} is in danger", hours=hours,
            relation="virtual_team",
        )  # fmt: skip
        world.shared["override_id"] = made.id

    _on_case(world, variant, work)


def _chaired(world: World, variant: str) -> None:
    def work(unit: Unit, _: Case, compartment: Compartment) -> Grant:
        chair = unit.session.get_one(Member, world.given.members["judith"])
        return access.grant_to_member(
            unit, compartment, member=chair, relation="chair", purpose="disrupt", categories=["identity"]
        )

    _on_case(world, variant, work)


STEPS: dict[str, Callable[[World, str], None]] = {
    "granted": _grant,
    "ended grant": _ended,
    "lapsed gateway": lambda world, variant: _grant(world, variant, "lapsed-homes"),
    "agency excluded": _excluded("kelderby-housing"),
    "people excluded": _excluded("amir", "tom"),
    "restricted": _restricted(),
    "restricted to named": _restricted("priya", "amir", "hannah"),
    "override": _override,
    "ended override": _override,
    "chaired": _chaired,
}


def _crowded(world: World) -> None:
    """An alert of the open form that came with too many others; and what the addresses of that form name."""
    given = world.given
    people = [{"name": PLANTED, "description": "", "phone": "", "age_band": ""}]
    with Unit(given.services, lambda _, now: public_actor(now)) as unit:
        home = unit.session.get_one(Partnership, given.partnerships[HOME])
        alert = alerts.raise_alert(
            unit, home, what=f"{PLANTED} was seen", where="A street", when="", still_happening="yes", kinds=["labour.forced"],
            area="not_known", place_kind="not_known", danger=False, called_999=False, child=False, how_known="saw_it",
            people=people, network=1, crowded=True,
        )  # fmt: skip
        world.name("crowded alert", reference=alert.reference)
    world.shared |= {"place": HOME, "language": "pl"}


def _alerts(world: World) -> None:
    given = world.given
    with given.operator() as unit:
        team = unit.session.get_one(Agency, given.agencies["council-team"])
        priya = unit.session.get_one(Member, given.members["priya"])
        point = {"label": "Sensitive", "email": "s@example.org", "phone": "01632 960002", "member": priya}
        agencies.add_contact_point(unit, team, purpose="sensitive_case", **point)
    for variant in ALERTS:
        with given.as_("rosa") as unit:
            home = unit.session.get_one(Partnership, given.partnerships[HOME])
            alert = alerts.raise_alert(
                unit, home, what=f"{PLANTED} shouted", where=f"{PLANTED} Street", when="", still_happening="yes",
                kinds=["labour.forced"], area="not_known", place_kind="not_known", danger=False, called_999=False, child=False,
                how_known="saw_it", position_of_trust=variant != "alert", attachment=("note.txt", PLANTED.encode()),
                people=[{"name": PLANTED, "role": "potential_victim", "age_band": "adult"}],
            )  # fmt: skip
        with given.as_("priya") as unit:
            found = unit.session.get_one(Alert, alert.id)
            spare = given.agencies["spare-agency"]
            compartment = unit.session.get_one(Compartment, found.compartment_id)
            access.exclude(unit, compartment, grantee_id=spare, reason="linked_person")
            file = unit.session.scalars(
                select(Attachment.id).where(Attachment.compartment_id == found.compartment_id)
            ).one()
            world.name(variant, reference=found.reference, attachment_id=file, grantee_id=spare)
            question = alerts.ask_reporter(unit, found, question=f"Did {PLANTED} come back?")
            world.name(variant, question_id=question.id)
            world.name(f"receipt of {variant}", question_id=question.id)
            world.name(variant, **triaged(unit, found), case=world.addresses["ungranted"]["reference"])
        with given.as_("rosa") as unit:
            draft = alerts.save_draft(unit, None, fields=[("what", f"{PLANTED} shouted")])
            world.shared["draft_id"] = draft.id
            receipts = unit.session.scalars(select(Receipt.reference).order_by(Receipt.compartment_id)).all()
            world.name(f"receipt of {variant}", reference=receipts[-1])


def _matched(world: World) -> None:
    """The same number plate in a case and in an alert, both open to the team alone: each suggests the other."""
    given, sides = world.given, {}
    for variant, find in (("ungranted", find_case), ("alert", find_alert)):
        with given.as_("tom") as unit:
            here = find(unit, world.addresses[variant]["reference"])
            entities.add_vehicle(unit, here, plate="ZZ61 QRV", description=PLANTED)
            sides[variant] = here.compartment_id
    seek(given)
    with given.as_("tom") as unit:
        for variant, compartment_id in sides.items():
            found = {one.compartment_id: one for one in list_matches(unit, compartment_id)}
            (other,) = set(sides.values()) - {compartment_id}
            world.name(variant, match_id=found[other].match_id)


def _lapse(world: World, clock: Any) -> None:
    """Two hours later one agency has left the agreement, and the short override is over."""
    clock.forward(hours=2)
    given = world.given
    with given.operator() as unit:
        party = unit.session.scalars(
            select(AgreementParty).where(AgreementParty.agency_id == given.agencies["lapsed-homes"])
        ).one()
        agreements.end_party(unit, party, reason="replaced")


def _disable(given: Given) -> None:
    with given.operator() as unit:
        for name in ("disabled-officer", "disabled-handler"):
            access.disable_account(unit, unit.session.get_one(Member, given.members[name]))


def finish(world: World) -> None:
    """What exists only once people have signed in: their sessions, a notice, a waiting invitation."""
    given = world.given
    with given.as_("sam") as unit:
        leaver = unit.session.get_one(Member, given.members["leaver"])
        made = access.invite(unit, leaver, agency=unit.session.get_one(Agency, given.agencies["spare-agency"]))
        world.shared["invitation_id"] = made.id
        newcomer = unit.session.get_one(Member, given.members["newcomer"])
        access.invite(unit, newcomer, agency=unit.session.get_one(Agency, given.agencies["spare-agency"]))
    with given.operator() as unit:
        token = str(open_invitation_path(unit, given.members["newcomer"])).rsplit("/", 1)[1]
        world.shared |= {"token": token, "secret": secret_of_token(given.services.secrets.secret_key, token)}
        world.shared["email"] = unit.session.get_one(Member, given.members["hannah"]).email
        world.shared["notice_id"] = unit.session.scalars(
            select(Notice.id).where(Notice.member_id == given.members["priya"]).order_by(Notice.id)
        ).first()
        world.shared["session_id"] = unit.session.scalars(
            select(SignInSession.id).where(SignInSession.member_id == given.members["priya"])
        ).first()


__all__ = [
    "ALERTS", "ANONYMOUS", "CASES", "HOME", "OTHER", "PEOPLE", "PLANTED", "Appointment", "ContactPoint", "Cover", "EmailChange",
    "Invitation", "Membership", "Override", "World", "build", "finish",
]  # fmt: skip
