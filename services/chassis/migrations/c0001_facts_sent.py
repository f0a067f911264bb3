"""facts sent"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "c0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_sent",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("aggregatetype", sa.String(length=60), nullable=False),
        sa.Column("aggregateid", sa.Uuid(), nullable=False),
        sa.Column("aggregateversion", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("sent_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_outbox_sent")),
    )
    op.create_index(op.f("ix_outbox_sent_sent_at"), "outbox_sent", ["sent_at"])


def downgrade() -> None:
    op.drop_table("outbox_sent")
