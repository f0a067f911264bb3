"""first tables"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("caller_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", columns.Json, nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("caller_id", "key", name=op.f("pk_answers")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_created_at"), ["created_at"], unique=False)

    op.create_table(
        "directory_organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number_prefix", sa.String(length=20), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_organisations")),
    )
    with op.batch_alter_table("directory_organisations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_directory_organisations_code"), ["code"], unique=False)

    op.create_table(
        "directory_revocations",
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("token_version", sa.Integer(), nullable=True),
        sa.Column("revoked_at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_directory_revocations")),
    )
    with op.batch_alter_table("directory_revocations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_directory_revocations_revoked_at"), ["revoked_at"], unique=False
        )

    op.create_table(
        "directory_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", columns.Counter, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_state")),
    )
    op.create_table(
        "gate",
        sa.Column("publisher", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("publisher", "subject", name=op.f("pk_gate")),
    )
    op.create_table(
        "held",
        sa.Column("publisher", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("held_at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("publisher", "subject", "version", name=op.f("pk_held")),
    )
    with op.batch_alter_table("held", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_held_at"), ["held_at"], unique=False)

    op.create_table(
        "inbox",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_inbox")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_received_at"), ["received_at"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", columns.Counter, autoincrement=True, nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("aggregatetype", sa.String(length=60), nullable=False),
        sa.Column("aggregateid", sa.Uuid(), nullable=False),
        sa.Column("aggregateversion", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.Instant, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retry_at", columns.Instant, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_part_id", ["part", "id"], unique=False)
        batch_op.create_index(
            "ix_outbox_retrying",
            ["aggregateid"],
            unique=False,
            postgresql_where=sa.text("retry_at IS NOT NULL"),
            sqlite_where=sa.text("retry_at IS NOT NULL"),
        )

    op.create_table(
        "outbox_dead",
        sa.Column("id", columns.Counter, autoincrement=True, nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("aggregatetype", sa.String(length=60), nullable=False),
        sa.Column("aggregateid", sa.Uuid(), nullable=False),
        sa.Column("aggregateversion", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.Instant, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retry_at", columns.Instant, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_dead")),
    )
    op.create_table(
        "parked",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("publisher", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("parked_at", columns.Instant, nullable=False),
        sa.Column("replayed_at", columns.Instant, nullable=True),
        sa.Column("replayed_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_parked")),
    )
    with op.batch_alter_table("parked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parked_parked_at"), ["parked_at"], unique=False)


def downgrade() -> None:
    op.drop_table("parked")
    op.drop_table("outbox_dead")
    op.drop_table("outbox")
    op.drop_table("inbox")
    op.drop_table("held")
    op.drop_table("gate")
    op.drop_table("directory_state")
    op.drop_table("directory_revocations")
    op.drop_table("directory_organisations")
    op.drop_table("answers")
