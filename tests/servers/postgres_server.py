"""A PostgreSQL in which tests get databases of their own."""

import re
import secrets

import asyncpg
from sqlalchemy.engine import URL, make_url

from tests.servers.finding import Unavailable, in_a_line
from tests.servers.waiting import finished

NEW = "create database {} template template0 encoding 'UTF8' locale 'C.UTF-8'"


async def create(place: URL) -> None:
    """Make the database that the URL names, empty, beside a run's other databases."""
    await _execute(place, NEW.format(place.database))


async def replace(place: URL, *, copy_of: str) -> None:
    """Make the database that the URL names a copy of another one, whatever it held.

    As files, which is quicker than row by row where the server doesn't sync.
    """
    await _execute(
        place,
        f"drop database {place.database}",
        f"create database {place.database} template {copy_of} strategy file_copy",
    )


async def _execute(place: URL, *statements: str) -> None:
    dsn = place.set(drivername="postgresql", database="postgres")
    connection = await asyncpg.connect(dsn.render_as_string(hide_password=False), timeout=5)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


class PostgresServer:
    """A server that makes empty databases and drops them at the end of the run."""

    def __init__(self, url: str) -> None:
        """Take the URL of a superuser; nothing is connected yet."""
        self._url = make_url(url)
        self._run = secrets.token_hex(4)
        self._databases: list[str] = []

    def create(self, name: str) -> str:
        """The URL (`postgresql+asyncpg://…`) of a new, empty database in UTF-8 and C.UTF-8.

        It is called `shirong_<run>_<name>`, with a number behind when the name is asked for again.
        """
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", name):
            raise ValueError(f"{name!r} cannot be a part of a database's name")
        database = f"shirong_{self._run}_{name}"
        again = sum(
            made == database or made.startswith(f"{database}__") for made in self._databases
        )
        if again:
            database = f"{database}__{again + 1}"
        self.execute(NEW.format(database))
        self._databases.append(database)
        return self.url(database)

    def url(self, database: str) -> str:
        """Where SQLAlchemy finds the database."""
        url = self._url.set(drivername="postgresql+asyncpg", database=database)
        return url.render_as_string(hide_password=False)

    def execute(self, *statements: str) -> None:
        """Run statements as the superuser, each on its own."""
        finished(_execute(self._url, *statements))

    def require_superuser(self) -> None:
        """Refuse when the server does not let us in, or not as its superuser."""
        try:
            is_superuser = finished(self._is_superuser())
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Unavailable(in_a_line(error)) from error
        if not is_superuser:
            raise Unavailable(f"{self._url.username} is not a superuser")

    def drop(self, url: str) -> None:
        """Drop a database that was made, whoever is still connected."""
        self.execute(f"drop database {make_url(url).database} with (force)")

    def close(self) -> None:
        """Drop the run's databases, whoever is still connected."""
        self.execute(
            *(f"drop database {name} with (force)" for name in finished(self._of_the_run()))
        )
        self._databases.clear()

    async def _connect(self) -> asyncpg.Connection:
        dsn = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        return await asyncpg.connect(dsn, timeout=5)

    async def _of_the_run(self) -> list[str]:
        connection = await self._connect()
        try:
            found = await connection.fetch(
                "select datname from pg_database where starts_with(datname, $1)",
                f"shirong_{self._run}_",
            )
            return [name for (name,) in found]
        finally:
            await connection.close()

    async def _is_superuser(self) -> bool:
        connection = await self._connect()
        try:
            return await connection.fetchval(
                "select rolsuper from pg_roles where rolname = current_user"
            )
        finally:
            await connection.close()
