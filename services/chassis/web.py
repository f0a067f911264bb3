"""A service over HTTP: its routes below `/api/<name>`, problems, metrics, health, its own docs."""

from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.routing import APIRoute
from opentelemetry.trace import SpanKind
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from swagger_ui_bundle import swagger_ui_path

from services.chassis import health, metrics, operations, problems, tracing
from services.chassis.blueprint import Service
from services.chassis.database import Database, is_retried
from services.chassis.runtime import Runtime

BODY_LIMIT = 1024 * 1024
"""Bytes of a JSON body. Routes that take files count their own."""
UPLOADS = ("multipart/form-data", "application/offset+octet-stream")
"""Content types of files, the second that of a part of one (tus.io)."""
UNIT_OF_WORK_TRIES = 3
PROBED = ("/health/", "/metrics")
"""Asked every few seconds by machines: nobody looks for these among the traces."""


def database(request: Request) -> Database:
    found: Database = request.app.state.runtime.database
    return found


def runtime(request: Request) -> Runtime:
    found: Runtime = request.app.state.runtime
    return found


OwnDatabase = Annotated[Database, Depends(database)]
CurrentRuntime = Annotated[Runtime, Depends(runtime)]


class Route(APIRoute):
    """Runs a unit of work again when the database only says that two collided."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def retrying(request: Request) -> Response:
            for _ in range(UNIT_OF_WORK_TRIES - 1):
                try:
                    return await handle(request)
                except Exception as error:
                    # An upload's stream is gone; its sender repeats it under the same key.
                    if not is_retried(error) or _is_upload(request.headers):
                        raise
            return await handle(request)

        return retrying


def router() -> APIRouter:
    """A router for a service's `routes.py`."""
    return APIRouter(route_class=Route)


def build(service: Service) -> FastAPI:
    """The service's application; connects to nothing until `app.state.runtime` is set."""
    prefix = f"/api/{service.name}"
    app = FastAPI(
        title=service.title,
        version="1",
        openapi_url=f"{prefix}/openapi.json",
        docs_url=None,
        redoc_url=None,
        exception_handlers=problems.HANDLERS,
    )
    app.include_router(service.routes, prefix=prefix)
    if service.pages is not None:
        app.include_router(service.pages, include_in_schema=False)
    app.include_router(operations.routes, prefix=f"{prefix}/operations", tags=["operations"])
    app.include_router(health.routes)
    app.mount(f"{prefix}/docs/assets", StaticFiles(directory=str(swagger_ui_path)))
    app.state.service = service

    @app.get(f"{prefix}/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url=f"{prefix}/openapi.json",
            title=service.title,
            swagger_js_url=f"{prefix}/docs/assets/swagger-ui-bundle.js",
            swagger_css_url=f"{prefix}/docs/assets/swagger-ui.css",
            swagger_favicon_url=f"{prefix}/docs/assets/favicon-32x32.png",
        )

    @app.get("/metrics", include_in_schema=False)
    async def prometheus() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    app.add_middleware(Observed, service=service.name)
    return app


class Observed:
    """Gives every request a span, a count and a time, and bounds its body."""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        parent = headers.get(b"traceparent", b"").decode("latin-1") or None
        started, status = monotonic(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    (b"x-trace-id", tracing.trace_id().encode()),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        told = None if scope["path"].startswith(PROBED) else self._service
        with tracing.span(
            scope["method"], service=told, kind=SpanKind.SERVER, parent=parent
        ) as span:
            limited = receive
            if not _is_upload(Headers(scope=scope)):
                limited = _limited(receive, BODY_LIMIT)
            try:
                await self._app(scope, limited, watched)
            finally:
                route = _route_of(scope)
                span.update_name(f"{scope['method']} {route}")
                span.set_attribute("http.request.method", scope["method"])
                span.set_attribute("http.route", route)
                span.set_attribute("http.response.status_code", status)
                labels = (self._service, scope["method"], route)
                metrics.http_requests.labels(*labels, str(status)).inc()
                metrics.http_seconds.labels(*labels).observe(monotonic() - started)


def _is_upload(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith(UPLOADS)


def _limited(receive: Receive, limit: int) -> Receive:
    taken = 0

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, f"{limit} bytes")
        return message

    return counting


def _route_of(scope: Scope) -> str:
    """The path with its ids replaced by their names: FastAPI's own lacks the router's prefix."""
    if "route" not in scope:
        return "unmatched"
    template: str = scope["path"]
    for name, value in scope.get("path_params", {}).items():
        template = template.replace(f"/{value}", f"/{{{name}}}", 1)
    return template
