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
    UniqueConstraint,
    Uuid,
    text,
)

from services.chassis.columns import Counter, Instant, Json
from services.chassis.due import due_columns
from services.chassis.tables import service_metadata

metadata = service_metadata()

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

lists = Table(
    "reference_lists",
    metadata,
    Column("name", String(30), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("last_who", String(200)),
    Column("last_at", Instant),
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

organisation_aliases = Table(
    "organisation_aliases",
    metadata,
    # Old names and others that spreadsheets use for an organisation.
    Column("name", String(120), primary_key=True),
    Column("organisation_code", String(40), nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
    Column("importer_id", Uuid, nullable=False),
    Column("held_for", Json, nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("status", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("last_who", String(200), nullable=False),
    Column("last_did", String(20), nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("survey", Json),
    Column("meanings", Json),
    Column("failure", Json),
    Column("rule", String(10)),
    Column("counts", Json, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    # The table's version that the preview was made on.
    Column("records_version", Integer),
    # Null once it is over, so that a file that was taken back may come again.
    Column("live_sha256", String(64)),
    *due_columns(),
    UniqueConstraint("organisation_id", "live_sha256"),
)
Index("ix_imports_organisation_id_created_at", imports.c.organisation_id, imports.c.created_at)

import_files = Table(
    "import_files",
    metadata,
    Column("import_id", Uuid, ForeignKey("imports.id"), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

import_rows = Table(
    "import_rows",
    metadata,
    Column("import_id", Uuid, ForeignKey("imports.id"), primary_key=True),
    # Counts the file's rows of data through all its tables.
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("outcome", String(10), nullable=False),
    Column("entry", Json, nullable=False),
    Column("record_id", Uuid),
    Column("case_id", Uuid),
    # What it was matched by, and what it would change.
    Column("match", Json),
    Column("comparison", Json),
    # Whether it is asked if both are one problem, and what was answered.
    Column("doubtful", Boolean(create_constraint=False), nullable=False),
    Column("decision", Json),
)
Index("ix_import_rows_outcome", import_rows.c.import_id, import_rows.c.outcome)

import_writings = Table(
    "import_writings",
    metadata,
    # Beside the import, whose row is held while it is written: so no key leads there.
    Column("import_id", Uuid, primary_key=True),
    Column("done", Integer, nullable=False),
    # Who wants the writing stopped.
    Column("stop", String(200)),
)

column_meanings = Table(
    "column_meanings",
    metadata,
    # What a department's columns meant when it last confirmed them.
    Column("organisation_id", Uuid, primary_key=True),
    Column("heading", String(200), primary_key=True),
    Column("choice", Json, nullable=False),
)

word_meanings = Table(
    "word_meanings",
    metadata,
    # What a department's words mean: a text in a field, in the city's words.
    Column("organisation_id", Uuid, primary_key=True),
    Column("field", String(30), primary_key=True),
    Column("text", String(200), primary_key=True),
    Column("value", String(100), nullable=False),
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

external_sources = Table(
    "external_sources",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("id_field", String(200), nullable=False),
    Column("fields", Json, nullable=False),
    Column("words", Json, nullable=False),
    Column("rule", String(10), nullable=False),
    Column("active", Boolean(create_constraint=False), nullable=False),
    Column("taken", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("last_who", String(200), nullable=False),
    Column("last_at", Instant, nullable=False),
)

external_keys = Table(
    "external_keys",
    metadata,
    # No secret: it is made of the id and of what only intake's processes know (ADR 36).
    Column("id", Uuid, primary_key=True),
    Column("source_id", Uuid, ForeignKey("external_sources.id"), nullable=False, index=True),
    Column("use", String(10), nullable=False),
    Column("made_who", String(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("revoked_who", String(200)),
    Column("revoked_at", Instant),
)

open311_requests = Table(
    "open311_requests",
    metadata,
    Column("report_id", Uuid, ForeignKey("reports.id"), primary_key=True),
    Column("source_id", Uuid, ForeignKey("external_sources.id"), nullable=False),
    Column("service_code", String(40), nullable=False),
    Column("media_url", Text, nullable=False),
    Column("requested_at", Instant, nullable=False, index=True),
)

external_records = Table(
    "external_records",
    metadata,
    Column("source_id", Uuid, ForeignKey("external_sources.id"), primary_key=True),
    Column("own_id", String(100), primary_key=True),
    Column("row", Integer, nullable=False),
    Column("record_id", Uuid, nullable=False),
    Column("case_id", Uuid),
    # Of what it last said, so that the same sent again is known at once.
    Column("digest", LargeBinary(32), nullable=False),
    Column("changed_at", Instant, nullable=False),
)
