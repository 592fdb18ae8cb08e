"""Duty shifts, gates, plans for tonight, referrals."""

revision = "0007_triage"
down_revision = "0006_matching"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
