"""Information-sharing agreements and their parties."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0002_agreements"
down_revision = "0001_agencies"

TABLES = (
    "agreement",
    "agreement_party",
)


def upgrade() -> None:
    _agreement()
    _agreement_party()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _agreement() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("lawful_bases", sa.JSON(), nullable=False),
        sa.Column("gateways", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("drafted_by", ID, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agreement"),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name="fk_agreement_partnership_id"),
        sa.UniqueConstraint("reference", name="uq_agreement_reference"),
        sa.CheckConstraint("since < until", name=op.f("ck_agreement_dates")),
    )
    op.create_index("ix_agreement_partnership_id", "agreement", ["partnership_id"])


def _agreement_party() -> None:
    op.create_table(
        "agreement_party",
        sa.Column("id", ID, nullable=False),
        sa.Column("agreement_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("signatory_role", sa.Text(), nullable=False),
        sa.Column("recorded_by", ID, nullable=False),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agreement_party"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_agreement_party_agency_id"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_agreement_party_agreement_id"),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name="fk_agreement_party_partnership_id"),
        sa.UniqueConstraint(
            "agreement_id", "agency_id", "since", name="uq_agreement_party_agreement_id_agency_id_since"
        ),
    )
    op.create_index("ix_agreement_party_agreement_id", "agreement_party", ["agreement_id"])
    op.create_index("ix_agreement_party_of", "agreement_party", ["agency_id", "until", "since", "id", "partnership_id"])
