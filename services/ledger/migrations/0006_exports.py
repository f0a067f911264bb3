"""exports of the super table"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_ids", columns.Json, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("columns", columns.Json, nullable=False),
        sa.Column("where", columns.Json, nullable=True),
        sa.Column("ordered", columns.Json, nullable=False),
        sa.Column("asked_for_at", columns.Instant, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("size", columns.Counter, nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claim", sa.Uuid(), nullable=True),
        sa.Column("leased_until", columns.Instant, nullable=True),
        sa.Column("asked_at", columns.Instant, nullable=True),
        sa.Column("parked_at", columns.Instant, nullable=True),
        sa.Column("parked_reason", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index("ix_exports_asked_for_at", "exports", ["asked_for_at"])
    op.create_index("ix_exports_owner_id", "exports", ["owner_id"])


def downgrade() -> None:
    op.drop_table("exports")
