"""Both gateways lead to the same places."""

import re

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from deploy.embedded.gateway import Gateway
from services.media.app import service as media
from tests.unit.deploy.test_compose import GATEWAY

PAGES = sorted({route.path for route in media.pages.routes if isinstance(route, APIRoute)})


def says_its_name(name: str) -> FastAPI:
    app = FastAPI()

    @app.get("/{path:path}")
    async def answer(path: str) -> str:
        return name

    return app


@pytest.mark.parametrize("path", ["/verify", "/verify/ABCD", "/verify/assets/verify.css"])
async def test_the_one_process_form_leads_public_pages_to_media(path: str):
    gateway = Gateway({"media": says_its_name("media"), "review": says_its_name("review")})
    transport = httpx.ASGITransport(app=gateway)

    async with httpx.AsyncClient(transport=transport, base_url="http://shirong") as client:
        assert (await client.get(path)).json() == "media"
        assert (await client.get("/verifying")).status_code == 404


def test_nginx_leads_public_pages_to_media_and_leaves_their_policy_alone():
    (block,) = re.findall(r"location ~ \^/verify\(/\|\$\) \{(.*?)\n        \}", GATEWAY, re.DOTALL)

    assert "set $media media-api:8000;" in block
    assert "proxy_pass http://$media;" in block
    assert "Content-Security-Policy" not in block
    assert {"X-Content-Type-Options", "X-Frame-Options"} <= set(re.findall(r"header (\S+)", block))


def test_every_public_page_is_below_the_gateways_path():
    assert PAGES
    assert all(re.match(r"/verify(/|$)", path) for path in PAGES)
