"""A service's migrations build exactly the tables it declares, on both databases."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from services.chassis import migrate
from services.chassis.blueprint import Service
from tests.servers.postgres_server import PostgresServer
from tests.whole import SERVICES

every_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)


def sqlite(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/service.db"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return sqlite(tmp_path)
    postgres: PostgresServer = request.getfixturevalue("postgres_server")
    return postgres.create("migrations")


@every_service
async def test_migrations_build_the_declared_tables(service: Service, url: str):
    await migrate.upgrade(service, url)

    assert await migrate.differences(service, url) == []


@every_service
async def test_migrating_again_changes_nothing(service: Service, tmp_path: Path):
    url = sqlite(tmp_path)
    await migrate.upgrade(service, url)

    await migrate.upgrade(service, url)

    assert await migrate.differences(service, url) == []


@pytest.mark.service
async def test_processes_that_start_at_once_migrate_once(postgres_server: PostgresServer):
    service = SERVICES[0]
    url = postgres_server.create("migrations_at_once")

    await asyncio.gather(*(migrate.upgrade(service, url) for _ in range(3)))

    assert await migrate.differences(service, url) == []


@pytest.mark.parametrize("change", ["a table", "a column", "an index", "a type", "a null"])
async def test_the_guard_sees_a_declaration_without_a_migration(change: str, tmp_path: Path):
    service = SERVICES[0]
    await migrate.upgrade(service, sqlite(tmp_path))

    tampered = replace(service, tables=_tampered(service.tables, change))

    assert await migrate.differences(tampered, sqlite(tmp_path)) != []


async def test_the_guard_sees_a_migration_without_a_declaration(tmp_path: Path):
    service = SERVICES[0]
    await migrate.upgrade(service, sqlite(tmp_path))
    fewer = sa.MetaData(naming_convention=service.tables.naming_convention)
    for table in service.tables.sorted_tables[1:]:
        table.to_metadata(fewer)

    assert await migrate.differences(replace(service, tables=fewer), sqlite(tmp_path)) != []


@every_service
def test_migrations_are_two_lines_from_first_to_last(service: Service):
    own, everybodys = migrate.lines(service)

    assert _line(own) == [f"{number:04d}" for number in range(len(_line(own)), 0, -1)]
    assert _line(everybodys) == [
        f"c{number:04d}" for number in range(len(_line(everybodys)), 0, -1)
    ]


def _line(folder: Path) -> list[str]:
    script = ScriptDirectory(
        str(migrate.ROOT / "chassis" / "alembic"), version_locations=[str(folder)]
    )
    assert len(script.get_heads()) == len(script.get_bases()) == 1
    return [each.revision for each in script.walk_revisions()]


def _tampered(declared: sa.MetaData, change: str) -> sa.MetaData:
    """The declared tables with a change that no migration makes."""
    metadata = sa.MetaData(naming_convention=declared.naming_convention)
    for table in declared.sorted_tables:
        table.to_metadata(metadata)
    outbox = metadata.tables["outbox"]
    if change == "a table":
        sa.Table("toys", metadata, sa.Column("id", sa.Integer, primary_key=True))
    elif change == "a column":
        outbox.append_column(sa.Column("toy", sa.Integer))
    elif change == "an index":
        sa.Index("ix_outbox_toy", outbox.c.type)
    elif change == "a type":
        outbox.c.part.type = sa.Text()
    else:
        outbox.c.last_error.nullable = False
    return metadata
