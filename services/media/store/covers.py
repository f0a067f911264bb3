"""Covers of photos: their history, and what must not be shown any more once it changes."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

import sqlalchemy as sa

from services.chassis.callers import Caller
from services.chassis.transaction import Transaction
from services.media.covers import Entry, Rectangle
from services.media.domain import Photo
from services.media.store import comparisons, files
from services.media.store.photos import PICTURES
from services.media.tables import covers, photos


async def history(tx: Transaction, photo_id: UUID) -> list[Entry]:
    """Every change of a photo's covers, the first one first."""
    rows = await tx.execute(
        sa.select(covers).where(covers.c.photo_id == photo_id).order_by(covers.c.number)
    )
    return [
        Entry(
            row.number,
            tuple(Rectangle.read(each) for each in row.rectangles),
            row.by,
            row.name,
            row.at,
            row.restores,
        )
        for row in rows
    ]


async def present(tx: Transaction, photo: Photo) -> tuple[Rectangle, ...]:
    """The rectangles of the photo as it was read."""
    if not photo.covers:
        return ()
    mine = (covers.c.photo_id == photo.id) & (covers.c.number == photo.covers)
    found = await tx.execute(sa.select(covers.c.rectangles).where(mine))
    return tuple(Rectangle.read(each) for each in found.scalar_one())


async def change(
    tx: Transaction,
    photo: Photo,
    rectangles: Sequence[Rectangle],
    *,
    caller: Caller,
    restores: int | None = None,
) -> None:
    """Keep another set. From this commit on nothing that was made without it is shown: the
    pictures are let go of and asked for anew, as is the comparison they are in."""
    number = photo.covers + 1
    await tx.execute(
        sa.insert(covers).values(
            photo_id=photo.id,
            number=number,
            rectangles=[asdict(each) for each in rectangles],
            restores=restores,
            by=caller.id,
            name=caller.name,
            organisation_id=caller.organisation_id,
            at=tx.at,
        )
    )
    if photo.rendition is not None:
        await files.name(tx, photo.rendition.keys)
    kinds = ("picture_", "thumbnail_", "public_", "ghost_")
    shown = [column for column in photos.c if column.name.startswith(kinds)]
    await tx.execute(
        sa.update(photos)
        .where(photos.c.id == photo.id)
        .values(
            dict.fromkeys(shown) | {photos.c.covers: number, photos.c.wanted: photos.c.wanted + 1}
        )
    )
    await comparisons.withdraw(tx, photo.id)
    await PICTURES.ask(tx, [photo.id])
