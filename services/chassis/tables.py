"""The tables every service has beside its own: outbox, inbox, gate, keys, directory.

The chassis declares them; each service's migrations create them in its own database.
"""

from dataclasses import dataclass

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
    text,
)

from services.chassis.columns import Counter, Instant, Json

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


BESIDE = "tables beside"
"""In a metadata's `info`: how tables begin that only migrations make (SQLite's full text)."""


def service_metadata() -> MetaData:
    """Metadata for a service's tables, with the chassis tables already declared in it."""
    metadata = MetaData(naming_convention=NAMING)
    for table in _chassis.metadata.sorted_tables:
        table.to_metadata(metadata)
    return metadata


@dataclass(frozen=True)
class ChassisTables:
    metadata: MetaData
    outbox: Table
    outbox_dead: Table
    outbox_sent: Table
    inbox: Table
    gate: Table
    held: Table
    parked: Table
    answers: Table
    organisations: Table
    revocations: Table
    directory_state: Table


def _outbox_columns() -> list[Column[object]]:
    return [
        Column("id", Counter, primary_key=True, autoincrement=True),
        Column("message_id", Uuid, nullable=False),
        Column("part", Integer, nullable=False),
        # Debezium's names, so that a switch to change data capture stays open.
        Column("aggregatetype", String(60), nullable=False),
        Column("aggregateid", Uuid, nullable=False),
        Column("aggregateversion", Integer, nullable=False),
        Column("type", String(120), nullable=False),
        Column("payload", LargeBinary, nullable=False),
        Column("created_at", Instant, nullable=False),
        Column("attempts", Integer, nullable=False, server_default="0"),
        Column("retry_at", Instant),
        Column("last_error", Text),
    ]


SENT = (
    *("part", "aggregatetype", "aggregateid", "aggregateversion"),
    *("type", "payload", "created_at"),
)
"""What is kept of a fact that was sent, beside its id."""


def _declare() -> ChassisTables:
    metadata = MetaData(naming_convention=NAMING)
    # Delivered rows are deleted, so both tables stay small and must be vacuumed often.
    outbox = Table("outbox", metadata, *_outbox_columns())
    Index("ix_outbox_part_id", outbox.c.part, outbox.c.id)
    Index(
        "ix_outbox_retrying",
        outbox.c.aggregateid,
        postgresql_where=text("retry_at IS NOT NULL"),
        sqlite_where=text("retry_at IS NOT NULL"),
    )
    outbox_dead = Table("outbox_dead", metadata, *_outbox_columns())
    outbox_sent = Table(
        "outbox_sent",
        metadata,
        Column("message_id", Uuid, primary_key=True),
        *(
            Column(name, sent.type, nullable=False)
            for name, sent in outbox.c.items()
            if name in SENT
        ),
        Column("sent_at", Instant, nullable=False, index=True),
    )
    inbox = Table(
        "inbox",
        metadata,
        Column("message_id", Uuid, primary_key=True),
        Column("received_at", Instant, nullable=False, index=True),
    )
    gate = Table(
        "gate",
        metadata,
        Column("publisher", String(40), primary_key=True),
        Column("subject", Uuid, primary_key=True),
        Column("applied", Integer, nullable=False),
    )
    held = Table(
        "held",
        metadata,
        Column("publisher", String(40), primary_key=True),
        Column("subject", Uuid, primary_key=True),
        Column("version", Integer, primary_key=True),
        Column("message_id", Uuid, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("held_at", Instant, nullable=False, index=True),
    )
    parked = Table(
        "parked",
        metadata,
        Column("message_id", Uuid, primary_key=True),
        Column("type", String(120), nullable=False),
        Column("publisher", String(40), nullable=False),
        Column("subject", Uuid),
        Column("version", Integer),
        Column("body", LargeBinary, nullable=False),
        Column("code", String(80), nullable=False),
        Column("reason", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("parked_at", Instant, nullable=False, index=True),
        Column("replayed_at", Instant),
        Column("replayed_by", Uuid),
    )
    answers = Table(
        "answers",
        metadata,
        Column("caller_id", Uuid, primary_key=True),
        Column("key", Uuid, primary_key=True),
        Column("request_hash", LargeBinary(32), nullable=False),
        Column("status", Integer),
        Column("headers", Json),
        Column("body", LargeBinary),
        Column("created_at", Instant, nullable=False, index=True),
    )
    organisations = Table(
        "directory_organisations",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("parent_id", Uuid),
        Column("path", String(500), nullable=False),
        Column("code", String(40), nullable=False, index=True),
        Column("name", String(120), nullable=False),
        Column("name_en", String(200), nullable=False),
        Column("short_name", String(60), nullable=False),
        Column("kind", String(20), nullable=False),
        Column("number_prefix", String(20), nullable=False),
        Column("longitude", Float),
        Column("latitude", Float),
        Column("active", Boolean(create_constraint=False), nullable=False),
    )
    revocations = Table(
        "directory_revocations",
        metadata,
        # A session's id, or a person's whose older tokens are void below `token_version`.
        Column("subject", Uuid, primary_key=True),
        Column("token_version", Integer),
        Column("revoked_at", Instant, nullable=False, index=True),
    )
    directory_state = Table(
        "directory_state",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("version", Counter, nullable=False),
    )
    return ChassisTables(
        metadata,
        outbox,
        outbox_dead,
        outbox_sent,
        inbox,
        gate,
        held,
        parked,
        answers,
        organisations,
        revocations,
        directory_state,
    )


_chassis = _declare()
outbox = _chassis.outbox
outbox_dead = _chassis.outbox_dead
outbox_sent = _chassis.outbox_sent
inbox = _chassis.inbox
gate = _chassis.gate
held = _chassis.held
parked = _chassis.parked
answers = _chassis.answers
organisations = _chassis.organisations
revocations = _chassis.revocations
directory_state = _chassis.directory_state
