"""The pages of actions."""

from serac.actions.views import answering, keeping, lists
from serac.actions.views.blueprint import bp

__all__ = ["answering", "bp", "keeping", "lists"]
