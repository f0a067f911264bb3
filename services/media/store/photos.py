"""Photos: adding, reading within a scope, and those whose pictures are due."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.callers import Caller, Scope
from services.chassis.due import Claim, DueRows
from services.chassis.inbox_store import insert
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.media.domain import (
    Level,
    Original,
    Photo,
    Position,
    Reason,
    Reliability,
    Rendition,
    Status,
    Uploader,
)
from services.media.tables import cases, links, photos, views

PICTURES = DueRows("picture", photos, photos.c.made < photos.c.wanted)


async def add(tx: Transaction, photo: Photo) -> bool:
    """Keep a new photo and ask for its pictures; `False` when its id was taken meanwhile."""
    statement = insert(tx, photos).values(_row(photo)).on_conflict_do_nothing(index_elements=["id"])
    result = await tx.execute(statement.returning(photos.c.id))
    added = result.one_or_none() is not None
    if added:
        await PICTURES.ask(tx, [photo.id])
    return added


async def find(tx: Transaction, photo_id: UUID) -> Photo | None:
    """A photo, whoever may see it."""
    row = (await tx.execute(sa.select(photos).where(photos.c.id == photo_id))).one_or_none()
    return photo_of(row) if row else None


async def with_code(tx: Transaction, code: str) -> Photo | None:
    """The photo a verification code is printed on, whoever asks."""
    row = (await tx.execute(sa.select(photos).where(photos.c.code == code))).one_or_none()
    return photo_of(row) if row else None


async def lock_known(tx: Transaction, photo_ids: Sequence[UUID]) -> list[Photo]:
    """Those of the photos that have arrived, held until commit."""
    statement = sa.select(photos).where(photos.c.id.in_(photo_ids))
    rows = await tx.execute(statement.order_by(photos.c.id).with_for_update())
    return [photo_of(row) for row in rows]


async def claimed(tx: Transaction, claim: Claim) -> Photo | None:
    """The photo, held until commit; `None` when another worker has taken it over."""
    held = await PICTURES.hold(tx, claim)
    return await find(tx, claim.id) if held else None


async def visible(tx: Transaction, photo_id: UUID, caller: Caller) -> Photo:
    """The photo for its uploader and for the organisations of its case; else `NotFound`."""
    found = await _visible(tx, photos.c.id == photo_id, caller.scope, own=caller.id)
    if not found:
        raise NotFound
    return found[0]


async def visible_in(tx: Transaction, photo_id: UUID, scope: Scope) -> Photo:
    """The photo for the organisations of its case alone; else `NotFound`."""
    found = await _visible(tx, photos.c.id == photo_id, scope, own=None)
    if not found:
        raise NotFound
    return found[0]


async def of_case(
    tx: Transaction, case_id: UUID, caller: Caller, *, after: tuple[Any, ...] | None, limit: int
) -> list[Photo]:
    """A case's photos that the caller may see, in the order they came, one more than `limit`."""
    wanted = photos.c.case_id == case_id
    if after is not None:
        wanted &= sa.tuple_(photos.c.received_at, photos.c.id) > after
    return await _visible(tx, wanted, caller.scope, own=caller.id, limit=limit + 1)


async def befores(tx: Transaction, case_id: UUID, caller: Caller) -> list[Photo]:
    """The photos of a case that show it before it is mended, of those the caller may see: of its
    last recheck, then of its report."""
    named = sa.and_(
        links.c.photo_id == photos.c.id,
        links.c.case_id == case_id,
        links.c.kind.in_(("report", "recheck")),
    )
    found = await _visible(
        tx,
        sa.and_(photos.c.case_id == case_id, sa.exists().where(named)),
        caller.scope,
        own=caller.id,
    )
    kinds = sa.select(links.c.photo_id, links.c.kind, links.c.at).where(links.c.case_id == case_id)
    known = {row.photo_id: row for row in await tx.execute(kinds) if row.kind != "rectification"}
    rechecked = [photo for photo in found if known[photo.id].kind == "recheck"]
    rechecked.sort(key=lambda photo: known[photo.id].at, reverse=True)
    return rechecked + [photo for photo in found if photo not in rechecked]


async def _visible(
    tx: Transaction,
    wanted: sa.ColumnElement[bool],
    scope: Scope,
    *,
    own: UUID | None,
    limit: int | None = None,
) -> list[Photo]:
    # Several departments may tell of a record; each sees what its own spreadsheet showed.
    told = sa.exists().where(
        links.c.photo_id == photos.c.id,
        links.c.case_id == photos.c.case_id,
        links.c.kind == "record",
        photos.c.organisation_id.in_(scope.organisation_ids),
    )
    allowed: sa.ColumnElement[bool] = cases_in(scope) | told
    if own is not None:
        allowed |= photos.c.uploader_id == own
    rows = await tx.execute(
        sa.select(photos)
        .outerjoin(cases, cases.c.id == photos.c.case_id)
        .where(wanted, allowed)
        .order_by(photos.c.received_at, photos.c.id)
        .limit(limit)
    )
    return [photo_of(row) for row in rows]


def cases_in(scope: Scope) -> sa.ColumnElement[bool]:
    """Cases one of whose organisations is covered: reporter's, responsible, or named."""
    return sa.or_(
        cases.c.reporter_organisation_id.in_(scope.organisation_ids),
        cases.c.organisation_id.in_(scope.organisation_ids),
        cases.c.rectifier_organisation_id.in_(scope.organisation_ids),
    )


async def save(tx: Transaction, photo: Photo) -> None:
    """Keep what became of the photo."""
    await tx.execute(sa.update(photos).where(photos.c.id == photo.id).values(_row(photo)))


async def link(tx: Transaction, photo_ids: Sequence[UUID], *, case_id: UUID | None) -> None:
    """Give photos to a case, or back; pictures that lack its number are then due."""
    linked = photos.c.id.in_(photo_ids)
    await tx.execute(sa.update(photos).where(linked).values(case_id=case_id))
    await _want_again(tx, linked)


async def want_again(tx: Transaction, case_id: UUID) -> None:
    """The words on a case's pictures changed: all of them are due."""
    await _want_again(tx, photos.c.case_id == case_id)


async def _want_again(tx: Transaction, changed: sa.ColumnElement[bool]) -> None:
    wanted = await tx.execute(
        sa.update(photos)
        # Nothing can be made of an original that retention removed.
        .where(changed, photos.c.status != Status.REJECTED.value, photos.c.original_key != "")
        .values(wanted=photos.c.wanted + 1)
        .returning(photos.c.id)
    )
    await PICTURES.ask(tx, list(wanted.scalars()))


async def keep_view(tx: Transaction, photo_id: UUID, caller: Caller) -> None:
    """Note that somebody looked at an original."""
    await tx.execute(
        sa.insert(views).values(
            photo_id=photo_id,
            viewer_id=caller.id,
            viewer_name=caller.name,
            organisation_id=caller.organisation_id,
            at=tx.at,
        )
    )


def _row(photo: Photo) -> dict[str, Any]:
    original, rendition, position = photo.original, photo.rendition, photo.position
    return {
        "id": photo.id,
        "case_id": photo.case_id,
        "uploader_id": photo.uploader.id,
        "uploader_name": photo.uploader.name,
        "organisation_id": photo.uploader.organisation_id,
        "organisation": photo.uploader.organisation,
        "original_key": original.key,
        "sha256": original.sha256,
        "size": original.size,
        "format": original.format,
        "width": original.width,
        "height": original.height,
        "exif_taken_at": original.taken_at,
        "exif_longitude": original.position.longitude if original.position else None,
        "exif_latitude": original.position.latitude if original.position else None,
        "captured_at": photo.captured_at,
        "received_at": photo.received_at,
        "longitude": position.longitude if position else None,
        "latitude": position.latitude if position else None,
        "address": photo.address,
        "reliability": photo.reliability.level.value,
        "reliability_reasons": [
            {"code": reason.code, "facts": dict(reason.facts)}
            for reason in photo.reliability.reasons
        ],
        "code": photo.code,
        "status": photo.status.value,
        "reason": photo.reason,
        "picture_key": rendition.picture_key if rendition else None,
        "picture_sha256": rendition.picture_sha256 if rendition else None,
        "thumbnail_key": rendition.thumbnail_key if rendition else None,
        "thumbnail_sha256": rendition.thumbnail_sha256 if rendition else None,
        "picture_width": rendition.width if rendition else None,
        "picture_height": rendition.height if rendition else None,
        "public_key": rendition.public_key if rendition else None,
        "public_sha256": rendition.public_sha256 if rendition else None,
        "ghost_key": rendition.ghost_key if rendition else None,
        "ghost_sha256": rendition.ghost_sha256 if rendition else None,
        "covers": photo.covers,
        "version": photo.version,
        "wanted": photo.wanted,
        "made": photo.made,
    }


def photo_of(row: Any) -> Photo:
    """A row of the table as the rules know it."""
    rendition = None
    if row.picture_key is not None:
        rendition = Rendition(
            row.picture_key,
            row.picture_sha256,
            row.thumbnail_key,
            row.thumbnail_sha256,
            row.picture_width,
            row.picture_height,
            row.public_key,
            row.public_sha256,
            row.ghost_key,
            row.ghost_sha256,
        )
    return Photo(
        id=row.id,
        case_id=row.case_id,
        uploader=Uploader(
            row.uploader_id, row.uploader_name, row.organisation_id, row.organisation
        ),
        original=Original(
            row.original_key,
            row.sha256,
            row.size,
            row.format,
            row.width,
            row.height,
            row.exif_taken_at,
            _position(row.exif_longitude, row.exif_latitude),
        ),
        code=row.code,
        captured_at=row.captured_at,
        received_at=row.received_at,
        position=_position(row.longitude, row.latitude),
        address=row.address,
        reliability=Reliability(
            Level(row.reliability),
            tuple(Reason(each["code"], each["facts"]) for each in row.reliability_reasons),
        ),
        status=Status(row.status),
        reason=row.reason,
        rendition=rendition,
        covers=row.covers,
        wanted=row.wanted,
        made=row.made,
        version=row.version,
    )


def _position(longitude: float | None, latitude: float | None) -> Position | None:
    if longitude is None or latitude is None:
        return None
    return Position(longitude, latitude)
