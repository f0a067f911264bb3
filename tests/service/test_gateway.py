"""The distributed form's gateway as it really runs: nginx with our files before small backends."""

import asyncio
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
import pytest

from deploy.embedded.gateway import Gateway
from tests.forms import until
from tests.servers.nginx import GatewayServer, gateway
from tests.servers.ports import free_port
from tests.servers.report import or_skip
from tests.whole import NAMES

pytestmark = pytest.mark.service

MEGABYTE = 1024 * 1024


class Backend:
    """A process behind the gateway. `drops` ends connections once a request is there."""

    def __init__(self) -> None:
        self.ports = (free_port(), free_port())
        self.requests: Counter[str] = Counter()
        self.bytes = 0
        self.drops = False
        self.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
        self.go_on = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lengths = [line for line in head.splitlines() if line.lower().startswith("content-length")]
        size = int(lengths[0].partition(":")[2]) if lengths else 0
        self.bytes += len(await reader.readexactly(size))
        self.requests[head.partition(" ")[0]] += 1
        if not self.drops:
            await self._answer(head, writer)
        writer.close()

    async def _answer(self, head: str, writer: asyncio.StreamWriter) -> None:
        if "/live " not in head:
            writer.write(self.answer)
        else:
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: first\n\n"
            )
            await writer.drain()
            await self.go_on.wait()
            writer.write(b"data: last\n\n")
        await writer.drain()


@pytest.fixture
async def backend() -> AsyncIterator[Backend]:
    """One backend for every service, as two processes."""
    backend = Backend()
    servers = [
        await asyncio.start_server(backend.serve, "127.0.0.1", port) for port in backend.ports
    ]
    yield backend
    for server in servers:
        server.close()


@contextmanager
def before(backend: Backend, *, with_tls: bool = False) -> Iterator[GatewayServer]:
    names = [f"{name}-api" for name in NAMES]
    backends = dict.fromkeys((*names, "objects"), backend.ports)
    with or_skip("nginx", gateway(backends, with_tls=with_tls)) as server:
        yield server


@pytest.fixture
async def http(backend: Backend) -> AsyncIterator[httpx.AsyncClient]:
    """A client at the plain gateway."""
    with before(backend) as server:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.plain}") as client:
            yield client


@asynccontextmanager
async def over_tls(server: GatewayServer) -> AsyncIterator[httpx.AsyncClient]:
    trusting = ssl.create_default_context(cafile=str(server.certificate))
    async with httpx.AsyncClient(
        base_url=f"https://127.0.0.1:{server.tls}", verify=trusting
    ) as client:
        yield client


async def test_with_a_certificate_the_gateway_speaks_tls_and_leads_plain_requests_there(backend):
    with before(backend, with_tls=True) as server:
        async with over_tls(server) as secure, httpx.AsyncClient() as plain:
            answer = await secure.get("/api/review/problems")
            led = await plain.post(f"http://127.0.0.1:{server.plain}/api/review/x?a=b")
            inside = await plain.get(f"http://127.0.0.1:{server.inside}/health/live")

    assert (answer.status_code, answer.text) == (200, "ok")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert led.status_code == 308
    assert led.headers["Location"] == "https://127.0.0.1/api/review/x?a=b"
    assert inside.status_code == 200
    assert backend.requests == {"GET": 1}


async def test_tls_is_new_and_offers_http_2(backend):
    with before(backend, with_tls=True) as server:
        offered = ssl.create_default_context(cafile=str(server.certificate))
        offered.set_alpn_protocols(["h2", "http/1.1"])
        _, writer = await asyncio.open_connection("127.0.0.1", server.tls, ssl=offered)
        connection = writer.get_extra_info("ssl_object")
        spoken = (connection.version(), connection.selected_alpn_protocol())
        writer.close()

        offered.minimum_version = offered.maximum_version = ssl.TLSVersion.TLSv1_2
        offered.set_ciphers("AES128-SHA256")
        with pytest.raises(ssl.SSLError):
            await asyncio.open_connection("127.0.0.1", server.tls, ssl=offered)

    assert spoken == ("TLSv1.3", "h2")


async def test_without_a_certificate_nothing_listens_for_tls(backend):
    with before(backend) as server:
        with pytest.raises(OSError):
            await asyncio.open_connection("127.0.0.1", server.tls)
        async with httpx.AsyncClient() as plain:
            answer = await plain.get(f"http://127.0.0.1:{server.plain}/api/review/problems")

    assert answer.status_code == 200
    assert "Strict-Transport-Security" not in answer.headers


async def test_the_screens_are_behind_the_same_door_with_scripts_of_files_only(backend):
    phone = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile"}
    with before(backend) as server:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.plain}") as plain:
            led = [await plain.get("/"), await plain.get("/", headers=phone)]
            page = await plain.get("/console/cases/7")
            program = await plain.get("/m/assets/index-AB12.js")
            gone = await plain.get("/m/assets/gone.js")
            told = await plain.get("/screens.json")

    assert [each.headers["Location"] for each in led] == ["/console/", "/m/"]
    assert page.text == "<title>console</title>"
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-cache"
    assert "immutable" in program.headers["Cache-Control"]
    assert program.headers["Content-Type"].startswith(("application/javascript", "text/javascript"))
    assert gone.status_code == 404
    assert told.json() == {"tiles": None}


async def test_a_client_that_floods_is_told_when_to_come_again(backend):
    flood = b"HEAD /asyncapi/ HTTP/1.1\r\nHost: city\r\n\r\n" * 600
    last = b"GET /api/review/problems HTTP/1.1\r\nHost: city\r\nConnection: close\r\n\r\n"
    with before(backend) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.plain)
        writer.write(flood + last)
        heads = (await reader.read()).decode().split("HTTP/1.1 ")[1:]
        writer.close()

    statuses = Counter(head[:3] for head in heads)
    assert 400 <= statuses["200"] < 500
    assert statuses["429"] == 601 - statuses["200"]
    told, _, content = heads[-1].partition("\r\n\r\n")
    assert "Retry-After: 1\r\n" in told
    assert "Content-Type: application/problem+json" in told
    assert '"/problems/too-many"' in content
    assert backend.requests == {}


async def test_signing_in_is_limited_more_and_by_itself(http, backend):
    signing_in = [
        await http.post("/api/identity/sessions", json={"username": "a"}) for _ in range(60)
    ]
    others = [await http.get("/api/identity/organisations") for _ in range(60)]

    assert {answer.status_code for answer in signing_in[:30]} == {200}
    assert 429 in {answer.status_code for answer in signing_in[30:]}
    assert {answer.status_code for answer in others} == {200}


async def test_a_services_own_word_on_when_to_come_again_stands(http, backend):
    backend.answer = b"HTTP/1.1 429 Too Many\r\nRetry-After: 40\r\nContent-Length: 0\r\n\r\n"

    answer = await http.get("/api/review/problems")

    assert answer.headers.get_list("Retry-After") == ["40"]


@pytest.mark.parametrize(
    ("path", "megabytes", "status"),
    [
        ("/api/review/problems", 1, 200),
        ("/api/review/problems", 3, 413),
        ("/api/media/photos", 19, 200),
        ("/api/intake/imports", 21, 413),
    ],
)
async def test_bodies_are_as_large_as_what_they_are_for(http, backend, path, megabytes, status):
    answer = await http.post(path, content=b"x" * megabytes * MEGABYTE)

    assert answer.status_code == status
    assert backend.bytes == (megabytes * MEGABYTE if status == 200 else 0)
    if status == 413:
        assert answer.json()["type"] == "/problems/too-large"


async def test_a_stream_is_passed_on_as_it_comes(http, backend):
    async with http.stream("GET", "/api/notice/notices/live") as answer:
        lines = answer.aiter_lines()
        first = await asyncio.wait_for(anext(lines), 30)
        backend.go_on.set()
        rest = [line async for line in lines]

    assert first == "data: first"
    assert "data: last" in rest


@pytest.mark.parametrize(
    ("method", "times"), [("GET", 2), ("POST", 1), ("PUT", 1), ("PATCH", 1), ("DELETE", 1)]
)
@pytest.mark.parametrize("service", ["dispatch", "media"])
async def test_only_what_changes_nothing_is_tried_at_another_process(
    http, backend, service, method, times
):
    backend.drops = True
    body = None if method == "GET" else b"{}"

    answer = await http.request(method, f"/api/{service}/things/1", content=body)

    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/unavailable"
    assert backend.requests == {method: times}
    assert backend.bytes == len(body or b"")


async def test_a_change_reaches_its_service_with_its_body(http, backend):
    answer = await http.put("/api/dispatch/limits?x=1", content=b"{}")

    assert (answer.status_code, backend.requests, backend.bytes) == (200, {"PUT": 1}, 2)


async def test_both_gateways_show_the_messages(http):
    embedded = httpx.ASGITransport(app=Gateway({}))
    async with httpx.AsyncClient(transport=embedded, base_url="http://shirong") as own:
        for client in (http, own):
            led = await client.get("/asyncapi")
            page = await client.get("/asyncapi/")
            document = await client.get("/asyncapi/asyncapi.json")

            assert (led.status_code, led.headers["Location"]) == (301, "/asyncapi/")
            assert page.headers["Content-Type"] == "text/html; charset=utf-8"
            assert "部门系统" in page.text
            assert document.headers["Content-Type"].startswith("application/json")
            assert document.json()["asyncapi"] == "3.0.0"
            assert (await client.get("/asyncapi/generate.py")).status_code == 404


async def test_a_backend_that_comes_back_is_used_again(http, backend):
    backend.drops = True
    assert (await http.get("/api/review/problems")).status_code == 503
    backend.drops = False

    async def answers() -> bool:
        return (await http.get("/api/review/problems")).status_code == 200

    await until(answers)
