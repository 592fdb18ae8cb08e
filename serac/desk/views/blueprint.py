"""The blueprint the pages of the desk share."""

from flask import Blueprint

bp = Blueprint("desk", __name__)
