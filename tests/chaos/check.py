"""What must hold after any run: read from the databases and from what people were told."""

import json
from collections import Counter, defaultdict
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.chaos.load import Acknowledged


async def rows(url: str, statement: str) -> list[Any]:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return list((await connection.execute(sa.text(statement))).all())
    finally:
        await engine.dispose()


async def unrest(urls: dict[str, str]) -> dict[str, int]:
    """What still waits somewhere: outbox, held, parked; empty at rest."""
    waiting = {}
    for name, url in urls.items():
        for table in ("outbox", "outbox_dead", "held", "parked"):
            [(count,)] = await rows(url, f"SELECT count(*) FROM {table}")
            if count:
                waiting[f"{name}.{table}"] = count
    return waiting


async def violations(urls: dict[str, str], told: Acknowledged) -> list[str]:
    """Every broken promise, as a sentence."""
    return [
        *await _lost_reports(urls, told),
        *await _numbers(urls, told),
        *await _ledger(urls, told),
        *await _order(urls),
    ]


async def _lost_reports(urls: dict[str, str], told: Acknowledged) -> list[str]:
    found = []
    for service, table, key in (
        ("intake", "reports", "id"),
        ("review", "problems", "case_id"),
        ("ledger", "cases", "case_id"),
    ):
        stored = Counter(
            _id(row[0]) for row in await rows(urls[service], f"SELECT {key} FROM {table}")
        )
        missing = told.reports - set(stored)
        if missing:
            found.append(f"{len(missing)} acknowledged reports are not in {service}")
        twice = [each for each, count in stored.items() if count > 1]
        if twice:
            found.append(f"{len(twice)} reports are in {service} more than once")
    return found


async def _numbers(urls: dict[str, str], told: Acknowledged) -> list[str]:
    dispatched = await rows(urls["dispatch"], "SELECT case_id, number FROM cases")
    found = []
    if told.approved - {_id(row.case_id) for row in dispatched}:
        found.append("an approved problem has no case number")
    numbers = [row.number for row in dispatched]
    if len(set(numbers)) != len(numbers):
        found.append("a case number was given twice")
    sequences: dict[str, set[int]] = defaultdict(set)
    for number in numbers:
        series, _, sequence = number.rpartition("-")
        sequences[series].add(int(sequence))
    for series, given in sequences.items():
        if given != set(range(1, len(given) + 1)):
            found.append(f"the numbers of {series} have a gap")
    return found


async def _ledger(urls: dict[str, str], told: Acknowledged) -> list[str]:
    closed = await rows(urls["closure"], "SELECT case_id FROM cases WHERE status = 'closed'")
    entered = Counter(
        _id(row.case_id)
        for row in await rows(urls["ledger"], "SELECT case_id FROM entries WHERE kind = 'closed'")
    )
    ids = {_id(row.case_id) for row in closed}
    found = []
    if told.closed - ids:
        found.append("an acknowledged closure is not stored")
    if ids != set(entered):
        found.append(f"{len(ids ^ set(entered))} closed cases and ledger entries differ")
    if any(count > 1 for count in entered.values()):
        found.append("a closed case is in the ledger twice")
    return found


async def _order(urls: dict[str, str]) -> list[str]:
    """The journal holds every version of every subject, in the order it took effect."""
    journal = await rows(
        urls["ledger"],
        "SELECT publisher, subject, version FROM journal ORDER BY publisher, subject, version",
    )
    versions: dict[tuple[str, UUID], list[int]] = defaultdict(list)
    for row in journal:
        versions[(row.publisher, row.subject)].append(row.version)
    broken = [key for key, seen in versions.items() if seen != list(range(1, len(seen) + 1))]
    return [f"{len(broken)} subjects have versions missing or twice"] if broken else []


def _id(stored: UUID | str) -> UUID:
    """SQLite gives it back as text."""
    return UUID(str(stored))


def report(found: list[str]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=1)
