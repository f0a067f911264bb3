"""learning: judgements with their corrections, models, days of rules, looks of photos"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("routing_rules", sa.Column("valid_from", sa.Date()))
    op.add_column("routing_rules", sa.Column("valid_until", sa.Date()))
    op.add_column("photos", sa.Column("sha256", sa.String(length=64)))
    op.add_column("photos", sa.Column("perceptual_hash", sa.String(length=16)))
    op.create_table(
        "judgement_models",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("started_at", columns.Instant(), nullable=False),
        sa.Column("finished_at", columns.Instant()),
        sa.Column("categories_version", sa.Integer(), nullable=False),
        sa.Column("decided", sa.Integer(), nullable=False),
        sa.Column("figures", columns.Json, nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement_models")),
    )
    op.create_table(
        "judgements",
        sa.Column("id", columns.Counter, autoincrement=True, nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("report_version", sa.Integer(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("model_id", sa.Integer()),
        sa.Column("lists", columns.Json, nullable=False),
        sa.Column("inputs", columns.Json, nullable=False),
        sa.Column("judgement", columns.Json, nullable=False),
        sa.Column("explanation", columns.Json, nullable=False),
        sa.Column("judged_category", sa.String(length=40)),
        sa.Column("judged_organisation_id", sa.Uuid()),
        sa.Column("area_id", sa.Uuid()),
        sa.Column("outcome", sa.String(length=20)),
        sa.Column("decided_category", sa.String(length=40)),
        sa.Column("decided_organisation_id", sa.Uuid()),
        sa.Column("decided_at", columns.Instant()),
        sa.Column("transferred_to", sa.Uuid()),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_judgements_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgements")),
    )
    op.create_index(op.f("ix_judgements_report_id"), "judgements", ["report_id"])
    op.create_index(op.f("ix_judgements_at"), "judgements", ["at"])
    op.create_index(op.f("ix_judgements_decided_at"), "judgements", ["decided_at"])
    op.create_index(
        "ix_judgements_decided_category_decided_at",
        "judgements",
        ["decided_category", "decided_at"],
    )


def downgrade() -> None:
    op.drop_table("judgements")
    op.drop_table("judgement_models")
    op.drop_column("photos", "perceptual_hash")
    op.drop_column("photos", "sha256")
    op.drop_column("routing_rules", "valid_until")
    op.drop_column("routing_rules", "valid_from")
