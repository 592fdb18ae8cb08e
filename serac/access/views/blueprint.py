"""The blueprint the pages of this feature share."""

from flask import Blueprint

bp = Blueprint("access", __name__)
