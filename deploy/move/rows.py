"""Rows brought from a SQLite file into PostgreSQL, as the service's tables declare them."""

import importlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from deploy.backup.manifest import Broken
from services.ledger.store import texts
from services.ledger.tables import texts as words_of_cases

BATCH = 2000


async def bring(service: str, file: Path, place: URL) -> int:
    """Copy every row in one transaction; how many there are, which is checked on both sides.

    `Broken` where the tables differ from the file's revision, or hold something already.
    """
    tables: Sequence[sa.Table] = importlib.import_module(
        f"services.{service}.app"
    ).service.tables.sorted_tables
    source = create_async_engine(f"sqlite+aiosqlite:///{file}")
    target = create_async_engine(place.set(drivername="postgresql+asyncpg"))
    total = 0
    try:
        await _require_equal_revisions(service, source, target)
        async with source.connect() as reading, target.begin() as writing:
            for table in tables:
                if await _count(writing, table):
                    raise Broken(f"the table {table.name} of {service} isn't empty")
                async for batch in _batches(reading, table):
                    await writing.execute(sa.insert(table), batch)
                here, there = await _count(reading, table), await _count(writing, table)
                if here != there:
                    raise Broken(f"{table.name} of {service} has {there} rows instead of {here}")
                await go_on_counting(writing, table)
                total += there
    finally:
        await source.dispose()
        await target.dispose()
    return total


async def _require_equal_revisions(service: str, source: AsyncEngine, target: AsyncEngine) -> None:
    found = []
    for engine in (source, target):
        async with engine.connect() as connection:
            rows = await connection.execute(sa.text("SELECT version_num FROM alembic_version"))
            found.append(set(rows.scalars()))
    if found[0] != found[1]:
        raise Broken(
            f"{service} has the revisions {sorted(found[0])} in the backup and {sorted(found[1])} "
            "in PostgreSQL; start the newest version of the one-process form once, and back it up"
        )


async def _batches(
    reading: AsyncConnection, table: sa.Table
) -> AsyncIterator[list[dict[str, Any]]]:
    rows = await reading.stream(sa.select(table))
    async for batch in rows.mappings().partitions(BATCH):
        yield [_told_otherwise(table, dict(row)) for row in batch]


def _told_otherwise(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """Words to search for are written in each database's own way."""
    if table is words_of_cases:
        row["words"] = texts.as_vector(row["words"])
    return row


async def _count(connection: AsyncConnection, table: sa.Table) -> int:
    counted = await connection.execute(sa.select(sa.func.count()).select_from(table))
    return int(counted.scalar_one())


async def go_on_counting(writing: AsyncConnection, table: sa.Table) -> None:
    """Let a table that numbers its rows go on after the last one."""
    [*keys] = table.primary_key.columns
    if len(keys) != 1 or not isinstance(keys[0].type, sa.Integer):
        return
    key = keys[0]
    named = await writing.execute(sa.select(sa.func.pg_get_serial_sequence(table.name, key.name)))
    last = await writing.execute(sa.select(sa.func.max(key)))
    counter, highest = named.scalar(), last.scalar()
    if counter is not None and highest is not None:
        await writing.execute(sa.select(sa.func.setval(sa.cast(counter, REGCLASS), highest)))
