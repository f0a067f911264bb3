"""People at work while everything around them fails: they repeat until they are answered.

A repeated command carries the same key, so an unknown outcome is safe to repeat. What was
acknowledged is written down; the checker reads only that and the final databases.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import httpx

from deploy.demo.person import Person

LITTER = "06010"
SHORT_PAUSE = 0.1


@dataclass
class Acknowledged:
    """What somebody was told was done."""

    reports: set[UUID] = field(default_factory=set)
    approved: set[UUID] = field(default_factory=set)
    closed: set[UUID] = field(default_factory=set)


class GivenUp(Exception):
    """The time is over; the case stays where it is."""


@dataclass
class Load:
    """Case after case from the report to the closure, by several crews at once."""

    people: dict[str, Person]
    organisation_id: str
    seen: Acknowledged = field(default_factory=Acknowledged)
    ending: bool = False

    async def crew(self, number: int) -> None:
        """Work until told to end."""
        chance = random.Random(number)
        while not self.ending:
            try:
                await self._one_case(chance)
            except GivenUp:
                return

    async def _one_case(self, chance: random.Random) -> None:
        case_id = uuid4()
        await self._create(
            "inspector-zqj",
            "/api/intake/reports",
            {
                "id": str(case_id),
                "mode": "general",
                "description": f"路边堆放垃圾 {case_id.hex[:6]}",
                "place": {
                    "address": "站前街",
                    "longitude": 123.8 + chance.random() / 5,
                    "latitude": 41.8 + chance.random() / 5,
                },
                "photo_ids": [],
            },
        )
        self.seen.reports.add(case_id)
        verdict = {"category_code": LITTER, "organisation_id": self.organisation_id}
        await self._change("reviewer1", f"/api/review/problems/{case_id}", "approval", verdict)
        self.seen.approved.add(case_id)
        place = f"/api/closure/cases/{case_id}"
        solution = {"solution": "已清理", "after_photo_ids": [str(uuid4())]}
        await self._change("handler-xf", place, "rectification", solution)
        await self._change("verifier1", place, "verification", {})
        await self._change("lead1", place, "approval", {})
        self.seen.closed.add(case_id)

    async def _create(self, username: str, path: str, body: Any) -> None:
        headers = {"Idempotency-Key": str(uuid4())}
        await self._insist(
            lambda: self.people[username].request("POST", path, json=body, headers=headers)
        )

    async def _change(self, username: str, thing: str, command: str, body: Any) -> None:
        """Decide on the present version, and again when a fact moved it meanwhile."""
        person = self.people[username]
        answered = False
        while not answered:
            shown = await self._insist(partial(person.request, "GET", thing))
            headers = {"Idempotency-Key": str(uuid4()), "If-Match": shown.headers["etag"]}
            send = partial(person.request, "POST", f"{thing}/{command}", json=body, headers=headers)
            answered = (await self._insist(send, final=frozenset({412}))).is_success

    async def _insist(
        self,
        send: Callable[[], Awaitable[httpx.Response]],
        *,
        final: frozenset[int] = frozenset(),
    ) -> httpx.Response:
        """Repeat until it succeeds: no answer, 404 (not here yet), 409, 429 and 5xx will pass."""
        while True:
            if self.ending:
                raise GivenUp
            try:
                answer = await send()
            except Exception as error:
                if not _passes(error):
                    raise
            else:
                if answer.is_success or answer.status_code in final:
                    return answer
                passing = {401, 404, 409, 429}
                if answer.status_code < 500 and answer.status_code not in passing:
                    raise AssertionError(f"{answer.request.url}: {answer.text}")
            await asyncio.sleep(SHORT_PAUSE)


def _passes(error: Exception) -> bool:
    """Whether the failure is one of the weather: nobody there, cut off, told to come again."""
    status = getattr(error, "status", None)
    return isinstance(error, httpx.HTTPError) or status in {401, 409, 429, 500, 502, 503}
