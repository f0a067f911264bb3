"""inboxes, and what is put into them"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
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


def downgrade() -> None:
    op.drop_table("templates")
    op.drop_table("rules")
    op.drop_table("notices")
    op.drop_table("notice_state")
    op.drop_table("mutes")
    op.drop_table("inboxes")
