"""What dispatch does before its first request or message."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.chassis.history import SYSTEM
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.dispatch.departments.office import Office
from services.dispatch.domain import calendar
from services.dispatch.official_calendar import official_years
from services.dispatch.settings import settings_of
from services.dispatch.store import reference


@asynccontextmanager
async def start(runtime: Runtime) -> AsyncIterator[Office | None]:
    """Keep the settings beside the rows, and the published calendars with them.

    The way to the departments' queues, where there is one, is what jobs find as resources.
    """
    settings = settings_of(runtime)
    async with runtime.database.begin() as tx:
        await reference.keep_settings(
            tx, time_zone=settings.time_zone, return_days=settings.return_working_days
        )
        await load_official_years(tx)
    office = Office(settings.departments_url) if settings.departments_url else None
    yield office
    if office is not None:
        await office.close()


async def load_official_years(tx: Transaction) -> None:
    """Take in what the package knows; a year that an administrator edited stays as it is."""
    await reference.lock_rules(tx)
    known = await reference.all_years(tx)
    for official in official_years():
        held = known.get(official.year)
        before = held.content if held else calendar.Year(official.year)
        after = calendar.announce(before, official)
        if after != before:
            version = held.version if held else 0
            await reference.save_year(tx, after, version=version + 1, by=SYSTEM)
