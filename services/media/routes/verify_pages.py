"""The pages on which anyone checks a photo; the QR code of a watermark opens one of them."""

from base64 import b64encode
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from services.chassis.problems import language_of, status_of
from services.chassis.refusals import NotFound, Refusal
from services.chassis.runtime import Runtime
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.media import pages as public_pages
from services.media import verification
from services.media.captions import coordinates, grouped
from services.media.domain import Position
from services.media.pages.words import WORDS
from services.media.routes.verification import identified, limit_codes, record_view
from services.media.verification import Difference, Finding, Record, Verdict

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
TONES = {
    Verdict.ORIGINAL: "good",
    Verdict.DERIVATIVE: "good",
    Verdict.ALTERED: "doubt",
    Verdict.UNKNOWN: "bad",
}
STRETCHED = 0.01
"""Change of the sides' ratio that rounding alone does not explain."""

pages = router()


@pages.get("/verify")
async def form(request: Request, code: str = "") -> Response:
    """The page on which to type or scan a code, or to choose a picture."""
    if code:
        # To the address a QR code leads to, so that it can be kept and passed on.
        query = urlencode({"lang": _language(request)})
        address = f"/verify/{verification.plain(code) or 'unknown'}?{query}"
        return RedirectResponse(address, 303, SECURITY)
    return _page(request)


@pages.get("/verify/assets/{name}")
async def asset(name: str) -> Response:
    """The pages' style and script."""
    if name not in public_pages.ASSETS:
        raise NotFound
    kind, content = public_pages.ASSETS[name]
    return Response(content, media_type=kind, headers={"Cache-Control": "public, max-age=300"})


@pages.get("/verify/{code}")
async def by_code(
    code: str, request: Request, database: OwnDatabase, runtime: CurrentRuntime
) -> Response:
    """The photo that carries this code, as the system holds it."""
    try:
        limit_codes(request, runtime)
    except Refusal as refusal:
        return _refused(request, refusal)
    async with database.read() as tx:
        record = await verification.with_code(tx, code)
    if record is None:
        return _verdict(request, 404, "bad", "unknown_code", ["unknown_code_more"])
    shown = _record(record, request, runtime)
    return _verdict(request, 200, "good", "found", ["found_more"], records=[shown])


@pages.post("/verify")
async def by_picture(request: Request, runtime: CurrentRuntime) -> Response:
    """What an uploaded picture is."""
    try:
        finding = await identified(request, runtime)
    except Refusal as refusal:
        return _refused(request, refusal)
    return _found(request, runtime, finding)


def _found(request: Request, runtime: Runtime, finding: Finding) -> Response:
    sentences = [f"{finding.verdict}_more"]
    if finding.superseded:
        sentences.append("superseded")
    difference = finding.difference
    return _verdict(
        request,
        200,
        TONES[finding.verdict],
        finding.verdict,
        sentences,
        kind=_say(request, finding.kind) if finding.verdict is Verdict.DERIVATIVE else "",
        records=[_record(each, request, runtime) for each in finding.records],
        difference=_differs(request, difference) if difference else None,
    )


def _verdict(
    request: Request,
    status: int,
    tone: str,
    headline: str,
    sentences: list[str],
    *,
    kind: str = "",
    **content: Any,
) -> Response:
    return _page(
        request,
        status,
        verdict=True,
        tone=tone,
        headline=_say(request, headline),
        sentences=[_say(request, each).format(kind=kind) for each in sentences],
        **content,
    )


def _refused(request: Request, refusal: Refusal) -> Response:
    headers = {"Retry-After": str(refusal.facts["seconds"])} if "seconds" in refusal.facts else {}
    answer = _page(
        request,
        status_of(refusal),
        verdict=True,
        tone="bad",
        headline=_say(request, "refused"),
        sentences=[refusal.sentence(_language(request))],
    )
    answer.headers.update(headers)
    return answer


def _page(request: Request, status: int = 200, **content: Any) -> Response:
    language = _language(request)
    other = urlencode({"lang": "en" if language == "zh" else "zh"})
    shown = {"verdict": False, "records": [], "difference": None, "typed": ""} | content
    page = public_pages.render(
        "verify.html",
        language=language,
        other_address=f"{request.url.path}?{other}",
        **shown,
    )
    return HTMLResponse(page, status, {**SECURITY, "Content-Language": language})


def _record(record: Record, request: Request, runtime: Runtime) -> dict[str, Any]:
    view, photo = record_view(record), record.photo
    zone = ZoneInfo(runtime.settings.time_zone)
    untold = _say(request, "not_told")

    def told(moment: datetime | None) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" if moment else untold

    # Ready without pictures, and none due: retention took them.
    taken = view.status == "ready" and photo.rendition is None and photo.made == photo.wanted
    ended = "removed" if taken else "no_picture"
    missing = "rejected" if photo.reason else ended
    rows = (
        ("received", told(photo.received_at)),
        ("taken", told(photo.taken_at)),
        ("place", photo.address or untold),
        ("coordinates", _coordinates(request, photo.position) or untold),
        ("organisation", view.organisation),
        ("case_number", view.case_number or _say(request, "case_none")),
        ("status", _say(request, f"status_{view.status}")),
    )
    return {
        "picture": view.picture,
        "missing": _say(request, missing).format(reason=photo.reason),
        "code": grouped(photo.code),
        "sha256": view.sha256,
        "reliability": _say(request, f"reliability_{view.reliability.level}"),
        "reasons": [
            each.zh if _language(request) == "zh" else each.en for each in view.reliability.reasons
        ],
        "rows": [(_say(request, label), value) for label, value in rows],
    }


def _differs(request: Request, found: Difference) -> dict[str, Any]:
    sentences = []
    if found.stretched > STRETCHED:
        sentence = _say(request, "differs_shape")
        sentences.append(sentence.format(percent=round(found.stretched * 100, 1)))
    if found.cells:
        places = _say(request, "list_comma").join(_say(request, each) for each in found.places)
        sentence = _say(request, "differs_share")
        percent = max(1, round(found.share * 100))
        sentences.append(sentence.format(percent=percent, places=places))
    return {
        "sentences": sentences or [_say(request, "differs_none")],
        "image": b64encode(found.outlined).decode("ascii"),
        "marked": bool(found.cells),
    }


def _coordinates(request: Request, where: Position | None) -> str:
    if where is None or _language(request) == "zh":
        return coordinates(where) if where else ""
    east, north = "E" if where.longitude >= 0 else "W", "N" if where.latitude >= 0 else "S"
    return f"{abs(where.longitude):.5f}° {east}, {abs(where.latitude):.5f}° {north}"


def _language(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    return asked if asked in {"zh", "en"} else language_of(request)


def _say(request: Request, name: str) -> str:
    return WORDS[name][0 if _language(request) == "zh" else 1]
