"""The pages of cases."""

from serac.cases.views import pages, restricting, team
from serac.cases.views.frame import bp

__all__ = ["bp", "pages", "restricting", "team"]
