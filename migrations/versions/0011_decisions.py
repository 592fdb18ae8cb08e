"""Decisions, dissent, response teams, disagreements."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0011_decisions"
down_revision = "0010_scoping"

TABLES = ("decision", "dissent", "response_team", "disagreement", "disagreement_step")


def upgrade() -> None:
    _decision()
    _dissent()
    _response_team()
    _disagreement()
    _disagreement_step()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("lead_id", ID, nullable=True),
        sa.Column("first_responder_id", ID, nullable=True),
        sa.Column("consulted", sa.JSON(), nullable=False),
        sa.Column("powers", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("by_chair", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", ID, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("in_force_at", MOMENT, nullable=True),
        sa.Column("settled_by", ID, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.Column("file_fingerprint", sa.Text(), nullable=False),
        sa.Column("information_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("risk_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("policy_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("options_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("rationale_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("wishes_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("settled_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_decision_case_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_decision_compartment_id"),
        sa.ForeignKeyConstraint(["first_responder_id"], ["agency.id"], name="fk_decision_first_responder_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["agency.id"], name="fk_decision_lead_id"),
        sa.UniqueConstraint("compartment_id", "number", name="uq_decision_compartment_id_number"),
    )
    op.create_index("ix_decision_case_id", "decision", ["case_id"])
    where = sa.text("state = 'in_force'")
    op.create_index(
        "ix_decision_in_force", "decision", ["compartment_id"], unique=True, postgresql_where=where, sqlite_where=where
    )
    op.create_index("ix_decision_review", "decision", ["state", "review_on"])
    where = sa.text("state = 'waiting'")
    op.create_index(
        "ix_decision_waiting", "decision", ["compartment_id"], unique=True, postgresql_where=where, sqlite_where=where
    )


def _dissent() -> None:
    op.create_table(
        "dissent",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("decision_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("said_by", ID, nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dissent"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_dissent_agency_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_dissent_compartment_id"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_dissent_decision_id"),
    )
    op.create_index("ix_dissent_compartment_id", "dissent", ["compartment_id"])
    op.create_index("ix_dissent_decision_id", "dissent", ["decision_id"])


def _response_team() -> None:
    op.create_table(
        "response_team",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("decision_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lead_id", ID, nullable=False),
        sa.Column("lead_member_id", ID, nullable=True),
        sa.Column("started_by", ID, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_by", ID, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("aim_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("exit_when_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("end_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_response_team"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_response_team_case_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_response_team_compartment_id"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_response_team_decision_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["agency.id"], name="fk_response_team_lead_id"),
        sa.ForeignKeyConstraint(["lead_member_id"], ["member.id"], name="fk_response_team_lead_member_id"),
    )
    op.create_index("ix_response_team_case_id", "response_team", ["case_id"])
    op.create_index("ix_response_team_compartment_id", "response_team", ["compartment_id"])
    where = sa.text("state = 'working'")
    op.create_index(
        "ix_response_team_working",
        "response_team",
        ["compartment_id", "kind"],
        unique=True,
        postgresql_where=where,
        sqlite_where=where,
    )


def _disagreement() -> None:
    op.create_table(
        "disagreement",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("decision_id", ID, nullable=True),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("with_id", ID, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("step_since", MOMENT, nullable=False),
        sa.Column("step_due_at", MOMENT, nullable=False),
        sa.Column("raised_by", ID, nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("settled_by", ID, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("settled_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_disagreement"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_disagreement_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_disagreement_case_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_disagreement_compartment_id"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_disagreement_decision_id"),
        sa.ForeignKeyConstraint(["with_id"], ["agency.id"], name="fk_disagreement_with_id"),
    )
    op.create_index("ix_disagreement_case_id", "disagreement", ["case_id"])
    op.create_index("ix_disagreement_compartment_id", "disagreement", ["compartment_id"])
    op.create_index("ix_disagreement_due", "disagreement", ["state", "step_due_at"])


def _disagreement_step() -> None:
    op.create_table(
        "disagreement_step",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("disagreement_id", ID, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.Column("ended_by", ID, nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_disagreement_step"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_disagreement_step_compartment_id"),
        sa.ForeignKeyConstraint(["disagreement_id"], ["disagreement.id"], name="fk_disagreement_step_disagreement_id"),
    )
    op.create_index("ix_disagreement_step_compartment_id", "disagreement_step", ["compartment_id"])
    op.create_index("ix_disagreement_step_disagreement_id", "disagreement_step", ["disagreement_id"])
