"""A phone that sends photos other than at one go: by a form into the store, or piece by piece."""

from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx

from tests.service.media.room import Room

TUS = {"Tus-Resumable": "1.0.0"}


@dataclass
class Phone:
    """Holds one photo that the room hasn't got yet."""

    room: Room
    content: bytes
    id: UUID
    type: str = "image/jpeg"

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()

    async def announces(self, **told: Any) -> httpx.Response:
        known = {"id": str(self.id), "sha256": self.sha256, "size": len(self.content)}
        body = known | {"type": self.type} | told
        return await self.room.http.post("/api/media/uploads", json=body)

    async def posts(
        self, form: dict[str, Any], content: bytes | None = None, **fields: str
    ) -> httpx.Response:
        """Send the form as it is, but for what the test is about."""
        sent = self.content if content is None else content
        request = {
            "data": form["fields"] | fields,
            "files": {"file": ("x.jpg", sent, fields.get("Content-Type", self.type))},
        }
        if form["url"].startswith("/"):
            return await self.room.http.post(form["url"], **request)
        async with httpx.AsyncClient(trust_env=False) as store:
            return await store.post(form["url"], **request)

    async def completes(self) -> httpx.Response:
        return await self.room.http.post(f"/api/media/uploads/{self.id}/completion")

    async def creates(self, **told: str) -> httpx.Response:
        known = {"id": str(self.id), "sha256": self.sha256, "type": self.type} | told
        metadata = ",".join(
            f"{name} {b64encode(value.encode()).decode()}" for name, value in known.items()
        )
        headers = TUS | {"Upload-Length": str(len(self.content)), "Upload-Metadata": metadata}
        return await self.room.http.post("/api/media/resumable", headers=headers)

    async def asks(self) -> httpx.Response:
        return await self.room.http.head(f"/api/media/resumable/{self.id}", headers=TUS)

    async def appends(
        self, start: int, end: int | None = None, *, content: bytes | None = None, **headers: str
    ) -> httpx.Response:
        piece = self.content[start:end] if content is None else content
        told = {"Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream"}
        return await self.room.http.patch(
            f"/api/media/resumable/{self.id}", content=piece, headers=TUS | told | headers
        )

    async def loses_signal(self, start: int, end: int) -> None:
        """Send a piece whose connection breaks off at `end`."""
        messages = self._broken(self.content[start:end])
        path = f"/api/media/resumable/{self.id}"
        headers = {
            **TUS,
            "Upload-Offset": str(start),
            "Content-Type": "application/offset+octet-stream",
        }
        scope = {
            "type": "http",
            "method": "PATCH",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
        }

        async def send(message: Any) -> None:
            pass

        await self.room.app(scope, messages.__anext__, send)

    async def _broken(self, piece: bytes) -> AsyncIterator[dict[str, Any]]:
        yield {"type": "http.request", "body": piece, "more_body": True}
        yield {"type": "http.disconnect"}
