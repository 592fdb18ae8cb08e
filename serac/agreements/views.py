"""The pages of agreements."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from serac.agreements import policy
from serac.core.problems import NotFound
from serac.core.web import needs

bp = Blueprint("agreements", __name__)


@bp.get("/agreements")
@needs(policy.read)
def index() -> ResponseReturnValue:
    """Placeholder until the pages land."""
    raise NotFound
