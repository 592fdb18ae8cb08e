"""Closing, feedback."""

revision = "0013_closure"
down_revision = "0012_actions"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
