"""An administrator alone, by any sequence of the account pages and with every letter in hand, becomes nobody who reads cases."""

from __future__ import annotations

from hypothesis import settings as how_far
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from serac.access.credentials import code_at, secret_of_token, step_of
from serac.access.models import Invitation, SignInSession
from serac.access.queries import needs_two_people, open_invitation_path
from serac.access.roles import Role
from serac.agencies import commands as agencies
from serac.agencies.models import Agency, Member
from serac.core.actor import Actor, Authority
from serac.core.unit import Unit
from tests.conftest import FULL
from tests.given import Given

CHOSEN = "marmalade stile october rain"
PEOPLE = some.sampled_from(["hana", "cora", "paul", "zoe", "rob", "mia"])
ACTS = some.sampled_from(["invite", "reset", "withdraw", "disable", "enable", "end_sessions"])


def machine_for(app, services, clock):
    """The machine over one installation: every run begins with people of its own."""
    runs = iter(range(10_000))

    class AdministratorAlone(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.given = Given(services)
            self.slug = f"p{next(runs)}"
            self.taken: dict[str, tuple[str, int]] = {}

        @initialize(set_up=some.sets(PEOPLE))
        def begin(self, set_up):
            """Readers, one who is only proposed as one, another administrator, and two who read nothing."""
            given, slug = self.given, self.slug
            given.partnership(slug)
            given.agency(f"{slug}-council", kind="council.modern_slavery", partnership=slug)
            given.agency(f"{slug}-police", partnership=slug)
            where = {"partnership": slug}
            for name, agency, *roles in (
                ("adam", "council", Role.ADMINISTRATOR), ("zoe", "council", Role.ADMINISTRATOR), ("cora", "council", Role.COORDINATOR),
                ("hana", "police", Role.HANDLER), ("paul", "police"), ("rob", "police", Role.REPORTER), ("mia", "police"),
            ):  # fmt: skip
                given.member(name, f"{slug}-{agency}", *roles, **where)
            for name in sorted(set_up):
                given.account(name)
            with given.operator() as unit:
                police = unit.session.get(Agency, given.agencies[f"{slug}-police"])
                agencies.propose_appointment(unit, unit.session.get(Member, given.members["paul"]), role="handler", agency=police)
            self.client = given.sign_in(app.test_client(), "adam")

        def post(self, path, **fields):
            key = f"{len(self.taken)}-{services.clock.now().timestamp()}-{fields}"
            return self.client.post(path, data={"idempotency_key": key, **fields})

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
                ids = unit.session.scalars(select(Invitation.id).where(Invitation.member_id.in_(mine)).order_by(Invitation.id)).all()
            if ids:
                self.post("/accounts/waiting", invitation=str(ids[which % len(ids)]), act=act)

        @rule(name=PEOPLE)
        def open_letter(self, name):
            """Whatever letter was sent to anybody is read, and used."""
            with Unit(services, Actor(Authority.JOB, services.clock.now())) as unit:
                path = open_invitation_path(unit, self.given.members[name])
            if path is None:
                return
            secret, present = secret_of_token(services.secrets.secret_key, path.rpartition("/")[2]), step_of(services.clock.now())
            if self.post(path, password=CHOSEN, code=code_at(secret, present - 1)).status_code == 303:
                self.taken[name] = (secret, present)

        @rule(name=PEOPLE)
        def sign_in_as(self, name):
            """With what was set up there."""
            if name not in self.taken:
                return
            secret, step = self.taken[name]
            client = app.test_client()
            data = {"email": self.given.email(name), "password": CHOSEN, "code": code_at(secret, step)}
            client.post("/sign-in", data=data)

        @rule()
        def wait(self):
            clock.forward(minutes=2)

        @invariant()
        def nobody_who_reads_cases_was_become(self):
            everybody = list(self.given.members.values())
            with self.given.operator() as unit:
                signed_in = set(unit.session.scalars(select(SignInSession.member_id).where(SignInSession.member_id.in_(everybody))))
                assert signed_in & needs_two_people(unit, everybody) <= {self.given.members.get("adam")}
            assert not set(self.taken) - {"rob", "mia"}

    return AdministratorAlone


def test_an_administrator_alone_never_signs_in_as_somebody_who_reads_cases(app, services, clock, monkeypatch):
    app.config["WTF_CSRF_ENABLED"] = False
    for limit in ("FROM_A_NETWORK", "FROM_A_NETWORK_FOR_ONE"):
        monkeypatch.setattr(f"serac.access.limits.{limit}", 100_000)
    far = how_far(max_examples=60 if FULL else 8, stateful_step_count=30 if FULL else 15)
    run_state_machine_as_test(machine_for(app, services, clock), settings=far)
