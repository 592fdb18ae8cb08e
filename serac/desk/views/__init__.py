"""The pages of the desk."""

from serac.desk.views import emergency, guide, home, looked
from serac.desk.views.blueprint import bp

__all__ = ["bp", "emergency", "guide", "home", "looked"]
