"""Who was kept out, or a list made, for governance to see."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0015_narrowing"
down_revision = "0014_notices"


def upgrade() -> None:
    op.create_table(
        "access_narrowing",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("grantee_id", ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", ID, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access_narrowing"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_access_narrowing_compartment_id"),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name="fk_access_narrowing_partnership_id"),
    )
    op.create_index("ix_access_narrowing_compartment_id", "access_narrowing", ["compartment_id"])
    op.create_index("ix_access_narrowing_partnership_id", "access_narrowing", ["partnership_id", "recorded_at"])


def downgrade() -> None:
    op.drop_table("access_narrowing")
