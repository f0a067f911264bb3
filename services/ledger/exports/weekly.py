"""周报: a week beside the week before, by district and category, with what is overdue."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

from services.chassis.callers import Scope
from services.chassis.directory import Directory
from services.chassis.transaction import Transaction
from services.ledger.bulletin import Statistics, compare_with, tell
from services.ledger.exports.weekly_paper import write_paper
from services.ledger.exports.weekly_tables import Week
from services.ledger.exports.weekly_workbook import write_workbook
from services.ledger.exports.work import Making
from services.ledger.reckoning import reckon
from services.ledger.statistics.groups import By
from services.ledger.store import journal

WEEK = timedelta(days=7)
TREND = 8
"""Weeks of the trend, the reported one the last of them."""
WRITERS: Mapping[str, Callable[[Week, Path], None]] = {
    "xlsx": write_workbook,
    "docx": write_paper,
}


async def make(making: Making) -> int:
    """Write the file; the number of cases of the week."""
    export = making.export
    first = date.fromisoformat(export.options["first"])
    async with making.runtime.database.read() as tx:
        week = await _week(
            tx, export.options["organisation"], first, making.scope, making.runtime.directory
        )
    await asyncio.to_thread(WRITERS[export.format], week, making.path)
    return week.districts.total.figures["dispatched"] or 0


async def _week(
    tx: Transaction, organisation: str, first: date, scope: Scope, directory: Directory
) -> Week:
    last = first + WEEK - timedelta(days=1)

    async def told(by: By) -> Statistics:
        asked = {"first_day": first, "last_day": last}
        ago = {"first_day": first - WEEK, "last_day": last - WEEK}
        found = await reckon(tx, by, scope=scope, directory=directory, **asked)
        table = tell(found, by, first=first, last=last, directory=directory)
        compare_with(table, await reckon(tx, by, scope=scope, directory=directory, **ago))
        return table

    categories, names = await told("category"), await journal.category_names(tx)
    for row in categories.rows:
        row.name = names.get(row.key or "", (row.name or "未分类", ""))[0]
    trend = []
    for weeks in range(TREND - 1, -1, -1):
        start = first - weeks * WEEK
        days = {"first_day": start, "last_day": start + WEEK - timedelta(days=1)}
        found = await reckon(tx, "street", scope=scope, directory=directory, **days)
        table = tell(found, "street", first=start, last=days["last_day"], directory=directory)
        trend.append((start, table.total))
    streets, districts = await told("street"), await told("district")
    return Week(organisation, first, last, streets, districts, categories, trend)
