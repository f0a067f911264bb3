"""The databases of the distributed form: PostgreSQL, dumped as they all were at one moment.

All outboxes are locked against writers for some milliseconds, in which each database exports a
snapshot; `pg_dump` reads the snapshots while the city goes on. So nobody has heard a fact that its
publisher's dump lacks; what was on its way is kept beside the outbox and goes out again after a
restore.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg
from sqlalchemy.engine import URL

from deploy.backup.manifest import Broken
from services.chassis import sent
from services.chassis.database import Database

PATIENCE = "500ms"
"""How long one lock is waited for; then all are let go, so that the city never stands still."""
ATTEMPTS = 60


async def dump(databases: Mapping[str, URL], folder: Path) -> None:
    """Write `<name>.dump` into the folder for each database, all of one moment."""
    async with _one_moment(databases) as snapshots:
        for name, snapshot in snapshots.items():
            await _run(
                *("pg_dump", "--format=custom", f"--snapshot={snapshot}"),
                f"--file={folder / name}.dump",
                at=databases[name],
            )


async def load(databases: Mapping[str, URL], folder: Path) -> None:
    """Fill empty databases, whose roles exist, from the dumps; let what was on its way go again."""
    for name, place in databases.items():
        await _run(
            *("pg_restore", "--exit-on-error", "--single-transaction"),
            *(f"--dbname={place.database}", str(folder / f"{name}.dump")),
            at=place,
        )
    for name, place in databases.items():
        url = place.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)
        database = Database(url, name=name, pool=1)
        try:
            async with database.begin() as tx:
                await sent.again(tx)
        finally:
            await database.close()


async def require_empty(place: URL) -> None:
    """`Broken` for a database that has tables: a restore never writes over anything."""
    connection = await _connected(place)
    try:
        tables = await connection.fetchval(
            "SELECT count(*) FROM pg_tables WHERE schemaname='public'"
        )
    finally:
        await connection.close()
    if tables:
        raise Broken(f"the database {place.database} isn't empty: it has {tables} tables")


@asynccontextmanager
async def _one_moment(databases: Mapping[str, URL]) -> AsyncIterator[dict[str, str]]:
    for _ in range(ATTEMPTS):
        async with AsyncExitStack() as stack:
            try:
                snapshots = await _snapshots(databases, stack)
            except (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError):
                pass
            else:
                yield snapshots
                return
        await asyncio.sleep(random.uniform(0, 0.5))
    raise Broken("the databases were never at rest together; try again when less is done")


async def _snapshots(databases: Mapping[str, URL], stack: AsyncExitStack) -> dict[str, str]:
    async with AsyncExitStack() as locks:
        for place in databases.values():
            lock = await _connected(place)
            locks.push_async_callback(lock.close)
            await lock.execute(f"SET lock_timeout = '{PATIENCE}'")
            await lock.execute("BEGIN; LOCK TABLE outbox IN SHARE MODE")
        snapshots = {}
        for name, place in databases.items():
            connection = await _connected(place)
            stack.push_async_callback(connection.close)
            await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            snapshots[name] = await connection.fetchval("SELECT pg_export_snapshot()")
        return snapshots


async def _connected(place: URL) -> asyncpg.Connection:
    dsn = place.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        return await asyncpg.connect(dsn, timeout=10)
    except (OSError, asyncpg.PostgresError) as error:
        raise Broken(f"the database {place.database} can't be reached: {error}") from error


async def _run(program: str, *arguments: str, at: URL) -> None:
    """Run one of PostgreSQL's programs; its password goes by the environment, where no list of
    processes shows it."""
    environment = os.environ | {
        "PGHOST": at.host or "",
        "PGPORT": str(at.port or 5432),
        "PGUSER": at.username or "",
        "PGPASSWORD": str(at.password or ""),
        "PGDATABASE": at.database or "",
    }
    try:
        process = await asyncio.create_subprocess_exec(
            program, *arguments, env=environment, stderr=asyncio.subprocess.PIPE
        )
    except FileNotFoundError:
        raise Broken(f"{program} isn't installed; it comes with PostgreSQL's client") from None
    _, said = await process.communicate()
    if process.returncode:
        raise Broken(f"{program} failed for {at.database}: {said.decode().strip()[-500:]}")
