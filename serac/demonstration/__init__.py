"""The demonstration: a fictional county partnership, made through the commands. Production refuses to start with it."""

from serac.demonstration.accounts import Account, accounts, code_for
from serac.demonstration.load import is_loaded, load

__all__ = ["Account", "accounts", "code_for", "is_loaded", "load"]
