"""Closure's own tables beside the chassis'."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
)

from services.chassis.columns import Counter, Instant, Json
from services.chassis.tables import service_metadata

metadata = service_metadata()

cases = Table(
    "cases",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("number", String(80), nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("pool", String(20), nullable=False),
    Column("reporter_id", Uuid),
    Column("reporter_organisation_id", Uuid, nullable=False),
    Column("before_photo_ids", Json, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("rectifier_organisation_id", Uuid),
    Column("handed_back", Boolean(create_constraint=False), nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("returns", Integer, nullable=False),
    Column("closures", Integer, nullable=False),
    Column("reopenings", Integer, nullable=False),
    # The number of the present or latest round; 0 before the first.
    Column("round", Integer, nullable=False),
    # The latest request; earlier ones are in the steps.
    Column("deferral", Json),
    Column("shelved_until", Date),
    Column("last_day_at", Instant),
    Column("last_who", String(200), nullable=False),
    Column("last_code", String(40), nullable=False),
    Column("last_at", Instant, nullable=False),
)
Index("ix_cases_due_at_case_id", cases.c.due_at, cases.c.case_id)
Index("ix_cases_status_due_at", cases.c.status, cases.c.due_at, cases.c.case_id)
for _organisation in ("organisation_id", "rectifier_organisation_id", "reporter_organisation_id"):
    Index(f"ix_cases_{_organisation}", cases.c[_organisation], cases.c.due_at, cases.c.case_id)

rounds = Table(
    "rounds",
    metadata,
    Column("case_id", Uuid, ForeignKey("cases.case_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("solution", Text, nullable=False),
    Column("after_photo_ids", Json, nullable=False),
    # Who took each step when, with the name they had then.
    Column("rectified", Json, nullable=False),
    Column("verified", Json),
    Column("approved", Json),
    Column("returned", Json),
)

steps = Table(
    "case_steps",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("case_id", Uuid, ForeignKey("cases.case_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("code", String(40), nullable=False),
    # Empty for the system itself.
    Column("by", Uuid),
    Column("who", String(200), nullable=False),
    Column("organisation_id", Uuid),
    Column("at", Instant, nullable=False),
    Column("details", Json, nullable=False),
)
Index("ix_case_steps_case_id_id", steps.c.case_id, steps.c.id)
