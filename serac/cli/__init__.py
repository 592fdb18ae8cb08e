"""The front door for whoever runs the service: `serac` and what follows it."""

import sys
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from serac import create_app, logs, reference, scheduler, server
from serac.cli.bootstrap import bootstrap
from serac.cli.demo import demo
from serac.cli.environment import open_services, read_settings
from serac.core import audit_log, schema
from serac.settings import UnsafeSettings


class Commands(click.Group):
    """Turns what can be put right by whoever runs the service into a sentence, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (UnsafeSettings, reference.BadReference) as problem:
            raise click.ClickException(str(problem)) from problem
        except OperationalError as fault:
            raise click.ClickException("The database does not answer. Check SERAC_DATABASE_URL.") from fault


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Set up, run and look after SERAC. Settings come from the environment: see docs/operating.md."""


@main.group(invoke_without_command=True)
@click.pass_context
def migrate(ctx: click.Context) -> None:
    """Make the tables, or bring them up to date (the same as `migrate up`)."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(up)


@migrate.command()
@click.argument("revision", default="head")
def up(revision: str) -> None:
    """Up to REVISION, or to the newest."""
    schema.upgrade(read_settings().database_url, revision)
    click.echo("The tables are up to date." if revision == "head" else f"The tables are at {revision}.")


@migrate.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help="Do not ask.")
def down(revision: str, *, yes: bool) -> None:
    """Back down to REVISION (`base`: everything). What the tables taken away hold is lost."""
    if not yes:
        click.confirm("Everything in the tables that are taken away is lost. Go on?", abort=True)
    schema.downgrade(read_settings().database_url, revision)
    click.echo(f"The tables are at {revision}.")


@migrate.command()
def status() -> None:
    """List every migration, and whether this database has it."""
    for each in schema.status(read_settings().database_url):
        click.echo(f"{'done   ' if each.done else 'waiting'}  {each.name}  {each.summary}")


@main.command("scheduler")
def run_scheduler() -> None:
    """Do what is due, and send every notice, until stopped. Runs beside the web server."""
    settings = read_settings()
    logs.configure(settings.log_level)
    scheduler.run(settings)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
def serve(host: str) -> None:
    """Serve the pages on SERAC_PORT until stopped."""
    server.serve(read_settings(), host)


@main.group()
def audit() -> None:
    """The audit log."""


@audit.command()
def verify() -> None:
    """Check every entry. Ends with status 1 and names the first bad one where anything was changed or is missing."""
    with open_services(read_settings()) as services:
        engine = services.engine
        if engine.dialect.name == "postgresql":  # one moment for heads and entries, while people work
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        count, faults = audit_log.verify(engine, services.secrets.audit_key, services.anchor)
    for fault in faults:
        entry = fault.entry_id or "none"
        click.echo(f"chain {fault.chain}, place {fault.place}, entry {entry}: {fault.what}")
    if faults:
        click.echo("The audit log is not whole. Keep the database and the anchor as they are.", err=True)
        sys.exit(1)
    click.echo(f"The audit log is whole: {count} entries.")


@main.group("reference")
def reference_group() -> None:
    """The reference data in config/."""


@reference_group.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path | None) -> None:
    """Check FOLDER, or the one in use. Ends with status 1 and says what is wrong, where, and what to do."""
    found = reference.load(folder or read_settings().config_folder)
    entries = sum(1 for _ in found.everything())
    click.echo(f"The reference data is in order: {len(reference.LISTS)} lists, {entries} entries.")
    waiting = len(found.to_check())
    if waiting:
        click.echo(f"{waiting} entries are not offered until a person has checked them.")


@main.command()
def routes() -> None:
    """List every address, its methods, its endpoint and whom it is for."""
    app = create_app(read_settings())
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: (each.rule, each.endpoint)):
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        policy = getattr(app.view_functions[rule.endpoint], "needs", None)
        whom = f"{policy.__module__}.{policy.__name__}" if policy else "everybody"
        click.echo(f"{rule.rule}  {methods}  {rule.endpoint}  {whom}")


main.add_command(bootstrap)
main.add_command(demo)
