"""The pages of the directory: agencies, how they are reached, people and their roles, partnerships."""

from serac.agencies.views import agencies, appointments, contacts, duty, leaving, members, partnerships
from serac.agencies.views.blueprint import bp

__all__ = ["agencies", "appointments", "bp", "contacts", "duty", "leaving", "members", "partnerships"]
