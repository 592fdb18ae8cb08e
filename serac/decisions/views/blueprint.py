"""The blueprint the pages of decisions hang from."""

from flask import Blueprint

bp = Blueprint("decisions", __name__)
