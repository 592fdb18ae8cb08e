"""The pages of agreements."""

from serac.agreements.views import reading, writing
from serac.agreements.views.blueprint import bp

__all__ = ["bp", "reading", "writing"]
