"""Identity's tables. Secrets are here as hashes or sealed, never as themselves."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

from services.chassis import reference_lists
from services.chassis.columns import Instant, Json
from services.chassis.tables import service_metadata

metadata = service_metadata()
reference_lists.declare(metadata)


def _last_change() -> list[Column[object]]:
    return [
        Column("last_who", String(120), nullable=False),
        Column("last_what", String(40), nullable=False),
        Column("last_when", Instant, nullable=False),
    ]


organisations = Table(
    "organisations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("parent_id", Uuid, ForeignKey("organisations.id")),
    Column("path", String(500), nullable=False),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("short_name", String(60), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("number_prefix", String(20), nullable=False),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("active", Boolean(create_constraint=False), nullable=False),
    Column("version", Integer, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("username", String(60), nullable=False, unique=True),
    Column("name", String(120), nullable=False),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False, index=True),
    Column("active", Boolean(create_constraint=False), nullable=False),
    Column("password_hash", String(200)),
    Column("token_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    *_last_change(),
)

grants = Table(
    "grants",
    metadata,
    Column("person_id", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("role", String(30), primary_key=True),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False, index=True),
    Column("ended_at", Instant),
    Column("version", Integer, nullable=False),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("session_id", Uuid, ForeignKey("sessions.id"), nullable=False, index=True),
    Column("issued_at", Instant, nullable=False),
    Column("rotated_at", Instant),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    # A keyed hash of the username: an account that doesn't exist is counted and locked the same.
    Column("account_key", LargeBinary(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Instant),
    Column("last_at", Instant, nullable=False, index=True),
)

password_resets = Table(
    "password_resets",
    metadata,
    Column("person_id", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("asked_by", Uuid, nullable=False),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("person_id", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("enrolled_at", Instant),
    Column("last_step", Integer, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("code_hash", LargeBinary(32), primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id"), nullable=False, index=True),
)

challenges = Table(
    "challenges",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False, index=True),
)

outside_accounts = Table(
    "outside_accounts",
    metadata,
    Column("person_id", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("issuer", String(300), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("linked_at", Instant, nullable=False),
    UniqueConstraint("issuer", "subject"),
)

outside_sign_ins = Table(
    "outside_sign_ins",
    metadata,
    Column("state_hash", LargeBinary(32), primary_key=True),
    Column("browser_hash", LargeBinary(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

account_steps = Table(
    "account_steps",
    metadata,
    # One for each version of an account: what made it. Never changed, never deleted.
    Column("person_id", Uuid, ForeignKey("people.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("what", String(40), nullable=False),
    Column("who", String(120), nullable=False),
    Column("by_id", Uuid),
    Column("at", Instant, nullable=False),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    # Two processes that make the same next key collide here, and one key remains.
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("key_id", String(60), nullable=False, unique=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("public", Json, nullable=False),
    Column("signs_from", Instant, nullable=False),
)

delegations = Table(
    "delegations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id"), nullable=False, index=True),
    Column("deputy_id", Uuid, ForeignKey("people.id"), nullable=False, index=True),
    Column("role", String(30), nullable=False),
    Column("organisation_id", Uuid, ForeignKey("organisations.id"), nullable=False, index=True),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("active", Boolean(create_constraint=False), nullable=False),
    Column("version", Integer, nullable=False),
    *_last_change(),
)
