"""The pages of decisions, all inside a case."""

from serac.decisions.views import deciding, disagreements, room, teams
from serac.decisions.views.blueprint import bp

__all__ = ["bp", "deciding", "disagreements", "room", "teams"]
