"""The first partnership, its council, and the two people who let everybody else in."""

import re
from dataclasses import dataclass

import click
from sqlalchemy import select

from serac.access.commands.invitations import approve_invitation, invite
from serac.access.queries.invitations import is_waiting, open_invitation_path
from serac.agencies.commands import (
    add_agency,
    add_member,
    approve_appointment,
    form_partnership,
    join_partnership,
    propose_appointment,
)
from serac.agencies.models import Agency, Partnership
from serac.agencies.roles import Role
from serac.cli.environment import open_services, read_settings
from serac.core.actor import Actor, Authority
from serac.core.problems import Invalid
from serac.core.unit import Services, Unit


@dataclass(frozen=True)
class First:
    """One of the first two people."""

    name: str
    email: str
    role: Role


@click.command()
@click.option("--partnership", prompt="Name of the partnership", help="Its name, such as Thornshire.")
@click.option("--council", prompt="Name of the council that runs it", help="The agency whose team runs it.")
@click.option("--administrator", prompt="Name of the first administrator", help="Keeps accounts; reads no case.")
@click.option("--administrator-email", prompt="Their work email address")
@click.option("--governance", prompt="Name of the information governance officer", help="Approves who may read cases.")
@click.option("--governance-email", prompt="Their work email address")
def bootstrap(
    partnership: str, council: str, administrator: str, administrator_email: str, governance: str, governance_email: str
) -> None:
    """Form the first partnership and invite its administrator and governance officer: two people, never one."""
    settings = read_settings()
    people = (
        First(administrator, administrator_email, Role.ADMINISTRATOR),
        First(governance, governance_email, Role.GOVERNANCE_OFFICER),
    )
    try:
        with open_services(settings) as services:
            paths = _set_up_alone(services, partnership, council, people)
    except Invalid as problem:
        raise click.ClickException("; ".join(problem.errors.values())) from problem
    click.echo("Give each person their own link, and nobody else. It works once, for three days.")
    for person, path in zip(people, paths, strict=True):
        click.echo(f"{person.email}: {settings.base_url}{path}")


def _set_up_alone(services: Services, partnership: str, council: str, people: tuple[First, ...]) -> list[str]:
    with Unit(services, Actor(Authority.OPERATOR, services.clock.now())) as unit, unit.frame():
        if unit.session.scalar(select(Partnership.id).limit(1)):
            raise click.ClickException("There is a partnership already. Its administrators invite everybody else.")
        return _set_up(unit, partnership, council, people)


def _set_up(unit: Unit, partnership: str, council: str, people: tuple[First, ...]) -> list[str]:
    place = form_partnership(unit, None, slug=_slug(partnership), name=partnership, parent=None)
    home = add_agency(unit, None, slug=_slug(council), name=council, kind="council.modern_slavery")
    join_partnership(unit, place, agency=home, own_team=True)
    return [_invite(unit, place, home, person) for person in people]


def _invite(unit: Unit, place: Partnership, home: Agency, person: First) -> str:
    member = add_member(unit, home, name=person.name, email=person.email, job_title="")
    appointment = propose_appointment(unit, member, role=str(person.role), partnership=place)
    if appointment.approved_at is None:
        approve_appointment(unit, appointment)
    invitation = invite(unit, member, agency=home)
    if is_waiting(unit, invitation):
        approve_invitation(unit, invitation)
    return open_invitation_path(unit, member.id) or ""


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
