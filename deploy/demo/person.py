"""Somebody who works with the running city over HTTP: signs in, reads, commands, waits."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx

PATIENCE = 60.0
"""Seconds to wait for a fact to travel from one service to another."""


class Refused(Exception):
    """The system answered with a problem document."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("type", "")).removeprefix("/problems/")
        super().__init__(f"{status} {self.code}: {problem.get('detail', '')}")


@dataclass
class Person:
    """One account at one client. Signs in when first needed and again when the token ran out."""

    client: httpx.AsyncClient
    username: str
    password: str
    id: UUID | None = None
    organisation_id: UUID | None = None
    _token: str = ""
    _signing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def sign_in(self) -> None:
        """Start a session; `Refused` says why not. Told to come again later, it does."""
        account = {"username": self.username, "password": self.password}
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = await self.client.post("/api/identity/sessions", json=account)
                if answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
                    break
                await asyncio.sleep(float(answer.headers["retry-after"]))
        session = _content(answer)
        self._token = session["access_token"]
        self.id = UUID(session["person"]["id"])
        self.organisation_id = UUID(session["person"]["organisation_id"])

    async def request(self, method: str, path: str, **content: Any) -> httpx.Response:
        """Any request with this person's token, whatever the answer."""
        async with self._signing:
            if not self._token:
                await self.sign_in()
        answer = await self._send(method, path, content)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            async with self._signing:
                await self.sign_in()
            answer = await self._send(method, path, content)
        return answer

    async def get(self, path: str, **query: Any) -> Any:
        """What is at `path`; `Refused` if it can't be had."""
        return _content(await self.request("GET", path, params=query))

    async def create(self, path: str, body: Any, *, key: UUID | None = None) -> Any:
        """Send a creating command under its own or the given key."""
        headers = {"Idempotency-Key": str(key or uuid4())}
        return _content(await self.request("POST", path, json=body, headers=headers))

    async def put(self, path: str, body: Any) -> Any:
        """Replace reference data as a whole."""
        return _content(await self.request("PUT", path, json=body))

    async def change(
        self, thing: str, command: str, body: Any, *, version: int | None = None
    ) -> Any:
        """Send a changing command on what is at `thing`, decided on its present version."""
        if version is None:
            etag = (await self.request("GET", thing)).headers.get("etag", '"v0"')
        else:
            etag = f'"v{version}"'
        headers = {"If-Match": etag, "Idempotency-Key": str(uuid4())}
        return _content(
            await self.request("POST", f"{thing}/{command}", json=body, headers=headers)
        )

    async def upload(self, picture: bytes, **fields: str) -> UUID:
        """Send a photo to media; its id."""
        answer = await self.request(
            "POST",
            "/api/media/photos",
            files={"file": ("photo.jpg", picture, "image/jpeg")},
            data=fields,
            headers={"Idempotency-Key": str(uuid4())},
        )
        return UUID(_content(answer)["id"])

    async def wait_for(self, path: str, **wanted: Any) -> Any:
        """Read `path` until it is there and its fields have the wanted values; what it shows."""
        seen: Any = None
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    answer = await self.request("GET", path)
                    if answer.is_success:
                        seen = answer.json()
                        if all(seen.get(name) == value for name, value in wanted.items()):
                            return seen
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise TimeoutError(f"{path} did not become {wanted}; last seen: {seen}") from None

    async def lend_session(self, work: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
        """Do work that wants a client already signed in, as the city's loader does."""
        if not self._token:
            await self.sign_in()
        self.client.headers["Authorization"] = f"Bearer {self._token}"
        try:
            return await work(self.client)
        finally:
            del self.client.headers["Authorization"]

    async def _send(self, method: str, path: str, content: Mapping[str, Any]) -> httpx.Response:
        headers = {**content.get("headers", {}), "Authorization": f"Bearer {self._token}"}
        rest = {name: value for name, value in content.items() if name != "headers"}
        return await self.client.request(method, path, headers=headers, **rest)


def _content(answer: httpx.Response) -> Any:
    if answer.is_success:
        return answer.json() if answer.content else None
    try:
        problem = answer.json()
    except ValueError:
        problem = {"detail": answer.text[:200]}
    raise Refused(answer.status_code, problem)
