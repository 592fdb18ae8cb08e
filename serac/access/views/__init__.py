"""The pages of sign-in and accounts."""

from serac.access.views import account, accounts, invitations, sign_in
from serac.access.views.blueprint import bp

__all__ = ["account", "accounts", "bp", "invitations", "sign_in"]
