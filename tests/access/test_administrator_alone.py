"""An administrator alone, by any sequence of account pages and with every letter in hand, reaches nobody's cases.

Also where somebody honest approves, who has made sure that the address is the person's own: what the two of them vouch for
goes there, and to nobody else.
"""

from __future__ import annotations

from itertools import count

from flask import Flask
from hypothesis import settings as how_far
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from serac.access.commands import approve_invitation
from serac.access.credentials import code_at, secret_of_token, step_of
from serac.access.models import Invitation, SignInSession
from serac.access.queries import list_waiting_invitations, open_invitation_of, open_invitation_path
from serac.access.roles import NEEDS_TWO_PEOPLE, Role
from serac.agencies import commands as agencies
from serac.agencies.models import Agency, Appointment, Member
from serac.agencies.queries import list_waiting
from serac.core.actor import Actor, Authority
from serac.core.problems import Problem
from serac.core.unit import Services, Unit
from tests.conftest import FULL, MovableClock
from tests.given import Given

CHOSEN = "marmalade stile october rain"
PEOPLE = some.sampled_from(["hana", "cora", "paul", "zoe", "rob", "mia"])
ACTS = some.sampled_from(["invite", "reset", "withdraw", "disable", "enable", "end_sessions"])


RUNS = count()


class AdministratorAlone(RuleBasedStateMachine):
    """Every run begins with a partnership and people of its own."""

    app: Flask
    services: Services
    clock: MovableClock

    def __init__(self):
        super().__init__()
        self.given = Given(self.services)
        self.slug = f"p{next(RUNS)}"
        self.taken: dict[str, str] = {}
        self.own: dict[str, str] = {}
        self.posts = 0

    @initialize(set_up=some.sets(PEOPLE))
    def begin(self, set_up):
        """Readers, one who is only proposed as one, another administrator, and two who read nothing."""
        given, slug, self.set_up = self.given, self.slug, set_up
        given.partnership(slug)
        given.agency(f"{slug}-council", kind="council.modern_slavery", partnership=slug)
        given.agency(f"{slug}-police", partnership=slug)
        where = {"partnership": slug}
        for name, agency, *roles in (
            ("adam", "council", Role.ADMINISTRATOR),
            ("zoe", "council", Role.ADMINISTRATOR),
            ("cora", "council", Role.COORDINATOR),
            ("gail", "council", Role.GOVERNANCE_OFFICER),
            ("hana", "police", Role.HANDLER),
            ("paul", "police"),
            ("rob", "police", Role.REPORTER),
            ("mia", "police"),
        ):
            given.member(name, f"{slug}-{agency}", *roles, **where)
        for name in sorted(set_up):
            given.account(name)
        with given.operator() as unit:
            police = unit.session.get(Agency, given.agencies[f"{slug}-police"])
            agencies.propose_appointment(
                unit, unit.session.get(Member, given.members["paul"]), role="handler", agency=police
            )
        self.own = {name: given.email(name) for name in given.members}
        self.client = given.sign_in(self.app.test_client(), "adam")

    def post(self, path, **fields):
        self.posts += 1
        return self.client.post(path, data={"idempotency_key": str(self.posts), **fields})

    @rule(name=PEOPLE)
    def ask(self, name):
        """The button that fits: invite who has no account, reset who has one."""
        self.press(
            name, "reset" if name in self.set_up else "invite", "council" if name in {"zoe", "cora"} else "police"
        )

    @rule(name=PEOPLE, act=ACTS, agency=some.sampled_from(["council", "police"]))
    def press(self, name, act, agency):
        """Any button of anybody's page, shown or not."""
        agency_id = self.given.agencies[f"{self.slug}-{agency}"]
        self.post(f"/accounts/{self.given.members[name]}", act=act, agency=str(agency_id))

    @rule(act=some.sampled_from(["approve", "withdraw"]), which=some.integers(0, 5))
    def settle(self, act, which):
        """Any invitation there is, by its id."""
        mine = list(self.given.members.values())
        with self.given.operator() as unit:
            ids = unit.session.scalars(
                select(Invitation.id).where(Invitation.member_id.in_(mine)).order_by(Invitation.id)
            ).all()
        if ids:
            self.post("/accounts/waiting", invitation=str(ids[which % len(ids)]), act=act)

    @rule(name=PEOPLE, own=some.booleans())
    def move(self, name, own):
        """Give somebody an address of the administrator's, or their own again."""
        email = self.own[name] if own else f"{name}-{self.slug}@adam.example.org"
        self.post(f"/people/{self.given.members[name]}/change", name=name.capitalize(), email=email)

    @rule(name=PEOPLE, role=some.sampled_from(["handler", "spoc", "reporter"]))
    def propose(self, name, role):
        """Put somebody forward for a role."""
        place = f"agency:{self.slug}-police"
        self.post(f"/people/{self.given.members[name]}/appointments/new", role=role, place=place)

    @rule()
    def somebody_honest_approves(self):
        """The second person, who knows nothing: they approve for whoever has their own address, and nobody else."""
        for find, act in ((list_waiting, agencies.approve_appointment), (list_waiting_invitations, approve_invitation)):
            with self.given.as_("gail") as unit:
                for one in find(unit):
                    try:
                        if unit.session.get(Member, one.member_id).email in self.own.values():
                            act(unit, one)
                    except Problem:  # their own, or they have left
                        unit.rollback()

    @rule(name=some.sampled_from(["rob", "mia"]))
    def set_a_trap(self, name):
        """The steps of a known route in a row: set somebody up alone, give them their address back, put them forward."""
        self.move(name, own=False)
        self.ask(name)
        self.open_every_letter()
        self.move(name, own=True)
        self.propose(name, "handler")

    @rule()
    def open_every_letter(self):
        """Every letter that reaches the administrator is used, and whoever it made is signed in as.

        Only what two people vouched for, sent to its person's own address, does not reach them.
        """
        self.clock.forward(minutes=2)
        for name in sorted(set(self.given.members) - {"adam"}):
            with Unit(self.services, Actor(Authority.JOB, self.services.clock.now())) as unit:
                found = open_invitation_of(unit, self.given.members[name])
                own = unit.session.get(Member, self.given.members[name]).email == self.own[name]
                out_of_reach = found is not None and found.approved_by is not None and own
                path = open_invitation_path(unit, self.given.members[name])
            if path is not None and not out_of_reach:
                self.use(name, path)

    def use(self, name, path):
        secret = secret_of_token(self.services.secrets.secret_key, path.rpartition("/")[2])
        present = step_of(self.services.clock.now())
        if self.post(path, password=CHOSEN, code=code_at(secret, present - 1)).status_code == 303:
            self.taken[name] = secret
        self.sign_in(name, secret)

    def sign_in(self, name, secret):
        code = code_at(secret, step_of(self.services.clock.now()))
        data = {"email": self.given.email(name), "password": CHOSEN, "code": code}
        return self.app.test_client().post("/sign-in", data=data).status_code == 303

    @rule()
    def sign_in_as_everybody_taken(self):
        """Whatever was once set up is tried again, under whatever address there is by now."""
        self.clock.forward(minutes=2)
        for name, secret in sorted(self.taken.items()):
            self.sign_in(name, secret)

    @invariant()
    def nobody_who_reads_cases_was_become(self):
        everybody = list(self.given.members.values())
        with self.given.operator() as unit:
            theirs = (SignInSession.member_id.in_(everybody), SignInSession.ended_at.is_(None))
            signed_in = set(unit.session.scalars(select(SignInSession.member_id).where(*theirs)))
            held = unit.session.scalars(select(Appointment).where(Appointment.member_id.in_(everybody)))
            two = {one.member_id for one in held if one.approved_at and Role(one.role) in NEEDS_TWO_PEOPLE}
            assert signed_in & two <= {self.given.members.get("adam")}
        assert set(self.taken) <= {"rob", "mia"}


def test_an_administrator_alone_never_signs_in_as_somebody_who_reads_cases(app, services, clock, monkeypatch):
    app.config["WTF_CSRF_ENABLED"] = False
    for limit in ("FROM_A_NETWORK", "FROM_A_NETWORK_FOR_ONE"):
        monkeypatch.setattr(f"serac.access.limits.{limit}", 100_000)
    far = how_far(max_examples=60 if FULL else 8, stateful_step_count=30 if FULL else 12)
    here = {"app": app, "services": services, "clock": clock}
    run_state_machine_as_test(type("Here", (AdministratorAlone,), here), settings=far)
