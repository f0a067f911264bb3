"""imports being written"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_writings",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("stop", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_writings")),
    )


def downgrade() -> None:
    op.drop_table("import_writings")
