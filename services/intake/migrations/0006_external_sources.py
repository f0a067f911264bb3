"""other platforms: their keys, records, and Open311 requests"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "external_sources",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id_field", sa.String(length=200), nullable=False),
        sa.Column("fields", columns.Json, nullable=False),
        sa.Column("words", columns.Json, nullable=False),
        sa.Column("rule", sa.String(length=10), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_who", sa.String(length=200), nullable=False),
        sa.Column("last_at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_sources")),
        sa.UniqueConstraint("code", name=op.f("uq_external_sources_code")),
    )
    op.create_table(
        "external_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("use", sa.String(length=10), nullable=False),
        sa.Column("made_who", sa.String(length=200), nullable=False),
        sa.Column("made_at", columns.Instant, nullable=False),
        sa.Column("used_at", columns.Instant, nullable=True),
        sa.Column("revoked_who", sa.String(length=200), nullable=True),
        sa.Column("revoked_at", columns.Instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["external_sources.id"],
            name=op.f("fk_external_keys_source_id_external_sources"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_keys")),
    )
    with op.batch_alter_table("external_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_external_keys_source_id"), ["source_id"], unique=False)

    op.create_table(
        "external_records",
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("own_id", sa.String(length=100), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("changed_at", columns.Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["external_sources.id"],
            name=op.f("fk_external_records_source_id_external_sources"),
        ),
        sa.PrimaryKeyConstraint("source_id", "own_id", name=op.f("pk_external_records")),
    )
    op.create_table(
        "open311_requests",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(length=40), nullable=False),
        sa.Column("media_url", sa.Text(), nullable=False),
        sa.Column("requested_at", columns.Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_open311_requests_report_id_reports")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["external_sources.id"],
            name=op.f("fk_open311_requests_source_id_external_sources"),
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_open311_requests")),
    )
    with op.batch_alter_table("open311_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_open311_requests_requested_at"), ["requested_at"], unique=False
        )

    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changed_in", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_records_changed_in"), ["changed_in"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_records_changed_in"))
        batch_op.drop_column("changed_in")

    with op.batch_alter_table("open311_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_open311_requests_requested_at"))

    op.drop_table("open311_requests")
    op.drop_table("external_records")
    with op.batch_alter_table("external_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_external_keys_source_id"))

    op.drop_table("external_keys")
    op.drop_table("external_sources")
