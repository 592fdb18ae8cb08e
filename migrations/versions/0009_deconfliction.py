"""Deconfliction and the contact rule of a case; risks of premises."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0009_deconfliction"
down_revision = "0008_reporting"

TABLES = ("contact_change", "deconfliction", "premises_risk")


def upgrade() -> None:
    _contact_change()
    _deconfliction()
    _premises_risk()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _contact_change() -> None:
    op.create_table(
        "contact_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_contact_change"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_contact_change_compartment_id"),
    )
    op.create_index("ix_contact_change_compartment_id", "contact_change", ["compartment_id"])


def _deconfliction() -> None:
    op.create_table(
        "deconfliction",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", ID, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("contact_rule", sa.Text(), nullable=True),
        sa.Column("lead_id", ID, nullable=True),
        sa.Column("asked_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deconfliction"),
        sa.ForeignKeyConstraint(
            ["compartment_id", "partnership_id"],
            ["compartment.id", "compartment.partnership_id"],
            name="fk_deconfliction_compartment_id_partnership_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_deconfliction_agency_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["agency.id"], name="fk_deconfliction_lead_id"),
    )
    op.create_index("ix_deconfliction_agency", "deconfliction", ["agency_id", "state"])
    op.create_index("ix_deconfliction_compartment_id", "deconfliction", ["compartment_id"])
    op.create_index("ix_deconfliction_due", "deconfliction", ["state", "due_at"])
    op.create_index("ix_deconfliction_state", "deconfliction", ["partnership_id", "state"])


def _premises_risk() -> None:
    op.create_table(
        "premises_risk",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("place_id", ID, nullable=True),
        sa.Column("hazards", sa.JSON(), nullable=False),
        sa.Column("lone_working", sa.Text(), nullable=False),
        sa.Column("agency_id", ID, nullable=True),
        sa.Column("recorded_by", ID, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_premises_risk"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_premises_risk_agency_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_premises_risk_compartment_id"),
    )
    op.create_index("ix_premises_risk_compartment_id", "premises_risk", ["compartment_id"])
