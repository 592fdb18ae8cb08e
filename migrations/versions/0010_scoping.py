"""Scoping: rounds, requests, replies, disclosures."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0010_scoping"
down_revision = "0009_deconfliction"

TABLES = (
    "scoping_round",
    "scoping_request",
    "scoping_request_change",
    "scoping_brief",
    "scoping_named",
    "scoping_reply",
    "risk_view",
    "scoping_reply_draft",
    "item_source",
    "disclosure",
    "contradiction",
    "picture_copy",
)


def upgrade() -> None:
    _scoping_round()
    _scoping_request()
    _scoping_request_change()
    _scoping_brief()
    _scoping_named()
    _scoping_reply()
    _risk_view()
    _scoping_reply_draft()
    _item_source()
    _disclosure()
    _contradiction()
    _picture_copy()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _scoping_round() -> None:
    op.create_table(
        "scoping_round",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("begun_by", ID, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("question_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scoping_round"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_scoping_round_compartment_id"),
        sa.UniqueConstraint("compartment_id", "number", name="uq_scoping_round_compartment_id_number"),
    )
    op.create_index("ix_scoping_round_compartment_id", "scoping_round", ["compartment_id"])


def _scoping_request() -> None:
    op.create_table(
        "scoping_request",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("within_id", ID, nullable=False),
        sa.Column("names_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("asks", sa.Text(), nullable=False),
        sa.Column("contact_rule", sa.Text(), nullable=False),
        sa.Column("joins_team", sa.Boolean(), nullable=False),
        sa.Column("planned_by", ID, nullable=False),
        sa.Column("asked_by", ID, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("replied_at", MOMENT, nullable=True),
        sa.Column("reminded_at", MOMENT, nullable=True),
        sa.Column("told_level", sa.Integer(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("cover_existed", sa.Boolean(), nullable=True),
        sa.Column("override_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scoping_request"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_scoping_request_agency_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_scoping_request_case_id"),
        sa.ForeignKeyConstraint(
            ["compartment_id", "partnership_id"],
            ["compartment.id", "compartment.partnership_id"],
            name="fk_scoping_request_compartment_id_partnership_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["names_id"], ["compartment.id"], name="fk_scoping_request_names_id"),
        sa.ForeignKeyConstraint(["override_id"], ["access_override.id"], name="fk_scoping_request_override_id"),
        sa.ForeignKeyConstraint(["round_id"], ["scoping_round.id"], name="fk_scoping_request_round_id"),
        sa.ForeignKeyConstraint(["within_id"], ["compartment.id"], name="fk_scoping_request_within_id"),
        sa.UniqueConstraint("compartment_id", name="uq_scoping_request_compartment_id"),
        sa.UniqueConstraint("reference", name="uq_scoping_request_reference"),
    )
    op.create_index("ix_scoping_request_agency", "scoping_request", ["agency_id", "state", "due_at"])
    op.create_index("ix_scoping_request_case_id", "scoping_request", ["case_id"])
    op.create_index("ix_scoping_request_due", "scoping_request", ["state", "due_at"])
    op.create_index("ix_scoping_request_round_id", "scoping_request", ["round_id"])
    op.create_index("ix_scoping_request_walk", "scoping_request", ["partnership_id", "compartment_id"])
    op.create_index("ix_scoping_request_within_id", "scoping_request", ["within_id"])


def _scoping_request_change() -> None:
    op.create_table(
        "scoping_request_change",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scoping_request_change"),
        sa.ForeignKeyConstraint(
            ["compartment_id"], ["compartment.id"], name="fk_scoping_request_change_compartment_id"
        ),
        sa.ForeignKeyConstraint(["request_id"], ["scoping_request.id"], name="fk_scoping_request_change_request_id"),
    )
    op.create_index("ix_scoping_request_change_compartment_id", "scoping_request_change", ["compartment_id"])
    op.create_index("ix_scoping_request_change_request_id", "scoping_request_change", ["request_id"])


def _scoping_brief() -> None:
    op.create_table(
        "scoping_brief",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scoping_brief"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_scoping_brief_compartment_id"),
        sa.ForeignKeyConstraint(["request_id"], ["scoping_request.id"], name="fk_scoping_brief_request_id"),
        sa.UniqueConstraint("request_id", name="uq_scoping_brief_request_id"),
    )
    op.create_index("ix_scoping_brief_compartment_id", "scoping_brief", ["compartment_id"])


def _scoping_named() -> None:
    op.create_table(
        "scoping_named",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("thing_id", ID, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scoping_named"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_scoping_named_compartment_id"),
        sa.ForeignKeyConstraint(["request_id"], ["scoping_request.id"], name="fk_scoping_named_request_id"),
    )
    op.create_index("ix_scoping_named_compartment_id", "scoping_named", ["compartment_id"])
    op.create_index("ix_scoping_named_request_id", "scoping_named", ["request_id"])


def _scoping_reply() -> None:
    op.create_table(
        "scoping_reply",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("within_id", ID, nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("risk", sa.Text(), nullable=True),
        sa.Column("powers", sa.JSON(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=True),
        sa.Column("sent_by", ID, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("escalated_at", MOMENT, nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("risk_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("offers_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scoping_reply"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_scoping_reply_agency_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_scoping_reply_compartment_id"),
        sa.ForeignKeyConstraint(["request_id"], ["scoping_request.id"], name="fk_scoping_reply_request_id"),
        sa.ForeignKeyConstraint(["within_id"], ["compartment.id"], name="fk_scoping_reply_within_id"),
        sa.UniqueConstraint("request_id", "current", name="uq_scoping_reply_request_id_current"),
    )
    op.create_index("ix_scoping_reply_agency", "scoping_reply", ["agency_id", "sent_at"])
    op.create_index("ix_scoping_reply_compartment_id", "scoping_reply", ["compartment_id"])
    op.create_index("ix_scoping_reply_within_id", "scoping_reply", ["within_id"])


def _risk_view() -> None:
    op.create_table(
        "risk_view",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("within_id", ID, nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("reply_id", ID, nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_risk_view"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_risk_view_agency_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_risk_view_compartment_id"),
        sa.ForeignKeyConstraint(["reply_id"], ["scoping_reply.id"], name="fk_risk_view_reply_id"),
        sa.ForeignKeyConstraint(["request_id"], ["scoping_request.id"], name="fk_risk_view_request_id"),
        sa.ForeignKeyConstraint(["within_id"], ["compartment.id"], name="fk_risk_view_within_id"),
    )
    op.create_index("ix_risk_view_compartment_id", "risk_view", ["compartment_id"])
    op.create_index("ix_risk_view_request_id", "risk_view", ["request_id"])
    op.create_index("ix_risk_view_within_id", "risk_view", ["within_id"])


def _scoping_reply_draft() -> None:
    op.create_table(
        "scoping_reply_draft",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("kept_by", ID, nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scoping_reply_draft"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_scoping_reply_draft_agency_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_scoping_reply_draft_compartment_id"),
        sa.ForeignKeyConstraint(["request_id"], ["scoping_request.id"], name="fk_scoping_reply_draft_request_id"),
    )
    op.create_index("ix_scoping_reply_draft_compartment_id", "scoping_reply_draft", ["compartment_id"])
    op.create_index("ix_scoping_reply_draft_request_id", "scoping_reply_draft", ["request_id"])


def _item_source() -> None:
    op.create_table(
        "item_source",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("source_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("own_reference_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_item_source"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_item_source_compartment_id"),
        sa.ForeignKeyConstraint(["id"], ["item.id"], name="fk_item_source_id"),
    )
    op.create_index("ix_item_source_compartment_id", "item_source", ["compartment_id"])


def _disclosure() -> None:
    op.create_table(
        "disclosure",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("within_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("request_id", ID, nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("party_id", ID, nullable=True),
        sa.Column("override_id", ID, nullable=True),
        sa.Column("wishes", sa.Text(), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("wishes_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("names_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_disclosure"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_disclosure_agency_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_disclosure_compartment_id"),
        sa.ForeignKeyConstraint(["request_id"], ["scoping_request.id"], name="fk_disclosure_request_id"),
        sa.ForeignKeyConstraint(["within_id"], ["compartment.id"], name="fk_disclosure_within_id"),
    )
    op.create_index("ix_disclosure_agency", "disclosure", ["agency_id", "made_at"])
    op.create_index("ix_disclosure_compartment_id", "disclosure", ["compartment_id"])
    op.create_index("ix_disclosure_request_id", "disclosure", ["request_id"])
    op.create_index("ix_disclosure_within_id", "disclosure", ["within_id"])


def _contradiction() -> None:
    op.create_table(
        "contradiction",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("other_compartment_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("marked_by", ID, nullable=False),
        sa.Column("marked_at", MOMENT, nullable=False),
        sa.Column("ended_by", ID, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contradiction"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_contradiction_compartment_id"),
        sa.ForeignKeyConstraint(
            ["other_compartment_id"], ["compartment.id"], name="fk_contradiction_other_compartment_id"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_contradiction_item_id"),
        sa.ForeignKeyConstraint(["other_id"], ["item.id"], name="fk_contradiction_other_id"),
    )
    op.create_index("ix_contradiction_compartment_id", "contradiction", ["compartment_id"])
    op.create_index("ix_contradiction_other_compartment_id", "contradiction", ["other_compartment_id"])
    op.create_index("ix_contradiction_item_id", "contradiction", ["item_id"])
    op.create_index("ix_contradiction_other_id", "contradiction", ["other_id"])


def _picture_copy() -> None:
    op.create_table(
        "picture_copy",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_picture_copy"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_picture_copy_compartment_id"),
        sa.UniqueConstraint("compartment_id", "number", name="uq_picture_copy_compartment_id_number"),
    )
    op.create_index("ix_picture_copy_compartment_id", "picture_copy", ["compartment_id"])
