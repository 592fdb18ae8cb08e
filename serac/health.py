"""For whatever watches over the service: does the process answer, and can it do its work? Says codes only."""

import os
from collections.abc import Iterator

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from serac.core import schema
from serac.core.jobs import is_lease_held
from serac.core.unit import Services
from serac.core.web import open_to_all, services

bp = Blueprint("health", __name__)
SCHEDULER = "scheduler"


@bp.route("/health/live")
@open_to_all
def live() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="live")


@bp.route("/health/ready")
@open_to_all
def ready() -> ResponseReturnValue:
    """Everything the service needs is there; otherwise 503 and what is missing, by code."""
    missing = list(_missing(services()))
    if missing:
        return jsonify(status="not ready", missing=missing), 503
    return jsonify(status="ready")


def _missing(given: Services) -> Iterator[str]:
    if not _anchor_writable(given):
        yield "audit_anchor"
    try:
        if schema.current(given.engine) != schema.head():
            yield "migrations"
        elif not is_lease_held(given, SCHEDULER):
            yield "scheduler"
    except SQLAlchemyError:
        yield "database"


def _anchor_writable(given: Services) -> bool:
    file = given.anchor
    return file is None or os.access(file if file.exists() else file.parent, os.W_OK)
