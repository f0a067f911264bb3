"""Intake's own tables beside the chassis'."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    text,
)

from services.chassis import reference_lists
from services.chassis.columns import Counter, Instant, Json
from services.chassis.tables import service_metadata

metadata = service_metadata()
reference_lists.declare(metadata)

reports = Table(
    "reports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("reporter_id", Uuid, nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("mode", String(10), nullable=False),
    Column("urgent_reason", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("chosen_category_code", String(40)),
    Column("photo_ids", Json, nullable=False),
    Column("source", String(40), nullable=False),
    Column("captured_at", Instant),
    Column("reported_at", Instant, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("judgement", Json, nullable=False),
    Column("withdrawn", Boolean(create_constraint=False), nullable=False),
    Column("verdict", Json),
    Column("closure", Json),
    Column("version", Integer, nullable=False),
    Column("last_who", String(200), nullable=False),
    Column("last_did", String(20), nullable=False),
    Column("last_at", Instant, nullable=False),
    # Derived from the above by the rules, kept to be searched by.
    Column("status", String(20), nullable=False),
    Column("category_code", String(40)),
    Column("cell", String(30)),
)
# Most reports have ended, and no new one can tell of the same problem as those.
_still_open = text("status IN ('waiting', 'approved', 'confirmed', 'reopened')")
Index(
    "ix_reports_open_cell_reported_at",
    reports.c.cell,
    reports.c.reported_at,
    postgresql_where=_still_open,
    sqlite_where=_still_open,
)
Index(
    "ix_reports_organisation_id_reported_at",
    reports.c.organisation_id,
    reports.c.reported_at,
    reports.c.id,
)
Index("ix_reports_reporter_id_reported_at", reports.c.reporter_id, reports.c.reported_at)

steps = Table(
    "report_steps",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("report_id", Uuid, ForeignKey("reports.id"), nullable=False, index=True),
    Column("did", String(20), nullable=False),
    Column("by", Uuid),
    # Empty for another service's fact, which carries no names.
    Column("who", String(200)),
    Column("organisation_id", Uuid),
    Column("at", Instant, nullable=False),
    Column("details", Json, nullable=False),
)

photos = Table(
    "photos",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ready", Boolean(create_constraint=False), nullable=False),
    Column("reason", String(80), nullable=False),
    # What a photo is compared by, once media told it.
    Column("sha256", String(64)),
    Column("perceptual_hash", String(16)),
)

judgements = Table(
    "judgements",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("report_id", Uuid, ForeignKey("reports.id"), nullable=False, index=True),
    Column("report_version", Integer, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    # What it was judged by: the model, none where keywords did, and the versions of the lists.
    Column("model_id", Integer),
    Column("lists", Json, nullable=False),
    Column("inputs", Json, nullable=False),
    Column("judgement", Json, nullable=False),
    Column("explanation", Json, nullable=False),
    # Taken out of the above to be counted by.
    Column("judged_category", String(40)),
    Column("judged_organisation_id", Uuid),
    Column("area_id", Uuid),
    # What people decided instead, or as well.
    Column("outcome", String(20)),
    Column("decided_category", String(40)),
    Column("decided_organisation_id", Uuid),
    Column("decided_at", Instant, index=True),
    Column("transferred_to", Uuid),
)
Index(
    "ix_judgements_decided_category_decided_at",
    judgements.c.decided_category,
    judgements.c.decided_at,
)

models = Table(
    "judgement_models",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("status", String(20), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    # What it was trained on.
    Column("categories_version", Integer, nullable=False),
    Column("decided", Integer, nullable=False),
    Column("figures", Json, nullable=False),
    Column("content", LargeBinary),
)

categories = Table(
    "categories",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("level", Integer, nullable=False),
    Column("name", String(120), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("parent_code", String(40)),
    Column("scheme", String(60), nullable=False),
    Column("keywords", Json, nullable=False),
)

category_facts = Table(
    "category_facts",
    metadata,
    # What was last announced of a category, kept after the list no longer has it.
    Column("category_id", Uuid, primary_key=True),
    Column("fact", Json, nullable=False),
)

areas = Table(
    "areas",
    metadata,
    Column("organisation_id", Uuid, primary_key=True),
    Column("name", String(120), nullable=False),
    # A GeoJSON MultiPolygon's coordinates, empty once the outline was taken away.
    Column("outline", Json, nullable=False),
    Column("version", Integer, nullable=False),
)

mappings = Table(
    "category_mappings",
    metadata,
    Column("scheme", String(60), primary_key=True),
    Column("code", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("to_code", String(40)),
    Column("basis", Text, nullable=False),
)

rules = Table(
    "routing_rules",
    metadata,
    # Rules of one priority are tried in the order they were given.
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("priority", Integer, nullable=False),
    Column("category_prefix", String(40), nullable=False),
    Column("area_code", String(40)),
    Column("source", String(40), nullable=False),
    Column("organisation_code", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_until", Date),
)

case_numbers = Table(
    "case_numbers",
    metadata,
    # What dispatch told, so that a spreadsheet's number finds its case.
    Column("case_id", Uuid, primary_key=True),
    Column("number", String(60), nullable=False, index=True),
)

records = Table(
    "records",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False, index=True),
    Column("case_id", Uuid, index=True),
    Column("version", Integer, nullable=False),
    Column("removed", Boolean(create_constraint=False), nullable=False),
    # The table's version in which it last changed; null from before that was kept.
    Column("changed_in", Integer, index=True),
    # The whole record; what it is found by is in record_keys.
    Column("content", Json, nullable=False),
)

record_keys = Table(
    "record_keys",
    metadata,
    Column("key", String(120), primary_key=True),
    Column("record_id", Uuid, ForeignKey("records.id"), primary_key=True, index=True),
)

records_state = Table(
    "records_state",
    metadata,
    # One row; whoever writes records holds it, and raises its version.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
)
