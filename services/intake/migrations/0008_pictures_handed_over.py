"""pictures handed over to media"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cell_photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("sheet", sa.String(length=200), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claim", sa.Uuid(), nullable=True),
        sa.Column("leased_until", columns.Instant, nullable=True),
        sa.Column("asked_at", columns.Instant, nullable=True),
        sa.Column("parked_at", columns.Instant, nullable=True),
        sa.Column("parked_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_cell_photos_import_id_imports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_photos")),
    )
    op.create_index("ix_cell_photos_import_id_state", "cell_photos", ["import_id", "state"])
    op.create_index(
        "ix_cell_photos_due",
        "cell_photos",
        ["id"],
        postgresql_where=sa.text("state = 'waiting'"),
        sqlite_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_table("cell_photos")
