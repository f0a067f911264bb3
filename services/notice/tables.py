"""Notice's own tables beside the chassis'."""

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

from services.chassis import reference_lists
from services.chassis.columns import Counter, Instant, Json
from services.chassis.due import due_columns
from services.chassis.tables import service_metadata

metadata = service_metadata()
reference_lists.declare(metadata)

state = Table(
    "notice_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("zone", String(60), nullable=False),
)
"""One row: the city's time zone. Who adds notices holds it, one after the other."""

people = Table(
    "people",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
    Column("active", Boolean(create_constraint=False), nullable=False),
)
grants = Table(
    "grants",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("role", String(30), primary_key=True),
    Column("organisation_id", Uuid, primary_key=True),
)
Index("ix_grants_organisation_id_role", grants.c.organisation_id, grants.c.role)
delegations = Table(
    "delegations",
    metadata,
    Column("delegation_id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False, index=True),
    Column("deputy_id", Uuid, nullable=False),
    Column("role", String(30), nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("reporter_id", Uuid),
    Column("reporter_organisation_id", Uuid),
    Column("organisation_id", Uuid),
    Column("rectifier_id", Uuid),
    Column("asker_id", Uuid),
    Column("number", String(80)),
    Column("address", Text),
    Column("due_at", Instant),
    # While somebody is to be told that it ends.
    Column("deferred_until", Date, index=True),
)
"""What a notice tells of a case, and whom it may concern; nothing is known of it at first."""
photos = Table(
    "photos",
    metadata,
    Column("photo_id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
)

rules = Table(
    "rules",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(40), nullable=False),
    Column("event", String(80), nullable=False),
    Column("when", String(80), nullable=False),
    Column("to", String(30), nullable=False),
    Column("of", String(20), nullable=False),
    Column("urgency", String(10), nullable=False),
)
templates = Table(
    "templates",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("language", String(2), primary_key=True),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("person_id", Uuid, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("urgency", String(10), nullable=False),
    Column("case_id", Uuid),
    Column("facts", Json, nullable=False),
    # The person whose deputy the receiver is.
    Column("deputy_for", Uuid),
    Column("at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
    Column("read_at", Instant),
    UniqueConstraint("event_id", "person_id"),
)
Index("ix_notices_person_id_id", notices.c.person_id, notices.c.id)
Index(
    "ix_notices_unread",
    notices.c.person_id,
    notices.c.id,
    postgresql_where=text("read_at IS NULL"),
    sqlite_where=text("read_at IS NULL"),
)
inboxes = Table(
    "inboxes",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("unread", Integer, nullable=False),
    Column("urgent", Integer, nullable=False),
    Column("revision", Counter, nullable=False),
)
"""Counted with every change, so that neither reading nor watching looks through the notices."""
mutes = Table(
    "mutes",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("kinds", Json, nullable=False),
    Column("case_ids", Json, nullable=False),
)

channels = Table(
    "channels",
    metadata,
    Column("id", Uuid, primary_key=True),
    # One of the two: whose channel it is.
    Column("person_id", Uuid, index=True),
    Column("organisation_id", Uuid, index=True),
    # A browser's subscription ends with the session that made it.
    Column("session_id", Uuid, index=True),
    Column("name", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("digest_of_address", LargeBinary(32), nullable=False, index=True),
    Column("language", String(2), nullable=False),
    Column("least", String(10), nullable=False),
    Column("digest", Boolean(create_constraint=False), nullable=False),
    Column("quiet_start", Integer),
    Column("quiet_end", Integer),
    Column("created_by", Uuid, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("send_at", Instant),
    Column("gathering_since", Instant),
    Column("rests_until", Instant),
    Column("wanted", Boolean(create_constraint=False), nullable=False),
    Column("told_failing", Boolean(create_constraint=False), nullable=False),
    *due_columns(),
)
Index(
    "ix_channels_send_at",
    channels.c.send_at,
    postgresql_where=text("send_at IS NOT NULL"),
    sqlite_where=text("send_at IS NOT NULL"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("channel_id", Uuid, ForeignKey("channels.id", ondelete="CASCADE"), nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("urgency", String(10), nullable=False),
    Column("case_id", Uuid),
    Column("facts", Json, nullable=False),
    Column("at", Instant, nullable=False),
    Column("free_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
    Column("sent_at", Instant),
    UniqueConstraint("channel_id", "event_id"),
)
"""A notice on its way over one channel; what waits there together goes as one letter."""
Index(
    "ix_messages_waiting",
    messages.c.channel_id,
    messages.c.id,
    postgresql_where=text("sent_at IS NULL"),
    sqlite_where=text("sent_at IS NULL"),
)
Index(
    "ix_messages_urgent",
    messages.c.created_at,
    postgresql_where=text("sent_at IS NULL AND urgency = 'urgent'"),
    sqlite_where=text("sent_at IS NULL AND urgency = 'urgent'"),
)
attempts = Table(
    "attempts",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("channel_id", Uuid, ForeignKey("channels.id", ondelete="CASCADE"), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("outcome", String(10), nullable=False),
    Column("reason", String(60), nullable=False),
    Column("messages", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
)
Index("ix_attempts_channel_id_id", attempts.c.channel_id, attempts.c.id)
