"""when work was asked for and what is parked; audit findings; retention and its removals"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEYS = ("original_key", "picture_key", "thumbnail_key")


def upgrade() -> None:
    for table in ("photos", "comparisons"):
        op.add_column(table, sa.Column("asked_at", columns.Instant))
        op.add_column(table, sa.Column("parked_at", columns.Instant))
        op.add_column(table, sa.Column("parked_reason", sa.String(length=200)))
    op.add_column("cases", sa.Column("closed_at", columns.Instant))
    for key in KEYS:
        op.create_index(f"ix_photos_{key}", "photos", [key])
    op.create_table(
        "audit_findings",
        sa.Column("key", sa.String(length=1024), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("row_id", sa.Uuid()),
        sa.Column("found_at", columns.Instant, nullable=False),
        sa.Column("seen_at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_audit_findings")),
    )
    op.create_table(
        "retention_rules",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("days", sa.Integer()),
        sa.PrimaryKeyConstraint("kind", "state", name=op.f("pk_retention_rules")),
    )
    op.create_table(
        "removals",
        sa.Column("id", columns.Counter, autoincrement=True, nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removals")),
    )
    op.create_index(op.f("ix_removals_photo_id"), "removals", ["photo_id"])


def downgrade() -> None:
    for table in ("removals", "retention_rules", "audit_findings"):
        op.drop_table(table)
    for key in KEYS:
        op.drop_index(f"ix_photos_{key}", "photos")
    op.drop_column("cases", "closed_at")
    for table in ("photos", "comparisons"):
        for column in ("parked_reason", "parked_at", "asked_at"):
            op.drop_column(table, column)
