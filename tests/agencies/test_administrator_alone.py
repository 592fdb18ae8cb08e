"""Design rule 10, by trial: an administrator alone reaches no case, whatever they do in the directory, in any order."""

from __future__ import annotations

import uuid

from hypothesis import Phase, settings
from hypothesis import given as trial
from hypothesis import strategies as st
from sqlalchemy import select

from serac.access.actors import actor_of
from serac.access.roles import HELD_IN_AGENCY, NEEDS_TWO_PEOPLE, PERMISSIONS, Role
from serac.agencies import commands
from serac.agencies.models import Agency, Appointment, ContactPoint, EmailChange, Member, Membership, Partnership
from serac.core.actor import Permission
from serac.core.problems import Problem
from serac.core.unit import Unit
from tests.given import Given

READS_CASES = frozenset(PERMISSIONS[Role.COORDINATOR] - PERMISSIONS[Role.ADMINISTRATOR] - {Permission.RAISE_ALERT})
PEOPLE = "add_member start end_membership move_email propose_email approve_email contact"
PLACES = "add_agency join leave form close"
ROLES = "propose propose propose approve approve refuse end_role"
pick = st.integers(min_value=0, max_value=30)
WHAT = f"{PEOPLE} {PLACES} {ROLES}".split()
STEPS = st.lists(st.tuples(st.sampled_from(WHAT), pick, pick, pick), min_size=5, max_size=20)


class Attempts:
    """An administrator at work, and what they made."""

    def __init__(self, services) -> None:
        self.tag = uuid.uuid4().hex[:8]
        self.given = Given(services)
        self.top = f"shire-{self.tag}"
        self.given.partnership(self.top)
        council, police = f"council-{self.tag}", f"police-{self.tag}"
        self.given.agency(council, "council.modern_slavery", partnership=self.top)
        self.given.agency(police, partnership=self.top)
        self._people(council, police)
        self.made: list[uuid.UUID] = []
        self.emails = self._emails()

    def _people(self, council: str, police: str) -> None:
        member = self.given.member
        member("adi", council, Role.ADMINISTRATOR, partnership=self.top)
        member("ann", council, Role.COORDINATOR, partnership=self.top)
        member("gil", council, Role.GOVERNANCE_OFFICER, partnership=self.top)
        member("bob", police, Role.SPOC, partnership=self.top)
        member("sam", police, Role.REPORTER, partnership=self.top)

    def _emails(self) -> dict[uuid.UUID, str]:
        with self.given.operator() as unit:
            return {one: unit.session.get_one(Member, one).email for one in self.given.members.values()}

    def attempt(self, what: str, a: int, b: int, c: int) -> None:
        """One thing the administrator tries; being refused is fine."""
        try:
            with self.given.as_("adi") as unit:
                getattr(self, what)(unit, a, b, c)
        except Problem:
            pass

    def some(self, unit: Unit, model, at: int):
        rows = unit.session.scalars(select(model).order_by(model.id)).all()
        mine = [row for row in rows if self.is_here(row)]
        return mine[at % len(mine)] if mine else None

    def is_here(self, row) -> bool:
        if isinstance(row, Partnership | Agency):
            return self.tag in row.slug
        member_id = getattr(row, "member_id", row.id)
        return member_id in self.made or member_id in self.given.members.values()

    def propose(self, unit, a, b, c):
        role, somebody = list(Role)[b % len(Role)], self.some(unit, Member, a)
        agencies = [unit.session.get_one(Agency, one) for one in sorted(somebody.agency_ids)]
        place = {"agency": agencies[c % len(agencies)]} if role in HELD_IN_AGENCY and agencies else {}
        if role not in HELD_IN_AGENCY:
            place = {"partnership": unit.session.get_one(Partnership, self.given.partnerships[self.top])}
        commands.propose_appointment(unit, somebody, role=str(role), **place)

    def approve(self, unit, a, b, c):
        waiting = select(Appointment).where(Appointment.approved_at.is_(None), Appointment.until > unit.now)
        rows = [row for row in unit.session.scalars(waiting.order_by(Appointment.id)) if self.is_here(row)]
        if rows:
            commands.approve_appointment(unit, rows[a % len(rows)])

    def refuse(self, unit, a, b, c):
        commands.refuse_appointment(unit, self.some(unit, Appointment, a))

    def end_role(self, unit, a, b, c):
        commands.end_appointment(unit, self.some(unit, Appointment, a))

    def add_member(self, unit, a, b, c):
        email = f"new-{len(self.made)}-{self.tag}@example.org"
        made = commands.add_member(unit, self.some(unit, Agency, a), name="New", email=email, job_title="Clerk")
        self.made.append(made.id)

    def move_email(self, unit, a, b, c):
        somebody = self.some(unit, Member, a)
        commands.change_member(unit, somebody, name="New", email=f"moved-{a}-{b}-{self.tag}@example.org")

    def propose_email(self, unit, a, b, c):
        commands.propose_email(unit, self.some(unit, Member, a), email=f"other-{a}-{b}-{self.tag}@example.org")

    def approve_email(self, unit, a, b, c):
        if change := self.some(unit, EmailChange, a):
            commands.approve_email(unit, change)

    def add_agency(self, unit, a, b, c):
        slug = f"agency-{a}-{b}-{self.tag}"
        made = commands.add_agency(unit, None, slug=slug, name="New", kind="police")
        commands.join_partnership(unit, self.some(unit, Partnership, c), agency=made, own_team=bool(b % 2))

    def join(self, unit, a, b, c):
        place, agency = self.some(unit, Partnership, a), self.some(unit, Agency, b)
        commands.join_partnership(unit, place, agency=agency, own_team=bool(c % 2))

    def leave(self, unit, a, b, c):
        commands.leave_partnership(unit, self.some(unit, Partnership, a), agency=self.some(unit, Agency, b))

    def form(self, unit, a, b, c):
        parent = self.some(unit, Partnership, a) if c % 3 else None
        commands.form_partnership(unit, None, slug=f"part-{a}-{b}-{self.tag}", name="New", parent=parent)

    def start(self, unit, a, b, c):
        agency, somebody = self.some(unit, Agency, a), self.some(unit, Member, b)
        commands.start_membership(unit, agency, member=somebody, job_title="Clerk")

    def end_membership(self, unit, a, b, c):
        works, heir = self.some(unit, Membership, a), self.some(unit, Member, b)
        held = {held.key: heir for held in commands.leaving.list_held(unit, works)}
        commands.end_membership(unit, works, successors=held)

    def close(self, unit, a, b, c):
        commands.close_agency(unit, self.some(unit, Agency, a), successor=self.some(unit, Agency, b) if c % 2 else None)

    def contact(self, unit, a, b, c):
        if point := (self.some(unit, ContactPoint, c) if c % 2 else None):
            commands.change_contact_point(
                unit, point, label="Desk", email="", phone="", member=self.some(unit, Member, a)
            )
            return
        purpose = ["general", "sensitive_case"][b % 2]
        who = self.some(unit, Member, a)
        commands.add_contact_point(
            unit, self.some(unit, Agency, b), purpose=purpose, label="Desk", email="", phone="", member=who
        )

    def check(self) -> None:
        """Neither the administrator nor anybody they made holds what takes two people, or reads cases."""
        with self.given.operator() as unit:
            admin, theirs = self.given.members["adi"], [self.given.members["adi"], *self.made]
            two = self.held(unit)
            assert {(who, role) for who, role in two if who in theirs} <= {(admin, "administrator")}
            for who in {who for who, _ in two} & set(self.emails):
                moved = unit.session.get_one(Member, who).email != self.emails[who]
                assert not moved, "whoever has the address can sign in as them"
            for one in theirs:
                actor = actor_of(unit.session, one, unit.now)
                assert not {permission for permission, _ in actor.permissions} & READS_CASES
                assert actor.teams == actor.gateways == ()
                assert set(actor.principals) <= {one}

    def held(self, unit: Unit) -> set[tuple[uuid.UUID, str]]:
        """Who holds which role that takes two people now."""
        rows = unit.session.scalars(select(Appointment).where(Appointment.approved_at.is_not(None)))
        live = [row for row in rows if row.is_in_force(unit.now) and self.is_here(row)]
        return {(row.member_id, row.role) for row in live if Role(row.role) in NEEDS_TWO_PEOPLE}


def test_an_administrator_alone_gives_nobody_they_made_a_role_that_takes_two(services):
    @settings(max_examples=20, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # every step is a transaction
    @trial(STEPS)
    def run(steps) -> None:
        world = Attempts(services)
        for step in steps:
            world.attempt(*step)
        world.check()

    run()
