"""exports of several kinds of documents"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "exports",
        sa.Column("document", sa.String(length=20), server_default="table", nullable=False),
    )
    op.add_column(
        "exports",
        sa.Column("options", columns.Json, server_default="{}", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("exports", "options")
    op.drop_column("exports", "document")
