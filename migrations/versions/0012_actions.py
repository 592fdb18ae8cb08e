"""Actions."""

revision = "0012_actions"
down_revision = "0011_decisions"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
