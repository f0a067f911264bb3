"""Where a run's RabbitMQ comes from.

SHIRONG_TEST_RABBITMQ names it: the `amqp://` URL of an administrator, or one of the ways below.
Without the variable the ways are tried in their order. Vhosts are made through the management API
(SHIRONG_TEST_RABBITMQ_MANAGEMENT, by default port 15672 of the same host) or else rabbitmqctl.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from yarl import URL

from tests.servers.certificates import Certificates
from tests.servers.finding import Unavailable, find, in_a_line, need_docker
from tests.servers.rabbitmq_administration import ManagementApi, Rabbitmqctl
from tests.servers.rabbitmq_private import PrivateRabbitmq
from tests.servers.rabbitmq_server import Administration, RabbitmqServer, require_entry
from tests.servers.waiting import until

IMAGE = "rabbitmq:4-management"


@contextmanager
def rabbitmq() -> Iterator[RabbitmqServer]:
    """The run's broker; the vhosts made in it are removed at the end."""
    with ExitStack() as stack:
        yield find("SHIRONG_TEST_RABBITMQ", at=_at, ways=WAYS, stack=stack)


@contextmanager
def private_rabbitmq(
    *, management: bool = False, tls: Certificates | None = None
) -> Iterator[PrivateRabbitmq]:
    """A started node that a test may kill; gone at the end."""
    with ExitStack() as stack:
        yield _private(stack, management=management, tls=tls)


def _at(url: str, stack: ExitStack) -> RabbitmqServer:
    require_entry(url)
    server = RabbitmqServer(url, _administration(URL(url), stack))
    stack.callback(server.close)
    return server


def _administration(broker: URL, stack: ExitStack) -> Administration:
    given = os.environ.get("SHIRONG_TEST_RABBITMQ_MANAGEMENT")
    url = URL(given or f"http://{broker.host}:15672")
    if url.user is None:
        url = url.with_user(broker.user).with_password(broker.password)
    api = ManagementApi(url)
    stack.callback(api.close)
    try:
        api.require()
    except Unavailable as no_api:
        if given:
            raise
        ctl = Rabbitmqctl()
        try:
            ctl.require(broker)
        except Unavailable as no_ctl:
            raise Unavailable(f"no way to make vhosts ({no_api}; {no_ctl})") from no_ctl
        return ctl
    return api


def _local(stack: ExitStack) -> RabbitmqServer:
    """The broker on this machine, where it still has its first user."""
    return _at("amqp://guest:guest@127.0.0.1:5672/", stack)


def _docker(stack: ExitStack) -> RabbitmqServer:
    need_docker()
    # testcontainers' own RabbitMqContainer would need a second client library.
    from testcontainers.core.container import DockerContainer

    container = DockerContainer(IMAGE).with_exposed_ports(5672, 15672)
    stack.callback(container.stop)
    try:
        container.start()
        host = container.get_container_host_ip()
        broker = f"amqp://guest:guest@{host}:{container.get_exposed_port(5672)}/"
        management = f"http://guest:guest@{host}:{container.get_exposed_port(15672)}"
    except Exception as error:  # an engine, a registry, an image: each fails in its own way
        raise Unavailable(f"{IMAGE}: {in_a_line(error)}") from error
    api = ManagementApi(URL(management))
    stack.callback(api.close)
    if not until(lambda: _serves(broker, api), within=60, every=0.2):
        raise Unavailable(f"{IMAGE} started, but does not serve")
    return RabbitmqServer(broker, api)


def _serves(broker: str, api: ManagementApi) -> bool:
    try:
        require_entry(broker)
        api.require()
    except Unavailable:
        return False
    return True


def _private(
    stack: ExitStack, *, management: bool = False, tls: Certificates | None = None
) -> PrivateRabbitmq:
    server = PrivateRabbitmq(management=management, tls=tls)
    stack.callback(server.close)
    server.start()
    return server


WAYS = {"local": _local, "docker": _docker, "private": _private}
