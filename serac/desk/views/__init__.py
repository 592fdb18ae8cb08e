"""The pages of the desk."""

from serac.desk.views import guide, home, looked
from serac.desk.views.blueprint import bp

__all__ = ["bp", "guide", "home", "looked"]
