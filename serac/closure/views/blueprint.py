"""The blueprint the pages of closing hang from."""

from flask import Blueprint

bp = Blueprint("closure", __name__)
