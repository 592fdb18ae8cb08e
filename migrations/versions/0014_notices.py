"""How people want to be told; letters that wait, and those that tell of several things at once."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0014_notices"
down_revision = "0013_closure"


def upgrade() -> None:
    op.add_column("notice", sa.Column("held_until", MOMENT, nullable=True))
    op.add_column("notice", sa.Column("digest_id", ID, nullable=True))
    op.create_index("ix_notice_digest_id", "notice", ["digest_id"])
    op.create_table(
        "notice_choice",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("daily_at", sa.Text(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("quiet_from", sa.Text(), nullable=False),
        sa.Column("quiet_until", sa.Text(), nullable=False),
        sa.Column("chosen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notice_choice"),
        sa.ForeignKeyConstraint(["id"], ["member.id"], name="fk_notice_choice_id"),
    )


def downgrade() -> None:
    op.drop_table("notice_choice")
    op.drop_index("ix_notice_digest_id", "notice")
    op.drop_column("notice", "digest_id")
    op.drop_column("notice", "held_until")
