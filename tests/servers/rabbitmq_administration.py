"""Making and removing vhosts: through the management plugin's API, or through rabbitmqctl."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import httpx
from yarl import URL

from tests.servers.finding import Unavailable, in_a_line


class ManagementApi:
    """The management plugin at a URL with an administrator's name and password."""

    def __init__(self, url: URL) -> None:
        self._client = httpx.Client(
            base_url=str(url.with_user(None).with_path("/api/")),
            auth=(url.user or "guest", url.password or "guest"),
            timeout=30,
            trust_env=False,
        )

    def require(self) -> None:
        """Refuse when it does not answer, or not to an administrator."""
        if "administrator" not in self._ask("GET", "whoami").json()["tags"]:
            raise Unavailable("the management API answers, but not to an administrator")

    def add_vhosts(self, vhosts: Sequence[str], *, user: str) -> None:
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        for vhost in vhosts:
            self._ask("PUT", f"vhosts/{vhost}", json={})
            self._ask("PUT", f"permissions/{vhost}/{user}", json=everything)

    def delete_vhosts(self, vhosts: Sequence[str]) -> None:
        for vhost in vhosts:
            self._ask("DELETE", f"vhosts/{vhost}")

    def list_vhosts(self) -> list[str]:
        return [each["name"] for each in self._ask("GET", "vhosts").json()]

    def import_definitions(self, definitions: Mapping[str, object]) -> None:
        """Add users, vhosts and what is in them, as an operator's file names them."""
        self._ask("POST", "definitions", json=definitions)

    def close(self) -> None:
        self._client.close()

    def _ask(self, method: str, path: str, **how: object) -> httpx.Response:
        try:
            return self._client.request(method, path, **how).raise_for_status()
        except httpx.HTTPError as error:
            raise Unavailable(f"management API: {in_a_line(error)}") from error


class Rabbitmqctl:
    """RabbitMQ's command-line tool, speaking to the node that the environment names."""

    def __init__(
        self,
        program: str | Path = "rabbitmqctl",
        *,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._program = program
        self._environment = environment

    def __call__(self, *arguments: str, given: str = "") -> str:
        """Run a command, such as `("list_queues", "-p", vhost)`; what it printed."""
        try:
            done = subprocess.run(
                [self._program, "-q", *arguments],
                env=self._environment,
                input=given,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Unavailable(f"rabbitmqctl: {in_a_line(error)}") from error
        if done.returncode != 0:
            printed = " ".join((done.stdout + done.stderr).split())
            raise Unavailable(f"rabbitmqctl {arguments[0]}: {printed[-200:]}")
        return done.stdout

    def require(self, broker: URL) -> None:
        """Refuse when it speaks to another broker than this one, or to none."""
        listeners = json.loads(self("status", "--formatter", "json"))["listeners"]
        ports = {listener["port"] for listener in listeners}
        port = broker.port or 5672
        if broker.host not in ("127.0.0.1", "::1", "localhost") or port not in ports:
            raise Unavailable(f"rabbitmqctl does not speak to {broker.host}:{port}")

    def add_vhosts(self, vhosts: Sequence[str], *, user: str) -> None:
        everything = {"user": user, "configure": ".*", "write": ".*", "read": ".*"}
        definitions = {
            "vhosts": [{"name": vhost} for vhost in vhosts],
            "permissions": [everything | {"vhost": vhost} for vhost in vhosts],
        }
        self("import_definitions", given=json.dumps(definitions))

    def delete_vhosts(self, vhosts: Sequence[str]) -> None:
        names = ", ".join(f'<<"{vhost}">>' for vhost in vhosts)
        self("eval", f'[ok = rabbit_vhost:delete(Name, <<"tests">>) || Name <- [{names}]].')

    def list_vhosts(self) -> list[str]:
        return self("list_vhosts", "--quiet", "--no-table-headers", "name").split()
