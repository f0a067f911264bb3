"""Pictures by signature: no caller is asked, since the link was given to somebody who may see."""

from dataclasses import dataclass
from typing import Annotated, assert_never
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse

from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.contracts.media import DocumentPicture
from services.media import delivery, links, resources
from services.media.links import Kind, LinkExpired
from services.media.routes.pictures import JPEG
from services.media.store import comparisons, photos

routes = router()


@routes.get("/files/{kind}/{subject_id}/{version}", response_class=Response, responses=JPEG)
async def linked(
    kind: Kind,
    subject_id: UUID,
    version: int,
    expires: Annotated[int, Query(ge=0, le=253402300799)],
    signature: Annotated[str, Query(max_length=64)],
    request: Request,
    database: OwnDatabase,
    runtime: CurrentRuntime,
) -> Response:
    """The picture a link was given out for, while it is good and the picture wasn't made anew."""
    now, work = runtime.clock(), resources.of(runtime)
    links.require_good(
        work.settings,
        kind,
        subject_id,
        version=version,
        expires=expires,
        signature=signature,
        now=now,
    )
    async with database.read() as tx:
        made = await _made(tx, kind, subject_id)
    if made.version != version:
        raise LinkExpired
    return await delivery.picture(
        request,
        work.objects,
        key=made.key,
        sha256=made.sha256,
        name=f"{subject_id}-{kind}",
        kept_for=int(expires - now.timestamp()),
    )


@routes.get("/documents/{kind}/{subject_id}", response_class=StreamingResponse, responses=JPEG)
async def for_documents(
    kind: DocumentPicture,
    subject_id: UUID,
    expires: Annotated[int, Query(ge=0, le=253402300799)],
    signature: Annotated[str, Query(max_length=64)],
    database: OwnDatabase,
    runtime: CurrentRuntime,
) -> StreamingResponse:
    """The newest version of a picture, for a document that another service makes for somebody."""
    now, work = runtime.clock(), resources.of(runtime)
    links.require_documents(
        work.settings, kind, subject_id, expires=expires, signature=signature, now=now
    )
    async with database.read() as tx:
        made = await _made(tx, Kind(kind), subject_id)
    return StreamingResponse(await work.objects.stream(made.key), media_type="image/jpeg")


@dataclass(frozen=True)
class _Made:
    version: int
    key: str
    sha256: str


async def _made(tx: Transaction, kind: Kind, subject_id: UUID) -> _Made:
    """The picture as it is now; `NotFound` where there is none."""
    if kind is Kind.COMPARISON:
        comparison = await comparisons.find(tx, subject_id)
        if comparison is None or not comparison.key:
            raise NotFound
        return _Made(comparison.version, comparison.key, comparison.sha256)
    elif kind is Kind.PICTURE or kind is Kind.THUMBNAIL or kind is Kind.GHOST:
        photo = await photos.find(tx, subject_id)
        if photo is None or photo.rendition is None:
            raise NotFound
        made = photo.rendition
        files: dict[Kind, tuple[str | None, str | None]] = {
            Kind.PICTURE: (made.picture_key, made.picture_sha256),
            Kind.THUMBNAIL: (made.thumbnail_key, made.thumbnail_sha256),
            Kind.GHOST: (made.ghost_key, made.ghost_sha256),
        }
        key, sha256 = files[kind]
        if key is None or sha256 is None:
            raise NotFound
        return _Made(photo.version, key, sha256)
    else:
        assert_never(kind)
