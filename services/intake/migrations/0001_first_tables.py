"""first tables"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("caller_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("headers", columns.Json),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("caller_id", "key", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_created_at"), "answers", ["created_at"])

    op.create_table(
        "categories",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("parent_code", sa.String(length=40)),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("keywords", columns.Json, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_categories")),
    )
    op.create_table(
        "category_mappings",
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("to_code", sa.String(length=40)),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scheme", "code", name=op.f("pk_category_mappings")),
    )
    op.create_table(
        "directory_organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid()),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number_prefix", sa.String(length=20), nullable=False),
        sa.Column("longitude", sa.Float()),
        sa.Column("latitude", sa.Float()),
        sa.Column("active", sa.Boolean(create_constraint=False), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_organisations")),
    )
    op.create_index(op.f("ix_directory_organisations_code"), "directory_organisations", ["code"])

    op.create_table(
        "directory_revocations",
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("token_version", sa.Integer()),
        sa.Column("revoked_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_directory_revocations")),
    )
    op.create_index(
        op.f("ix_directory_revocations_revoked_at"), "directory_revocations", ["revoked_at"]
    )

    op.create_table(
        "directory_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", columns.Counter, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_state")),
    )
    op.create_table(
        "gate",
        sa.Column("publisher", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("publisher", "subject", name=op.f("pk_gate")),
    )
    op.create_table(
        "held",
        sa.Column("publisher", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("held_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("publisher", "subject", "version", name=op.f("pk_held")),
    )
    op.create_index(op.f("ix_held_held_at"), "held", ["held_at"])

    op.create_table(
        "inbox",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_received_at"), "inbox", ["received_at"])

    op.create_table(
        "outbox",
        sa.Column("id", columns.Counter, autoincrement=True, nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("aggregatetype", sa.String(length=60), nullable=False),
        sa.Column("aggregateid", sa.Uuid(), nullable=False),
        sa.Column("aggregateversion", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retry_at", columns.Instant()),
        sa.Column("last_error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_part_id", "outbox", ["part", "id"])
    op.create_index(
        "ix_outbox_retrying",
        "outbox",
        ["aggregateid"],
        postgresql_where=sa.text("retry_at IS NOT NULL"),
        sqlite_where=sa.text("retry_at IS NOT NULL"),
    )

    op.create_table(
        "outbox_dead",
        sa.Column("id", columns.Counter, autoincrement=True, nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("aggregatetype", sa.String(length=60), nullable=False),
        sa.Column("aggregateid", sa.Uuid(), nullable=False),
        sa.Column("aggregateversion", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retry_at", columns.Instant()),
        sa.Column("last_error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_dead")),
    )
    op.create_table(
        "parked",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("publisher", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Uuid()),
        sa.Column("version", sa.Integer()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("parked_at", columns.Instant(), nullable=False),
        sa.Column("replayed_at", columns.Instant()),
        sa.Column("replayed_by", sa.Uuid()),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_parked")),
    )
    op.create_index(op.f("ix_parked_parked_at"), "parked", ["parked_at"])

    op.create_table(
        "photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ready", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
    )
    op.create_table(
        "reference_lists",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_who", sa.String(length=200)),
        sa.Column("last_at", columns.Instant()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reference_lists")),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("urgent_reason", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("longitude", sa.Float()),
        sa.Column("latitude", sa.Float()),
        sa.Column("chosen_category_code", sa.String(length=40)),
        sa.Column("photo_ids", columns.Json, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("captured_at", columns.Instant()),
        sa.Column("reported_at", columns.Instant(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("judgement", columns.Json, nullable=False),
        sa.Column("withdrawn", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("verdict", columns.Json),
        sa.Column("closure", columns.Json),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_who", sa.String(length=200), nullable=False),
        sa.Column("last_did", sa.String(length=20), nullable=False),
        sa.Column("last_at", columns.Instant(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("category_code", sa.String(length=40)),
        sa.Column("cell", sa.String(length=30)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_cell_reported_at", "reports", ["cell", "reported_at"])
    op.create_index(
        "ix_reports_organisation_id_reported_at",
        "reports",
        ["organisation_id", "reported_at", "id"],
    )
    op.create_index("ix_reports_reporter_id_reported_at", "reports", ["reporter_id", "reported_at"])

    op.create_table(
        "routing_rules",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("category_prefix", sa.String(length=40), nullable=False),
        sa.Column("area_code", sa.String(length=40)),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("organisation_code", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_routing_rules")),
    )
    op.create_table(
        "report_steps",
        sa.Column("id", columns.Counter, autoincrement=True, nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("did", sa.String(length=20), nullable=False),
        sa.Column("by", sa.Uuid()),
        sa.Column("who", sa.String(length=200)),
        sa.Column("organisation_id", sa.Uuid()),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("details", columns.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_steps_report_id_reports")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_steps")),
    )
    op.create_index(op.f("ix_report_steps_report_id"), "report_steps", ["report_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_report_steps_report_id"), "report_steps")

    op.drop_table("report_steps")
    op.drop_table("routing_rules")
    op.drop_index("ix_reports_reporter_id_reported_at", "reports")
    op.drop_index("ix_reports_organisation_id_reported_at", "reports")
    op.drop_index("ix_reports_cell_reported_at", "reports")

    op.drop_table("reports")
    op.drop_table("reference_lists")
    op.drop_table("photos")
    op.drop_index(op.f("ix_parked_parked_at"), "parked")

    op.drop_table("parked")
    op.drop_table("outbox_dead")
    op.drop_index("ix_outbox_retrying", "outbox")
    op.drop_index("ix_outbox_part_id", "outbox")

    op.drop_table("outbox")
    op.drop_index(op.f("ix_inbox_received_at"), "inbox")

    op.drop_table("inbox")
    op.drop_index(op.f("ix_held_held_at"), "held")

    op.drop_table("held")
    op.drop_table("gate")
    op.drop_table("directory_state")
    op.drop_index(op.f("ix_directory_revocations_revoked_at"), "directory_revocations")

    op.drop_table("directory_revocations")
    op.drop_index(op.f("ix_directory_organisations_code"), "directory_organisations")

    op.drop_table("directory_organisations")
    op.drop_table("category_mappings")
    op.drop_table("categories")
    op.drop_index(op.f("ix_answers_created_at"), "answers")

    op.drop_table("answers")
