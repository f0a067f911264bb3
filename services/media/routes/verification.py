"""Checking a photo by its code or by a picture of it, without signing in."""

from datetime import datetime
from typing import Any, Literal

from fastapi import Request, Response
from pydantic import BaseModel

from services.chassis.refusals import NotFound
from services.chassis.runtime import Runtime
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.media import delivery, resources, verification
from services.media.captions import grouped
from services.media.domain import NotAPhoto, NotReadyYet
from services.media.pictures import Refused
from services.media.routes.pictures import JPEG
from services.media.routes.views import PositionView, ReliabilityView, reliability_view
from services.media.uploads import received
from services.media.verification import Difference, Finding, Record

FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}

routes = router()


class UnknownCode(NotFound):
    zh = "没有找到与此验证码对应的照片，请核对后重新输入。"
    en = "No photo has this code; check it and type it again."


class RecordView(BaseModel):
    """A photo as anyone may see it. `sha256` seals the original; `picture` is the address of what
    the system holds, once it is `ready`; `taken_at` is the camera's time, `received_at` ours."""

    code: str
    status: str
    reason: str
    sha256: str
    taken_at: datetime | None
    received_at: datetime
    address: str
    position: PositionView | None
    organisation: str
    reliability: ReliabilityView
    case_number: str | None
    picture: str | None


class DifferenceView(BaseModel):
    """`cells` are [column, row] of a 16×12 grid over the picture, `share` their part of it,
    `places` the ninths they lie in; `stretched` is the change of the sides' ratio, `bits` those of
    64 that differ."""

    cells: list[tuple[int, int]]
    share: float
    stretched: float
    places: list[str]
    bits: int


class FindingView(BaseModel):
    """What a picture is. `kind` tells a derivative's: picture, thumbnail, public, ghost or
    comparison."""

    verdict: Literal["original", "derivative", "altered", "unknown"]
    kind: str
    superseded: bool
    photos: list[RecordView]
    difference: DifferenceView | None


@routes.get("/verifications/{code}", response_model=RecordView)
async def verify(
    code: str, request: Request, database: OwnDatabase, runtime: CurrentRuntime
) -> RecordView:
    """The photo that carries this code. Unknown and malformed codes are answered alike."""
    limit_codes(request, runtime)
    async with database.read() as tx:
        record = await verification.with_code(tx, code)
    if record is None:
        raise UnknownCode
    return record_view(record)


@routes.get("/verifications/{code}/picture", response_class=Response, responses=JPEG)
async def public_picture(
    code: str, request: Request, database: OwnDatabase, runtime: CurrentRuntime
) -> Response:
    """The picture the system holds, made smaller and without the person's name."""
    limit_codes(request, runtime)
    async with database.read() as tx:
        record = await verification.with_code(tx, code)
    if record is None:
        raise UnknownCode
    made = record.photo.rendition
    if made is None or made.public_key is None or made.public_sha256 is None:
        raise NotReadyYet
    return await delivery.picture(
        request,
        resources.of(runtime).objects,
        key=made.public_key,
        sha256=made.public_sha256,
        name=record.photo.code,
    )


@routes.post("/verifications", response_model=FindingView, openapi_extra=FORM)
async def identify(request: Request, runtime: CurrentRuntime) -> FindingView:
    """Whether a picture is an original, a derivative, an altered copy or unknown. It isn't kept."""
    return finding_view(await identified(request, runtime))


async def identified(request: Request, runtime: Runtime) -> Finding:
    """What the uploaded picture is; `NotAPhoto` when it can't be decoded."""
    resources.of(runtime).compare_buckets.take(_address(request))
    async with received(request) as sent:
        try:
            return await verification.identify(runtime, sent.content, sha256=sent.sha256)
        except Refused as refused:
            raise NotAPhoto from refused


def limit_codes(request: Request, runtime: Runtime) -> None:
    """`AddressBusy` for an address that tries too many codes."""
    resources.of(runtime).code_buckets.take(_address(request))


def record_view(record: Record) -> RecordView:
    photo = record.photo
    is_shown = photo.rendition is not None and photo.rendition.public_key is not None
    where = photo.position
    return RecordView(
        code=grouped(photo.code),
        status=photo.status.value,
        reason=photo.reason,
        sha256=photo.original.sha256,
        taken_at=photo.taken_at,
        received_at=photo.received_at,
        address=photo.address,
        position=PositionView(longitude=where.longitude, latitude=where.latitude)
        if where
        else None,
        organisation=photo.uploader.organisation,
        reliability=reliability_view(photo.reliability),
        case_number=record.number,
        picture=f"/api/media/verifications/{photo.code}/picture" if is_shown else None,
    )


def finding_view(finding: Finding) -> FindingView:
    return FindingView(
        verdict=finding.verdict.value,
        kind=finding.kind,
        superseded=finding.superseded,
        photos=[record_view(each) for each in finding.records],
        difference=_difference_view(finding.difference) if finding.difference else None,
    )


def _difference_view(found: Difference) -> DifferenceView:
    return DifferenceView(
        cells=list(found.cells),
        share=found.share,
        stretched=found.stretched,
        places=list(found.places),
        bits=found.bits,
    )


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
