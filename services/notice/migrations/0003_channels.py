"""channels and what is sent by them"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("digest_of_address", sa.LargeBinary(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("least", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("quiet_start", sa.Integer(), nullable=True),
        sa.Column("quiet_end", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", columns.Instant, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("send_at", columns.Instant, nullable=True),
        sa.Column("gathering_since", columns.Instant, nullable=True),
        sa.Column("rests_until", columns.Instant, nullable=True),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("told_failing", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claim", sa.Uuid(), nullable=True),
        sa.Column("leased_until", columns.Instant, nullable=True),
        sa.Column("asked_at", columns.Instant, nullable=True),
        sa.Column("parked_at", columns.Instant, nullable=True),
        sa.Column("parked_reason", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
    )
    with op.batch_alter_table("channels", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_channels_digest_of_address"), ["digest_of_address"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_channels_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_channels_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_channels_send_at",
            ["send_at"],
            unique=False,
            postgresql_where=sa.text("send_at IS NOT NULL"),
            sqlite_where=sa.text("send_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_channels_session_id"), ["session_id"], unique=False)

    op.create_table(
        "attempts",
        sa.Column("id", columns.Counter, autoincrement=True, nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("at", columns.Instant, nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["channels.id"],
            name=op.f("fk_attempts_channel_id_channels"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_at"), ["at"], unique=False)
        batch_op.create_index("ix_attempts_channel_id_id", ["channel_id", "id"], unique=False)

    op.create_table(
        "messages",
        sa.Column("id", columns.Counter, autoincrement=True, nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("facts", columns.Json, nullable=False),
        sa.Column("at", columns.Instant, nullable=False),
        sa.Column("free_at", columns.Instant, nullable=False),
        sa.Column("created_at", columns.Instant, nullable=False),
        sa.Column("sent_at", columns.Instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["channels.id"],
            name=op.f("fk_messages_channel_id_channels"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("channel_id", "event_id", name=op.f("uq_messages_channel_id_event_id")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_created_at"), ["created_at"], unique=False)
        batch_op.create_index(
            "ix_messages_urgent",
            ["created_at"],
            unique=False,
            postgresql_where=sa.text("sent_at IS NULL AND urgency = 'urgent'"),
            sqlite_where=sa.text("sent_at IS NULL AND urgency = 'urgent'"),
        )
        batch_op.create_index(
            "ix_messages_waiting",
            ["channel_id", "id"],
            unique=False,
            postgresql_where=sa.text("sent_at IS NULL"),
            sqlite_where=sa.text("sent_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("messages")
    op.drop_table("attempts")
    op.drop_table("channels")
