"""The programs of `web/` behind the one address, in the one-process form."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from deploy.embedded.screens import Screens

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537.36"}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    for name in ("mobile", "console"):
        assets = tmp_path / name / "dist" / "assets"
        assets.mkdir(parents=True)
        (assets / "index-AB12.js").write_text("// program")
        (assets.parent / "index.html").write_text(f"<title>{name}</title>")
        (assets.parent / "sw.js").write_text("// worker")
    (tmp_path / "secret.txt").write_text("not ours")
    return tmp_path


@pytest.fixture
async def http(built: Path) -> AsyncIterator[httpx.AsyncClient]:
    screens = Screens(built)

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await (screens.answer(scope) or Response("none of theirs", 404))(scope, receive, send)

    transport = httpx.ASGITransport(app=answer)
    async with httpx.AsyncClient(transport=transport, base_url="http://shirong") as client:
        yield client


async def test_the_address_leads_to_the_program_that_fits_the_device(
    http: httpx.AsyncClient,
) -> None:
    assert (await http.get("/")).headers["location"] == "/console/"
    assert (await http.get("/", headers=PHONE)).headers["location"] == "/m/"
    assert (await http.get("/m")).headers["location"] == "/m/"


async def test_a_notices_link_opens_in_the_program_that_fits_the_device(
    http: httpx.AsyncClient,
) -> None:
    assert (await http.get("/open/case/7")).headers["location"] == "/console/open/case/7"
    assert (await http.get("/open/inbox", headers=PHONE)).headers["location"] == "/m/open/inbox"


async def test_what_an_outside_provider_says_reaches_the_program_that_fits_the_device(
    http: httpx.AsyncClient,
) -> None:
    back = "/sign-in/outside?state=s&code=c"
    assert (await http.get(back)).headers["location"] == f"/console{back}"
    assert (await http.get(back, headers=PHONE)).headers["location"] == f"/m{back}"


async def test_every_address_of_a_program_is_its_page(http: httpx.AsyncClient) -> None:
    page = await http.get("/console/cases/7")

    assert page.text == "<title>console</title>"
    assert page.headers["cache-control"] == "no-cache"
    assert (await http.get("/m/")).text == "<title>mobile</title>"


async def test_files_named_by_their_content_are_kept_and_a_worker_is_not(
    http: httpx.AsyncClient,
) -> None:
    assert "immutable" in (await http.get("/m/assets/index-AB12.js")).headers["cache-control"]
    assert (await http.get("/m/sw.js")).headers["cache-control"] == "no-cache"
    assert (await http.get("/m/assets/gone.js")).status_code == 404


async def test_programs_are_sent_compressed_to_whoever_takes_that(
    http: httpx.AsyncClient, built: Path
) -> None:
    script = "// program\n" * 1000
    (built / "mobile" / "dist" / "assets" / "index-AB12.js").write_text(script)

    sent = await http.get("/m/assets/index-AB12.js")
    plain = await http.get("/m/assets/index-AB12.js", headers={"Accept-Encoding": "identity"})

    assert sent.headers["content-encoding"] == "gzip"
    assert int(sent.headers["content-length"]) < 1000
    assert sent.text == plain.text == script
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize("path", ["/m/../secret.txt", "/m/%2e%2e/%2e%2e/%2e%2e/secret.txt"])
async def test_nothing_beside_a_program_is_given(http: httpx.AsyncClient, path: str) -> None:
    assert "not ours" not in (await http.get(path)).text


async def test_scripts_come_from_files_only(http: httpx.AsyncClient) -> None:
    policy = (await http.get("/m/")).headers["content-security-policy"]

    assert "script-src 'self';" in policy
    assert "http" not in policy


def test_tiles_are_named_to_the_screens_and_allowed_to_them(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIRONG_TILES_URL", "https://t{s}.tiles.example/{z}/{x}/{y}?tk=1")
    screens = Screens(built)

    def ask(path: str) -> Response | None:
        return screens.answer({"type": "http", "path": path, "headers": []})

    told, page = ask("/screens.json"), ask("/m/")

    assert told is not None
    assert b"/{z}/{x}/{y}?tk=1" in bytes(told.body)
    assert page is not None
    assert "blob: https://t*.tiles.example;" in page.headers["content-security-policy"]
