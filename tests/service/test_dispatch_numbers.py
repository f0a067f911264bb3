"""Case numbers under pressure: 64 writers, some of whom give up."""

import asyncio

from services.chassis.database import Database
from services.dispatch.app import service
from services.dispatch.store import cases as store
from tests.migrated import migrated
from tests.unit.dispatch.builders import XINFU

WRITERS, EACH = 64, 10


class GivenUp(Exception):
    """The writer failed after it had its number."""


async def test_sixty_four_writers_get_every_number_once_and_skip_none(form):
    url = form.database_url("dispatch")
    await migrated(service, url)
    database = Database(url, name="dispatch", pool=1 if form.is_embedded else 30)
    taken: list[int] = []

    async def write(writer: int) -> None:
        for attempt in range(EACH):
            gives_up = (writer + attempt) % 5 == 0
            try:
                async with asyncio.timeout(60), database.begin() as tx:
                    number = await store.next_sequence(tx, organisation_id=XINFU, year=2026)
                    if gives_up:
                        raise GivenUp
            except GivenUp:
                continue
            taken.append(number)

    async with asyncio.TaskGroup() as writers:
        for writer in range(WRITERS):
            writers.create_task(write(writer))
    await database.close()

    assert sorted(taken) == list(range(1, len(taken) + 1))
    assert len(taken) == WRITERS * EACH * 4 // 5


async def test_each_organisation_and_year_counts_for_itself(form):
    url = form.database_url("dispatch")
    await migrated(service, url)
    database = Database(url, name="dispatch")

    async with database.begin() as tx:
        numbers = [
            await store.next_sequence(tx, organisation_id=XINFU, year=year)
            for year in (2026, 2026, 2027)
        ]
    await database.close()

    assert numbers == [1, 2, 1]
