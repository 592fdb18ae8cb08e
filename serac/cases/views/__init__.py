"""The pages of cases."""

from serac.cases.views import contact, leaving_out, matches, pages, restricting, team
from serac.cases.views.frame import bp

__all__ = ["bp", "contact", "leaving_out", "matches", "pages", "restricting", "team"]
