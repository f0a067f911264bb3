"""edits of extra columns"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("editor_id", sa.Uuid(), nullable=False),
        sa.Column("editor", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("at", columns.Instant, nullable=False),
        sa.Column("column", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("undone_at", columns.Instant, nullable=True),
        sa.Column("undone_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edits")),
    )
    op.create_index("ix_edits_organisation_id_at", "edits", ["organisation_id", "at"])
    op.create_table(
        "edit_cells",
        sa.Column("edit_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("showed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edit_id"], ["edits.id"], name=op.f("fk_edit_cells_edit_id_edits")
        ),
        sa.PrimaryKeyConstraint("edit_id", "case_id", name=op.f("pk_edit_cells")),
    )
    op.create_index("ix_edit_cells_case_id", "edit_cells", ["case_id"])
    op.add_column("cases", sa.Column("noted", columns.Json, nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "noted")
    op.drop_table("edit_cells")
    op.drop_table("edits")
