"""The pages of cases."""

from serac.cases.views import contact, matches, pages, restricting, team
from serac.cases.views.frame import bp

__all__ = ["bp", "contact", "matches", "pages", "restricting", "team"]
