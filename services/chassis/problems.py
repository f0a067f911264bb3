"""Refusals as RFC 9457 problem documents: one mapping, both languages, nothing internal."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from services.chassis import logs, refusals, tracing
from services.chassis.commands import Replayed
from services.chassis.refusals import Refusal

MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[Refusal], int] = {
    refusals.Invalid: 422,
    refusals.Unauthenticated: 401,
    refusals.Forbidden: 403,
    refusals.NotFound: 404,
    refusals.Conflict: 409,
    refusals.Stale: 412,
    refusals.Unstated: 428,
    refusals.TooLarge: 413,
    refusals.TooMany: 429,
    refusals.Unavailable: 503,
}

_HTTP_ZH = {
    400: "请求格式有误。",
    404: "没有这个地址。",
    405: "此地址不支持这种请求方法。",
    415: "不支持这种内容类型。",
}

log = logs.get()


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal's kind."""
    # The Idempotency-Key draft asks for 400, RFC 6585 for 428 where If-Match is missing.
    if isinstance(refusal, refusals.Unstated) and refusal.facts.get("header") == "Idempotency-Key":
        return 400
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def language_of(request: Request) -> str:
    """`en` when the reader prefers English, else `zh`."""
    best, weight = "zh", 0.0
    for entry in request.headers.get("accept-language", "").split(","):
        tag, _, parameter = entry.strip().partition(";q=")
        primary = tag.split("-")[0].lower()
        try:
            quality = float(parameter or 1)
        except ValueError:
            continue
        if primary in {"zh", "en"} and quality > weight:
            best, weight = primary, quality
    return best


def problem(
    request: Request,
    *,
    status: int,
    code: str,
    detail: str,
    errors: Sequence[dict[str, str]] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """A problem document; `type` is stable, `detail` is for people."""
    content: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        "trace_id": tracing.trace_id(),
    }
    if errors:
        content["errors"] = list(errors)
    return JSONResponse(
        content,
        status,
        {"Content-Language": language_of(request), **(headers or {})},
        media_type=MEDIA_TYPE,
    )


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    status = status_of(error)
    headers = {}
    if status in {409, 429, 503}:
        headers["Retry-After"] = str(error.facts.get("seconds", 1)) if status != 409 else "1"
    if isinstance(error, refusals.Unauthenticated):
        headers["WWW-Authenticate"] = error.scheme
    if status in {401, 403}:
        log.info("refused", code=error.code, path=request.url.path)
    return problem(
        request,
        status=status,
        code=error.code,
        detail=error.sentence(language_of(request)),
        headers=headers,
    )


async def replayed(request: Request, answer: Exception) -> Response:
    assert isinstance(answer, Replayed)
    return answer.response


async def malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    errors = [
        {"pointer": "/" + "/".join(map(str, each["loc"])), "detail": str(each["msg"])}
        for each in found[:50]
    ]
    first = errors[0]
    zh = f"请求内容有误：{first['pointer']}（{first['detail']}）"
    en = f"The request is not valid: {first['pointer']} ({first['detail']})"
    detail = zh if language_of(request) == "zh" else en
    return problem(request, status=422, code="invalid", detail=detail, errors=errors)


async def http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return await refused(request, refusals.TooLarge(limit=error.detail))
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
    zh = _HTTP_ZH.get(error.status_code, "请求无法处理。")
    detail = zh if language_of(request) == "zh" else str(error.detail)
    headers = dict(error.headers) if error.headers else None
    return problem(request, status=error.status_code, code=code, detail=detail, headers=headers)


async def database_away(request: Request, error: Exception) -> Response:
    # A value the database can't hold is the sender's mistake; anything else is ours, for a while.
    if isinstance(error, DBAPIError) and not isinstance(error, OperationalError):
        sqlstate = getattr(error.orig, "sqlstate", "") or ""
        if sqlstate.startswith("22"):
            return await refused(request, refusals.Invalid(reason="value out of range"))
        if not (error.connection_invalidated or sqlstate.startswith(("08", "53", "57", "40"))):
            return await failed(request, error)
    log.warning("database unavailable", error=type(error).__name__, path=request.url.path)
    return await refused(request, refusals.Unavailable())


async def failed(request: Request, error: Exception) -> Response:
    log.error("request failed", path=request.url.path, method=request.method, exc_info=error)
    zh, en = (
        "系统内部错误，已记录。请稍后重试。",
        "Something failed here and was logged; try again later.",
    )
    detail = zh if language_of(request) == "zh" else en
    return problem(request, status=500, code="internal-error", detail=detail)


HANDLERS: dict[int | type[Exception], Any] = {
    Refusal: refused,
    Replayed: replayed,
    RequestValidationError: malformed,
    HTTPException: http_error,
    DBAPIError: database_away,
    PoolTimeout: database_away,
    OSError: database_away,
    Exception: failed,
}
