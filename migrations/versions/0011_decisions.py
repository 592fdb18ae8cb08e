"""Decisions, response teams, disagreements."""

revision = "0011_decisions"
down_revision = "0010_scoping"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
