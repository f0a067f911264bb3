"""A PostgreSQL in which tests get databases of their own."""

import re
import secrets

import asyncpg
from sqlalchemy.engine import make_url

from tests.servers.finding import Unavailable, in_a_line
from tests.servers.waiting import finished


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
        self.execute(
            f"create database {database} template template0 encoding 'UTF8' locale 'C.UTF-8'"
        )
        self._databases.append(database)
        return self.url(database)

    def url(self, database: str) -> str:
        """Where SQLAlchemy finds the database."""
        url = self._url.set(drivername="postgresql+asyncpg", database=database)
        return url.render_as_string(hide_password=False)

    def execute(self, *statements: str) -> None:
        """Run statements as the superuser, each on its own."""
        finished(self._execute(statements))

    def require_superuser(self) -> None:
        """Refuse when the server does not let us in, or not as its superuser."""
        try:
            is_superuser = finished(self._is_superuser())
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Unavailable(in_a_line(error)) from error
        if not is_superuser:
            raise Unavailable(f"{self._url.username} is not a superuser")

    def close(self) -> None:
        """Drop the databases that were made, whoever is still connected."""
        dropped = [f"drop database if exists {name} with (force)" for name in self._databases]
        self._databases.clear()
        if dropped:
            self.execute(*dropped)

    async def _connect(self) -> asyncpg.Connection:
        dsn = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        return await asyncpg.connect(dsn, timeout=5)

    async def _execute(self, statements: tuple[str, ...]) -> None:
        connection = await self._connect()
        try:
            for statement in statements:
                await connection.execute(statement)
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
