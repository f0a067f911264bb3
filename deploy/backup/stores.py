"""Objects copied between stores, folders and S3 alike, with their checksums.

A key is never used twice, so what was copied once is never copied again.
"""

import csv
import hashlib
import mimetypes
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.backup.manifest import Broken
from services.chassis.objects import NoSuchObject, Objects


@dataclass(frozen=True)
class Kept:
    """An object as it was copied: its size in bytes and its SHA-256."""

    size: int
    sha256: str


Listing = dict[str, Kept]


async def sizes(store: Objects) -> dict[str, int]:
    """Every object's size by its key."""
    return {each.key: each.size async for page in store.walk() for each in page}


async def copy(source: Objects, target: Objects, known: Listing) -> Listing:
    """Bring over what the target lacks; the listing of all that the source had.

    `known` spares reading again what was copied before. What is deleted meanwhile is left out.
    """
    there = await sizes(target)
    listing: Listing = {}
    for key, size in (await sizes(source)).items():
        if there.get(key) == size and key in known:
            listing[key] = known[key]
            continue
        try:
            listing[key] = await _one(source, target, key)
        except NoSuchObject:
            continue
    return listing


async def _one(source: Objects, target: Objects, key: str) -> Kept:
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(prefix="shirong-object-") as file:
        async for chunk in await source.stream(key):
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        content_type = mimetypes.guess_type(key)[0] or "application/octet-stream"
        await target.put_file(key, Path(file.name), content_type=content_type)
    return Kept(size, digest.hexdigest())


async def bring(source: Objects, target: Objects, listing: Listing) -> None:
    """Bring over what is listed, and nothing else; `Broken` for what differs from its listing."""
    there = await sizes(target)
    for key, kept in listing.items():
        if there.get(key) == kept.size:
            continue
        try:
            brought = await _one(source, target, key)
        except NoSuchObject:
            raise Broken(f"the object {key} is missing") from None
        if brought != kept:
            await target.delete(key)
            raise Broken(f"the object {key} is not what was backed up")


async def verify(store: Objects, listing: Listing) -> None:
    """Read everything that is listed; `Broken` names what is missing or differs."""
    for key, kept in listing.items():
        digest = hashlib.sha256()
        try:
            async for chunk in await store.stream(key):
                digest.update(chunk)
        except NoSuchObject:
            raise Broken(f"the object {key} is missing") from None
        if digest.hexdigest() != kept.sha256:
            raise Broken(f"the object {key} is not what was backed up")


def write_listing(path: Path, listing: Listing) -> None:
    """As a table of key, size and SHA-256."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerows((key, kept.size, kept.sha256) for key, kept in sorted(listing.items()))


def read_listing(path: Path) -> Listing:
    with path.open(encoding="utf-8", newline="") as file:
        return {key: Kept(int(size), sha256) for key, size, sha256 in csv.reader(file)}
