"""Matches between what was reported, and places of safety."""

revision = "0006_matching"
down_revision = "0005_work"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
