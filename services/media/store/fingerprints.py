"""What photos look like: kept by photo, found by likeness, and which photos still lack it."""

from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BIT

from services.chassis.transaction import Transaction
from services.media.domain import Photo, Rendition, Status
from services.media.near_copies import (
    ALGORITHM,
    COMPARABLE,
    NEAR_BITS,
    Fingerprint,
    Likeness,
    bands,
    distance,
    nearest,
    probes,
)
from services.media.store.photos import photo_of
from services.media.tables import fingerprints, photos

SIGN = 1 << 63
GIVEN_UP = -1
"""The algorithm of a photo that could not be looked at."""
MOST_CANDIDATES = 20_000
"""Rows that share a band with a picture; more than a million photos give is cut off."""


@dataclass(frozen=True)
class Seen:
    """What the sandbox saw in a photo."""

    fingerprints: tuple[Fingerprint, ...]
    screen_score: float | None

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "Seen":
        """From JSON, as the sandbox tells it."""
        views = (
            Fingerprint(each["view"], each["hash"], b64decode(each["grid"]))
            for each in content["fingerprints"]
        )
        return cls(tuple(views), content["screen_score"])

    @property
    def look(self) -> str | None:
        """The hash of the whole photo as facts tell it: 16 hexadecimal digits."""
        whole = next((each for each in self.fingerprints if each.view == "whole"), None)
        return None if whole is None else f"{whole.hash:016x}"


async def keep(tx: Transaction, photo_id: UUID, seen: Seen) -> None:
    """Replace what is known of a photo's look."""
    await tx.execute(sa.delete(fingerprints).where(fingerprints.c.photo_id == photo_id))
    if seen.fingerprints:
        await tx.execute(
            sa.insert(fingerprints), [row(photo_id, each) for each in seen.fingerprints]
        )
    await tx.execute(
        sa.update(photos)
        .where(photos.c.id == photo_id)
        .values(algorithm=ALGORITHM, screen_score=seen.screen_score)
    )


async def of_photos(tx: Transaction, photo_ids: Iterable[UUID]) -> dict[UUID, list[Fingerprint]]:
    """The fingerprints of each photo that has any."""
    wanted = list(photo_ids)
    rows = await tx.execute(sa.select(fingerprints).where(fingerprints.c.photo_id.in_(wanted)))
    found: dict[UUID, list[Fingerprint]] = defaultdict(list)
    for row in rows:
        found[row.photo_id].append(Fingerprint(row.view, row.hash % (1 << 64), row.grid))
    return dict(found)


async def near(
    tx: Transaction, mine: Sequence[Fingerprint], *, limit: int
) -> list[tuple[UUID, Likeness]]:
    """The photos that are near copies of a picture, the nearest first."""
    candidates: set[UUID] = set()
    for each in mine:
        candidates |= await _candidates(tx, each)
    theirs = await of_photos(tx, candidates) if candidates else {}
    found = [
        (photo_id, likeness)
        for photo_id, others in theirs.items()
        if (likeness := nearest(mine, others)) is not None
    ]
    found.sort(key=lambda each: (each[1].bits, each[1].residue, each[0]))
    return found[:limit]


def _is_near(tx: Transaction, value: int) -> sa.ColumnElement[bool]:
    """Whether a hash is near in bits. SQLite can't count them, so its rows are looked at here."""
    if tx.is_sqlite:
        return sa.true()
    differing = sa.cast(fingerprints.c.hash.op("#")(_signed(value)), BIT(64))
    return sa.func.bit_count(differing) <= NEAR_BITS


async def _candidates(tx: Transaction, mine: Fingerprint) -> set[UUID]:
    columns = (fingerprints.c[f"band{number}"] for number in range(4))
    comparable = fingerprints.c.view.in_(sorted(COMPARABLE[mine.view]))
    rows = await tx.execute(
        sa.select(fingerprints.c.photo_id, fingerprints.c.hash)
        .where(
            sa.or_(
                *(
                    column.in_(probes(band)) & comparable
                    for column, band in zip(columns, bands(mine.hash), strict=True)
                )
            )
        )
        .where(_is_near(tx, mine.hash))
        .limit(MOST_CANDIDATES)
    )
    return {row.photo_id for row in rows if distance(row.hash % (1 << 64), mine.hash) <= NEAR_BITS}


async def screen_scores(tx: Transaction, photo_ids: Iterable[UUID]) -> dict[UUID, float]:
    """How much each photo looks like one of a screen, where that could be told."""
    rows = await tx.execute(
        sa.select(photos.c.id, photos.c.screen_score).where(
            photos.c.id.in_(list(photo_ids)), photos.c.screen_score.is_not(None)
        )
    )
    return {row.id: row.screen_score for row in rows}


async def lacking(tx: Transaction, *, limit: int) -> list[Photo]:
    """Ready photos whose fingerprints are missing or computed by an older algorithm."""
    # Written out, because SQLite uses a partial index for a literal only.
    ready = sa.literal(Status.READY.value, literal_execute=True)
    rows = await tx.execute(
        sa.select(photos)
        .where(photos.c.status == ready, photos.c.algorithm.between(0, ALGORITHM - 1))
        # Those whose pictures are being made anew are looked at then.
        .where(photos.c.picture_key.is_not(None))
        .order_by(photos.c.algorithm, photos.c.id)
        .limit(limit)
    )
    return [photo_of(row) for row in rows]


async def give_up(tx: Transaction, photo_id: UUID) -> None:
    """Look at this photo no more until its pictures are made anew."""
    mine = (photos.c.id == photo_id) & (photos.c.algorithm < ALGORITHM)
    await tx.execute(sa.update(photos).where(mine).values(algorithm=GIVEN_UP))


async def keep_lacking(tx: Transaction, photo: Photo, made: Rendition) -> bool:
    """Give a photo its public picture and its ghost; `False` when it was made anew meanwhile."""
    same = (photos.c.made == photo.made) & (photos.c.covers == photo.covers)
    kept = await tx.execute(
        sa.update(photos)
        .where(photos.c.id == photo.id, same, photos.c.picture_key.is_not(None))
        .values(
            public_key=made.public_key,
            public_sha256=made.public_sha256,
            ghost_key=made.ghost_key,
            ghost_sha256=made.ghost_sha256,
        )
        .returning(photos.c.id)
    )
    return kept.one_or_none() is not None


def row(photo_id: UUID, seen: Fingerprint) -> dict[str, Any]:
    """A fingerprint as the table holds it."""
    named = {f"band{number}": band for number, band in enumerate(bands(seen.hash))}
    return {
        "photo_id": photo_id,
        "view": seen.view,
        "hash": _signed(seen.hash),
        "grid": seen.grid,
        **named,
    }


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= SIGN else value
