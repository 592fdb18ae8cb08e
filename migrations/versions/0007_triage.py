"""Duty shifts, gates, plans for tonight, referrals."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0007_triage"
down_revision = "0006_matching"

TABLES = ("alert_gate", "alert_tonight", "duty_shift", "referral")


def upgrade() -> None:
    _alert_gate()
    _alert_tonight()
    _duty_shift()
    _referral()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _alert_gate() -> None:
    op.create_table(
        "alert_gate",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("do_not_tell", sa.Boolean(), nullable=False),
        sa.Column("urgent_help", sa.Boolean(), nullable=False),
        sa.Column("answered_by", ID, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("when_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alert_gate"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_alert_gate_compartment_id"),
        sa.UniqueConstraint("compartment_id", "code", name="uq_alert_gate_compartment_id_code"),
    )
    op.create_index("ix_alert_gate_compartment_id", "alert_gate", ["compartment_id"])


def _alert_tonight() -> None:
    op.create_table(
        "alert_tonight",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("nobody_else", sa.Boolean(), nullable=False),
        sa.Column("planned_by", ID, nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("plan_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("who_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("by_when_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("know_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alert_tonight"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_alert_tonight_compartment_id"),
        sa.UniqueConstraint("compartment_id", "person_id", name="uq_alert_tonight_compartment_id_person_id"),
    )
    op.create_index("ix_alert_tonight_compartment_id", "alert_tonight", ["compartment_id"])


def _duty_shift() -> None:
    op.create_table(
        "duty_shift",
        sa.Column("id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duty_shift"),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name="fk_duty_shift_partnership_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_duty_shift_member_id"),
    )
    op.create_index("ix_duty_shift_member_id", "duty_shift", ["member_id"])
    op.create_index("ix_duty_shift_partnership_id", "duty_shift", ["partnership_id"])


def _referral() -> None:
    op.create_table(
        "referral",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("do_not_tell", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("replied_at", MOMENT, nullable=True),
        sa.Column("reply_by", ID, nullable=True),
        sa.Column("chased", sa.Integer(), nullable=False),
        sa.Column("when_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("to_whom_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("said_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reply_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_referral"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_referral_compartment_id"),
    )
    op.create_index("ix_referral_compartment_id", "referral", ["compartment_id"])
    op.create_index("ix_referral_silent", "referral", ["replied_at", "due_at"])
