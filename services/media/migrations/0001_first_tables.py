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
        sa.Column("created_at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("caller_id", "key", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_created_at"), "answers", ["created_at"])
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=80)),
        sa.Column("reporter_organisation_id", sa.Uuid()),
        sa.Column("organisation_id", sa.Uuid()),
        sa.Column("rectifier_organisation_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_table(
        "comparisons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("before_photo_id", sa.Uuid(), nullable=False),
        sa.Column("after_photo_id", sa.Uuid(), nullable=False),
        sa.Column("made_round", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claim", sa.Uuid()),
        sa.Column("leased_until", columns.Instant),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparisons")),
        sa.UniqueConstraint("case_id", name=op.f("uq_comparisons_case_id")),
    )
    op.create_index(
        "ix_comparisons_due",
        "comparisons",
        ["made_round"],
        postgresql_where=sa.text("made_round < round"),
        sqlite_where=sa.text("made_round < round"),
    )
    op.create_table(
        "daily_uploads",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("size", columns.Counter, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_daily_uploads")),
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
        sa.Column("revoked_at", columns.Instant, nullable=False),
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
        sa.Column("held_at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("publisher", "subject", "version", name=op.f("pk_held")),
    )
    op.create_index(op.f("ix_held_held_at"), "held", ["held_at"])
    op.create_table(
        "inbox",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_received_at"), "inbox", ["received_at"])
    op.create_table(
        "links",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("photo_id", "case_id", name=op.f("pk_links")),
    )
    op.create_index("ix_links_case_id", "links", ["case_id"])
    op.create_table(
        "loose_objects",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("since", columns.Instant, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_loose_objects")),
    )
    op.create_index(op.f("ix_loose_objects_since"), "loose_objects", ["since"])
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
        sa.Column("created_at", columns.Instant, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retry_at", columns.Instant),
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
        sa.Column("created_at", columns.Instant, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("retry_at", columns.Instant),
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
        sa.Column("parked_at", columns.Instant, nullable=False),
        sa.Column("replayed_at", columns.Instant),
        sa.Column("replayed_by", sa.Uuid()),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_parked")),
    )
    op.create_index(op.f("ix_parked_parked_at"), "parked", ["parked_at"])
    op.create_table(
        "photos",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid()),
        sa.Column("uploader_id", sa.Uuid(), nullable=False),
        sa.Column("uploader_name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("original_key", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("exif_taken_at", columns.Instant),
        sa.Column("exif_longitude", sa.Float()),
        sa.Column("exif_latitude", sa.Float()),
        sa.Column("captured_at", columns.Instant),
        sa.Column("received_at", columns.Instant, nullable=False),
        sa.Column("longitude", sa.Float()),
        sa.Column("latitude", sa.Float()),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("picture_key", sa.String(length=200)),
        sa.Column("picture_sha256", sa.String(length=64)),
        sa.Column("thumbnail_key", sa.String(length=200)),
        sa.Column("thumbnail_sha256", sa.String(length=64)),
        sa.Column("picture_width", sa.Integer()),
        sa.Column("picture_height", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claim", sa.Uuid()),
        sa.Column("leased_until", columns.Instant),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photos")),
        sa.UniqueConstraint("code", name=op.f("uq_photos_code")),
    )
    op.create_index("ix_photos_case_id_received_at_id", "photos", ["case_id", "received_at", "id"])
    op.create_index(
        "ix_photos_due",
        "photos",
        ["made", "received_at"],
        postgresql_where=sa.text("made < wanted"),
        sqlite_where=sa.text("made < wanted"),
    )
    op.create_index(op.f("ix_photos_sha256"), "photos", ["sha256"])
    op.create_table(
        "views",
        sa.Column("id", columns.Counter, autoincrement=True, nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("viewer_id", sa.Uuid(), nullable=False),
        sa.Column("viewer_name", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("at", columns.Instant, nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_views_photo_id_photos")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_views")),
    )
    op.create_index(op.f("ix_views_photo_id"), "views", ["photo_id"])


def downgrade() -> None:
    op.drop_table("views")
    op.drop_table("photos")
    op.drop_table("parked")
    op.drop_table("outbox_dead")
    op.drop_table("outbox")
    op.drop_table("loose_objects")
    op.drop_table("links")
    op.drop_table("inbox")
    op.drop_table("held")
    op.drop_table("gate")
    op.drop_table("directory_state")
    op.drop_table("directory_revocations")
    op.drop_table("directory_organisations")
    op.drop_table("daily_uploads")
    op.drop_table("comparisons")
    op.drop_table("cases")
    op.drop_table("answers")
