"""the version of the organisation list"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reference_lists",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_who", sa.String(length=200), nullable=True),
        sa.Column("last_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reference_lists")),
    )


def downgrade() -> None:
    op.drop_table("reference_lists")
