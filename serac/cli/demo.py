"""The demonstration: made, served beside its scheduler, listed, thrown away. Refused wherever anything is real."""

import fcntl
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from serac import demonstration
from serac.cli.environment import open_services
from serac.core import schema
from serac.core.unit import Services
from serac.server import is_port_free, run_together, wait_until_live
from serac.settings import Mode, Settings


@click.group()
def demo() -> None:
    """The demonstration, in which every person, place and case is invented."""


def demonstration_environment() -> Mapping[str, str]:
    """The environment, in demonstration mode unless it says otherwise."""
    return {"SERAC_MODE": str(Mode.DEMONSTRATION)} | os.environ


def demonstration_settings() -> Settings:
    """The settings of the demonstration; refuses any other mode."""
    settings = Settings.from_environment(demonstration_environment())
    if settings.mode is not Mode.DEMONSTRATION:
        raise click.ClickException(
            f"SERAC_MODE is {settings.mode}. The demonstration runs with none, or 'demonstration'."
        )
    return settings


@contextmanager
def _alone(settings: Settings) -> Iterator[Services]:
    """The services of the demonstration, its folders made, while nobody else loads or resets it."""
    file = make_url(settings.database_url).database
    for folder in {
        settings.audit_anchor.parent,
        *([Path(file).parent] if file and settings.database_url.startswith("sqlite") else []),
    }:
        folder.mkdir(parents=True, exist_ok=True)
    with (settings.audit_anchor.parent / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with open_services(settings) as services:
            yield services


def _load(settings: Settings, *, afresh: bool = False) -> None:
    with _alone(settings) as services:
        begun = settings.audit_anchor.parent / "demonstration.loading"
        if afresh or begun.exists():  # a load that was broken off is begun again
            _throw_away(settings)
        schema.upgrade(settings.database_url)
        if not demonstration.is_loaded(services):
            click.echo("Loading the demonstration")
            begun.touch()
            demonstration.load(services)
        begun.unlink(missing_ok=True)


def _throw_away(settings: Settings) -> None:
    schema.downgrade(settings.database_url, "base")
    settings.audit_anchor.unlink(missing_ok=True)
    for message in settings.mail_folder.glob("*.eml") if settings.mail_folder else ():
        message.unlink(missing_ok=True)


@demo.command()
def load() -> None:
    """Make the tables and the demonstration, unless they are there."""
    _load(demonstration_settings())


@demo.command()
def reset() -> None:
    """Throw everything in the demonstration away and load it afresh."""
    _load(demonstration_settings(), afresh=True)
    click.echo("The demonstration is as it was at first.")


@demo.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: user, name, password, role, agency.")
def accounts(*, as_json: bool) -> None:
    """List who can be signed in as."""
    settings = demonstration_settings()
    with open_services(settings) as services:
        found = demonstration.accounts(services)
    if as_json:
        names = ("user", "name", "password", "role", "agency")
        click.echo(json.dumps([{name: getattr(each, name) for name in names} for each in found], indent=2))
        return
    width = max(len(each.user) for each in found)
    for each in found:
        click.echo(f"{each.user:<{width}}  {each.password}  {each.role}, {each.agency}")


@demo.command()
@click.argument("user")
def code(user: str) -> None:
    """Print the sign-in code of USER that works now."""
    settings = demonstration_settings()
    try:
        with open_services(settings) as services:
            click.echo(demonstration.code_for(services, user))
    except LookupError as unknown:
        raise click.ClickException(f"There is no account {user}. `serac demo accounts` lists them.") from unknown


@demo.command()
@click.pass_context
def run(ctx: click.Context) -> None:
    """Load the demonstration if need be, and serve it beside its scheduler until stopped."""
    settings = demonstration_settings()
    if not is_port_free(settings.port):
        raise click.ClickException(
            f"Something listens on port {settings.port} already: {settings.base_url}. Set SERAC_PORT to another."
        )
    _load(settings)
    programs = [[sys.executable, "-m", "serac.cli", *words] for words in (("serve",), ("scheduler",))]

    def ready() -> None:
        if not wait_until_live(settings.port):
            return
        ctx.invoke(accounts)
        click.echo("Codes change every half minute: `serac demo code USER`, or read them on the sign-in page.")
        click.echo(f"Mail the service would have sent: {settings.base_url}/demonstration/mail")
        click.echo(f"Open {settings.base_url}   (Ctrl-C stops it)")

    if not run_together(programs, demonstration_environment(), ready):
        raise click.ClickException("The web server or the scheduler ended by itself; what it said is above.")
