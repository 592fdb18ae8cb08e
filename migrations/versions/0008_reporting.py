"""Drafts, safe contact, questions to a reporter, releases."""

revision = "0008_reporting"
down_revision = "0007_triage"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
