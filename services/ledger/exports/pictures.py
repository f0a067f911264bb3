"""Pictures of documents, asked of media and kept in a folder while a document is made."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import httpx

from services.chassis.marks import mark
from services.chassis.refusals import Unavailable
from services.chassis.runtime import Runtime
from services.contracts.media import DOCUMENT_PICTURES, DocumentPicture
from services.ledger.settings import LedgerSettings

AT_ONCE = 6
LARGEST = 8 * 1024 * 1024
"""Bytes of one picture; media's own are far below."""
GOOD_FOR = 120
SECONDS = 20


class PicturesAway(Unavailable):
    zh = "照片服务暂时不可用，请稍后重试。"
    en = "Pictures can't be fetched at the moment; try again shortly."


class Pictures:
    """Fetches a few side by side; what was fetched before is not asked for again."""

    def __init__(self, runtime: Runtime, folder: Path) -> None:
        assert isinstance(runtime.settings, LedgerSettings)
        self._settings = runtime.settings
        self._http = runtime.http
        self._clock = runtime.clock
        self._folder = folder
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._known: dict[UUID, Path | None] = {}

    async def fetch(self, kind: DocumentPicture, ids: Iterable[UUID]) -> dict[UUID, Path]:
        """Where each lies; one that media can't show (any more) is missing. `PicturesAway`."""
        wanted = set(ids)
        new = [each for each in wanted if each not in self._known]
        paths = await asyncio.gather(*(self._one(kind, each) for each in new))
        self._known.update(zip(new, paths, strict=True))
        return {each: path for each in wanted if (path := self._known[each]) is not None}

    async def _one(self, kind: DocumentPicture, picture_id: UUID) -> Path | None:
        if not self._settings.pictures_secret:
            return None
        expires = int(self._clock().timestamp()) + GOOD_FOR
        signature = mark(
            self._settings.pictures_secret, DOCUMENT_PICTURES, kind, picture_id, expires
        )
        url = f"{self._settings.media_url}/documents/{kind}/{picture_id}"
        asked: dict[str, str | int] = {"expires": expires, "signature": signature}
        path = self._folder / f"{picture_id}.jpg"
        async with self._turns:
            try:
                async with self._http.stream("GET", url, params=asked, timeout=SECONDS) as answer:
                    if answer.status_code == httpx.codes.NOT_FOUND:
                        return None
                    answer.raise_for_status()
                    content = bytearray()
                    async for chunk in answer.aiter_bytes():
                        content += chunk
                        if len(content) > LARGEST:
                            return None
            except httpx.HTTPError as error:
                raise PicturesAway from error
        await asyncio.to_thread(path.write_bytes, content)
        return path
