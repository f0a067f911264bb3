"""the journal, its projections and the official ledger"""

import sqlalchemy as sa
from alembic import op

from services.chassis import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("begun_at", columns.Instant(), nullable=False),
        sa.Column("mode", sa.String(length=20)),
        sa.Column("source", sa.String(length=40)),
        sa.Column("description", sa.Text()),
        sa.Column("place", columns.Json),
        sa.Column("reporter_id", sa.Uuid()),
        sa.Column("reporter_organisation_id", sa.Uuid()),
        sa.Column("submitted_at", columns.Instant()),
        sa.Column("withdrawn_at", columns.Instant()),
        sa.Column("reported_category", sa.String(length=40)),
        sa.Column("judged_category", sa.String(length=40)),
        sa.Column("photo_ids", columns.Json, nullable=False),
        sa.Column("review_status", sa.String(length=20)),
        sa.Column("reviewer_id", sa.Uuid()),
        sa.Column("reviewed_at", columns.Instant()),
        sa.Column("approved_category", sa.String(length=40)),
        sa.Column("approved_description", sa.Text()),
        sa.Column("approved_place", columns.Json),
        sa.Column("refusal_reason", sa.Text()),
        sa.Column("merged_into", sa.Uuid()),
        sa.Column("number", sa.String(length=60)),
        sa.Column("pool", sa.String(length=20)),
        sa.Column("organisation_id", sa.Uuid()),
        sa.Column("named_organisation_id", sa.Uuid()),
        sa.Column("dispatched_at", columns.Instant()),
        sa.Column("due_at", columns.Instant()),
        sa.Column("provisional", sa.Boolean(create_constraint=False)),
        sa.Column("due_dates", columns.Json, nullable=False),
        sa.Column("handed_back", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("transfers", sa.Integer(), nullable=False),
        sa.Column("overdue_at", columns.Instant()),
        sa.Column("resumed_at", columns.Instant()),
        sa.Column("closure_status", sa.String(length=20)),
        sa.Column("closure_since", columns.Instant()),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("solution", sa.Text()),
        sa.Column("before_photo_ids", columns.Json, nullable=False),
        sa.Column("after_photo_ids", columns.Json, nullable=False),
        sa.Column("rectified_at", columns.Instant()),
        sa.Column("first_rectified_at", columns.Instant()),
        sa.Column("pre_closed_at", columns.Instant()),
        sa.Column("closed_at", columns.Instant()),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("return_reason", sa.Text()),
        sa.Column("deferred_until", sa.Date()),
        sa.Column("deferrals", sa.Integer(), nullable=False),
        sa.Column("closures", sa.Integer(), nullable=False),
        sa.Column("reopenings", sa.Integer(), nullable=False),
        sa.Column("left_pool_at", columns.Instant()),
        sa.Column("pool_seconds", columns.Counter, nullable=False),
        sa.Column("verification_seconds", columns.Counter),
        sa.Column("approval_seconds", columns.Counter),
        sa.Column("comparison_id", sa.Uuid()),
        sa.Column("comparison_round", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=40)),
        sa.Column("submitted_day", sa.Date()),
        sa.Column("dispatched_day", sa.Date()),
        sa.Column("on_time", sa.Boolean(create_constraint=False)),
        sa.Column("comparison_ready", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("review_seconds", columns.Counter),
        sa.Column("rectification_seconds", columns.Counter),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_begun_at_case_id", "cases", ["begun_at", "case_id"])
    op.create_index(
        "ix_cases_closed_at_case_id",
        "cases",
        ["closed_at", "case_id"],
        postgresql_where=sa.text("closed_at IS NOT NULL"),
        sqlite_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index("ix_cases_named_organisation_id", "cases", ["named_organisation_id"])
    op.create_index("ix_cases_number", "cases", ["number"])
    op.create_index(
        "ix_cases_organisation_id_begun_at_case_id",
        "cases",
        ["organisation_id", "begun_at", "case_id"],
    )
    op.create_index(
        "ix_cases_organisation_id_dispatched_day", "cases", ["organisation_id", "dispatched_day"]
    )
    op.create_index(
        "ix_cases_reporter_organisation_id_begun_at_case_id",
        "cases",
        ["reporter_organisation_id", "begun_at", "case_id"],
    )
    op.create_index("ix_cases_stage_begun_at_case_id", "cases", ["stage", "begun_at", "case_id"])

    op.create_table(
        "chains",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_chains")),
    )

    op.create_table(
        "city",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city")),
    )

    op.create_table(
        "entries",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("occasion", sa.Integer()),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_organisation_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("chain", "seq", name=op.f("pk_entries")),
        sa.UniqueConstraint(
            "case_id", "kind", "occasion", name=op.f("uq_entries_case_id_kind_occasion")
        ),
    )
    op.create_index("ix_entries_at_chain_seq", "entries", ["at", "chain", "seq"])
    op.create_index("ix_entries_case_id", "entries", ["case_id"])
    op.create_index("ix_entries_organisation_id_at", "entries", ["organisation_id", "at"])

    op.create_table(
        "journal",
        sa.Column("publisher", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("received_at", columns.Instant(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("publisher", "subject", "version", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_case_id_at", "journal", ["case_id", "at"])

    op.create_table(
        "payloads",
        sa.Column("chain", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name=op.f("pk_payloads")),
    )

    op.create_table(
        "photos",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=80)),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_photos")),
    )

    op.create_table(
        "rollup",
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("figure", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("count", columns.Counter, nullable=False),
        sa.PrimaryKeyConstraint(
            "side", "organisation_id", "day", "figure", "category", name=op.f("pk_rollup")
        ),
    )

    op.create_table(
        "waiting_entries",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("occasion", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("facts", columns.Json, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "kind", "occasion", name=op.f("pk_waiting_entries")),
    )


def downgrade() -> None:
    op.drop_table("waiting_entries")
    op.drop_table("rollup")
    op.drop_table("photos")
    op.drop_table("payloads")
    op.drop_table("journal")
    op.drop_table("entries")
    op.drop_table("city")
    op.drop_table("chains")
    op.drop_table("cases")
