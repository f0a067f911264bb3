"""Tables of the pictures that lie in spreadsheets' cells, beside intake's others."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Uuid

from services.chassis.due import due_columns
from services.intake.tables import metadata

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
