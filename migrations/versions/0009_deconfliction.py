"""Deconfliction and the contact rule of a case."""

revision = "0009_deconfliction"
down_revision = "0008_reporting"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
