"""For auditors: `python -m services.identity audit --from 2026-01-01 --to 2026-06-30 >audit.csv`.

Every step of every account and deputation between two days of the city, both included: when, who,
whose account, what. Names stand as they were then; ids are those of the other services' records.
"""

import argparse
import asyncio
import csv
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TextIO
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from services.chassis.database import Database
from services.chassis.settings import read_settings
from services.identity.domain.steps import WORDS
from services.identity.settings import IdentitySettings
from services.identity.tables import account_steps, people

COLUMNS = ("at", "by_id", "who", "account_id", "username", "what", "zh", "en")


async def write(database: Database, file: TextIO, *, start: datetime, end: datetime) -> int:
    """The steps from `start` on and before `end`, the earliest first; how many."""
    table, written = csv.writer(file), 0
    table.writerow(COLUMNS)
    steps = (
        sa.select(account_steps, people.c.username)
        .join(people, people.c.id == account_steps.c.person_id)
        .where(account_steps.c.at >= start, account_steps.c.at < end)
        .order_by(account_steps.c.at, account_steps.c.person_id, account_steps.c.version)
    )
    async with database.read() as tx:
        async for row in await tx.session.stream(steps):
            zh, en = WORDS[row.what]
            table.writerow(
                (
                    row.at.isoformat(),
                    row.by_id or "",
                    plain(row.who),
                    row.person_id,
                    plain(row.username),
                    row.what,
                    zh,
                    en,
                )
            )
            written += 1
    return written


def plain(text: str) -> str:
    """A spreadsheet would take some beginnings for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m services.identity audit")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
    parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True)
    given = parser.parse_args(arguments)
    settings = read_settings(IdentitySettings)
    zone = ZoneInfo(settings.time_zone)
    start = datetime.combine(given.first, time(), zone)
    end = datetime.combine(given.last + timedelta(days=1), time(), zone)
    count = asyncio.run(_write(settings, start, end))
    print(f"{count} steps", file=sys.stderr)


async def _write(settings: IdentitySettings, start: datetime, end: datetime) -> int:
    database = Database(settings.database_url, name="identity", pool=1)
    try:
        return await write(database, sys.stdout, start=start, end=end)
    finally:
        await database.close()
