"""People who report and look at a steady rate, and repeat under the same key what failed."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import cycle
from typing import Any
from uuid import UUID, uuid4

import httpx

from deploy.demo.person import Person, Refused
from tests.chaos.load import Acknowledged

MEMBERS = 10
PAUSE = 0.1
TWICE = 5
"""Every fifth report comes again, as from a phone that lost the answer."""
PASSING = {401, 409, 429, 500, 502, 503, 504}
"""Answers to come again after; any other refusal is a fault of ours."""
LOOKS = (
    ("reviewer1", "/api/review/problems?limit=20"),
    ("lead1", "/api/ledger/cases?limit=20"),
    ("lead1", "/api/identity/organisations"),
    ("handler-xf", "/api/closure/cases?limit=20"),
)


class Crowd:
    """`MEMBERS` people, each of whom begins something new once the last thing was answered: a slow
    machine is asked less, and nobody is forgotten."""

    def __init__(self, people: dict[str, Person], *, rate: float) -> None:
        self.told = Acknowledged()
        self.asked = 0
        self.answered = 0
        self.repeated: Counter[str] = Counter()
        """Why something had to be sent again."""
        self.ending = False
        self._people = people
        self._rate = rate
        self._chance = random.Random(rate)
        self._looks = cycle(LOOKS)

    async def work(self, *kinds: Callable[[], Awaitable[None]]) -> None:
        """Do these in turn until told to end; returns when everything was answered."""
        async with asyncio.TaskGroup() as group:
            for number in range(MEMBERS):
                group.create_task(self._member(number, cycle(kinds)))

    async def _member(self, number: int, kinds: Any) -> None:
        due = time.monotonic() + number / self._rate
        while not self.ending:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            due = max(due + MEMBERS / self._rate, time.monotonic())
            await next(kinds)()

    async def report(self) -> None:
        """A report without an id of its own: only its key tells a repetition."""
        # Apart from one another, as reports at one place are compared with each other.
        place = {
            "address": "站前街",
            "longitude": 123.8 + self._chance.random() / 5,
            "latitude": 41.8 + self._chance.random() / 5,
        }
        body = {"mode": "general", "description": "路边堆放垃圾", "place": place}
        headers = {"Idempotency-Key": str(uuid4())}
        send = partial(self._insist, "inspector-zqj", "POST", "/api/intake/reports")
        made = UUID((await send(json=body, headers=headers)).json()["id"])
        self.told.reports.add(made)
        if len(self.told.reports) % TWICE == 0:
            again = UUID((await send(json=body, headers=headers)).json()["id"])
            assert again == made, "one key made two reports"

    async def look(self) -> None:
        username, path = next(self._looks)
        await self._insist(username, "GET", path)

    async def _insist(
        self, username: str, method: str, path: str, **content: Any
    ) -> httpx.Response:
        self.asked += 1
        while True:
            try:
                answer = await self._people[username].request(method, path, **content)
                status, why = answer.status_code, f"{method} {answer.status_code}"
            except httpx.HTTPError as error:
                status, why = 503, f"{method} {type(error).__name__}"
            except Refused as error:
                status, why = error.status, f"sign-in {error.status}"
            else:
                if answer.is_success:
                    self.answered += 1
                    return answer
            assert status in PASSING, f"{why} {path}"
            self.repeated[why] += 1
            await asyncio.sleep(PAUSE)
