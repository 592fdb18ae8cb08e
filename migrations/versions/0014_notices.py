"""How people want to be told."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0014_notices"
down_revision = "0013_closure"


def upgrade() -> None:
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
