"""What anyone may learn of a photo: by the code on it, or by showing a picture of it.

Nothing personal: the public picture names no person, and a record holds the organisation only.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.chassis.refusals import Unavailable
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.media import domain, originals, resources
from services.media.domain import CODE_LENGTH, CODE_LETTERS, Photo
from services.media.near_copies import CELLS_ACROSS, CELLS_DOWN, Likeness, shows_the_words
from services.media.store import cases, checks, comparisons, fingerprints, photos, shown
from services.media.store.fingerprints import Seen


class ComparingBusy(Unavailable):
    zh = "正在核验的图片较多，请稍后再试。"
    en = "Many pictures are being checked at the moment; try again shortly."


class Verdict(StrEnum):
    """What a shown picture is."""

    ORIGINAL = "original"
    DERIVATIVE = "derivative"
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Record:
    """A photo as anyone may see it, and the number of its case."""

    photo: Photo
    number: str | None


@dataclass(frozen=True)
class Difference:
    """Where a copy differs: cells of a 16×12 grid, their share of the picture, how much its sides'
    ratio changed, the hash bits that differ, and the copy with the cells outlined (a JPEG)."""

    cells: tuple[tuple[int, int], ...]
    share: float
    stretched: float
    bits: int
    outlined: bytes

    @property
    def places(self) -> tuple[str, ...]:
        """The ninths of the picture in which it differs, `top-left` to `bottom-right`."""
        rows, columns = ("top", "middle", "bottom"), ("left", "centre", "right")
        found = {(row * 3 // CELLS_DOWN, column * 3 // CELLS_ACROSS) for column, row in self.cells}
        return tuple(f"{rows[down]}-{columns[across]}" for down, across in sorted(found))


@dataclass(frozen=True)
class Finding:
    """The verdict, what the file was shown as, and the photos it is of (two for a comparison).

    `superseded` marks a picture that was made anew since.
    """

    verdict: Verdict
    kind: str = ""
    records: tuple[Record, ...] = ()
    superseded: bool = False
    difference: Difference | None = None


def plain(code: str) -> str | None:
    """A code as it was made, however it was typed; `None` for what can't be one."""
    letters = "".join(each for each in code.upper() if each.isalnum())
    is_code = len(letters) == CODE_LENGTH and set(letters) <= set(CODE_LETTERS)
    return letters if is_code else None


async def with_code(tx: Transaction, code: str) -> Record | None:
    """The record behind a typed code; `None` for one that was never given."""
    known = plain(code)
    photo = await photos.with_code(tx, known) if known is not None else None
    return await _record(tx, photo) if photo is not None else None


async def identify(runtime: Runtime, content: bytes, *, sha256: str) -> Finding:
    """What a stranger's picture is: equal to a file of ours, like one, or unknown.

    `Refused` when it can't be decoded, `ComparingBusy` when too many are in hand.
    """
    async with runtime.database.read() as tx:
        known = await _equal(tx, sha256)
    if known is not None:
        return known
    async with _turn(resources.of(runtime).comparing):
        return await _like(runtime, content)


async def _equal(tx: Transaction, sha256: str) -> Finding | None:
    sealed = await checks.with_digest(tx, [sha256], limit=1)
    if sealed:
        return Finding(Verdict.ORIGINAL, "original", (await _record(tx, sealed[0]),))
    served = await shown.find(tx, sha256)
    if served is None:
        return None
    if served.kind == "comparison":
        return await _comparison(tx, served.about, sha256)
    photo = await photos.find(tx, served.about)
    assert photo is not None, "photos are never deleted"
    present = photo.rendition.digests.values() if photo.rendition else ()
    record = await _record(tx, photo)
    return Finding(Verdict.DERIVATIVE, served.kind, (record,), superseded=sha256 not in present)


async def _comparison(tx: Transaction, case_id: UUID, sha256: str) -> Finding:
    compared = await comparisons.of_case(tx, case_id)
    assert compared is not None, "a shown comparison is kept"
    sides = [
        await photos.find(tx, photo_id)
        for photo_id in (compared.before_photo_id, compared.after_photo_id)
    ]
    records = [await _record(tx, photo) for photo in sides if photo is not None]
    superseded = compared.sha256 != sha256
    return Finding(Verdict.DERIVATIVE, "comparison", tuple(records), superseded=superseded)


async def _like(runtime: Runtime, content: bytes) -> Finding:
    work = resources.of(runtime)
    answer = await work.public_sandboxes.run("look", content)
    looks = Seen.read(answer.header).fingerprints
    async with runtime.database.read() as tx:
        near = await fingerprints.near(tx, looks, limit=1)
        if not near:
            return Finding(Verdict.UNKNOWN)
        photo_id, likeness = near[0]
        photo = await photos.find(tx, photo_id)
        assert photo is not None, "photos are never deleted"
        theirs = await fingerprints.of_photos(tx, [photo_id])
        record = await _record(tx, photo)
    marked = shows_the_words(looks, theirs[photo_id])
    ours = await _file(runtime, photo, marked=marked)
    if ours is None:
        return Finding(Verdict.ALTERED, "", (record,))
    found = await work.public_sandboxes.run("compare", content, ours)
    difference = _difference(found.header, likeness, found.parts[0])
    return Finding(Verdict.ALTERED, "", (record,), difference=difference)


async def _file(runtime: Runtime, photo: Photo, *, marked: bool) -> bytes | None:
    """Ours to compare with; the other one where retention took it, `None` where it took both."""
    objects = resources.of(runtime).objects
    if photo.rendition is not None and (marked or not photo.original.key):
        return await objects.get(photo.rendition.picture_key)
    return await originals.unsealed(objects, photo) if photo.original.key else None


def _difference(found: Any, likeness: Likeness, outlined: bytes) -> Difference:
    cells: Sequence[Sequence[int]] = found["cells"]
    return Difference(
        tuple((column, row) for column, row in cells),
        found["share"],
        found["stretched"],
        likeness.bits,
        outlined,
    )


async def _record(tx: Transaction, photo: Photo) -> Record:
    return Record(domain.nameless(photo), await cases.number(tx, photo.case_id))


@asynccontextmanager
async def _turn(comparing: asyncio.Semaphore) -> AsyncIterator[None]:
    if comparing.locked():
        raise ComparingBusy
    async with comparing:
        yield
