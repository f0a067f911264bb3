"""announced uploads, capture tickets, reliability, outlined areas"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "photos",
        sa.Column("reliability", sa.String(length=10), server_default="imported", nullable=False),
    )
    op.add_column(
        "photos",
        sa.Column("reliability_reasons", columns.Json, server_default="[]", nullable=False),
    )
    op.create_table(
        "awaited",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("capture", columns.Json, nullable=False),
        sa.Column("key", sa.String(length=200)),
        sa.Column("form_until", columns.Instant),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("told_at", columns.Instant, nullable=False),
        sa.Column("expires_at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awaited")),
    )
    op.create_index(op.f("ix_awaited_expires_at"), "awaited", ["expires_at"])
    op.create_index(op.f("ix_awaited_person_id"), "awaited", ["person_id"])
    op.create_table(
        "pieces",
        sa.Column("awaited_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["awaited_id"], ["awaited.id"], name=op.f("fk_pieces_awaited_id_awaited")
        ),
        sa.PrimaryKeyConstraint("awaited_id", "start", name=op.f("pk_pieces")),
    )
    op.create_table(
        "used_tickets",
        sa.Column("nonce", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", columns.Instant, nullable=False),
        sa.Column("used_at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_used_tickets")),
    )
    op.create_table(
        "areas",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("outline", columns.Json, nullable=False),
        sa.Column("west", sa.Float(), nullable=False),
        sa.Column("south", sa.Float(), nullable=False),
        sa.Column("east", sa.Float(), nullable=False),
        sa.Column("north", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas")),
    )


def downgrade() -> None:
    op.drop_table("areas")
    op.drop_table("used_tickets")
    op.drop_table("pieces")
    op.drop_table("awaited")
    op.drop_column("photos", "reliability_reasons")
    op.drop_column("photos", "reliability")
