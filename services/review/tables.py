"""Review's own tables beside the chassis'."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text, Uuid

from services.chassis.columns import Counter, Instant, Json
from services.chassis.tables import service_metadata

metadata = service_metadata()

problems = Table(
    "problems",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("reporter_id", Uuid),
    Column("reporter_organisation_id", Uuid, nullable=False),
    Column("status", String(20), nullable=False),
    Column("reported_mode", String(10), nullable=False),
    Column("mode", String(10), nullable=False),
    Column("urgent_reason", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("chosen_category_code", String(40)),
    Column("category_code", String(40)),
    Column("photo_ids", Json, nullable=False),
    Column("source", String(40), nullable=False),
    Column("captured_at", Instant),
    Column("reported_at", Instant, nullable=False),
    Column("judgement", Json, nullable=False),
    Column("organisation_id", Uuid),
    Column("claimed_by", Uuid),
    Column("claimed_who", String(200)),
    Column("claimed_until", Instant, index=True),
    Column("into_case_id", Uuid),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("last_who", String(200), nullable=False),
    Column("last_did", String(20), nullable=False),
    Column("last_at", Instant, nullable=False),
)
# The pool is read oldest first, of one status or of all.
Index(
    "ix_problems_status_reported_at",
    problems.c.status,
    problems.c.reported_at,
    problems.c.case_id,
)
Index("ix_problems_reported_at", problems.c.reported_at, problems.c.case_id)

steps = Table(
    "problem_steps",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("case_id", Uuid, ForeignKey("problems.case_id"), nullable=False, index=True),
    Column("did", String(20), nullable=False),
    Column("by", Uuid),
    # Empty for intake's facts, which carry no names.
    Column("who", String(200)),
    Column("organisation_id", Uuid),
    Column("at", Instant, nullable=False),
    Column("details", Json, nullable=False),
)
