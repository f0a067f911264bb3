"""Who gets letters: a mail server, a system with a webhook, a push service. All of them real."""

import asyncio
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

import http_ece
import uvicorn
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.forms import until
from tests.servers.ports import free_port


@dataclass
class Mailbox:
    """What a mail server took, as (subject, text)."""

    port: int = 0
    mails: list[tuple[str, str]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        text = mail.get_body(("plain",))
        self.mails.append((str(mail["subject"]), text.get_content() if text else ""))
        return "250 OK"

    @property
    def url(self) -> str:
        return (
            f"mailto://127.0.0.1:{self.port}?from=notices@city.example&mode=insecure&smtp=127.0.0.1"
        )


@asynccontextmanager
async def a_mailbox() -> AsyncIterator[Mailbox]:
    mailbox = Mailbox(free_port())
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@dataclass
class Receiver:
    """A web server that keeps what is posted to it and when; `answers` are its next statuses, then
    200; one that is given `lets_go` answers nobody before."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    lets_go: asyncio.Event | None = None
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        self.got.append((dict(request.headers), await request.body()))
        self.times.append(time.perf_counter())
        if self.lets_go is not None:
            await self.lets_go.wait()
        return Response(status_code=self.answers.pop(0) if self.answers else 200)

    @property
    def letters(self) -> list[Any]:
        return [json.loads(body) for _, body in self.got]


@asynccontextmanager
async def a_receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = Starlette(routes=[Route("/in", receiver.take, methods=["POST"])])
    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    receiver.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/in"
    try:
        yield receiver
    finally:
        server.should_exit = True
        await serving


def in_base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Browser:
    """The end of a push subscription that alone can read what comes."""

    def __init__(self, endpoint: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = b"0123456789abcdef"
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.subscription = {
            "name": "手机",
            "endpoint": endpoint,
            "keys": {"p256dh": in_base64(point), "auth": in_base64(self._auth)},
        }

    def read(self, body: bytes) -> Any:
        """The payload of what the push service got."""
        return json.loads(
            http_ece.decrypt(
                body, private_key=self._key, auth_secret=self._auth, version="aes128gcm"
            )
        )
