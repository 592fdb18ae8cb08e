"""Load the demonstration: a year of it, each thing at its own moment, all of it through the commands people use."""

import datetime as dt

from sqlalchemy import select

from serac.access import commands as access
from serac.agencies import commands as agencies
from serac.agencies.models import Partnership
from serac.agencies.roles import HELD_IN_AGENCY, NEEDS_TWO_PEOPLE
from serac.agreements import commands as agreements
from serac.core.actor import Actor, Authority
from serac.core.clock import LONDON, UTC
from serac.core.unit import Services, Unit
from serac.demonstration.accounts import secret_of
from serac.demonstration.cast import BODIES, COLLEAGUES, COUNTY, PARTIES, PASSWORD, PLACES, Colleague, address_of
from serac.demonstration.play import play
from serac.demonstration.stage import DAY, Stage
from serac.notifications.commands import open_notice
from serac.notifications.queries import list_inbox


def is_loaded(services: Services) -> bool:
    """Whether the demonstration is there."""
    with Unit(services, Actor(Authority.OPERATOR, services.clock.now())) as unit:
        return unit.session.scalar(select(Partnership.id).where(Partnership.slug == COUNTY)) is not None


def load(services: Services) -> None:
    """Make the fictional county: partnerships, agencies, people and accounts, agreements, alerts and cases."""
    stage = Stage(services)
    _places(stage)
    _bodies(stage)
    for colleague in COLLEAGUES:
        _colleague(stage, colleague)
    _contact_points(stage)
    _records(stage)
    _agreements(stage)
    _rota(stage)
    play(stage)
    _open_old_notices(stage)


def _places(stage: Stage) -> None:
    with stage.operator(400 * DAY) as unit:
        for place in PLACES:
            parent = stage.place(unit, place.parent) if place.parent else None
            stage.places[place.slug] = agencies.form_partnership(
                unit, None, slug=place.slug, name=place.name, parent=parent
            ).id


def _bodies(stage: Stage) -> None:
    with stage.operator(400 * DAY) as unit:
        for body in BODIES:
            made = agencies.add_agency(
                unit, None, slug=body.slug, name=body.name, kind=body.kind, aliases=body.aliases,
                first_responder=body.first_responder, duty_to_notify=body.duty_to_notify,
            )  # fmt: skip
            stage.bodies[body.slug] = made.id
            for slug in body.partnerships:
                agencies.join_partnership(unit, stage.place(unit, slug), agency=made, own_team=body.own_team)


def _colleague(stage: Stage, colleague: Colleague) -> None:
    with stage.operator(390 * DAY) as unit:
        home = stage.body(unit, colleague.agency)
        member = agencies.add_member(
            unit, home, name=colleague.name, email=address_of(colleague), job_title=colleague.job, phone=colleague.phone
        )
        stage.people[colleague.key] = member.id
        for role in colleague.roles:
            agency, partnership = (home, None) if role in HELD_IN_AGENCY else (None, stage.place(unit))
            made = agencies.propose_appointment(unit, member, role=str(role), partnership=partnership, agency=agency)
            if role in NEEDS_TWO_PEOPLE:
                agencies.approve_appointment(unit, made)
        access.set_up_account(unit, member, password=PASSWORD, secret=secret_of(colleague))


_CONTACTS = (
    ("modern-slavery-team", "general", "Duty desk", "priya.nair", "tom.ashdown"),
    ("modern-slavery-team", "out_of_hours", "Night rota", "tom.ashdown", "priya.nair"),
    ("modern-slavery-team", "sensitive_case", "Sensitive cases", "priya.nair", None),
    ("thornshire-police", "deconfliction", "Exploitation desk", "hannah.cole", "owen.price"),
    ("thornshire-police", "scoping", "Exploitation desk", "hannah.cole", "owen.price"),
    ("thornshire-police", "sensitive_case", "Sensitive cases", "marcus.bell", None),
    ("kelderby-housing", "scoping", "Housing standards", "gwen.ferris", "amir.siddiqui"),
    ("kelderby-housing", "out_of_hours", "Housing emergencies", "amir.siddiqui", None),
    ("childrens-social-care", "children", "Front door", "noah.birch", "mina.okoro"),
    ("adult-social-care", "adults", "Safeguarding adults", "ellie.stone", None),
    ("fair-work-agency", "scoping", "Northern region", "dev.rao", None),
    ("trading-standards", "general", "Duty officer", "kit.mercer", None),
    ("fire-and-rescue", "operations", "Protection team", "jo.hartley", None),
)


def _contact_points(stage: Stage) -> None:
    phones = {colleague.key: colleague.phone for colleague in COLLEAGUES}
    with stage.operator(380 * DAY) as unit:
        for slug, purpose, label, holder, deputy in _CONTACTS:
            agencies.add_contact_point(
                unit, stage.body(unit, slug), purpose=purpose, label=label, email=f"{purpose.replace('_', '.')}@{slug}.example.org",
                phone=phones[holder], member=stage.person(unit, holder), deputy=stage.person(unit, deputy) if deputy else None,
            )  # fmt: skip


def _records(stage: Stage) -> None:
    """Training and vetting, some of it about to run out."""
    with stage.operator(300 * DAY) as unit:
        today = stage.present.date()
        for number, colleague in enumerate(COLLEAGUES):
            member = stage.person(unit, colleague.key)
            taken = today - (300 + number) * DAY
            ends = today + (20 + 30 * (number % 12)) * DAY
            agencies.record_training(unit, member, course="awareness", taken_on=taken, expires_on=ends)
            if number % 2 == 0:
                agencies.record_vetting(unit, member, level="enhanced", cleared_on=taken, expires_on=ends + 365 * DAY)


def _agreements(stage: Stage) -> None:
    _agreement(stage, "Thornshire information-sharing agreement", PARTIES, signed=370, until=-380)
    _agreement(
        stage, "Tenancy fraud and exploitation pilot", ("hillgate-homes", "kelderby-housing"), signed=345, until=25
    )


def _agreement(stage: Stage, title: str, parties: tuple[str, ...], *, signed: int, until: int) -> None:
    """An agreement signed so many days ago, that ends (or ended) so many days ago."""
    ends = stage.present - until * DAY
    with stage.acting("ruth.caddick", signed * DAY) as unit:
        made = agreements.draft_agreement(
            unit, stage.place(unit), title=title, purposes=["safeguard_adult", "safeguard_child", "support", "prevent_detect_crime", "disrupt"],
            categories=["identity", "whereabouts", "account", "children", "intelligence", "premises", "businesses", "vehicles", "housing"],
            lawful_bases=[], gateways=["crime_and_disorder", "care_act_cooperation", "children_act_safeguard"], terms={},
            since=unit.now, until=ends, review_on=(ends - 20 * DAY).date(),
        )  # fmt: skip
        for slug in parties:
            agreements.sign_agreement(
                unit, made, agency=stage.body(unit, slug), signed_by="Robin Vale", signatory_role="Director"
            )


def _rota(stage: Stage) -> None:
    """Somebody is on duty every night, of the last days and the next, and over the weekends."""
    today = stage.present.astimezone(LONDON).date()
    for number in range(-3, 11):
        day = today + number * DAY
        begins = dt.datetime.combine(day, dt.time(17), LONDON).astimezone(UTC)
        ends = dt.datetime.combine(day + DAY, dt.time(8, 30), LONDON).astimezone(UTC)
        with stage.acting("priya.nair", 4 * DAY) as unit:
            who = stage.person(unit, ("tom.ashdown", "fay.norton", "priya.nair")[number % 3])
            agencies.set_duty_shift(unit, stage.place(unit), member=who, since=begins, until=ends)


def _open_old_notices(stage: Stage) -> None:
    """Everybody has opened what came more than two days ago."""
    for colleague in COLLEAGUES:
        with stage.acting(colleague.key, 2 * DAY) as unit:
            notices, older = list_inbox(unit)
            while notices:
                for notice in notices:
                    open_notice(unit, notice)
                notices, older = list_inbox(unit, older) if older else ((), None)
