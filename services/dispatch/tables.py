"""The tables of dispatch: cases with reminders and steps, the city's rules, departments' orders."""

import sqlalchemy as sa
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from services.chassis import reference_lists
from services.chassis.columns import Counter, Instant, Json
from services.chassis.tables import service_metadata

metadata = service_metadata()
reference_lists.declare(metadata)

cases = Table(
    "cases",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("number", String(60), nullable=False, unique=True),
    # Who counted the number; the case may have moved on since.
    Column("number_organisation_id", Uuid, nullable=False),
    Column("number_year", Integer, nullable=False),
    Column("number_sequence", Integer, nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("rectifier_id", Uuid, index=True),
    Column("pool", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("category_code", String(40)),
    Column("description", Text, nullable=False),
    Column("place", Json, nullable=False),
    Column("photo_ids", Json, nullable=False),
    Column("reporter_id", Uuid),
    Column("reporter_organisation_id", Uuid, nullable=False, index=True),
    Column("dispatched_at", Instant, nullable=False),
    # What the due date was counted from, so that it can be counted again.
    Column("started_at", Instant, nullable=False),
    Column("working_days", Integer),
    Column("hours", Integer),
    Column("deferred_until", Date),
    Column("returned_at", Instant),
    Column("return_days", Integer),
    Column("calendar_version", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("provisional", Boolean(create_constraint=False), nullable=False),
    Column("transfers", Integer, nullable=False),
    Column("returns", Integer, nullable=False),
    Column("reopenings", Integer, nullable=False),
    Column("closed_at", Instant),
    Column("last_code", String(40), nullable=False),
    Column("last_who", String(200), nullable=False),
    Column("last_at", Instant, nullable=False),
    UniqueConstraint("number_organisation_id", "number_year", "number_sequence"),
)
sa.Index("ix_cases_due_at_case_id", cases.c.due_at, cases.c.case_id)
sa.Index("ix_cases_organisation_id_due_at", cases.c.organisation_id, cases.c.due_at)
sa.Index(
    "ix_cases_uncounted",
    cases.c.calendar_version,
    postgresql_where=sa.text("status <> 'closed'"),
    sqlite_where=sa.text("status <> 'closed'"),
)

counters = Table(
    "counters",
    metadata,
    Column("organisation_id", Uuid, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

reminders = Table(
    "reminders",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("timer", String(20), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("sent_at", Instant),
)
sa.Index(
    "ix_reminders_unsent",
    reminders.c.at,
    postgresql_where=sa.text("sent_at IS NULL"),
    sqlite_where=sa.text("sent_at IS NULL"),
)

steps = Table(
    "steps",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("case_id", Uuid, nullable=False, index=True),
    Column("code", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by_id", Uuid),
    Column("by_name", String(200), nullable=False),
    Column("by_organisation_id", Uuid),
    Column("details", Json, nullable=False),
)

rules = Table(
    "rules",
    metadata,
    # One row: handlers have a transaction and nothing else, so what they need is kept here.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("time_zone", String(60), nullable=False),
    Column("return_days", Integer, nullable=False),
    Column("number_format", String(100), nullable=False),
    Column("calendar_version", Integer, nullable=False),
)

limits = Table(
    "limits",
    metadata,
    Column("category_code", String(40), primary_key=True),
    Column("mode", String(20), primary_key=True),
    Column("working_days", Integer),
    Column("hours", Integer),
)

calendar_years = Table(
    "calendar_years",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("announced", Boolean(create_constraint=False), nullable=False),
    Column("days_off", Json, nullable=False),
    Column("working_days", Json, nullable=False),
    Column("local_days_off", Json, nullable=False),
    Column("source", String(20)),
    Column("changed_by", String(200), nullable=False),
    Column("changed_at", Instant, nullable=False),
)

departments = Table(
    "departments",
    metadata,
    # The organisation's own id. Its code is kept as it was, since queue and user are named for it.
    Column("id", Uuid, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("over", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("silent_since", Instant),
    Column("last_receipt_at", Instant),
    # Who posts to it has it until then; in trouble, nobody does before `retry_at`.
    Column("leased_until", Instant),
    Column("retry_at", Instant),
    Column("trouble", String(200)),
)

department_orders = Table(
    "department_orders",
    metadata,
    # Counted while the case is held, so later orders of one case have higher numbers.
    Column("sequence", Counter, primary_key=True, autoincrement=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("department_id", Uuid, nullable=False),
    Column("case_id", Uuid, nullable=False),
    Column("change", String(20), nullable=False),
    Column("data", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("sends", Integer, nullable=False),
    Column("sent_at", Instant),
    # When it is to be sent next; never again once received or given up, never at all over HTTP.
    Column("next_at", Instant),
    Column("received_at", Instant, index=True),
    Column("given_up_at", Instant),
)
sa.Index(
    "ix_department_orders_department_id_sequence",
    department_orders.c.department_id,
    department_orders.c.sequence,
)
sa.Index(
    "ix_department_orders_unreceived",
    department_orders.c.department_id,
    department_orders.c.created_at,
    postgresql_where=sa.text("received_at IS NULL"),
    sqlite_where=sa.text("received_at IS NULL"),
)
