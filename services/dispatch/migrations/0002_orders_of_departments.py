"""orders of departments"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "department_orders",
        sa.Column("sequence", columns.Counter, autoincrement=True, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("data", columns.Json, nullable=False),
        sa.Column("created_at", columns.Instant, nullable=False),
        sa.Column("sends", sa.Integer(), nullable=False),
        sa.Column("sent_at", columns.Instant, nullable=True),
        sa.Column("next_at", columns.Instant, nullable=True),
        sa.Column("received_at", columns.Instant, nullable=True),
        sa.Column("given_up_at", columns.Instant, nullable=True),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_department_orders")),
        sa.UniqueConstraint("id", name=op.f("uq_department_orders_id")),
    )
    with op.batch_alter_table("department_orders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_department_orders_department_id_sequence",
            ["department_id", "sequence"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_department_orders_received_at"), ["received_at"], unique=False
        )
        batch_op.create_index(
            "ix_department_orders_unreceived",
            ["department_id", "created_at"],
            unique=False,
            postgresql_where=sa.text("received_at IS NULL"),
            sqlite_where=sa.text("received_at IS NULL"),
        )

    op.create_table(
        "departments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("over", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", columns.Instant, nullable=False),
        sa.Column("revoked_at", columns.Instant, nullable=True),
        sa.Column("silent_since", columns.Instant, nullable=True),
        sa.Column("last_receipt_at", columns.Instant, nullable=True),
        sa.Column("leased_until", columns.Instant, nullable=True),
        sa.Column("retry_at", columns.Instant, nullable=True),
        sa.Column("trouble", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("code", name=op.f("uq_departments_code")),
    )


def downgrade() -> None:
    op.drop_table("departments")
    with op.batch_alter_table("department_orders", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_department_orders_unreceived",
            postgresql_where=sa.text("received_at IS NULL"),
            sqlite_where=sa.text("received_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_department_orders_received_at"))
        batch_op.drop_index("ix_department_orders_department_id_sequence")

    op.drop_table("department_orders")
