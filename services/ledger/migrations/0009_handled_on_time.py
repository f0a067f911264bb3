"""whether a case was handled on time"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("handled_on_time", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "handled_on_time")
