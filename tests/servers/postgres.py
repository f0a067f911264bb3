"""Where a run's PostgreSQL comes from.

SHIRONG_TEST_POSTGRES names it: the URL of a superuser, or one of the ways below. Without the
variable the ways are tried in their order.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.servers.finding import Unavailable, find, in_a_line, need_docker
from tests.servers.postgres_private import PrivatePostgres, require_programs
from tests.servers.postgres_server import PostgresServer

IMAGE = "postgres:17"


@contextmanager
def postgres(*, quick: bool = False) -> Iterator[PostgresServer]:
    """The run's server; the databases made in it are dropped at the end."""
    with ExitStack() as stack:
        ways = QUICK_WAYS if quick else WAYS
        yield find("SHIRONG_TEST_POSTGRES", at=_at, ways=ways, stack=stack)


@contextmanager
def private_postgres() -> Iterator[PrivatePostgres]:
    """A started cluster that a test may kill; gone at the end."""
    with ExitStack() as stack:
        yield _private(stack)


def _at(url: str, stack: ExitStack) -> PostgresServer:
    server = PostgresServer(url)
    server.require_superuser()
    stack.callback(server.close)
    return server


def _local(stack: ExitStack) -> PostgresServer:
    """The server on this machine, where it trusts local connections."""
    return _at("postgresql://postgres@127.0.0.1:5432/postgres", stack)


def _docker(stack: ExitStack) -> PostgresServer:
    need_docker()
    from testcontainers.community.postgres import PostgresContainer

    container = PostgresContainer(IMAGE, driver=None)
    stack.callback(container.stop)
    try:
        container.start()
    except Exception as error:  # an engine, a registry, an image: each fails in its own way
        raise Unavailable(f"{IMAGE}: {in_a_line(error)}") from error
    return _at(container.get_connection_url(), stack)


def _private(stack: ExitStack, *, synced: bool = True) -> PrivatePostgres:
    server = PrivatePostgres(synced=synced)
    stack.callback(server.close)
    server.start()
    return server


def _unsynced(stack: ExitStack) -> PrivatePostgres:
    """A cluster that waits for no disk: making, filling and dropping databases is most of a run."""
    require_programs()
    return _private(stack, synced=False)


WAYS = {"local": _local, "docker": _docker, "private": _private}
QUICK_WAYS = {"unsynced": _unsynced, **WAYS}
"""For tests, which ask what is stored and not how long it takes."""
