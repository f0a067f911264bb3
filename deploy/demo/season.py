"""A believable season: some hundred cases in every state, lived through the real services.

Each case is a small story told by an async generator: it takes one step, then yields how long
nothing happens to it. The season's clock goes from weeks ago to now, two sittings a working day.
"""

import csv
import random
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from deploy.cities.city import City
from deploy.cities.records import Organisation
from deploy.demo import lives
from deploy.demo.clock import TurnedClock
from deploy.demo.person import Person
from deploy.embedded.assembly import System

DAYS = 40
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
            self._clock.turn_to(sitting)
            await self._run_jobs()
            awake = [each for each in living if each.awake_at <= sitting]
            for each in awake:
                if not await _step(each, sitting):
                    living.remove(each)
            if number % 20 == 0:
                say(f"  {sitting.astimezone(self._zone):%Y-%m-%d}: {len(living)} cases under way")
        self._clock.turn_to_present()
        await self._run_jobs()

    def _sittings(self) -> list[datetime]:
        now = datetime.now(self._zone)
        days = [now.date() - timedelta(days=back) for back in range(DAYS, -1, -1)]
        sittings = [datetime.combine(day, at, self._zone) for day in days for at in SITTINGS]
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

    async def _run_jobs(self) -> None:
        for runtime in self._system.runtimes.values():
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


async def _step(living: _Living, now: datetime) -> bool:
    """Let one life take its next step; false when it has ended."""
    try:
        living.awake_at = now + await anext(living.life)
    except StopAsyncIteration:
        return False
    return True
