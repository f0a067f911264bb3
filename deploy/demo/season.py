"""A believable season: some hundred cases in every state, lived through the real services.

Each case is a small story told by an async generator: it takes one step, then yields how long
nothing happens to it. The season's clock goes from weeks ago to now, two sittings a weekday.
"""

import asyncio
import csv
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from deploy.cities.city import City
from deploy.cities.records import Organisation
from deploy.demo import lives
from deploy.demo.clock import TurnedClock
from deploy.demo.person import Person
from deploy.demo.settling import settled
from deploy.embedded.assembly import System

DAYS = 40
AT_ONCE = 6
SITTINGS = (time(9, 0), time(14, 30))
STORIES = Path(__file__).with_name("stories.csv")
_SEED = 20261

Life = AsyncIterator[timedelta]


@dataclass(frozen=True)
class Story:
    """What was wrong, what was done about it, and, if it was, why it was urgent."""

    description: str
    category_code: str
    solution: str
    urgent_reason: str


@dataclass
class _Living:
    life: Life
    awake_at: datetime
    is_over: bool = False


class Season:
    """Plays `cases` stories through the system and leaves the clock at the present."""

    def __init__(
        self,
        system: System,
        clock: TurnedClock,
        people: Mapping[str, Person],
        city: City,
        *,
        cases: int,
    ) -> None:
        self._system = system
        self._clock = clock
        self._cases = cases
        self._chance = random.Random(_SEED)
        self._zone = ZoneInfo(system.runtimes["dispatch"].settings.time_zone)
        self._crew = lives.Crew(
            people,
            city.organisations,
            today=lambda: clock().astimezone(self._zone).date(),
        )
        self._streets = [each for each in city.organisations if each.kind == "street"]
        self._districts = {each.code: each for each in city.organisations}
        self._stories = read_stories()

    async def play(self, *, say: Callable[[str], None]) -> None:
        """Live through the season, sitting by sitting."""
        sittings = self._sittings()
        living = self._plan(sittings)
        for number, sitting in enumerate(sittings, start=1):
            # A turned clock would make half-finished pictures look abandoned.
            await settled(self._system)
            self._clock.turn_to(sitting)
            await self._run_timers()
            awake = [each for each in living if each.awake_at <= sitting]
            await self._step_all(awake, sitting)
            living = [each for each in living if not each.is_over]
            if number % 10 == 0:
                day = sitting.astimezone(self._zone)
                say(f"  {day:%Y-%m-%d}  {number * 100 // len(sittings)} %")
        self._clock.turn_to_present()
        await self._run_timers()

    async def _step_all(self, awake: Sequence["_Living"], now: datetime) -> None:
        hands = asyncio.Semaphore(AT_ONCE)

        async def step(each: _Living) -> None:
            async with hands:
                await _step(each, now)

        async with asyncio.TaskGroup() as group:
            for each in awake:
                group.create_task(step(each))

    def _sittings(self) -> list[datetime]:
        now = datetime.now(self._zone)
        days = [now.date() - timedelta(days=back) for back in range(DAYS, -1, -1)]
        weekdays = [day for day in days if day.weekday() < 5]
        sittings = [datetime.combine(day, at, self._zone) for day in weekdays for at in SITTINGS]
        return [each for each in sittings if each < now]

    def _plan(self, sittings: list[datetime]) -> list[_Living]:
        latest = len(sittings) - 1
        planned = []
        for number in range(self._cases):
            # More recent reports than old ones, as on any real screen.
            first = sittings[int(latest * self._chance.random() ** 0.8)]
            planned.append(_Living(self._life(number), first))
        return sorted(planned, key=lambda each: each.awake_at)

    def _life(self, number: int) -> Life:
        story = self._chance.choice(self._stories)
        street = self._chance.choice(self._streets)
        spot = self._spot(street)
        return lives.live(self._crew, story, street, spot, random.Random(number))

    def _spot(self, street: Organisation) -> tuple[float, float]:
        district = self._districts[str(street.parent_code)]
        near = street if street.lat is not None else district
        assert near.lat is not None
        assert near.lon is not None
        return (
            round(near.lon + self._chance.uniform(-0.022, 0.022), 6),
            round(near.lat + self._chance.uniform(-0.014, 0.014), 6),
        )

    async def _run_timers(self) -> None:
        """Reminders, resumptions and lapsed claims, which the turned clock made due."""
        for name in ("dispatch", "review"):
            runtime = self._system.runtimes[name]
            for job in runtime.service.jobs:
                await job.run(runtime)


def read_stories() -> list[Story]:
    """The stories of `stories.csv`."""
    with STORIES.open(encoding="utf-8", newline="") as file:
        return [
            Story(
                row["description"],
                row["category_code"],
                row["solution"],
                row["urgent_reason"] or "",
            )
            for row in csv.DictReader(file)
        ]


async def _step(living: _Living, now: datetime) -> None:
    """Let one life take its next step, or end."""
    try:
        living.awake_at = now + await anext(living.life)
    except StopAsyncIteration:
        living.is_over = True
