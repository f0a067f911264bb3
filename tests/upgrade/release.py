"""A small city as an earlier version left it: rows by table, at the revision they had then.

`python -m tests.upgrade.release FOLDER` records a data folder of the one-process form, made by that
version with a few cases. Keys, sessions and what is made anew are left out; everybody's password is
the tests'.
"""

import gzip
import json
import sqlite3
import sys
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.move.rows import go_on_counting
from services.chassis import migrate
from services.chassis.blueprint import Service
from services.ledger.store.texts import as_vector
from tests.whole import NAMES

RECORDED = Path(__file__).with_name("recorded")
PASSWORD = "long-enough-for-tests"
LEFT_OUT = {
    *("alembic_version", "answers", "judgement_models", "signing_keys", "sessions"),
    *("refresh_tokens",),
}
MADE_BY_TRIGGERS = ("text_words", "sqlite_")


def tables_of(name: str) -> tuple[str, dict[str, list[dict[str, Any]]]]:
    """The service's revision and rows, as SQLite keeps them; no service's of that time: none."""
    path = RECORDED / f"{name}.json.gz"
    if not path.exists():
        return "", {}
    found = json.loads(gzip.decompress(path.read_bytes()), object_hook=_bytes)
    return found["revision"], found["tables"]


async def put(service: Service, url: str) -> dict[str, int]:
    """Make the database as it was then; the number of rows by table."""
    revision, tables = tables_of(service.name)
    if not revision:
        return {}
    await migrate.upgrade(service, url, to=revision)
    engine = create_async_engine(url)
    metadata = sa.MetaData()
    async with engine.begin() as connection:
        await connection.run_sync(metadata.reflect)
        for table in metadata.sorted_tables:
            if rows := tables.get(table.name):
                if engine.dialect.name == "postgresql":
                    rows = [_for_postgresql(table, row) for row in rows]
                    await connection.execute(sa.insert(table), rows)
                    await go_on_counting(connection, table)
                else:
                    for row in rows:
                        await _put_raw(connection, table.name, row)
    await engine.dispose()
    return {name: len(rows) for name, rows in tables.items()}


async def count(url: str, names: list[str]) -> dict[str, int]:
    """The number of rows of these tables."""
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        counted = {
            name: (await connection.execute(sa.text(f"SELECT count(*) FROM {name}"))).scalar_one()
            for name in names
        }
    await engine.dispose()
    return counted


async def _put_raw(connection: Any, table: str, row: dict[str, Any]) -> None:
    names, places = ", ".join(row), ", ".join("?" * len(row))
    await connection.exec_driver_sql(
        f"INSERT INTO {table} ({names}) VALUES ({places})", tuple(row.values())
    )


def _for_postgresql(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _typed(table.c[name].type, value) for name, value in row.items()}


def _typed(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    if value is None:
        return None
    match kind:
        case sa.Uuid():
            return UUID(value)
        case sa.DateTime():
            return datetime.fromisoformat(f"{value}+00:00")
        case sa.Date():
            return date.fromisoformat(value)
        case sa.Time():
            return time.fromisoformat(value)
        case sa.JSON():
            return json.loads(value)
        case sa.Boolean():
            return bool(value)
        case postgresql.TSVECTOR():
            return as_vector(value)
        case _:
            return value


def record(folder: Path) -> None:
    """Write what the data folder holds."""
    RECORDED.mkdir(exist_ok=True)
    for name in NAMES:
        if (folder / f"{name}.db").exists():
            with closing(sqlite3.connect(folder / f"{name}.db")) as connection:
                connection.row_factory = sqlite3.Row
                found = json.dumps(_read(connection), default=_hex, ensure_ascii=False)
            packed = gzip.compress(found.encode(), mtime=0)
            (RECORDED / f"{name}.json.gz").write_bytes(packed)


def _read(connection: sqlite3.Connection) -> dict[str, Any]:
    hashed = PasswordHasher().hash(PASSWORD)
    tables = {}
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
        if name not in LEFT_OUT and not name.startswith(MADE_BY_TRIGGERS):
            rows = [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]
            tables[name] = [
                row | ({"password_hash": hashed} if "password_hash" in row else {}) for row in rows
            ]
    [revision] = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return {"revision": revision, "tables": tables}


def _hex(value: bytes) -> dict[str, str]:
    return {"bytes": value.hex()}


def _bytes(value: dict[str, Any]) -> Any:
    return bytes.fromhex(value["bytes"]) if value.keys() == {"bytes"} else value


if __name__ == "__main__":
    record(Path(sys.argv[1]))
