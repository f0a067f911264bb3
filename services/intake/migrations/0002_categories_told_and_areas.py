"""categories told to others, and areas"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category_facts",
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("fact", columns.Json, nullable=False),
        sa.PrimaryKeyConstraint("category_id", name=op.f("pk_category_facts")),
    )
    op.create_table(
        "areas",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("outline", columns.Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_areas")),
    )


def downgrade() -> None:
    op.drop_table("areas")
    op.drop_table("category_facts")
