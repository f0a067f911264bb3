"""The ledger's tables: the journal, what is projected from it, and the official ledger."""

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Date, Float, Integer, String, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import TSVECTOR

from services.chassis.columns import Counter, Instant, Json
from services.chassis.due import due_columns
from services.chassis.tables import BESIDE, service_metadata
from services.ledger.statistics.indicators import LEGS

metadata = service_metadata()
metadata.info[BESIDE] = ("text_words",)

city = Table(
    "city",
    metadata,
    # The days of all rows were told apart in this zone; a rebuild takes over another one.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("time_zone", String(60), nullable=False),
    # Counts the commits that changed rows, so that whoever watches knows what is new.
    Column("round", Counter, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("publisher", String(40), primary_key=True),
    Column("subject", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("type", String(120), nullable=False),
    Column("case_id", Uuid),
    Column("at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
)
sa.Index("ix_journal_case_id_at", journal.c.case_id, journal.c.at)

cases = Table(
    "cases",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("begun_at", Instant, nullable=False),
    # intake
    Column("mode", String(20)),
    Column("source", String(40)),
    Column("description", Text),
    Column("place", Json),
    Column("reporter_id", Uuid),
    Column("reporter_organisation_id", Uuid),
    Column("submitted_at", Instant),
    Column("withdrawn_at", Instant),
    Column("reported_category", String(40)),
    Column("judged_category", String(40)),
    Column("photo_ids", Json, nullable=False),
    # intake, of what departments' spreadsheets tell
    Column("told_number", String(200)),
    Column("told_status", String(20)),
    Column("told_case_id", Uuid),
    Column("found_on", Date),
    Column("told", Json),
    Column("noted", Json),
    Column("sources", Json, nullable=False),
    # review
    Column("review_status", String(20)),
    Column("reviewer_id", Uuid),
    Column("reviewed_at", Instant),
    Column("approved_category", String(40)),
    Column("approved_description", Text),
    Column("approved_place", Json),
    Column("refusal_reason", Text),
    Column("merged_into", Uuid),
    # dispatch
    Column("number", String(60), index=True),
    Column("pool", String(20)),
    Column("organisation_id", Uuid),
    Column("named_organisation_id", Uuid, index=True),
    Column("dispatched_at", Instant),
    Column("due_at", Instant),
    Column("provisional", Boolean(create_constraint=False)),
    Column("due_dates", Json, nullable=False),
    Column("handed_back", Boolean(create_constraint=False), nullable=False),
    Column("transfers", Integer, nullable=False),
    Column("overdue_at", Instant),
    Column("resumed_at", Instant),
    # closure
    Column("closure_status", String(20)),
    Column("closure_since", Instant),
    Column("round", Integer, nullable=False),
    Column("solution", Text),
    Column("before_photo_ids", Json, nullable=False),
    Column("after_photo_ids", Json, nullable=False),
    Column("rectified_at", Instant),
    Column("first_rectified_at", Instant),
    Column("pre_closed_at", Instant),
    Column("closed_at", Instant),
    Column("returns", Integer, nullable=False),
    Column("return_reason", Text),
    Column("deferred_until", Date),
    Column("deferrals", Integer, nullable=False),
    Column("closures", Integer, nullable=False),
    Column("reopenings", Integer, nullable=False),
    Column("left_pool_at", Instant),
    Column("pool_seconds", Counter, nullable=False),
    Column("verification_seconds", Counter),
    Column("approval_seconds", Counter),
    # media
    Column("comparison_id", Uuid),
    Column("comparison_round", Integer, nullable=False),
    # derived
    Column("stage", String(20), nullable=False),
    Column("category", String(40)),
    Column("submitted_day", Date, index=True),
    Column("dispatched_day", Date, index=True),
    Column("on_time", Boolean(create_constraint=False)),
    Column("handled_on_time", Boolean(create_constraint=False)),
    Column("comparison_ready", Boolean(create_constraint=False), nullable=False),
    Column("review_seconds", Counter),
    Column("rectification_seconds", Counter),
    Column("longitude", Float),
    Column("latitude", Float),
    # The round in which the row changed last.
    Column("changed_in", Counter, nullable=False, index=True),
)
for _by in ([], ["organisation_id"], ["reporter_organisation_id"], ["stage"], ["category"]):
    _columns = [*_by, "begun_at", "case_id"]
    sa.Index(f"ix_cases_{'_'.join(_columns)}", *(cases.c[name] for name in _columns))
_hours = [cases.c[f"{leg}_seconds"] for leg in LEGS]
# How long a month's cases took is read here, and never from the cases themselves.
for _whose in ("organisation_id", "reporter_organisation_id"):
    sa.Index(f"ix_cases_{_whose}_hours", cases.c[_whose], cases.c.dispatched_day, *_hours)
sa.Index(
    "ix_cases_closed_at_case_id",
    cases.c.closed_at,
    cases.c.case_id,
    postgresql_where=sa.text("closed_at IS NOT NULL"),
    sqlite_where=sa.text("closed_at IS NOT NULL"),
)
# Nearly every row has none: an index of all of them would be taken for one that finds everything.
sa.Index(
    "ix_cases_told_case_id",
    cases.c.told_case_id,
    postgresql_where=sa.text("told_case_id IS NOT NULL"),
    sqlite_where=sa.text("told_case_id IS NOT NULL"),
)

sa.Index("ix_cases_latitude_longitude", cases.c.latitude, cases.c.longitude)

texts = Table(
    "texts",
    metadata,
    # SQLite's full-text table finds its rows by this number.
    Column("id", Counter, primary_key=True),
    # Whose words they are, and the row they are shown with: another one for a record that a case
    # tells of, too.
    Column("row_id", Uuid, nullable=False, unique=True),
    Column("case_id", Uuid, nullable=False, index=True),
    Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
)
sa.Index("ix_texts_words", texts.c.words, postgresql_using="gin").ddl_if(dialect="postgresql")

standing = Table(
    "standing",
    metadata,
    Column("side", String(20), primary_key=True),
    Column("organisation_id", Uuid, primary_key=True),
    Column("stage", String(20), primary_key=True),
    Column("count", Counter, nullable=False),
)

views = Table(
    "views",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, nullable=False, index=True),
    # The department whose view it is; empty for one of the owner's own.
    Column("organisation_id", Uuid, index=True),
    Column("name", String(60), nullable=False),
    Column("shown", Json, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

exports = Table(
    "exports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, nullable=False, index=True),
    # The owner's scope when it was asked for.
    Column("organisation_ids", Json, nullable=False),
    Column("name", String(80), nullable=False),
    # What kind of document, and what was asked of it beside the cases.
    Column("document", String(20), nullable=False, server_default="table"),
    Column("options", Json, nullable=False, server_default="{}"),
    Column("format", String(10), nullable=False),
    Column("language", String(2), nullable=False),
    Column("columns", Json, nullable=False),
    Column("where", Json),
    Column("ordered", Json, nullable=False),
    Column("asked_for_at", Instant, nullable=False, index=True),
    Column("rows", Integer, nullable=False),
    Column("size", Counter),
    Column("wanted", Integer, nullable=False),
    Column("made", Integer, nullable=False),
    *due_columns(),
)

layouts = Table(
    "layouts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False, index=True),
    Column("name", String(60), nullable=False),
    # Where the head is, and index, heading and field of its columns.
    Column("sheet", String(31), nullable=False),
    Column("head_row", Integer, nullable=False),
    Column("body_rows", Integer, nullable=False),
    Column("columns", Json, nullable=False),
    Column("content", sa.LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

editions = Table(
    "editions",
    metadata,
    # The first day of the month that it is of.
    Column("month", Date, primary_key=True),
    Column("frozen_at", Instant, nullable=False),
    # Whoever froze it on demand; empty where the clock did.
    Column("frozen_by", Uuid),
    Column("sha256", String(64), nullable=False),
)

edition_tables = Table(
    "edition_tables",
    metadata,
    Column("month", Date, primary_key=True),
    # Whose people saw it so, and how it was called then.
    Column("organisation_id", Uuid, primary_key=True),
    Column("grouping", String(20), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("told", Json, nullable=False),
)

photos = Table(
    "photos",
    metadata,
    Column("photo_id", Uuid, primary_key=True),
    Column("status", String(20), nullable=False),
    Column("reason", String(80)),
)

rollup = Table(
    "rollup",
    metadata,
    Column("side", String(20), primary_key=True),
    Column("organisation_id", Uuid, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("figure", String(20), primary_key=True),
    # Always empty: a process of the release before, which runs on during an update, names it.
    Column("category", String(40), primary_key=True),
    Column("count", Counter, nullable=False),
)

waiting = Table(
    "waiting_entries",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("occasion", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("facts", Json, nullable=False),
)

chains = Table(
    "chains",
    metadata,
    # The district or county, or the organisation outside of them, whose ledger it is.
    Column("chain", Uuid, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("chain", Uuid, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("case_id", Uuid, nullable=False, index=True),
    # Which closing or reopening of the case it is; empty for a correction.
    Column("occasion", Integer),
    Column("at", Instant, nullable=False),
    Column("payload_hash", String(64), nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    # To find entries by; what counts is in the payload, which the hash covers.
    Column("organisation_id", Uuid, nullable=False),
    Column("reporter_organisation_id", Uuid),
    sa.UniqueConstraint("case_id", "kind", "occasion"),
)
sa.Index("ix_entries_at_chain_seq", entries.c.at, entries.c.chain, entries.c.seq)
sa.Index("ix_entries_organisation_id_at", entries.c.organisation_id, entries.c.at)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("chain", Uuid, primary_key=True),
    Column("size", Integer, primary_key=True, autoincrement=False),
    # The complete subtrees of the tree over these entries, from which it grows on.
    Column("nodes", Json, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

payloads = Table(
    "payloads",
    metadata,
    # Apart from the entry, so that it can be taken out and the chain stays whole.
    Column("chain", Uuid, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)

edits = Table(
    "edits",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("editor_id", Uuid, nullable=False),
    Column("editor", String(200), nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("at", Instant, nullable=False),
    Column("column", String(80), nullable=False),
    Column("value", Text),
    Column("cases", Integer, nullable=False),
    # Of the writers' rounds, which tells what came after what.
    Column("round", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("undone_at", Instant),
    Column("undone_by", String(200)),
)
sa.Index("ix_edits_organisation_id_at", edits.c.organisation_id, edits.c.at)

edit_cells = Table(
    "edit_cells",
    metadata,
    # `before` is what was noted then, null where nobody had noted anything.
    Column("edit_id", Uuid, sa.ForeignKey("edits.id"), primary_key=True),
    Column("case_id", Uuid, primary_key=True, index=True),
    Column("before", Text),
    # What the column showed, which an import may have told.
    Column("showed", Text),
)
