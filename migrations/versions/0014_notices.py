"""How people want to be told."""

revision = "0014_notices"
down_revision = "0013_closure"


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
