"""The distributed form as real processes on this machine, which a test may kill."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

from deploy.embedded.assembly import SERVICES
from tests.servers.ports import free_port


@dataclass
class Process:
    """One service's API or worker."""

    service: str
    kind: str
    port: int
    environment: dict[str, str]
    log: IO[bytes]
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-m", f"services.{self.service}", self.kind],
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def kill(self) -> None:
        """SIGKILL, its children too."""
        if self.running is not None:
            if self.running.poll() is None:
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()

    def stop(self) -> int:
        """SIGTERM, and its exit status."""
        assert self.running is not None
        self.running.terminate()
        return self.running.wait(60)

    @property
    def is_ready(self) -> bool:
        try:
            answer = httpx.get(f"http://127.0.0.1:{self.port}/health/ready", timeout=2)
        except httpx.HTTPError:
            return False
        return answer.is_success


def environment(
    *, database_url: str, bus_url: str, objects_url: str, port: int, **more: str
) -> dict[str, str]:
    """What a process of a service reads from its environment, and nothing of ours besides."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("SHIRONG_")}
    return inherited | {
        "SHIRONG_DATABASE_URL": database_url,
        "SHIRONG_DATABASE_POOL": "4",
        "SHIRONG_BUS_URL": bus_url,
        "SHIRONG_OBJECTS_URL": objects_url,
        "SHIRONG_CURSOR_SECRET": "only-for-tests-0123456789",
        "SHIRONG_MEDIA_SECRET": "only-for-tests-0123456789",
        "SHIRONG_PICTURES_SECRET": "only-for-tests-0123456789",
        "SHIRONG_LEDGER_SECRET": "only-for-tests-0123456789",
        "SHIRONG_LEDGER_OBJECTS_URL": objects_url,
        "SHIRONG_NOTICE_SECRET": "only-for-tests-0123456789",
        "SHIRONG_KEY_SECRET": "only-for-tests-0123456789-0123456789",
        "SHIRONG_RETRY_DELAYS": "[0.5,1,2,4]",
        "SHIRONG_PORT": str(port),
        **more,
    }


@dataclass
class Fleet:
    """An API, or several, and a worker of every service."""

    folder: Path
    database_urls: dict[str, str]
    bus_url: str
    objects_url: str
    apis: int = 1
    processes: list[Process] = field(default_factory=list)
    _hand: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        ports = {service.name: free_port() for service in SERVICES}
        for service in SERVICES:
            for number, kind in enumerate(("api",) * self.apis + ("worker",)):
                port = ports[service.name] if number == 0 else free_port()
                self.processes.append(
                    Process(
                        service.name,
                        kind,
                        port,
                        self._environment(service.name, port, ports["identity"]),
                        (self.folder / f"{service.name}-{kind}-{number}.log").open("ab"),
                    )
                )

    def _environment(self, service: str, port: int, identity: int) -> dict[str, str]:
        return environment(
            database_url=self.database_urls[service],
            bus_url=self.bus_url,
            objects_url=self.objects_url,
            port=port,
            SHIRONG_IDENTITY_URL=f"http://127.0.0.1:{identity}/api/identity",
        )

    def start(self) -> None:
        for process in self.processes:
            process.start()

    def revive(self) -> int:
        """Start what ended by itself; how many did."""
        with self._hand:
            ended = [
                each for each in self.processes if each.running and each.running.poll() is not None
            ]
            for process in ended:
                process.start()
        return len(ended)

    def kill_and_start(self, process: Process) -> None:
        with self._hand:
            process.kill()
            process.start()

    def restart_with(self, **environment: str) -> None:
        """Kill and start every process, with these variables besides."""
        for process in self.processes:
            process.environment |= environment
            self.kill_and_start(process)

    @property
    def is_ready(self) -> bool:
        return all(process.is_ready for process in self.processes)

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.log.close()

    def client(self) -> httpx.AsyncClient:
        """A client that reaches each service's API by the gateway's paths."""
        ports: dict[str, list[int]] = {}
        for each in self.processes:
            if each.kind == "api":
                ports.setdefault(each.service, []).append(each.port)
        return httpx.AsyncClient(
            transport=_ByPath(ports), base_url="http://gateway", timeout=httpx.Timeout(30)
        )


class _ByPath(httpx.AsyncBaseTransport):
    """Sends `/api/<service>/…` to that service's ports in turn, as the gateway does: over a new
    connection each, and to the next one where nobody answers or a question got no answer."""

    def __init__(self, ports: dict[str, list[int]]) -> None:
        self._ports = ports
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=0)
        self._transport = httpx.AsyncHTTPTransport(limits=limits)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        ports = self._ports[request.url.path.split("/")[2]]
        ports.append(ports.pop(0))
        for last, port in [*((False, port) for port in ports[:-1]), (True, ports[-1])]:
            request.url = request.url.copy_with(host="127.0.0.1", port=port)
            try:
                return await self._transport.handle_async_request(request)
            except httpx.ConnectError:
                if last:
                    raise
            except httpx.TransportError:
                if last or request.method not in {"GET", "HEAD"}:
                    raise
        raise AssertionError

    async def aclose(self) -> None:
        await self._transport.aclose()
