"""open reports by cell: the index that finds near ones leaves those out that have ended"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STILL_OPEN = sa.text("status IN ('waiting', 'approved', 'confirmed', 'reopened')")


def upgrade() -> None:
    op.create_index(
        "ix_reports_open_cell_reported_at",
        "reports",
        ["cell", "reported_at"],
        postgresql_where=STILL_OPEN,
        sqlite_where=STILL_OPEN,
    )
    op.drop_index("ix_reports_cell_reported_at", table_name="reports")


def downgrade() -> None:
    op.create_index("ix_reports_cell_reported_at", "reports", ["cell", "reported_at"])
    op.drop_index("ix_reports_open_cell_reported_at", table_name="reports")
