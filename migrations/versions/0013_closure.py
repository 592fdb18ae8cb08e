"""Closing, feedback, what came back."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0013_closure"
down_revision = "0012_actions"

TABLES = ("case_closing", "case_feedback", "case_feedback_reason", "case_repeat")


def upgrade() -> None:
    _case_closing()
    _case_feedback()
    _case_repeat()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _case_closing() -> None:
    op.create_table(
        "case_closing",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("closed_by", ID, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("last_discussed_at", MOMENT, nullable=True),
        sa.Column("reopened_by", ID, nullable=True),
        sa.Column("reopened_at", MOMENT, nullable=True),
        sa.Column("reopen_reason", sa.Text(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reopen_words_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_case_closing"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_case_closing_compartment_id"),
    )
    op.create_index("ix_case_closing_compartment_id", "case_closing", ["compartment_id", "closed_at"])
    op.create_index("ix_case_closing_review_on", "case_closing", ["review_on"])


def _case_feedback() -> None:
    op.create_table(
        "case_feedback",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("within_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("sent_by", ID, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("names_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_case_feedback"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_case_feedback_agency_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_case_feedback_compartment_id"),
        sa.ForeignKeyConstraint(["within_id"], ["compartment.id"], name="fk_case_feedback_within_id"),
        sa.UniqueConstraint("compartment_id", name="uq_case_feedback_compartment_id"),
    )
    op.create_index("ix_case_feedback_within_id", "case_feedback", ["within_id"])
    op.create_table(
        "case_feedback_reason",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_case_feedback_reason"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_case_feedback_reason_compartment_id"),
        sa.ForeignKeyConstraint(["id"], ["case_feedback.id"], name="fk_case_feedback_reason_id"),
    )
    op.create_index("ix_case_feedback_reason_compartment_id", "case_feedback_reason", ["compartment_id"])


def _case_repeat() -> None:
    op.create_table(
        "case_repeat",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("earlier_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("earlier_subject_id", ID, nullable=False),
        sa.Column("counted_from", sa.Text(), nullable=False),
        sa.Column("since_at", MOMENT, nullable=False),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_repeat"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_case_repeat_compartment_id"),
        sa.ForeignKeyConstraint(["earlier_id"], ["compartment.id"], name="fk_case_repeat_earlier_id"),
        sa.UniqueConstraint(
            "compartment_id", "earlier_id", "subject_id", name="uq_case_repeat_compartment_id_earlier_id_subject_id"
        ),
    )
    op.create_index("ix_case_repeat_earlier_id", "case_repeat", ["earlier_id"])
