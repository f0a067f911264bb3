"""The one-process form's gateway leads where nginx leads in the distributed one."""

import httpx
import pytest
from fastapi import FastAPI, Request

from deploy.embedded.gateway import Gateway


@pytest.fixture
def media() -> FastAPI:
    """Tells the path it was asked for."""
    app = FastAPI()

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def told(request: Request) -> dict[str, str]:
        return {"path": request.url.path, "query": request.url.query}

    return app


@pytest.fixture
async def http(media: FastAPI):
    transport = httpx.ASGITransport(app=Gateway({"media": media}))
    async with httpx.AsyncClient(transport=transport, base_url="http://shirong") as client:
        yield client


async def test_links_and_forms_lead_to_media(http: httpx.AsyncClient):
    linked = await http.get("/files/picture/7/1?expires=2&signature=3")
    put = await http.post("/files/incoming")

    assert linked.json() == {
        "path": "/api/media/files/picture/7/1",
        "query": "expires=2&signature=3",
    }
    assert put.json()["path"] == "/api/media/files/incoming"


async def test_files_are_shown_at_their_own_path_only(http: httpx.AsyncClient):
    assert (await http.get("/api/media/files/picture/7/1")).status_code == 404
    assert (await http.get("/api/media/photos/7")).json()["path"] == "/api/media/photos/7"


@pytest.mark.parametrize("path", ["/files", "/filesystem/x", "/nowhere", "/api/other/x"])
async def test_other_paths_end_here(http: httpx.AsyncClient, path: str):
    assert (await http.get(path)).status_code == 404
