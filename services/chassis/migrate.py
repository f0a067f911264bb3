"""A service's tables through Alembic: upgraded by the service, compared by the tests.

`python -m services.chassis.migrate new --service review -m "…"` writes the next revision from the
difference between the declared tables and the migrations so far.
"""

import argparse
import asyncio
import importlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from services.chassis.blueprint import Service
from services.chassis.database import with_tls
from services.chassis.tables import BESIDE

ROOT = Path(__file__).resolve().parent.parent
TIDIED = {
    "hooks": "unused, layout",
    "unused.type": "module",
    "unused.module": "ruff",
    "unused.options": "check --quiet --fix REVISION_SCRIPT_FILENAME",
    "layout.type": "module",
    "layout.module": "ruff",
    "layout.options": "format --quiet REVISION_SCRIPT_FILENAME",
}
"""Alembic's hooks on a new migration: drop the imports that it doesn't need, lay it out."""


def _config(service: Service) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "chassis" / "alembic"))
    config.set_main_option("version_locations", "\n".join(map(str, lines(service))))
    config.set_main_option("path_separator", "newline")
    for option, value in TIDIED.items():
        config.set_section_option("post_write_hooks", option, value)
    return config


def lines(service: Service) -> tuple[Path, Path]:
    """The folders of the two lines of migrations: the service's own, and what all services got
    in their databases since."""
    return ROOT / service.name / "migrations", ROOT / "chassis" / "migrations"


async def upgrade(service: Service, url: str, *, to: str = "heads") -> None:
    """Bring the database to the newest revisions, or to one; safe to run twice and at once."""
    await _with_connection(service, url, lambda config: command.upgrade(config, to))


async def is_current(service: Service, url: str) -> bool:
    """Whether the database has every revision that this version knows; false while it is away."""
    newest = set(ScriptDirectory.from_config(_config(service)).get_heads())
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            found = await connection.execute(sa.text("SELECT version_num FROM alembic_version"))
            return newest <= set(found.scalars())
    except (SQLAlchemyError, OSError):
        return False
    finally:
        await engine.dispose()


async def differences(service: Service, url: str) -> list[Any]:
    """What the migrated database lacks of the declared tables, or has beyond them."""

    def compare(connection: sa.Connection) -> list[Any]:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_object": declarable(service.tables, connection)},
        )
        return list(compare_metadata(context, service.tables))

    engine = _engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(compare)
    await engine.dispose()
    return found


def declarable(tables: sa.MetaData, connection: sa.Connection) -> Callable[..., bool]:
    """Tells Alembic which tables and indexes declarations can describe on this database."""

    def include(thing: Any, name: str | None, kind: str, *_: Any) -> bool:
        if kind == "table":
            return not str(name).startswith(tuple(tables.info.get(BESIDE, ())))
        # Only PostgreSQL has such indexes.
        is_gin = kind == "index" and thing.dialect_kwargs.get("postgresql_using") == "gin"
        return not (is_gin and connection.dialect.name == "sqlite")

    return include


def _engine(url: str) -> AsyncEngine:
    place, tls = with_tls(url)
    return create_async_engine(place, connect_args=tls)


async def _with_connection(service: Service, url: str, run: Any) -> None:
    config = _config(service)
    config.attributes["tables"] = service.tables

    def go(connection: sa.Connection) -> None:
        config.attributes["connection"] = connection
        config.attributes["include_object"] = declarable(service.tables, connection)
        run(config)

    engine = _engine(url)
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Several processes may start at once; the first one migrates, the others wait.
            await connection.execute(sa.text("SELECT pg_advisory_xact_lock(7216)"))
        await connection.run_sync(go)
    await engine.dispose()


async def _new(service: Service, message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/empty.db"
        await upgrade(service, url)
        await _with_connection(
            service,
            url,
            lambda config: command.revision(
                config,
                message,
                autogenerate=True,
                rev_id=f"{_last(service) + 1:04d}",
                head=f"{_last(service):04d}" if _last(service) else "base",
                version_path=str(lines(service)[0]),
            ),
        )


def _last(service: Service) -> int:
    return len(list(lines(service)[0].glob("[0-9]*.py")))


def main() -> None:
    parser = argparse.ArgumentParser(prog="migrate")
    parser.add_argument("action", choices=["new"])
    parser.add_argument("--service", required=True)
    parser.add_argument("-m", "--message", required=True)
    arguments = parser.parse_args()
    module = importlib.import_module(f"services.{arguments.service}.app")
    asyncio.run(_new(module.service, arguments.message))


if __name__ == "__main__":
    main()
