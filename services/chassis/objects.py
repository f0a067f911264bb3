"""Where files are kept: a folder in the one-process form, an S3 store otherwise."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from services.chassis.refusals import Unavailable

CHUNK = 256 * 1024
PAGE = 1000
"""Files that `walk` lists at a time."""
KEY = re.compile(r"[a-z0-9][a-z0-9-]*(/[a-z0-9-]+)*/[a-z0-9-]+\.[a-z0-9]+")
"""`originals/2026/11/<uuid>.jpg`: made here, never from a user's file name."""

MEDIA_TYPES = {"jpg": "image/jpeg", "webp": "image/webp"}
"""Of what is made here, by the key's ending."""


class ObjectsAway(Unavailable):
    zh = "文件存储暂时不可用，请稍后重试。"
    en = "The file store is away for the moment; try again shortly."


class NoSuchObject(Exception):
    """A row names a file that the store doesn't hold: a fault, not a refusal."""


class MalformedKey(ValueError):
    """A key that could point outside the store."""


@dataclass(frozen=True)
class Stored:
    """A file as the store lists it."""

    key: str
    size: int
    modified: datetime


class Objects(Protocol):
    """Files by key. `ObjectsAway` when the store can't be asked; a key is never reused."""

    async def put(self, key: str, content: bytes, *, content_type: str) -> None:
        """Keep the file; when this returns it survives a crash of the machine."""

    async def put_file(self, key: str, path: Path, *, content_type: str) -> None:
        """The same for a file that may be larger than memory should hold."""

    async def get(self, key: str) -> bytes:
        """The whole file; `NoSuchObject` when there is none."""

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """The file in chunks; `NoSuchObject` before the first one when there is none."""

    async def exists(self, key: str) -> bool:
        """Whether the file is there."""

    async def delete(self, key: str) -> None:
        """Forget the file; one that isn't there is fine."""

    async def form(
        self, key: str, *, content_type: str, size: int, until: datetime
    ) -> dict[str, str] | None:
        """The fields of a signed form that puts this one file past us; `None` where the store
        takes no forms."""

    def walk(self) -> AsyncIterator[list[Stored]]:
        """Every file in the order of the keys' bytes, a thousand at a time."""


def checked(key: str) -> str:
    """The key itself, or `MalformedKey`."""
    if KEY.fullmatch(key) is None:
        raise MalformedKey(key)
    return key


def open_objects(url: str) -> Objects:
    """The store a setting names. Asks nothing of it yet, so services start in any order.

    `https://…?ca=/path/of/the/authority.pem` trusts that authority instead of the machine's.
    """
    from services.chassis.folder_objects import FolderObjects
    from services.chassis.s3_objects import S3Objects

    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderObjects(Path(unquote(parts.path)))
    return S3Objects(
        f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname),
        access_key=unquote(parts.username or ""),
        secret_key=unquote(parts.password or ""),
        bucket=parts.path.strip("/"),
        secure=parts.scheme == "https",
        authority=parse_qs(parts.query).get("ca", [None])[0],
    )
