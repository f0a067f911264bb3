"""Photos, the cases they belong to, comparisons, and what is kept to be sure of them."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    Uuid,
)

from services.chassis import reference_lists
from services.chassis.columns import Counter, Instant, Json
from services.chassis.due import due_columns
from services.chassis.tables import service_metadata

metadata = service_metadata()
reference_lists.declare(metadata)

# What other services told of a case: its number, and whose organisations may see its photos.
cases = Table(
    "cases",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", String(80)),
    Column("category_code", String(40)),
    Column("reporter_organisation_id", Uuid),
    Column("organisation_id", Uuid),
    Column("rectifier_organisation_id", Uuid),
    # Since when it is closed; retention counts from then on.
    Column("closed_at", Instant),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("dispatched_at", Instant),
)

# Names of categories, as intake lists them.
categories = Table(
    "categories",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("code", String(40), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("active", Boolean, nullable=False),
)

photos = Table(
    "photos",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid),
    Column("uploader_id", Uuid, nullable=False),
    Column("uploader_name", String(120), nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("organisation", String(120), nullable=False),
    Column("original_key", String(200), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("format", String(10), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("exif_taken_at", Instant),
    Column("exif_longitude", Float),
    Column("exif_latitude", Float),
    Column("captured_at", Instant),
    Column("received_at", Instant, nullable=False),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("address", String(200), nullable=False),
    Column("reliability", String(10), nullable=False, server_default="imported"),
    Column("reliability_reasons", Json, nullable=False, server_default="[]"),
    Column("code", String(12), nullable=False, unique=True),
    Column("status", String(10), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("picture_key", String(200)),
    Column("picture_sha256", String(64)),
    Column("thumbnail_key", String(200)),
    Column("thumbnail_sha256", String(64)),
    Column("picture_width", Integer),
    Column("picture_height", Integer),
    Column("public_key", String(200)),
    Column("public_sha256", String(64)),
    Column("ghost_key", String(200)),
    Column("ghost_sha256", String(64)),
    # The last change of its covers; the files above show it.
    Column("covers", Integer, nullable=False, server_default="0"),
    # How its fingerprints were computed: 0 while it has none, -1 if it can have none; and how much
    # it looks like a screen.
    Column("algorithm", SmallInteger, nullable=False, server_default="0"),
    Column("screen_score", Float),
    Column("version", Integer, nullable=False),
    # The wish for pictures and the last one fulfilled.
    Column("wanted", Integer, nullable=False),
    Column("made", Integer, nullable=False),
    *due_columns(),
)
Index("ix_photos_case_id_received_at_id", photos.c.case_id, photos.c.received_at, photos.c.id)
Index(
    "ix_photos_due",
    photos.c.made,
    photos.c.received_at,
    postgresql_where=photos.c.made < photos.c.wanted,
    sqlite_where=photos.c.made < photos.c.wanted,
)
Index(
    "ix_photos_algorithm_id",
    photos.c.algorithm,
    photos.c.id,
    postgresql_where=photos.c.status == "ready",
    sqlite_where=photos.c.status == "ready",
)

Index("ix_photos_original_key", photos.c.original_key)
Index("ix_photos_picture_key", photos.c.picture_key)
Index("ix_photos_thumbnail_key", photos.c.thumbnail_key)
Index("ix_photos_public_key", photos.c.public_key)
Index("ix_photos_ghost_key", photos.c.ghost_key)

# Which photos a case's facts named, kept for those that arrive later than the fact.
links = Table(
    "links",
    metadata,
    Column("photo_id", Uuid, primary_key=True),
    Column("case_id", Uuid, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("by", Uuid, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("ix_links_case_id", links.c.case_id)

comparisons = Table(
    "comparisons",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False, unique=True),
    Column("round", Integer, nullable=False),
    Column("before_photo_id", Uuid, nullable=False),
    Column("after_photo_id", Uuid, nullable=False),
    Column("made_round", Integer, nullable=False),
    Column("key", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    *due_columns(),
)
Index(
    "ix_comparisons_due",
    comparisons.c.made_round,
    postgresql_where=comparisons.c.made_round < comparisons.c.round,
    sqlite_where=comparisons.c.made_round < comparisons.c.round,
)

# Files no row holds: named before they are put, and again when they are replaced.
loose_objects = Table(
    "loose_objects",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("since", Instant, nullable=False, index=True),
)

daily_uploads = Table(
    "daily_uploads",
    metadata,
    Column("person_id", Uuid, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("size", Counter, nullable=False),
)

# Photos that were announced and are on their way, under the id they will have. `form_until` ends
# the form that puts the whole file under `key`; `received` counts the bytes of pieces.
awaited = Table(
    "awaited",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", Uuid, nullable=False, index=True),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("format", String(10), nullable=False),
    Column("capture", Json, nullable=False),
    Column("key", String(200)),
    Column("form_until", Instant),
    Column("received", Integer, nullable=False),
    Column("told_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

# The parts of a photo that comes piece by piece, each a file of its own.
pieces = Table(
    "pieces",
    metadata,
    Column("awaited_id", Uuid, ForeignKey("awaited.id"), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("key", String(200), nullable=False),
)

# Capture tickets that a photo used; one that nobody used is known by its signature alone.
used_tickets = Table(
    "used_tickets",
    metadata,
    Column("nonce", Uuid, primary_key=True),
    Column("photo_id", Uuid, nullable=False),
    Column("person_id", Uuid, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=False),
)

# Outlines as intake tells them, with the box around each to look for points by.
areas = Table(
    "areas",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", String(120), nullable=False),
    Column("outline", Json, nullable=False),
    Column("west", Float, nullable=False),
    Column("south", Float, nullable=False),
    Column("east", Float, nullable=False),
    Column("north", Float, nullable=False),
)

# Who looked at an original, and when. Only ever added to.
views = Table(
    "views",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("photo_id", Uuid, ForeignKey("photos.id"), nullable=False, index=True),
    Column("viewer_id", Uuid, nullable=False),
    Column("viewer_name", Text, nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("at", Instant, nullable=False),
)

# What is covered on a photo from each change on. Only ever added to.
covers = Table(
    "covers",
    metadata,
    Column("photo_id", Uuid, ForeignKey("photos.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("rectangles", Json, nullable=False),
    Column("restores", Integer),
    Column("by", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("at", Instant, nullable=False),
)

# Where store and rows differed at the last audit.
audit_findings = Table(
    "audit_findings",
    metadata,
    Column("key", String(1024), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("row_id", Uuid),
    Column("found_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

retention_rules = Table(
    "retention_rules",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("state", String(20), primary_key=True),
    Column("days", Integer),
)

# How the words on pictures look: each use (whose photos) belongs to exactly one of them.
watermark_templates = Table(
    "watermark_templates",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("layout", String(20), nullable=False),
    Column("title", String(60), nullable=False),
    Column("fields", Json, nullable=False),
    Column("ink", String(7), nullable=False),
    Column("accent", String(7), nullable=False),
    Column("shade", String(7), nullable=False),
    Column("opacity", SmallInteger, nullable=False),
    Column("uses", Json, nullable=False),
    Column("logo", LargeBinary),
)

# What retention removed, and by which rule. Only ever added to.
removals = Table(
    "removals",
    metadata,
    Column("id", Counter, primary_key=True, autoincrement=True),
    Column("photo_id", Uuid, nullable=False, index=True),
    Column("case_id", Uuid),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("days", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("at", Instant, nullable=False),
)

# What a photo's views look like. The hash is signed here; each band of it has an index of its own.
fingerprints = Table(
    "fingerprints",
    metadata,
    Column("photo_id", Uuid, ForeignKey("photos.id"), primary_key=True),
    Column("view", String(12), primary_key=True),
    Column("hash", Counter, nullable=False),
    Column("grid", LargeBinary(256), nullable=False),
    Column("band0", Integer, nullable=False),
    Column("band1", Integer, nullable=False),
    Column("band2", Integer, nullable=False),
    Column("band3", Integer, nullable=False),
)
for _band in (fingerprints.c[f"band{number}"] for number in range(4)):
    Index(f"ix_fingerprints_{_band.name}_view", _band, fingerprints.c.view)

# The photos of a case's last rectification, by their side: before or after.
rectified_photos = Table(
    "rectified_photos",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("photo_id", Uuid, primary_key=True),
    Column("side", String(10), primary_key=True),
    Column("round", Integer, nullable=False),
)

# The warnings about a case's photos, due again whenever `wanted` is ahead of `made`. `version`
# counts their changes.
checks = Table(
    "checks",
    metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("warnings", Json, nullable=False),
    Column("version", Integer, nullable=False),
    Column("checked_at", Instant),
    Column("wanted", Integer, nullable=False),
    Column("made", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),
)
Index(
    "ix_checks_due",
    checks.c.not_before,
    postgresql_where=checks.c.made < checks.c.wanted,
    sqlite_where=checks.c.made < checks.c.wanted,
)

# The digest of every file that was ever shown, also of those replaced since. Only ever added to.
shown_files = Table(
    "shown_files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("about", Uuid, primary_key=True),
    Column("at", Instant, nullable=False),
)
