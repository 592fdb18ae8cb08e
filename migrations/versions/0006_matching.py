"""Matches between what was reported, and places of safety."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0006_matching"
down_revision = "0005_work"

TABLES = ("match_due", "match_found", "place_of_safety")


def upgrade() -> None:
    _match_due()
    _match_found()
    _place_of_safety()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _match_due() -> None:
    op.create_table(
        "match_due",
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name="pk_match_due"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_match_due_compartment_id"),
    )
    op.create_index("ix_match_due_at", "match_due", ["at"])
    op.create_index("ix_match_due_compartment_id", "match_due", ["compartment_id"])


def _match_found() -> None:
    op.create_table(
        "match_found",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("other_subject_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by", ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_match_found"),
        sa.ForeignKeyConstraint(
            ["compartment_id", "partnership_id"],
            ["compartment.id", "compartment.partnership_id"],
            name="fk_match_found_compartment_id_partnership_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["other_id"], ["compartment.id"], name="fk_match_found_other_id"),
        sa.UniqueConstraint("subject_id", "other_subject_id", name="uq_match_found_subject_id_other_subject_id"),
    )
    op.create_index("ix_match_found_compartment", "match_found", ["compartment_id", "state"])
    op.create_index("ix_match_found_found_at", "match_found", ["found_at"])
    op.create_index("ix_match_found_settled_at", "match_found", ["settled_at"])
    op.create_index("ix_match_found_other", "match_found", ["other_id", "compartment_id"])


def _place_of_safety() -> None:
    op.create_table(
        "place_of_safety",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("held_at", MOMENT, nullable=False),
        sa.Column("held_by", ID, nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("provider_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("school_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("practice_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_place_of_safety"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_place_of_safety_compartment_id"),
        sa.UniqueConstraint("compartment_id", name="uq_place_of_safety_compartment_id"),
    )
