"""cases by their days: a month's figures read a month's cases, not all"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DAYS = ("submitted_day", "dispatched_day")


def upgrade() -> None:
    for day in DAYS:
        op.create_index(f"ix_cases_{day}", "cases", [day])


def downgrade() -> None:
    for day in DAYS:
        op.drop_index(f"ix_cases_{day}", table_name="cases")
