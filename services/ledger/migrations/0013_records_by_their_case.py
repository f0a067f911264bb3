"""records by the case they tell of: an index of those alone

SQLite takes an index that is nearly all NULL for one that finds everything, and reads the table.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TOLD = sa.text("told_case_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_cases_told_case_id", table_name="cases")
    op.create_index(
        "ix_cases_told_case_id",
        "cases",
        ["told_case_id"],
        postgresql_where=TOLD,
        sqlite_where=TOLD,
    )


def downgrade() -> None:
    op.drop_index("ix_cases_told_case_id", table_name="cases")
    op.create_index("ix_cases_told_case_id", "cases", ["told_case_id"])
