"""A RabbitMQ in which tests get vhosts of their own."""

import os
import re
import secrets
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import aio_pika
from aio_pika.exceptions import AMQPError
from yarl import URL

from tests.servers.finding import Unavailable, in_a_line
from tests.servers.waiting import finished

OWN = f"shirong-test-{re.sub(r'[^a-z0-9]', '', socket.gethostname().lower())}-"
"""How vhosts of this machine's runs begin; the run's process and its own name follow."""


class Administration(Protocol):
    """What a broker's administrator can do with vhosts; refuses with Unavailable."""

    def add_vhosts(self, vhosts: Sequence[str], *, user: str) -> None:
        """Make the vhosts and give the user every right in them."""

    def delete_vhosts(self, vhosts: Sequence[str]) -> None:
        """Remove the vhosts with everything in them."""

    def list_vhosts(self) -> list[str]:
        """The names of all vhosts."""


class RabbitmqServer:
    """A broker that makes empty vhosts and removes them at the latest at the end of the run."""

    def __init__(self, url: str, administration: Administration) -> None:
        """Take the URL of a user who may use new vhosts; nothing is connected yet."""
        self._url = URL(url)
        self._administration = administration
        self._run = f"{OWN}{os.getpid()}-{secrets.token_hex(4)}"
        self._made = 0
        self._vhosts: list[str] = []
        self._unused: list[str] = []

    def new_vhost(self) -> str:
        """The URL (`amqp://…`) of a new, empty vhost."""
        if not self._unused:
            self._make_some()
        return self.url(self._unused.pop(0))

    def url(self, vhost: str) -> str:
        """Where a client finds the vhost."""
        return str(self._url.with_path(f"/{vhost}"))

    def delete(self, urls: Sequence[str]) -> None:
        """Remove these vhosts: each keeps some forty files of the broker open, which may have 1,024
        and with all of them open lets nobody in any more."""
        gone = [vhost for vhost in self._vhosts if self.url(vhost) in urls]
        if gone:
            self._administration.delete_vhosts(gone)
        self._vhosts = [vhost for vhost in self._vhosts if vhost not in gone]

    def close(self) -> None:
        """Remove the vhosts that were made, whoever is still connected."""
        if self._vhosts:
            self._administration.delete_vhosts(self._vhosts)
        self._vhosts.clear()

    def _make_some(self) -> None:
        """Five at once: rabbitmqctl takes half a second to do anything."""
        if not self._made:
            self._remove_orphans()
        made = [f"{self._run}-{self._made + number}" for number in range(1, 6)]
        self._made += len(made)
        self._vhosts += made
        self._administration.add_vhosts(made, user=self._url.user or "guest")
        require_entry(self.url(made[0]))
        self._unused += made

    def _remove_orphans(self) -> None:
        """Remove what runs left that were killed."""
        named = [each.split("-") for each in self._administration.list_vhosts() if OWN in each]
        gone = ["-".join(parts) for parts in named if not Path(f"/proc/{parts[-3]}").exists()]
        if gone:
            self._administration.delete_vhosts(gone)


def require_entry(url: str) -> None:
    """Refuse when no broker lets us in there."""
    try:
        finished(_visit(url))
    except (OSError, TimeoutError, AMQPError) as error:
        raise Unavailable(in_a_line(error)) from error


async def _visit(url: str) -> None:
    connection = await aio_pika.connect(url, timeout=10)
    await connection.close()
