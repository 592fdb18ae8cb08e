"""SERAC: the service a council's modern slavery team and its partner agencies work in."""

from functools import lru_cache
from pathlib import Path

from flask import Flask

from serac import logs, reference, web
from serac.access import sessions
from serac.core.clock import Clock
from serac.core.crypto import Secrets
from serac.core.database import make_engine
from serac.core.need_to_know import guard
from serac.core.unit import Services
from serac.settings import Settings

ROOT = Path(__file__).parent.parent
_load_reference = lru_cache(reference.load)


def make_services(settings: Settings) -> Services:
    """Engine, clock and secrets from the settings, and the reference data put in place: once a process."""
    reference.use(_load_reference(settings.config_folder))
    engine = guard(make_engine(settings.database_url))
    secrets = Secrets(settings.data_key, settings.index_key, settings.audit_key, settings.secret_key.encode())
    clock = Clock(settings.clock_file)
    return Services(engine, clock, secrets, settings.audit_anchor, {"settings": settings})


def create_app(settings: Settings) -> Flask:
    """The whole service as one WSGI application. Reads as its table of contents."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.extensions["serac"] = make_services(settings)
    logs.install(app)
    web.configure(app, settings)
    sessions.install(app)
    web.install_features(app)
    web.install_pages(app)
    web.install_problems(app)
    web.check_every_route_says_who_it_is_for(app)
    return app
