"""Drafts, safe contact, questions to a reporter, releases."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0008_reporting"
down_revision = "0007_triage"

TABLES = (
    "alert_draft",
    "alert_question",
    "alert_release",
    "receipt_note",
    "safe_contact",
)


def upgrade() -> None:
    _alert_draft()
    _alert_question()
    _alert_release()
    _receipt_note()
    _safe_contact()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _alert_draft() -> None:
    op.create_table(
        "alert_draft",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("keyed", sa.Boolean(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert_draft"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_alert_draft_member_id"),
    )
    op.create_index("ix_alert_draft_expires_at", "alert_draft", ["expires_at"])
    op.create_index("ix_alert_draft_member_id", "alert_draft", ["member_id"])


def _alert_question() -> None:
    op.create_table(
        "alert_question",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert_question"),
        sa.ForeignKeyConstraint(
            ["compartment_id", "partnership_id"],
            ["compartment.id", "compartment.partnership_id"],
            name="fk_alert_question_compartment_id_partnership_id",
            onupdate="CASCADE",
        ),
    )
    op.create_index("ix_alert_question_compartment_id", "alert_question", ["compartment_id"])
    op.create_index("ix_alert_question_unread", "alert_question", ["partnership_id", "read_at", "answered_at"])


def _alert_release() -> None:
    op.create_table(
        "alert_release",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("released_by", ID, nullable=False),
        sa.Column("released_at", MOMENT, nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alert_release"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_alert_release_compartment_id"),
    )
    op.create_index("ix_alert_release_compartment_id", "alert_release", ["compartment_id"])


def _receipt_note() -> None:
    op.create_table(
        "receipt_note",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_receipt_note"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_receipt_note_compartment_id"),
    )
    op.create_index("ix_receipt_note_compartment_id", "receipt_note", ["compartment_id"])


def _safe_contact() -> None:
    op.create_table(
        "safe_contact",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("voicemail", sa.Boolean(), nullable=False),
        sa.Column("text_allowed", sa.Boolean(), nullable=False),
        sa.Column("shared_device", sa.Text(), nullable=False),
        sa.Column("agreed_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("times_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("if_answered_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("code_word_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("if_lost_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_safe_contact"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_safe_contact_compartment_id"),
    )
    op.create_index("ix_safe_contact_compartment_id", "safe_contact", ["compartment_id"])
