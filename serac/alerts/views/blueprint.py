"""What the pages of alerts hang from."""

from flask import Blueprint

bp = Blueprint("alerts", __name__)
