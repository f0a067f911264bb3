"""Tables of other systems that send records, beside intake's others."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table, Text, Uuid

from services.chassis.columns import Instant, Json
from services.intake.tables import metadata

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
