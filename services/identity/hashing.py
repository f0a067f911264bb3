"""Argon2id off the event loop, and never more of it at once than the machine can bear.

m = 19 MiB, t = 2, p = 1 is OWASP's minimum; the library's default lets a flood of sign-ins stop
the service.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from prometheus_client import Counter

from services.chassis.refusals import TooMany
from services.identity.secrets import new_token

Result = TypeVar("Result")

password_hashes = Counter(
    "shirong_password_hashes", "Argon2id computations, the costly part of every sign-in"
)


class HashingBusy(TooMany):
    zh = "当前登录人数过多，请在 {seconds} 秒后重试。"
    en = "Too many people are signing in; try again in {seconds} seconds."


@dataclass(frozen=True)
class Verdict:
    """Whether the password was right, and whether its hash is weaker than today's."""

    good: bool
    outdated: bool


class Hashing:
    """Hashes and verifies passwords; refuses work beyond `most` at a time."""

    def __init__(self, *, most: int | None = None) -> None:
        most = most or 2 * (os.cpu_count() or 1)
        self._hasher = PasswordHasher(
            time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID
        )
        self._threads = ThreadPoolExecutor(most, thread_name_prefix="argon2")
        self._free = BoundedSemaphore(most)
        self._dummy = self._hasher.hash(new_token())

    async def hash(self, password: str) -> str:
        return await self._apart(self._hasher.hash, password)

    async def verify(self, password: str, known: str | None) -> Verdict:
        """Compare with the stored hash. Without one it takes as long, and is never right."""
        good = await self._apart(self._matches, password, known or self._dummy)
        if known is None or not good:
            return Verdict(good=False, outdated=False)
        return Verdict(good=True, outdated=self._hasher.check_needs_rehash(known))

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _matches(self, password: str, known: str) -> bool:
        try:
            return self._hasher.verify(known, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _apart(self, work: Callable[..., Result], *arguments: str) -> Result:
        if not self._free.acquire(blocking=False):
            raise HashingBusy(seconds=1)
        # The place is freed when the thread is done, also where nobody waits for it any more.
        password_hashes.inc()
        running = self._threads.submit(work, *arguments)
        running.add_done_callback(lambda _: self._free.release())
        return await asyncio.wrap_future(running)
