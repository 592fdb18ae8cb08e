"""Partnerships, agencies, members and what they hold."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0001_agencies"
down_revision = None

TABLES = (
    "agency",
    "member",
    "partnership",
    "agency_alias",
    "agency_flag",
    "appointment",
    "contact_point",
    "cover",
    "email_change",
    "membership",
    "partnership_agency",
    "training",
    "vetting",
)


def upgrade() -> None:
    _agency()
    _member()
    _partnership()
    _agency_alias()
    _agency_flag()
    _appointment()
    _contact_point()
    _cover()
    _email_change()
    _membership()
    _partnership_agency()
    _training()
    _vetting()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _agency() -> None:
    op.create_table(
        "agency",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("predecessor_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agency"),
        sa.ForeignKeyConstraint(["predecessor_id"], ["agency.id"], name="fk_agency_predecessor_id"),
        sa.UniqueConstraint("slug", name="uq_agency_slug"),
    )


def _member() -> None:
    op.create_table(
        "member",
        sa.Column("id", ID, nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_hash", sa.BigInteger(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.UniqueConstraint("email_hash", name="uq_member_email_hash"),
    )


def _partnership() -> None:
    op.create_table(
        "partnership",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_partnership"),
        sa.ForeignKeyConstraint(["parent_id"], ["partnership.id"], name="fk_partnership_parent_id"),
        sa.UniqueConstraint("slug", name="uq_partnership_slug"),
    )


def _agency_alias() -> None:
    op.create_table(
        "agency_alias",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agency_alias"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_agency_alias_agency_id"),
    )
    op.create_index("ix_agency_alias_agency_id", "agency_alias", ["agency_id"])


def _agency_flag() -> None:
    op.create_table(
        "agency_flag",
        sa.Column("id", ID, nullable=False),
        sa.Column("flag", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agency_flag"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_agency_flag_agency_id"),
        sa.CheckConstraint("flag in ('first_responder', 'duty_to_notify')", name=op.f("ck_agency_flag_known_flag")),
    )
    op.create_index("ix_agency_flag_agency_id", "agency_flag", ["agency_id"])


def _appointment() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("partnership_id", ID, nullable=True),
        sa.Column("agency_id", ID, nullable=True),
        sa.Column("proposed_by", ID, nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("approved_by", ID, nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_appointment"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_appointment_agency_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_appointment_member_id"),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name="fk_appointment_partnership_id"),
        sa.CheckConstraint(
            "approved_at is null or approved_by is not null or role in ('manager', 'reporter')",
            name=op.f("ck_appointment_one_person"),
        ),
        sa.CheckConstraint("(partnership_id is null) <> (agency_id is null)", name=op.f("ck_appointment_one_place")),
        sa.CheckConstraint(
            "approved_by <> proposed_by and approved_by <> member_id", name=op.f("ck_appointment_two_people")
        ),
    )
    op.create_index("ix_appointment_agency_id", "appointment", ["agency_id"])
    op.create_index("ix_appointment_held", "appointment", ["member_id", "until"])
    op.create_index("ix_appointment_member_id", "appointment", ["member_id"])
    op.create_index("ix_appointment_partnership_id", "appointment", ["partnership_id"])


def _contact_point() -> None:
    op.create_table(
        "contact_point",
        sa.Column("id", ID, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("deputy_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contact_point"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_contact_point_agency_id"),
        sa.ForeignKeyConstraint(["deputy_id"], ["member.id"], name="fk_contact_point_deputy_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_contact_point_member_id"),
        sa.UniqueConstraint(
            "agency_id", "purpose", "label", "since", name="uq_contact_point_agency_id_purpose_label_since"
        ),
    )
    op.create_index("ix_contact_point_agency_id", "contact_point", ["agency_id"])
    op.create_index("ix_contact_point_deputy_id", "contact_point", ["deputy_id"])
    op.create_index("ix_contact_point_member_id", "contact_point", ["member_id"])


def _cover() -> None:
    op.create_table(
        "cover",
        sa.Column("id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("away_id", ID, nullable=False),
        sa.Column("covering_id", ID, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cover"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_cover_agency_id"),
        sa.ForeignKeyConstraint(["away_id"], ["member.id"], name="fk_cover_away_id"),
        sa.ForeignKeyConstraint(["covering_id"], ["member.id"], name="fk_cover_covering_id"),
    )
    op.create_index("ix_cover_agency_id", "cover", ["agency_id"])
    op.create_index("ix_cover_away_id", "cover", ["away_id"])
    op.create_index("ix_cover_covering_id", "cover", ["covering_id"])


def _email_change() -> None:
    op.create_table(
        "email_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("proposed_by", ID, nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("approved_by", ID, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("member_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_email_change"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_email_change_member_id"),
        sa.CheckConstraint(
            "approved_by <> proposed_by and approved_by <> member_id", name=op.f("ck_email_change_two_people")
        ),
    )
    op.create_index("ix_email_change_member_id", "email_change", ["member_id"])


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", ID, nullable=False),
        sa.Column("job_title", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_membership"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_membership_agency_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_membership_member_id"),
    )
    op.create_index("ix_membership_agency_id", "membership", ["agency_id"])
    op.create_index("ix_membership_member_id", "membership", ["member_id"])


def _partnership_agency() -> None:
    op.create_table(
        "partnership_agency",
        sa.Column("id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("own_team", sa.Boolean(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_partnership_agency"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_partnership_agency_agency_id"),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name="fk_partnership_agency_partnership_id"),
    )
    op.create_index("ix_partnership_agency_agency_id", "partnership_agency", ["agency_id"])
    op.create_index("ix_partnership_agency_partnership_id", "partnership_agency", ["partnership_id"])


def _training() -> None:
    op.create_table(
        "training",
        sa.Column("id", ID, nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("member_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_training"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_training_member_id"),
    )
    op.create_index("ix_training_member_id", "training", ["member_id"])


def _vetting() -> None:
    op.create_table(
        "vetting",
        sa.Column("id", ID, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("cleared_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("member_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vetting"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_vetting_member_id"),
    )
    op.create_index("ix_vetting_member_id", "vetting", ["member_id"])
