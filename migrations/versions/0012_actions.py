"""Actions, what they ask, and their history."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0012_actions"
down_revision = "0011_decisions"


def upgrade() -> None:
    _action()
    _action_brief()
    _action_change()


def downgrade() -> None:
    for table in ("case_action_change", "case_action_brief", "case_action"):
        op.drop_table(table)


def _action() -> None:
    op.create_table(
        "case_action",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("within_id", ID, nullable=False),
        sa.Column("brief_id", ID, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("contact_rule", sa.Text(), nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("by_team", sa.Boolean(), nullable=False),
        sa.Column("hangs_from", sa.Text(), nullable=False),
        sa.Column("hangs_from_id", ID, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("carried", sa.Integer(), nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("refused_due_at", MOMENT, nullable=True),
        sa.Column("escalated_at", MOMENT, nullable=True),
        sa.Column("told_level", sa.Integer(), nullable=False),
        sa.Column("split_from_id", ID, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_action"),
        sa.CheckConstraint(
            "(state = 'refused') = (refused_due_at is not null)", name=op.f("ck_case_action_refused_has_a_clock")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_case_action_agency_id"),
        sa.ForeignKeyConstraint(["brief_id"], ["compartment.id"], name="fk_case_action_brief_id"),
        sa.ForeignKeyConstraint(
            ["compartment_id", "partnership_id"],
            ["compartment.id", "compartment.partnership_id"],
            name="fk_case_action_compartment_id_partnership_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["member.id"], name="fk_case_action_owner_id"),
        sa.ForeignKeyConstraint(["split_from_id"], ["case_action.id"], name="fk_case_action_split_from_id"),
        sa.ForeignKeyConstraint(["within_id"], ["compartment.id"], name="fk_case_action_within_id"),
        sa.UniqueConstraint("compartment_id", name="uq_case_action_compartment_id"),
        sa.UniqueConstraint("reference", name="uq_case_action_reference"),
    )
    op.create_index("ix_case_action_agency", "case_action", ["agency_id", "state", "due_at"])
    op.create_index("ix_case_action_asker", "case_action", ["asked_by", "state", "due_at"])
    op.create_index("ix_case_action_due", "case_action", ["state", "due_at"])
    op.create_index("ix_case_action_hangs_from_id", "case_action", ["hangs_from_id"])
    op.create_index("ix_case_action_owner", "case_action", ["owner_id", "state", "due_at"])
    op.create_index("ix_case_action_team", "case_action", ["partnership_id", "state", "due_at"])
    op.create_index("ix_case_action_walk", "case_action", ["partnership_id", "compartment_id"])
    op.create_index("ix_case_action_within_id", "case_action", ["within_id"])


def _action_brief() -> None:
    op.create_table(
        "case_action_brief",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("action_id", ID, nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_action_brief"),
        sa.ForeignKeyConstraint(["action_id"], ["case_action.id"], name="fk_case_action_brief_action_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_case_action_brief_compartment_id"),
        sa.UniqueConstraint("action_id", name="uq_case_action_brief_action_id"),
    )
    op.create_index("ix_case_action_brief_compartment_id", "case_action_brief", ["compartment_id"])


def _action_change() -> None:
    op.create_table(
        "case_action_change",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("action_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("agency_id", ID, nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_action_change"),
        sa.ForeignKeyConstraint(["action_id"], ["case_action.id"], name="fk_case_action_change_action_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_case_action_change_agency_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_case_action_change_compartment_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["member.id"], name="fk_case_action_change_owner_id"),
    )
    op.create_index("ix_case_action_change_action_id", "case_action_change", ["action_id"])
    op.create_index("ix_case_action_change_compartment_id", "case_action_change", ["compartment_id"])
