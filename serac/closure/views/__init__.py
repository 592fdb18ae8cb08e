"""The pages of closing and feedback, and the flags of what came back."""

from serac.closure.views import closing, feedback, flags
from serac.closure.views.blueprint import bp

__all__ = ["bp", "closing", "feedback", "flags"]
