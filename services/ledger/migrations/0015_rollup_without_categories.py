"""rollup without categories: a month by organisation read as many cells as it has cases

The column goes with a later release: a process of the release before still writes it, and what it
adds is counted either way.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        # What a running worker added between the two statements would be lost.
        op.execute("LOCK TABLE rollup IN EXCLUSIVE MODE")
    op.execute(
        """
        INSERT INTO rollup (side, organisation_id, day, figure, category, count)
        SELECT side, organisation_id, day, figure, '', SUM(count) FROM rollup
        WHERE category <> '' GROUP BY side, organisation_id, day, figure
        ON CONFLICT (side, organisation_id, day, figure, category)
        DO UPDATE SET count = rollup.count + excluded.count
        """
    )
    op.execute("DELETE FROM rollup WHERE category <> ''")


def downgrade() -> None:
    """The sums stand; `python -m services.ledger rebuild` counts them by category again."""
