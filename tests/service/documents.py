"""What tests of documents share: a media that hands out pictures, and making an export."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
from PIL import Image, ImageDraw

from services.chassis.marks import is_marked
from services.contracts.media import DOCUMENT_PICTURES
from services.ledger.exports import making
from services.ledger.store.exports import EXPORTS
from tests.service.ledgering import Ledger

SECRET = "only-for-tests-0123456789"


class Media:
    """Answers like media for the pictures it has; refuses what isn't signed."""

    def __init__(self) -> None:
        self.pictures: dict[UUID, bytes] = {}
        self.asked: list[str] = []
        self.away = False

    def show(self, picture_id: UUID, text: str, colour: str = "#8899aa") -> None:
        """Have a picture."""
        image = Image.new("RGB", (480, 360), colour)
        ImageDraw.Draw(image).text((20, 20), text, fill="white")
        file = BytesIO()
        image.save(file, "JPEG", quality=80)
        self.pictures[picture_id] = file.getvalue()

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("away")
        *_, kind, name = request.url.path.split("/")
        given = request.url.params
        self.asked.append(f"{kind} {name}")
        facts = (kind, UUID(name), int(given["expires"]))
        if not is_marked(SECRET, DOCUMENT_PICTURES, *facts, by=given["signature"]):
            return httpx.Response(403)
        content = self.pictures.get(UUID(name))
        return httpx.Response(404) if content is None else httpx.Response(200, content=content)


def beside(ledger: Ledger) -> Media:
    """Put a media where the ledger asks for pictures."""
    media = Media()
    ledger.runtime.http = httpx.AsyncClient(transport=httpx.MockTransport(media.answer))
    return media


async def make(ledger: Ledger, export_id: str) -> None:
    """What a worker does with the task."""
    async with ledger.runtime.database.begin() as tx:
        claim = await EXPORTS.claim(tx, UUID(export_id))
    assert claim is not None
    await making.make(ledger.runtime, claim)


async def made(ledger: Ledger, path: str, body: Mapping[str, Any]) -> bytes:
    """Ask for a document, have it made and fetch it."""
    answer = await ledger.post(path, dict(body))
    assert answer.status_code == 202, answer.text
    export_id = answer.json()["id"]
    await make(ledger, export_id)
    file = await ledger.ask(f"/exports/{export_id}/file")
    assert file.status_code == 200, file.text
    return file.content
