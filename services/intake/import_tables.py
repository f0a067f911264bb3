"""Tables of the imports beside intake's others: files, rows, pictures in cells, what was learnt."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from services.chassis.columns import Instant, Json
from services.chassis.due import due_columns
from services.intake.tables import metadata

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

import_pictures = Table(
    "import_pictures",
    metadata,
    Column("import_id", Uuid, ForeignKey("imports.id"), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

cell_photos = Table(
    "cell_photos",
    metadata,
    # The photo's id, by which media has it once it was handed over.
    Column("id", Uuid, primary_key=True),
    Column("import_id", Uuid, ForeignKey("imports.id"), nullable=False),
    Column("sheet", String(200), nullable=False),
    Column("row", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    # Why media refused it: a stable code.
    Column("reason", String(40), nullable=False),
    *due_columns(),
)
Index("ix_cell_photos_import_id_state", cell_photos.c.import_id, cell_photos.c.state)
Index(
    "ix_cell_photos_due",
    cell_photos.c.id,
    postgresql_where=cell_photos.c.state == "waiting",
    sqlite_where=cell_photos.c.state == "waiting",
)
