"""The blueprint that the pages of scoping hang from."""

from flask import Blueprint

bp = Blueprint("scoping", __name__)
