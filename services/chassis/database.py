"""A service's own database: a writer and a reader over one URL, PostgreSQL or SQLite.

SQLite takes its write lock at BEGIN: a read that turns into a write would otherwise fail at once
with SQLITE_BUSY_SNAPSHOT, whatever the busy timeout says.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import sqlalchemy as sa
from pydantic_core import from_json, to_json
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from services.chassis.clock import Clock, utc_now
from services.chassis.transaction import Transaction

RETRIED_SQLSTATES = {"40001", "40P01"}
"""Serialisation failure and deadlock: the whole unit of work may be run again."""


BELIEVED_ALIVE = 0.5
"""Seconds after its use for which a connection isn't asked whether the server is still there. To
ask costs three messages each way, which is as much as a short transaction."""
LAST_USED = "shirong last used"


class Database:
    """Opens transactions; knows when one committed."""

    def __init__(
        self, url: str, *, name: str, pool: int = 8, clock: Clock = utc_now, echo: bool = False
    ) -> None:
        self.url = make_url(url)
        self.name = name
        self.clock = clock
        self.committed = asyncio.Event()
        if self.is_sqlite:
            self.writer = _sqlite_engine(self.url, write=True)
            self.reader = _sqlite_engine(self.url, write=False)
        else:
            self.writer = self.reader = _postgres_engine(self.url, name=name, pool=pool)
        self._write = async_sessionmaker(self.writer, expire_on_commit=False)
        self._read = async_sessionmaker(self.reader, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """One unit of work: it commits when the block ends, and not at all when it raises."""
        async with self._write() as session, session.begin():
            tx = Transaction(session, at=self.clock(), publisher=self.name)
            yield tx
        if tx.published:
            self.committed.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A consistent look without changing anything."""
        async with self._read() as session, session.begin():
            yield Transaction(session, at=self.clock(), publisher=self.name)

    async def close(self) -> None:
        await self.writer.dispose()
        if self.reader is not self.writer:
            await self.reader.dispose()


def is_retried(error: BaseException) -> bool:
    """Whether the unit of work failed only because another one ran at the same time."""
    if not isinstance(error, DBAPIError):
        return False
    return getattr(error.orig, "sqlstate", None) in RETRIED_SQLSTATES


def with_tls(url: str | URL) -> tuple[URL, dict[str, Any]]:
    """The URL without `?ssl=verify-full&sslrootcert=/path`, and what these mean for asyncpg: TLS to
    a server whose certificate is of that authority, or of the machine's, and names the host."""
    place = make_url(url)
    if "ssl" not in place.query:
        return place, {}
    root = place.query.get("sslrootcert")
    context = ssl.create_default_context(cafile=str(root) if root else None)
    return place.difference_update_query(["ssl", "sslrootcert"]), {"ssl": context}


def _as_json(value: Any) -> str:
    """In plain letters: SQLite compares an object's names as they are written, escapes and all."""
    return to_json(value).decode()


def _postgres_engine(url: URL, *, name: str, pool: int) -> AsyncEngine:
    place, tls = with_tls(url)
    engine = create_async_engine(
        place,
        pool_size=pool,
        max_overflow=2,
        pool_timeout=5,
        json_serializer=_as_json,
        json_deserializer=from_json,
        # What people told stands in parameters, and errors go into logs.
        hide_parameters=True,
        connect_args={
            **tls,
            "timeout": 5,
            "server_settings": {
                "application_name": f"shirong-{name}",
                "jit": "off",
                "statement_timeout": "30000",
                "idle_in_transaction_session_timeout": "15000",
            },
        },
    )
    pooled = engine.sync_engine

    @sa.event.listens_for(pooled, "checkin")
    def note_use(connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[LAST_USED] = monotonic()

    @sa.event.listens_for(pooled, "checkout")
    def ask_whether_alive(connection: Any, record: ConnectionPoolEntry, proxy: Any) -> None:
        if monotonic() - record.info.get(LAST_USED, monotonic()) < BELIEVED_ALIVE:
            return
        try:
            pooled.dialect.do_ping(connection)
        except pooled.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    return engine


def _sqlite_engine(url: URL, *, write: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=1 if write else 4,
        max_overflow=0,
        json_serializer=_as_json,
        json_deserializer=from_json,
        # What people told stands in parameters, and errors go into logs.
        hide_parameters=True,
    )

    @sa.event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        # NORMAL may lose committed transactions with the power; an accepted report may not be lost.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.execute("PRAGMA foreign_keys=ON")
        if not write:
            cursor.execute("PRAGMA query_only=1")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
