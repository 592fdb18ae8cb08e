"""What every command starts from: the settings of this environment, and the services made from them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from serac import make_services, reference
from serac.core.unit import Services
from serac.settings import Settings


def read_settings() -> Settings:
    """The settings of this environment; what production may do but should think about is said on the way."""
    settings = Settings.from_environment(os.environ)
    for warning in settings.warnings:
        click.echo(f"Warning: {warning}", err=True)
    return settings


@contextmanager
def open_services(settings: Settings) -> Iterator[Services]:
    """Services with the reference data they run on; the database is let go of afterwards."""
    reference.use(reference.load(settings.config_folder))
    services = make_services(settings)
    try:
        yield services
    finally:
        services.engine.dispose()
