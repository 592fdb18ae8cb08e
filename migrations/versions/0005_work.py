"""People and places, cases, alerts and receipts."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0005_work"
down_revision = "0004_access"

TABLES = (
    "alert",
    "alert_attachment",
    "alert_code",
    "alert_kind",
    "business",
    "case_file",
    "case_kind",
    "item",
    "item_about",
    "person",
    "place",
    "receipt",
    "token",
    "vehicle",
)


def upgrade() -> None:
    _alert()
    _alert_attachment()
    _alert_code()
    _alert_kind()
    _business()
    _case_file()
    _case_kind()
    _item()
    _item_about()
    _person()
    _place()
    _receipt()
    _token()
    _vehicle()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _alert() -> None:
    op.create_table(
        "alert",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("child", sa.Boolean(), nullable=False),
        sa.Column("called_999", sa.Boolean(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("place_kind", sa.Text(), nullable=False),
        sa.Column("how_known", sa.Text(), nullable=False),
        sa.Column("still_happening", sa.Text(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("receipt_id", ID, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reporter_id", ID, nullable=True),
        sa.Column("agency_id", ID, nullable=True),
        sa.Column("about_me", sa.Boolean(), nullable=False),
        sa.Column("position_of_trust", sa.Boolean(), nullable=False),
        sa.Column("people_know", sa.Text(), nullable=False),
        sa.Column("may_return", sa.Text(), nullable=False),
        sa.Column("network", sa.BigInteger(), nullable=True),
        sa.Column("crowded", sa.Boolean(), nullable=False),
        sa.Column("crowd", sa.BigInteger(), nullable=True),
        sa.Column("escalated", sa.Integer(), nullable=False),
        sa.Column("stands_since", MOMENT, nullable=True),
        sa.Column("outcome_reason", sa.Text(), nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("look_again_on", sa.Date(), nullable=True),
        sa.Column("claimed_by", ID, nullable=True),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("where_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("when_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("account_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("own_reference_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("wishes_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("outcome_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sa.ForeignKeyConstraint(
            ["compartment_id", "partnership_id"],
            ["compartment.id", "compartment.partnership_id"],
            name="fk_alert_compartment_id_partnership_id",
            onupdate="CASCADE",
        ),
        sa.UniqueConstraint("compartment_id", name="uq_alert_compartment_id"),
        sa.UniqueConstraint("reference", name="uq_alert_reference"),
    )
    op.create_index("ix_alert_area", "alert", ["partnership_id", "area", "compartment_id", "state"])
    op.create_index("ix_alert_danger", "alert", ["partnership_id", "danger", "compartment_id", "state"])
    op.create_index("ix_alert_crowd", "alert", ["partnership_id", "state", "crowd", "danger", "due_at"])
    op.create_index("ix_alert_due", "alert", ["partnership_id", "state", "crowded", "danger", "due_at"])
    op.create_index("ix_alert_network", "alert", ["partnership_id", "network", "received_at"])
    op.create_index("ix_alert_finished_at", "alert", ["finished_at"])
    op.create_index("ix_alert_receipt_id", "alert", ["receipt_id"])
    op.create_index("ix_alert_state", "alert", ["partnership_id", "state", "compartment_id", "area"])
    op.create_index("ix_alert_walk", "alert", ["partnership_id", "compartment_id"])


def _alert_attachment() -> None:
    op.create_table(
        "alert_attachment",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert_attachment"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_alert_attachment_compartment_id"),
    )
    op.create_index("ix_alert_attachment_compartment_id", "alert_attachment", ["compartment_id"])


def _alert_code() -> None:
    op.create_table(
        "alert_code",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("compartment_id", "list", "code", name="pk_alert_code"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_alert_code_compartment_id"),
    )


def _alert_kind() -> None:
    op.create_table(
        "alert_kind",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("compartment_id", "code", name="pk_alert_kind"),
        sa.ForeignKeyConstraint(
            ["compartment_id", "partnership_id"],
            ["compartment.id", "compartment.partnership_id"],
            name="fk_alert_kind_compartment_id_partnership_id",
            onupdate="CASCADE",
        ),
    )
    op.create_index("ix_alert_kind_walk", "alert_kind", ["partnership_id", "code", "compartment_id"])


def _business() -> None:
    op.create_table(
        "business",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("holds_council_contract", sa.Boolean(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_business"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_business_compartment_id"),
    )
    op.create_index("ix_business_compartment_id", "business", ["compartment_id"])


def _case_file() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("contact_rule", sa.Text(), nullable=False),
        sa.Column("deconfliction", sa.Text(), nullable=False),
        sa.Column("contact_lead_id", ID, nullable=True),
        sa.Column("danger_until", MOMENT, nullable=True),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by", ID, nullable=False),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("summary_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_file"),
        sa.ForeignKeyConstraint(
            ["compartment_id", "partnership_id"],
            ["compartment.id", "compartment.partnership_id"],
            name="fk_case_file_compartment_id_partnership_id",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["contact_lead_id"], ["agency.id"], name="fk_case_file_contact_lead_id"),
        sa.UniqueConstraint("compartment_id", name="uq_case_file_compartment_id"),
        sa.UniqueConstraint("reference", name="uq_case_file_reference"),
    )
    op.create_index("ix_case_file_deconfliction", "case_file", ["partnership_id", "deconfliction", "compartment_id"])
    op.create_index("ix_case_file_stage", "case_file", ["partnership_id", "stage", "compartment_id"])
    op.create_index("ix_case_file_walk", "case_file", ["partnership_id", "compartment_id"])


def _case_kind() -> None:
    op.create_table(
        "case_kind",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("compartment_id", "code", name="pk_case_kind"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_case_kind_compartment_id"),
    )


def _item() -> None:
    op.create_table(
        "item",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=True),
        sa.Column("about_id", ID, nullable=True),
        sa.Column("how_known", sa.Text(), nullable=False),
        sa.Column("grade_source", sa.Text(), nullable=False),
        sa.Column("grade_information", sa.Text(), nullable=False),
        sa.Column("handling", sa.Text(), nullable=False),
        sa.Column("within_id", ID, nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("not_for_immigration", sa.Boolean(), nullable=False),
        sa.Column("reply_id", ID, nullable=True),
        sa.Column("sanitises_id", ID, nullable=True),
        sa.Column("replaces_id", ID, nullable=True),
        sa.Column("happened_from", sa.Date(), nullable=True),
        sa.Column("happened_to", sa.Date(), nullable=True),
        sa.Column("replaced_at", MOMENT, nullable=True),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("added_by", ID, nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_item"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_item_agency_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_item_compartment_id"),
        sa.ForeignKeyConstraint(["within_id"], ["compartment.id"], name="fk_item_within_id"),
    )
    op.create_index("ix_item_compartment_id", "item", ["compartment_id"])
    op.create_index("ix_item_within_id", "item", ["within_id"])
    op.create_index("ix_item_reply_id", "item", ["reply_id"])


def _item_about() -> None:
    op.create_table(
        "item_about",
        sa.Column("item_id", ID, nullable=False),
        sa.Column("thing_id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", "thing_id", name="pk_item_about"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_item_about_item_id"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_item_about_compartment_id"),
    )
    op.create_index("ix_item_about_compartment_id", "item_about", ["compartment_id"])


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("age_band", sa.Text(), nullable=False),
        sa.Column("still_there", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("description_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_person_compartment_id"),
    )
    op.create_index("ix_person_compartment_id", "person", ["compartment_id"])


def _place() -> None:
    op.create_table(
        "place",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("postcode_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_place_compartment_id"),
    )
    op.create_index("ix_place_compartment_id", "place", ["compartment_id"])


def _receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_receipt"),
        sa.ForeignKeyConstraint(
            ["compartment_id", "partnership_id"],
            ["compartment.id", "compartment.partnership_id"],
            name="fk_receipt_compartment_id_partnership_id",
            onupdate="CASCADE",
        ),
        sa.UniqueConstraint("compartment_id", name="uq_receipt_compartment_id"),
        sa.UniqueConstraint("reference", name="uq_receipt_reference"),
    )
    op.create_index("ix_receipt_walk", "receipt", ["partnership_id", "compartment_id"])


def _token() -> None:
    op.create_table(
        "token",
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("hash", "compartment_id", "subject_id", name="pk_token"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_token_compartment_id"),
    )
    op.create_index("token_found", "token", ["hash", "compartment_id", "subject_id"])
    op.create_index("token_of", "token", ["compartment_id", "hash"])


def _vehicle() -> None:
    op.create_table(
        "vehicle",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("plate_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("description_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vehicle"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_vehicle_compartment_id"),
    )
    op.create_index("ix_vehicle_compartment_id", "vehicle", ["compartment_id"])
