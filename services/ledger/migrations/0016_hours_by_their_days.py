"""hours by their days: how long a month's cases took is read without the cases"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WHOSE = ("organisation_id", "reporter_organisation_id")
DAY = "dispatched_day"
HOURS = ("review_seconds", "rectification_seconds", "verification_seconds", "approval_seconds")
BEFORE = "ix_cases_organisation_id_dispatched_day"


def upgrade() -> None:
    for whose in WHOSE:
        op.create_index(f"ix_cases_{whose}_hours", "cases", [whose, DAY, *HOURS])
    op.drop_index(BEFORE, table_name="cases")


def downgrade() -> None:
    op.create_index(BEFORE, "cases", ["organisation_id", DAY])
    for whose in WHOSE:
        op.drop_index(f"ix_cases_{whose}_hours", table_name="cases")
