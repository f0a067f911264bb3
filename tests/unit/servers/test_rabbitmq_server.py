"""Vhosts of test runs on a broker that others use as well."""

import os
from collections.abc import Sequence

import pytest

from tests.servers.finding import Unavailable
from tests.servers.rabbitmq_server import OWN, RabbitmqServer

NOBODY = 2**22 + 1
"""A process that can't be: Linux counts to 2**22."""


class Broker:
    """Remembers what it was asked to remove."""

    def __init__(self, *vhosts: str) -> None:
        self.vhosts = list(vhosts)
        self.deleted: list[str] = []

    def add_vhosts(self, vhosts: Sequence[str], *, user: str) -> None:
        self.vhosts += vhosts

    def delete_vhosts(self, vhosts: Sequence[str]) -> None:
        self.deleted += vhosts

    def list_vhosts(self) -> list[str]:
        return self.vhosts


def test_what_killed_runs_left_is_removed_and_nothing_else() -> None:
    left, living = f"{OWN}{NOBODY}-ab12cd34-1", f"{OWN}{os.getppid()}-ab12cd34-1"
    broker = Broker("/", "production", "shirong-test-elsewhere-1-ab12cd34-1", left, living)

    with pytest.raises(Unavailable):
        RabbitmqServer("amqp://guest@127.0.0.1:1", broker).new_vhost()

    assert broker.deleted == [left]
