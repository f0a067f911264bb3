"""own tables"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("reporter_organisation_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("rectifier_id", sa.Uuid(), nullable=True),
        sa.Column("asker_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("due_at", columns.Instant, nullable=True),
        sa.Column("deferred_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cases_deferred_until"), ["deferred_until"], unique=False
        )

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
        "delegations",
        sa.Column("delegation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", columns.Instant, nullable=False),
        sa.Column("ends_at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("delegation_id", name=op.f("pk_delegations")),
    )
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegations_person_id"), ["person_id"], unique=False)

    op.create_table(
        "grants",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "role", "organisation_id", name=op.f("pk_grants")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(
            "ix_grants_organisation_id_role", ["organisation_id", "role"], unique=False
        )

    op.create_table(
        "inboxes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Integer(), nullable=False),
        sa.Column("revision", columns.Counter, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_inboxes")),
    )
    op.create_table(
        "mutes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kinds", columns.Json, nullable=False),
        sa.Column("case_ids", columns.Json, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mutes")),
    )
    op.create_table(
        "notice_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_state")),
    )
    op.create_table(
        "notices",
        sa.Column("id", columns.Counter, autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("facts", columns.Json, nullable=False),
        sa.Column("deputy_for", sa.Uuid(), nullable=True),
        sa.Column("at", columns.Instant, nullable=False),
        sa.Column("created_at", columns.Instant, nullable=False),
        sa.Column("read_at", columns.Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_notices_event_id_person_id")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_created_at"), ["created_at"], unique=False)
        batch_op.create_index("ix_notices_person_id_id", ["person_id", "id"], unique=False)
        batch_op.create_index(
            "ix_notices_unread",
            ["person_id", "id"],
            unique=False,
            postgresql_where=sa.text("read_at IS NULL"),
            sqlite_where=sa.text("read_at IS NULL"),
        )

    op.create_table(
        "people",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_people")),
    )
    op.create_table(
        "photos",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_photos")),
    )
    op.create_table(
        "rules",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("when", sa.String(length=80), nullable=False),
        sa.Column("to", sa.String(length=30), nullable=False),
        sa.Column("of", sa.String(length=20), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_rules")),
    )
    op.create_table(
        "templates",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "language", name=op.f("pk_templates")),
    )
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
    op.drop_table("templates")
    op.drop_table("rules")
    op.drop_table("photos")
    op.drop_table("people")
    op.drop_table("notices")
    op.drop_table("notice_state")
    op.drop_table("mutes")
    op.drop_table("inboxes")
    op.drop_table("grants")
    op.drop_table("delegations")
    op.drop_table("channels")
    op.drop_table("cases")
