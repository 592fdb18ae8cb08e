"""Compartments and their keys, grants and what wins over them; credentials, sessions, invitations."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0004_access"
down_revision = "0003_records"

TABLES = (
    "data_key",
    "sign_in_attempt",
    "compartment",
    "credential",
    "invitation",
    "sign_in_session",
    "access_override",
    "exclusion",
    "restricted_reader",
    "connection_statement",
    "access_grant",
)


def upgrade() -> None:
    _data_key()
    _sign_in_attempt()
    _compartment()
    _credential()
    _invitation()
    _sign_in_session()
    _access_override()
    _exclusion()
    _restricted_reader()
    _connection_statement()
    _access_grant()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _data_key() -> None:
    op.create_table(
        "data_key",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("compartment_id", name="pk_data_key"),
    )


def _sign_in_attempt() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", ID, nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_from", "sign_in_attempt", ["source", "at"])


def _compartment() -> None:
    op.create_table(
        "compartment",
        sa.Column("id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("joined_id", ID, nullable=True),
        sa.Column("within_id", ID, nullable=True),
        sa.Column("follows", sa.Boolean(), nullable=False),
        sa.Column("not_for_immigration", sa.Boolean(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_compartment"),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name="fk_compartment_partnership_id"),
        sa.ForeignKeyConstraint(["joined_id"], ["compartment.id"], name="fk_compartment_joined_id"),
        sa.ForeignKeyConstraint(["within_id"], ["compartment.id"], name="fk_compartment_within_id"),
        sa.CheckConstraint("within_id is not null or not follows", name=op.f("ck_compartment_follows_something")),
        sa.UniqueConstraint("id", "partnership_id", name="uq_compartment_id_partnership_id"),
        sa.UniqueConstraint("reference", name="uq_compartment_reference"),
    )
    op.create_index("ix_compartment_partnership_id", "compartment", ["partnership_id"])
    op.create_index("ix_compartment_joined_id", "compartment", ["joined_id"])
    op.create_index("ix_compartment_within_id", "compartment", ["within_id"])


def _credential() -> None:
    op.create_table(
        "credential",
        sa.Column("id", ID, nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("last_code", sa.Integer(), nullable=False),
        sa.Column("password_changed_at", MOMENT, nullable=True),
        sa.Column("vouched_for", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_credential"),
        sa.ForeignKeyConstraint(["id"], ["member.id"], name="fk_credential_id"),
    )


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("token_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("email_hash", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("proposed_by", ID, nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("approved_by", ID, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_invitation_agency_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_invitation_member_id"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
        sa.CheckConstraint(
            "approved_by <> proposed_by and approved_by <> member_id", name=op.f("ck_invitation_two_people")
        ),
    )
    op.create_index("ix_invitation_member_id", "invitation", ["member_id"])


def _sign_in_session() -> None:
    op.create_table(
        "sign_in_session",
        sa.Column("id", ID, nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_session"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_sign_in_session_member_id"),
        sa.UniqueConstraint("key_hash", name="uq_sign_in_session_key_hash"),
    )
    op.create_index("ix_sign_in_session_member", "sign_in_session", ["member_id", "ended_at"])


def _access_override() -> None:
    op.create_table(
        "access_override",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("grantee_id", ID, nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", ID, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("reviewed_by", ID, nullable=True),
        sa.Column("reviewed_at", MOMENT, nullable=True),
        sa.Column("review_outcome", sa.Text(), nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access_override"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_access_override_compartment_id"),
        sa.ForeignKeyConstraint(["partnership_id"], ["partnership.id"], name="fk_access_override_partnership_id"),
        sa.CheckConstraint("until < '9000-01-01'", name=op.f("ck_access_override_must_end")),
    )
    op.create_index("ix_access_override_compartment_id", "access_override", ["compartment_id"])
    op.create_index("ix_access_override_partnership_id", "access_override", ["partnership_id"])


def _exclusion() -> None:
    op.create_table(
        "exclusion",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("grantee_id", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("excluded_by", ID, nullable=False),
        sa.PrimaryKeyConstraint("compartment_id", "grantee_id", name="pk_exclusion"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_exclusion_compartment_id"),
    )


def _restricted_reader() -> None:
    op.create_table(
        "restricted_reader",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("compartment_id", "member_id", name="pk_restricted_reader"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_restricted_reader_compartment_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_restricted_reader_member_id"),
    )


def _connection_statement() -> None:
    op.create_table(
        "connection_statement",
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("stated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("compartment_id", "member_id", name="pk_connection_statement"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_connection_statement_compartment_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_connection_statement_member_id"),
    )


def _access_grant() -> None:
    op.create_table(
        "access_grant",
        sa.Column("id", ID, nullable=False),
        sa.Column("compartment_id", ID, nullable=False),
        sa.Column("grantee_id", ID, nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("party_id", ID, nullable=True),
        sa.Column("override_id", ID, nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("confirms", sa.Boolean(), nullable=False),
        sa.Column("granted_by", ID, nullable=False),
        sa.Column("ended_by", ID, nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access_grant"),
        sa.ForeignKeyConstraint(["compartment_id"], ["compartment.id"], name="fk_access_grant_compartment_id"),
        sa.ForeignKeyConstraint(["override_id"], ["access_override.id"], name="fk_access_grant_override_id"),
        sa.ForeignKeyConstraint(["party_id"], ["agreement_party.id"], name="fk_access_grant_party_id"),
        sa.CheckConstraint(
            (
                "(gateway = 'agreement' and party_id is not null and override_id is null)"
                " or (gateway = 'override' and party_id is null and override_id is not null and until < '9000-01-01')"
                " or (gateway = 'emergency' and party_id is null and override_id is not null and until < '9000-01-01')"
                " or (gateway in ('controller', 'own_disclosure') and party_id is null and override_id is null)"
            ),
            name=op.f("ck_access_grant_gateway"),
        ),
    )
    op.create_index("grant_of", "access_grant", ["compartment_id", "grantee_id"])
    op.create_index("grant_to", "access_grant", ["grantee_id", "compartment_id", "until", "since", "party_id"])
    op.create_index("grant_under", "access_grant", ["grantee_id", "party_id", "compartment_id", "until", "since"])
    op.create_index(
        "grant_unparted",
        "access_grant",
        ["grantee_id", "compartment_id", "until"],
        postgresql_where=sa.text("party_id IS NULL"),
        sqlite_where=sa.text("party_id IS NULL"),
    )
