"""when work was asked for, and what is parked"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0005"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("photos", "comparisons"):
        op.add_column(table, sa.Column("asked_at", columns.Instant))
        op.add_column(table, sa.Column("parked_at", columns.Instant))
        op.add_column(table, sa.Column("parked_reason", sa.String(length=200)))


def downgrade() -> None:
    for table in ("photos", "comparisons"):
        for column in ("parked_reason", "parked_at", "asked_at"):
            op.drop_column(table, column)
