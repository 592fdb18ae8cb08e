"""Who may see what: sign-in, sessions, roles, compartments and grants. One of the two clever places.

Importing anything of access installs the rule; without it core hides everything.
"""

from serac.access import rule

__all__ = ["rule"]
