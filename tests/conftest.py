"""The servers that any test may ask for: started when the first test asks, ended with the run."""

import signal
from collections.abc import Callable, Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

from services.chassis import garbage
from tests.servers import objects, postgres, rabbitmq
from tests.servers.objects import ObjectStore
from tests.servers.postgres_private import PrivatePostgres
from tests.servers.postgres_server import PostgresServer
from tests.servers.rabbitmq_private import PrivateRabbitmq
from tests.servers.rabbitmq_server import RabbitmqServer
from tests.servers.report import NotRun, or_skip

# A machine that does much else is no fault of the code's: no example is judged by its seconds.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    # Told to end, a run ends what it started; without this it would leave servers behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config.pluginmanager.register(NotRun())
    # structlog's own way shows every local variable of every frame: seconds for each failure.
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.stdlib.add_log_level, plain])


def pytest_collection_finish() -> None:
    # Five thousand collected tests are a heap that nobody has to look through again and again.
    garbage.settle()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL; `.create(name)` gives the URL of a new, empty database."""
    with or_skip("PostgreSQL", postgres.postgres(quick=True)) as server:
        yield server


@pytest.fixture(scope="session")
def rabbitmq_server() -> Iterator[RabbitmqServer]:
    """A RabbitMQ; `.new_vhost()` gives the URL of a new, empty vhost."""
    with or_skip("RabbitMQ", rabbitmq.rabbitmq()) as server:
        yield server


@pytest.fixture
def new_vhost(rabbitmq_server: RabbitmqServer) -> Iterator[Callable[[], str]]:
    """Makes a vhost per call, gone with the test; its URL."""
    made: list[str] = []

    def new() -> str:
        made.append(rabbitmq_server.new_vhost())
        return made[-1]

    yield new
    rabbitmq_server.delete(made)


@pytest.fixture(scope="session")
def object_store() -> Iterator[ObjectStore]:
    """An S3 store with an empty bucket, which the run's tests share."""
    with or_skip("the S3 store", objects.objects()) as store:
        yield store


@pytest.fixture(scope="session")
def private_postgres() -> Iterator[PrivatePostgres]:
    """A PostgreSQL to kill and restart; a test leaves it running."""
    with or_skip("a private PostgreSQL", postgres.private_postgres()) as server:
        yield server


@pytest.fixture(scope="session")
def private_rabbitmq() -> Iterator[PrivateRabbitmq]:
    """A RabbitMQ to kill and restart; a test leaves it running."""
    with or_skip("a private RabbitMQ", rabbitmq.private_rabbitmq()) as server:
        yield server
