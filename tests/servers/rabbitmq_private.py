"""A RabbitMQ node of the test's own, from Debian's package."""

import os
import re
import shutil
import socket
import tempfile
from pathlib import Path

from yarl import URL

from tests.servers.certificates import Certificates
from tests.servers.daemon import Daemon
from tests.servers.debian import program
from tests.servers.ports import answers, free_port
from tests.servers.rabbitmq_administration import Rabbitmqctl
from tests.servers.rabbitmq_server import RabbitmqServer

TLS = Path("deploy/rabbitmq/tls.conf")
CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{port}
disk_free_limit.absolute = 50MB
raft.wal_max_size_bytes = 64000000
log.console = true
log.console.level = warning
log.file = false
"""

MANAGEMENT = """\
management.tcp.ip = 127.0.0.1
management.tcp.port = {port}
"""


class PrivateRabbitmq(RabbitmqServer):
    """A node that may be killed and started again: same name, same port, same data."""

    def __init__(self, *, management: bool = False, tls: Certificates | None = None) -> None:
        """Prepare a new node, with the management API or TLS (`tls_url`) if wanted; it is not
        started."""
        # Behind Debian's own commands, which change to the user rabbitmq and that user's node.
        programs = program(_programs, package="rabbitmq-server")
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="shirong-rabbitmq-"))
        configuration = CONFIGURATION.format(port=self.port)
        self.management_url = ""
        if management:
            port = free_port()
            self.management_url = f"http://127.0.0.1:{port}"
            configuration += MANAGEMENT.format(port=port)
        self.tls_url = ""
        if tls is not None:
            port = free_port()
            self.tls_url = f"amqps://guest:guest@127.0.0.1:{port}/"
            configuration += _speaking_tls(port, tls)
        (self.folder / "rabbitmq.conf").write_text(configuration)
        plugins = "rabbitmq_management" if management else ""
        (self.folder / "enabled_plugins").write_text(f"[{plugins}].\n")
        (self.folder / "environment.conf").touch()
        environment = _environment(self.folder, name=f"shirong-{self.port}@localhost")
        self.ctl = Rabbitmqctl(programs / "rabbitmqctl", environment=environment)
        super().__init__(f"amqp://guest:guest@127.0.0.1:{self.port}/", self.ctl)
        self._names = int(environment["ERL_EPMD_PORT"])
        self._epmd = Daemon(
            ["epmd", "-address", "127.0.0.1", "-port", str(self._names)],
            folder=self.folder,
            environment=environment,
        )
        self._node = Daemon(
            [programs / "rabbitmq-server"], folder=self.folder, environment=environment
        )

    def start(self) -> None:
        """Start it, recovering first if it was killed; returns when it takes connections."""
        if not self._epmd.running:
            self._epmd.start(ready=lambda: answers(self._names))
        self._node.start(ready=self._greets, within=90)

    def kill(self) -> None:
        """End it with SIGKILL, its children too."""
        self._node.kill()

    def stop(self) -> None:
        """End it cleanly."""
        self._node.stop()

    def restart(self) -> None:
        """Start it again, after a clean stop if it runs."""
        self.stop()
        self.start()

    def remembers(self, vhost_url: str, *queues: str) -> bool:
        """Whether the node has written down that these quorum queues are its own.

        RabbitMQ 3.10 does so up to a second after the declaration (later ones at once); killed
        before, it comes back with a queue that delivers nothing. Each declaration has an id of
        its own: a queue that was deleted and declared anew is looked for under the new one.
        """
        vhost = URL(vhost_url).name
        names = ", ".join(f"'{vhost}_{queue}'" for queue in queues)
        asked = f"[ra_directory:uid_of(quorum_queues, Name) || Name <- [{names}]]."
        ids = re.findall(r'<<"(.+?)">>', self.ctl("eval", asked))
        written = b"".join(file.read_bytes() for file in self.folder.glob("mnesia/**/names.dets"))
        return len(ids) == len(queues) and all(each.encode() in written for each in ids)

    def waiting(self, vhost_url: str) -> dict[str, str]:
        """The vhost's queues that hold messages: messages, of these unacknowledged, consumers."""
        asked = ("name", "messages", "messages_unacknowledged", "consumers")
        listed = self.ctl("list_queues", "-p", URL(vhost_url).name, *asked).splitlines()[1:]
        queues = [line.split("\t") for line in listed]
        return {name: " ".join(counts) for name, *counts in queues if counts[0] != "0"}

    def close(self) -> None:
        """Kill it and remove its data."""
        self.kill()
        self._epmd.kill()
        shutil.rmtree(self.folder)

    def _greets(self) -> bool:
        """Whether it answers the first bytes of a connection, as it does only when all is up."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(b"AMQP\x00\x00\x09\x01")
                return connection.recv(1) == b"\x01"
        except OSError:
            return False


def _speaking_tls(port: int, made: Certificates) -> str:
    """What compose's broker is told where it has a certificate, for this port and these files."""
    text = TLS.read_text("utf-8")
    for before, after in {
        "ssl.default = 5671": f"ssl.1 = 127.0.0.1:{port}",
        "/run/tls/tls.crt": str(made.certificate),
        "/run/tls/tls.key": str(made.key),
    }.items():
        assert before in text, before
        text = text.replace(before, after)
    return text


def _programs() -> Path | None:
    folder = Path("/usr/lib/rabbitmq/bin")
    return folder if (folder / "rabbitmq-server").exists() else None


def _environment(folder: Path, *, name: str) -> dict[str, str]:
    """The node's whole environment: nothing is taken from another node's settings."""
    inherited = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("RABBITMQ_", "ERL_")) and key != "NODENAME"
    }
    loopback = "-kernel inet_dist_use_interface {127,0,0,1}"
    return inherited | {
        "HOME": str(folder),  # Erlang keeps the cookie there
        "ERL_EPMD_PORT": str(free_port()),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_CRASH_DUMP_SECONDS": "0",
        "RABBITMQ_NODENAME": name,
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": loopback,
        "RABBITMQ_CONF_ENV_FILE": str(folder / "environment.conf"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }
