"""The gateway of the one-process form: the same paths as nginx serves in the distributed one."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
)
from starlette.types import Receive, Scope, Send

from deploy.embedded.screens import Screens
from services.chassis import health

FILES = "/api/media/files"
"""Media's own path to what people are shown at `/files`, and only there."""
MEDIA_TYPE = "application/problem+json"
ASYNCAPI = Path(__file__).parents[1] / "asyncapi" / "published"


class Gateway:
    """Sends `/api/<service>/…` to its service, `/verify` to media, and answers for the whole system
    itself."""

    def __init__(self, applications: Mapping[str, FastAPI]) -> None:
        self._applications = applications
        self._screens = Screens()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        parts = scope["path"].split("/", 3)
        if parts[1] == "files" and len(parts) > 2:
            scope = _moved(scope, f"{FILES}{scope['path'].removeprefix('/files')}")
            await self._applications["media"](scope, receive, send)
            return
        of_service = len(parts) > 2 and parts[1] == "api" and parts[2] in self._applications
        if of_service and not scope["path"].startswith(f"{FILES}/"):
            await self._applications[parts[2]](scope, receive, send)
            return
        if len(parts) > 1 and parts[1] == "verify":
            await self._applications["media"](scope, receive, send)
            return
        answer = self._screens.answer(scope) if scope["method"] in {"GET", "HEAD"} else None
        answer = answer or await self._own(scope["path"])
        await answer(scope, receive, send)

    async def _own(self, path: str) -> Response:
        match path:
            case "/" | "/api":
                return HTMLResponse(self._front_page())
            case "/health/live":
                return JSONResponse({"status": "live"})
            case "/health/ready":
                return await self._ready()
            case "/asyncapi":
                return RedirectResponse("/asyncapi/", 301)
            case "/asyncapi/" | "/asyncapi/index.html":
                return FileResponse(ASYNCAPI / "index.html")
            case "/asyncapi/asyncapi.json":
                return FileResponse(ASYNCAPI / "asyncapi.json")
            case "/metrics":
                return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
        return JSONResponse(
            {
                "type": "/problems/not-found",
                "title": "Not Found",
                "status": 404,
                "detail": "没有这个地址。",
                "instance": path,
            },
            404,
            media_type=MEDIA_TYPE,
        )

    async def _ready(self) -> Response:
        checks = {
            name: await health.check(app.state.runtime) for name, app in self._applications.items()
        }
        good = all(value == "ok" for parts in checks.values() for value in parts.values())
        content = {"status": "ready" if good else "not ready", "checks": checks}
        return JSONResponse(content, 200 if good else 503)

    def _front_page(self) -> str:
        rows = "".join(
            f'<li><a href="/api/{name}/docs">{app.title}</a></li>'
            for name, app in self._applications.items()
        )
        return _FRONT_PAGE.format(rows=rows)


def _moved(scope: Scope, path: str) -> Scope:
    return {**scope, "path": path, "raw_path": path.encode()}


_FRONT_PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>市容 Shirong</title>
<style>body{{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}}
a{{color:#0b5cad}}</style>
<h1>市容 <small>Shirong</small></h1>
<p>城市市容市貌整治：从第一张照片到销号。</p>
<p>Street-appearance remediation, from the first photo to the close-out.</p>
<h2>接口 <small>APIs</small></h2><ul>{rows}</ul>
<p><a href="/asyncapi/">消息 messages</a></p>
<p><a href="/health/ready">运行状态 health</a> · <a href="/metrics">指标 metrics</a></p>
"""
