"""The service's records: audit log, facts, notices, forms accepted, jobs."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import ID, MOMENT

revision = "0003_records"
down_revision = "0002_agreements"

CHAINS = 16
TABLES = (
    "audit_entry",
    "chain_head",
    "fact",
    "job_run",
    "lease",
    "notice",
    "submission",
)


def upgrade() -> None:
    _audit_entry()
    _chain_head()
    _fact()
    _job_run()
    _lease()
    _notice()
    _submission()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", ID, nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("compartment_id", ID, nullable=True),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("oversight", sa.Boolean(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
        sa.UniqueConstraint("chain", "place", name="uq_audit_entry_chain_place"),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at", "id"])
    op.create_index("ix_audit_entry_compartment", "audit_entry", ["compartment_id", "id"])
    op.create_index("ix_audit_entry_member", "audit_entry", ["member_id", "id"])


def _chain_head() -> None:
    heads = op.create_table(
        "chain_head",
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name="pk_chain_head"),
    )
    op.bulk_insert(heads, [{"chain": chain, "place": 0, "code": b"\0" * 32} for chain in range(CHAINS)])


def _fact() -> None:
    op.create_table(
        "fact",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("partnership_id", ID, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fact"),
    )
    op.create_index("ix_fact_of", "fact", ["partnership_id", "name", "happened_at"])


def _job_run() -> None:
    op.create_table(
        "job_run",
        sa.Column("id", ID, nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_job_run"),
        sa.UniqueConstraint("job", "due_at", "subject", name="uq_job_run_job_due_at_subject"),
    )


def _lease() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("compartment_id_about", ID, nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.Column("digest_id", ID, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("key", name="uq_notice_key"),
    )
    op.create_index("ix_notice_digest_id", "notice", ["digest_id"])
    op.create_index("ix_notice_inbox", "notice", ["member_id", "id"])
    op.create_index("ix_notice_waiting", "notice", ["settled_at", "due_at"])


def _submission() -> None:
    op.create_table(
        "submission",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_submission"),
    )
    op.create_index("ix_submission_at", "submission", ["at"])
