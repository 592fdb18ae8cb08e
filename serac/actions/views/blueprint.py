"""What the pages of actions hang from."""

from flask import Blueprint

bp = Blueprint("actions", __name__)
