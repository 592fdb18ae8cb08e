"""Whom each command of access is for: one-line predicates."""

from serac.access.policy.accounts import *  # noqa: F403
from serac.access.policy.compartments import *  # noqa: F403
