"""what was signed of each chain, which can only be added to"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nodes", columns.Json, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "size", name=op.f("pk_checkpoints")),
    )
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for action in ("UPDATE", "DELETE", *(["TRUNCATE"] if is_postgresql else [])):
        name = f"checkpoints_no_{action.lower()}"
        if is_postgresql:
            each = "STATEMENT" if action == "TRUNCATE" else "ROW"
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {action} ON checkpoints "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {action} ON checkpoints "
                "BEGIN SELECT RAISE(ABORT, 'checkpoints is append-only'); END"
            )


def downgrade() -> None:
    op.drop_table("checkpoints")
