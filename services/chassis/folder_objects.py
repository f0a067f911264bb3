"""Objects as files in a folder, written so that a crash leaves a whole file or none."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO, TypeVar
from uuid import uuid4

import anyio

from services.chassis.objects import CHUNK, PAGE, NoSuchObject, ObjectsAway, Stored, checked

THREADS = 4

Found = TypeVar("Found")


class FolderObjects:
    """One file per key below the folder; names in progress begin with a dot."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._threads = anyio.CapacityLimiter(THREADS)

    async def put(self, key: str, content: bytes, *, content_type: str) -> None:
        path = self._path(key)
        await self._run(lambda: _write(path, lambda file: file.write(content)))

    async def put_file(self, key: str, path: Path, *, content_type: str) -> None:
        kept = self._path(key)
        with await self._run(lambda: path.open("rb")) as source:
            await self._run(lambda: _write(kept, lambda file: copyfileobj(source, file, CHUNK)))

    async def get(self, key: str) -> bytes:
        return await self._run(self._path(key).read_bytes)

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        path = self._path(key)
        return self._chunks(await self._run(lambda: path.open("rb")))

    async def exists(self, key: str) -> bool:
        return await self._run(self._path(key).is_file)

    async def delete(self, key: str) -> None:
        path = self._path(key)
        await self._run(lambda: path.unlink(missing_ok=True))

    async def form(
        self, key: str, *, content_type: str, size: int, until: datetime
    ) -> dict[str, str] | None:
        return None

    async def walk(self) -> AsyncIterator[list[Stored]]:
        keys = await self._run(lambda: _keys(self._folder))
        for start in range(0, len(keys), PAGE):
            page = keys[start : start + PAGE]
            yield await self._run(partial(_stored, self._folder, page))

    def _path(self, key: str) -> Path:
        return self._folder / checked(key)

    async def _chunks(self, file: BinaryIO) -> AsyncIterator[bytes]:
        with file:
            while chunk := await self._run(lambda: file.read(CHUNK)):
                yield chunk

    async def _run(self, work: Callable[[], Found]) -> Found:
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._threads)
        except FileNotFoundError as error:
            raise NoSuchObject(str(error.filename)) from error
        except OSError as error:
            raise ObjectsAway from error


def _keys(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if not path.name.startswith("."))
    return sorted(str(path.relative_to(folder)) for path in found if path.is_file())


def _stored(folder: Path, keys: list[str]) -> list[Stored]:
    listed = []
    for key in keys:
        with suppress(FileNotFoundError):  # swept meanwhile
            about = (folder / key).stat()
            modified = datetime.fromtimestamp(about.st_mtime, UTC)
            listed.append(Stored(key, about.st_size, modified))
    return listed


def _write(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.parent / f".{uuid4()}"
    try:
        with unfinished.open("xb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync_names(path.parent)


def _sync_names(folder: Path) -> None:
    # The file's name is an entry of its folder, which is synced on its own.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
