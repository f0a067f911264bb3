"""How fast near copies are found among a million photos, on both databases."""

import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from PIL import Image
from sqlalchemy.schema import CreateTable

from services.chassis.database import Database
from services.media import fingerprints as looking
from services.media.near_copies import Fingerprint
from services.media.store import fingerprints
from services.media.store.fingerprints import Seen
from services.media.tables import fingerprints as table
from tests.unit.media import copies

PHOTOS = 1_000_000
VIEWS = ("whole", "upper", "upper-left", "upper-right", "centre", "shown")
STREETS = 30
BATCH = 50_000

# Hashes scattered about those of streets, a quarter of their bits turned: photos resemble one
# another, so their bands are not spread evenly. A fingerprint's row is as large as in service.
SCATTERED = {
    "postgresql": (
        "INSERT INTO fingerprints SELECT gen_random_uuid(), :view, h, decode(repeat('7f', 256), "
        "'hex'), h >> 48 & 65535, h >> 32 & 65535, h >> 16 & 65535, h & 65535 FROM (SELECT :hash # "
        "(((random() * 4294967296)::bigint << 32 | (random() * 4294967295)::bigint) & "
        "((random() * 4294967296)::bigint << 32 | (random() * 4294967295)::bigint)) AS h "
        "FROM generate_series(1, :count)) AS made"
    ),
    "sqlite": (
        "INSERT INTO fingerprints WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < :count), flips(f) AS MATERIALIZED (SELECT random() & random() FROM n), "
        "made(h) AS (SELECT (:hash | f) - (:hash & f) FROM flips) "
        "SELECT printf('%032x', :start + row_number() OVER ()), :view, h, zeroblob(256), "
        "h >> 48 & 65535, h >> 32 & 65535, h >> 16 & 65535, h & 65535 FROM made"
    ),
}


async def measure_postgresql(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    await _measured(Database(database_server.create("near_copies"), name="media", pool=2))


async def measure_sqlite(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    folder.mkdir(parents=True)
    await _measured(Database(f"sqlite+aiosqlite:///{folder}/copies.db", name="media"))


async def _measured(database: Database) -> None:
    try:
        await _measure(database)
    finally:
        await database.close()


async def _measure(database: Database) -> None:
    streets = [_look(copies.scene(seed)) for seed in range(STREETS)]
    started = time.perf_counter()
    await _fill(database, streets)
    filled = time.perf_counter() - started
    took, found = [], 0
    for number, change in enumerate(list(copies.CHANGES.values()) * 3):
        seed = number % STREETS
        mine = _look(change(copies.scene(seed)))
        async with database.read() as tx:
            started = time.perf_counter()
            near = await fingerprints.near(tx, mine, limit=5)
            took.append((time.perf_counter() - started) * 1000)
        found += UUID(int=seed) in {photo_id for photo_id, _ in near}
    p95 = quantiles(took, n=20)[-1]
    name = "SQLite" if database.is_sqlite else "PostgreSQL"
    print(
        f"  {name}: {PHOTOS:,} photos ({PHOTOS * len(VIEWS):,} views, filled in {filled:.0f} s); "
        f"near copies found in {median(took):.0f} ms, p95 {p95:.0f} ms; "
        f"{found} of {len(took)} changed copies known again"
    )


async def _fill(database: Database, streets: list[tuple[Fingerprint, ...]]) -> None:
    """Made without the index, which is built at the end, and without the photos themselves."""
    scattered = SCATTERED["sqlite" if database.is_sqlite else "postgresql"]
    async with database.begin() as tx:
        await tx.execute(CreateTable(table, include_foreign_key_constraints=[]))
        if not database.is_sqlite:
            await tx.execute(sa.text("SET statement_timeout = 0"))
    for view in VIEWS:
        for start in range(0, PHOTOS, BATCH):
            hashes = [each.hash for each in streets[start // BATCH % STREETS] if each.view == view]
            value = (hashes or [streets[start // BATCH % STREETS][0].hash])[0]
            signed = value - (1 << 64) if value >= 1 << 63 else value
            async with database.begin() as tx:
                made = {"view": view, "hash": signed, "count": BATCH}
                made |= {"start": start + 1000} if database.is_sqlite else {}
                await tx.execute(sa.text(scattered), made)
    async with database.begin() as tx:
        if not database.is_sqlite:
            await tx.execute(sa.text("SET LOCAL statement_timeout = 0"))
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            await tx.session.run_sync(
                lambda session, index=index: index.create(session.connection())
            )
        rows = [
            fingerprints.row(UUID(int=seed), each)
            for seed, views in enumerate(streets)
            for each in views
        ]
        await tx.execute(sa.insert(table), rows)
        await tx.execute(sa.text("ANALYZE fingerprints"))


def _look(picture: Image.Image) -> tuple[Fingerprint, ...]:
    told = {"fingerprints": looking.of_photo(picture, None), "screen_score": None}
    return Seen.read(told).fingerprints


def _create(session: Any, index: sa.Index) -> None:
    index.create(session.connection())
