"""Commands that are safe to repeat and never overwrite what the sender hasn't seen.

A creating command needs an `Idempotency-Key` (a UUID, made on the phone when the report is
written), a changing one an `If-Match` with the version it was decided on; a key is honoured
there too. The answer is stored in the transaction of the effect and given again for 24 hours.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from fastapi import Depends, Request, Response
from fastapi.encoders import jsonable_encoder
from starlette.responses import JSONResponse

from services.chassis.callers import Caller, CurrentCaller
from services.chassis.database import Database
from services.chassis.history import LastChange
from services.chassis.refusals import Conflict, Invalid, Stale, Unstated
from services.chassis.tables import answers
from services.chassis.transaction import Transaction

ANSWERS_KEPT = timedelta(hours=24)


class KeyMalformed(Invalid):
    zh = "Idempotency-Key 必须是 UUID。"
    en = "Idempotency-Key must be a UUID."


class KeyReused(Invalid):
    zh = "此 Idempotency-Key 已用于另一个请求，请换用新的。"
    en = "This Idempotency-Key belongs to another request; use a new one."


class StillRunning(Conflict):
    zh = "同一请求正在处理中，请稍后重试。"
    en = "The same request is still being worked on; try again shortly."


class VersionMalformed(Invalid):
    zh = 'If-Match 的格式应为 "v数字"，例如 "v3"。'
    en = 'If-Match must look like "v3".'


class StaleVersion(Stale):
    zh = "已被更新：{who} 于 {when} {did_zh}，当前版本 v{version}。请刷新后再试。"
    en = "{who} {did_en} at {when}; it is now v{version}. Read it again."


class Replayed(Exception):
    """Not an error: the stored answer to the same command, sent again."""

    def __init__(self, response: Response) -> None:
        self.response = response


class Command:
    """One request that changes something, with its caller, key and expected version."""

    def __init__(
        self,
        request: Request,
        caller: Caller,
        *,
        key: UUID | None,
        expected_version: int | None,
    ) -> None:
        self.request = request
        self.caller = caller
        self.expected_version = expected_version
        self._key = key
        self._database: Database = request.app.state.runtime.database
        self._answer: Response | None = None

    @asynccontextmanager
    async def begin(self, *, fingerprint: bytes | None = None) -> AsyncIterator[Transaction]:
        """The command's one transaction; a repeated key gets its first answer instead.

        `fingerprint` replaces the body where it isn't JSON (an upload's SHA-256).
        """
        digest = None
        if self._key is not None:
            content = await self.request.body() if fingerprint is None else fingerprint
            line = f"{self.request.method} {self.request.url.path}\n".encode()
            digest = sha256(line + content).digest()
        async with self._database.begin() as tx:
            if digest is not None:
                await self._refuse_repetition(tx, digest)
            yield tx
            if digest is not None:
                await self._store_answer(tx, digest)

    def require_version(self, version: int, last: LastChange | None = None) -> None:
        """`StaleVersion` unless the sender decided on this version."""
        if self.expected_version is not None:
            refuse_stale(self.expected_version, version, last)

    def answer(
        self, status: int, content: Any, *, version: int | None = None, location: str = ""
    ) -> Response:
        """The command's answer, stored with the effect; `version` becomes its ETag."""
        headers = {}
        if version is not None:
            headers["ETag"] = etag(version)
        if location:
            headers["Location"] = location
        self._answer = JSONResponse(jsonable_encoder(content), status, headers)
        return self._answer

    async def _refuse_repetition(self, tx: Transaction, digest: bytes) -> None:
        mine = (answers.c.caller_id == self.caller.id) & (answers.c.key == self._key)
        if not tx.is_sqlite:
            assert self._key is not None
            lock = int.from_bytes(sha256(self.caller.id.bytes + self._key.bytes).digest()[:7])
            free = await tx.execute(sa.select(sa.func.pg_try_advisory_xact_lock(lock)))
            if not free.scalar():
                raise StillRunning
        stored = (await tx.execute(sa.select(answers).where(mine))).one_or_none()
        if stored is None:
            return
        if stored.request_hash != digest:
            raise KeyReused
        raise Replayed(
            Response(
                stored.body,
                stored.status,
                {**stored.headers, "Idempotency-Replayed": "true"},
                media_type="application/json",
            )
        )

    async def _store_answer(self, tx: Transaction, digest: bytes) -> None:
        assert self._answer is not None, "a command with a key must answer inside its transaction"
        kept = ("etag", "location")
        await tx.execute(
            sa.insert(answers).values(
                caller_id=self.caller.id,
                key=self._key,
                request_hash=digest,
                status=self._answer.status_code,
                headers={
                    name: value for name, value in self._answer.headers.items() if name in kept
                },
                body=bytes(self._answer.body),
                created_at=tx.at,
            )
        )


def refuse_stale(expected: int, version: int, last: LastChange | None) -> None:
    """`StaleVersion`, naming the last change, unless the present version is the expected one."""
    if expected == version:
        return
    raise StaleVersion(
        version=version,
        who=last.who if last else "有人 (somebody)",
        did_zh=last.zh if last else "作了修改",
        did_en=last.en if last else "changed it",
        when=last.when.isoformat(timespec="seconds") if last else "?",
    )


def etag(version: int) -> str:
    """The entity tag of a version: `"v3"`."""
    return f'"v{version}"'


def _key(request: Request) -> UUID | None:
    value = request.headers.get("idempotency-key")
    if value is None:
        return None
    try:
        return UUID(value.strip('"'))
    except ValueError:
        raise KeyMalformed from None


def _expected_version(request: Request) -> int | None:
    value = request.headers.get("if-match")
    if value is None:
        return None
    text = value.removeprefix("W/").strip('"')
    if not text.startswith("v") or not text[1:].isdecimal():
        raise VersionMalformed
    return int(text[1:])


def creating_command(request: Request, caller: CurrentCaller) -> Command:
    key = _key(request)
    if key is None:
        raise Unstated(header="Idempotency-Key")
    return Command(request, caller, key=key, expected_version=None)


def changing_command(request: Request, caller: CurrentCaller) -> Command:
    version = _expected_version(request)
    if version is None:
        raise Unstated(header="If-Match")
    return Command(request, caller, key=_key(request), expected_version=version)


def replacing_command(request: Request, caller: CurrentCaller) -> Command:
    return Command(request, caller, key=_key(request), expected_version=_expected_version(request))


Creating = Annotated[Command, Depends(creating_command)]
"""A command that makes something new; its key is required."""
Changing = Annotated[Command, Depends(changing_command)]
"""A command on something that exists; the version it was decided on is required."""
Replacing = Annotated[Command, Depends(replacing_command)]
"""A command that is the same however often it is sent: reference data put as a whole."""


async def forget_old_answers(database: Database) -> None:
    """Drop answers past their promised time."""
    async with database.begin() as tx:
        await tx.execute(sa.delete(answers).where(answers.c.created_at < tx.at - ANSWERS_KEPT))
