"""departments' own layouts"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "layouts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("sheet", sa.String(length=31), nullable=False),
        sa.Column("head_row", sa.Integer(), nullable=False),
        sa.Column("body_rows", sa.Integer(), nullable=False),
        sa.Column("columns", columns.Json, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layouts")),
    )
    op.create_index("ix_layouts_organisation_id", "layouts", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("layouts")
