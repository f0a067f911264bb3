"""frozen monthly editions"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FROZEN = ("editions", "edition_tables")


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("frozen_at", columns.Instant, nullable=False),
        sa.Column("frozen_by", sa.Uuid(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_editions")),
    )
    op.create_table(
        "edition_tables",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("grouping", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("told", columns.Json, nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "organisation_id", "grouping", name=op.f("pk_edition_tables")
        ),
    )
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in FROZEN:
        for action in ("UPDATE", "DELETE", "TRUNCATE") if is_postgresql else ("UPDATE", "DELETE"):
            name, each = (
                f"{table}_no_{action.lower()}",
                "STATEMENT" if action == "TRUNCATE" else "ROW",
            )
            does = f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            if not is_postgresql:
                does = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            op.execute(f"CREATE TRIGGER {name} BEFORE {action} ON {table} {does}")


def downgrade() -> None:
    op.drop_table("edition_tables")
    op.drop_table("editions")
