"""How long it takes to find and weigh the reports near a new one, among a million."""

import statistics
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis import migrate
from services.chassis.database import Database
from services.contracts.place import Place
from services.intake import tables
from services.intake.app import service
from services.intake.domain.report import Content
from services.intake.judgement.duplicates import judge_duplicates, reach_of
from services.intake.store import reports

REPORTS = 1_000_000
ASKED = 500
NOW = datetime(2026, 11, 25, tzinfo=UTC)
WEST, SOUTH, WIDE, HIGH = 123.75, 41.80, 0.30, 0.12
"""A city of 25 by 13 kilometres; a third of the reports lies in a hundredth of it."""
YEAR = 365 * 24 * 3600
"""Seconds over which the reports are spread."""
DESCRIPTION = "路边堆放垃圾无人清理，影响市容，请尽快处理"

FILL_SQLITE = f"""
INSERT INTO reports (
    id, reporter_id, organisation_id, mode, urgent_reason, description, address, longitude,
    latitude, photo_ids, source, reported_at, digest, judgement, withdrawn, version, last_who,
    last_did, last_at, status, category_code, cell
)
WITH RECURSIVE
series(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM series WHERE i < {REPORTS}),
chances AS MATERIALIZED (
    SELECT i, CASE WHEN i % 3 = 0 THEN 0.1 ELSE 1 END AS part,
        abs(random() % 1000000) / 1e6 AS x, abs(random() % 1000000) / 1e6 AS y,
        abs(random() % 1000000) / 1e6 AS z
    FROM series
),
placed AS MATERIALIZED (
    SELECT i, {WEST} + {WIDE} * part * x AS longitude, {SOUTH} + {HIGH} * part * y AS latitude,
        strftime('%Y-%m-%d %H:%M:%S.000000', {NOW.timestamp()} - z * {YEAR}, 'unixepoch') AS at
    FROM chances
)
SELECT printf('%032x', i), printf('%032x', 1), printf('%032x', 1), 'general', '',
    '{DESCRIPTION}' || i, '', longitude, latitude, '[]', 'phone', at, zeroblob(32), '{{}}', 0, 1,
    '', 'submitted', at, CASE WHEN i % 10 < 3 THEN 'waiting' ELSE 'closed' END,
    CASE i % 3 WHEN 0 THEN '06013' WHEN 1 THEN '06010' ELSE '09009' END,
    CAST(longitude * 1000 AS INT) || ':' || CAST(latitude * 1000 AS INT)
FROM placed
"""
FILL_POSTGRES = f"""
INSERT INTO reports (
    id, reporter_id, organisation_id, mode, urgent_reason, description, address, longitude,
    latitude, photo_ids, source, reported_at, digest, judgement, withdrawn, version, last_who,
    last_did, last_at, status, category_code, cell
)
WITH
chances AS MATERIALIZED (
    SELECT i, CASE WHEN i % 3 = 0 THEN 0.1 ELSE 1 END AS part,
        random() AS x, random() AS y, random() AS z
    FROM generate_series(1, {REPORTS}) AS series(i)
),
placed AS MATERIALIZED (
    SELECT i, {WEST} + {WIDE} * part * x AS longitude, {SOUTH} + {HIGH} * part * y AS latitude,
        to_timestamp({NOW.timestamp()} - z * {YEAR}) AS at
    FROM chances
)
SELECT md5(i::text)::uuid, md5('1')::uuid, md5('1')::uuid, 'general', '',
    '{DESCRIPTION}' || i, '', longitude, latitude, '[]', 'phone', at, '', '{{}}', false, 1,
    '', 'submitted', at, CASE WHEN i % 10 < 3 THEN 'waiting' ELSE 'closed' END,
    CASE i % 3 WHEN 0 THEN '06013' WHEN 1 THEN '06010' ELSE '09009' END,
    floor(longitude * 1000)::int || ':' || floor(latitude * 1000)::int
FROM placed
"""


async def measure(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    folder.mkdir()
    for url in (f"sqlite+aiosqlite:///{folder}/intake.db", database_server.create("nearby")):
        await migrate.upgrade(service, url)
        database = Database(url, name="intake", pool=2)
        try:
            await _fill(database)
            await _ask(database)
        finally:
            await database.close()


async def _ask(database: Database) -> None:
    random = Random(1)
    took, seen = [], 0
    for number in range(ASKED):
        part = 0.1 if number % 3 == 0 else 1
        place = Place(
            longitude=WEST + WIDE * part * random.random(),
            latitude=SOUTH + HIGH * part * random.random(),
        )
        content = Content(DESCRIPTION, place, None, ())
        started = perf_counter()
        async with database.read() as tx:
            earlier = await reports.near(
                tx, place, besides=UUID(int=0), reach=reach_of("06013"), until=NOW
            )
        judge_duplicates(content, category_code="06013", reported_at=NOW, earlier=earlier)
        took.append((perf_counter() - started) * 1000)
        seen += len(earlier)
    name = database.url.get_backend_name()
    p50, p99 = statistics.median(took), statistics.quantiles(took, n=100)[98]
    print(
        f"  {name}: {REPORTS:,} reports, {seen / ASKED:.0f} near each; "
        f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {max(took):.1f} ms"
    )


async def _fill(database: Database) -> None:
    if database.is_sqlite:
        async with database.writer.begin() as connection:
            await connection.exec_driver_sql(FILL_SQLITE)
            await connection.exec_driver_sql("ANALYZE")
    else:
        async with database.writer.connect() as connection:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await alone.exec_driver_sql("SET statement_timeout = 0")
            await alone.exec_driver_sql(FILL_POSTGRES)
            await alone.exec_driver_sql("VACUUM ANALYZE reports")
    async with database.read() as tx:
        filled = await tx.execute(sa.select(sa.func.count()).select_from(tables.reports))
        assert filled.scalar_one() == REPORTS
