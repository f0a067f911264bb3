"""A view of the super table as a file: the rows its owner asked for, page by page."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from uuid import UUID

from services.chassis.pages import PageRequest
from services.ledger.domain.case import Case
from services.ledger.exports.cells import Cells
from services.ledger.exports.files import FILES, File, XlsxFile
from services.ledger.exports.work import Making, TooManyForAFile, finished
from services.ledger.layouts.filling import Filled
from services.ledger.layouts.values import Values
from services.ledger.store import journal, layouts, ordering, table
from services.ledger.table.columns import COLUMNS

AT_ONCE = 2000
TOLD_EVERY = 10_000
"""Rows between two notes of how far it is."""
MOST = 500_000
"""Rows of one export; who needs more asks for parts of it."""
PICTURED_AT_ONCE = 100
MOST_PICTURED = 2000
"""Rows of a workbook with photos."""
MOST_IN_LAYOUT = 5000
"""Rows of a department's own workbook, whose cells are all in memory."""


async def make(making: Making) -> int:
    """Write the file; the number of its rows."""
    export = making.export
    async with making.runtime.database.read() as tx:
        categories = await journal.category_names(tx)
    cells = Cells(
        columns=[COLUMNS[name] for name in export.columns or COLUMNS],
        extras=export.options.get("extras", ()),
        language=export.language,
        zone=making.zone,
        directory=making.runtime.directory,
        categories=categories,
    )
    if export.options.get("photos"):
        return await _pictured(making, cells)
    if "layout_id" in export.options:
        return await _in_layout(making, Values(making.zone, making.runtime.directory, categories))
    file = FILES[export.format](making.path, cells.head)
    rows = told = 0
    async with finished(file):
        async for page in pages(making, at_once=AT_ONCE):
            await asyncio.to_thread(_add, file, cells, page)
            rows += len(page)
            if rows - told >= TOLD_EVERY:
                told = rows
                await making.tell(rows)
            if rows >= MOST:
                break
    return rows


async def pages(making: Making, *, at_once: int) -> AsyncIterator[Sequence[Case]]:
    """The cases that were asked for, in their order."""
    condition, order = making.export.question()
    after = None
    while True:
        paging = PageRequest(at_once, after, b"")
        async with making.runtime.database.read() as tx:
            found = await table.page(tx, condition, order, scope=making.scope, paging=paging)
        yield found[:at_once]
        if len(found) <= at_once:
            return
        after = tuple(ordering.key_of(found[at_once - 1], order))


async def _pictured(making: Making, cells: Cells) -> int:
    file = XlsxFile(making.path, cells.head, pictures=HEADS[making.export.language])
    pictures, rows = making.pictures, 0
    async with finished(file):
        async for page in pages(making, at_once=PICTURED_AT_ONCE):
            if rows + len(page) > MOST_PICTURED:
                raise TooManyForAFile(most=MOST_PICTURED, rows=f"{rows + len(page)}+")
            shown = [before_and_after(case) for case in page]
            fetched = await pictures.fetch(
                "thumbnail", (each for pair in shown for each in pair if each is not None)
            )
            paths = [[fetched.get(each) if each else None for each in pair] for pair in shown]
            await asyncio.to_thread(_add_pictured, file, cells, page, paths)
            rows += len(page)
            await making.tell(rows)
    return rows


async def _in_layout(making: Making, values: Values) -> int:
    async with making.runtime.database.read() as tx:
        layout, content = await layouts.content(tx, UUID(making.export.options["layout_id"]))
    parts = (making.path, content, layout.sheet, layout.head)
    file = await asyncio.to_thread(Filled, *parts)
    rows = 0
    async with finished(file):
        async for page in pages(making, at_once=AT_ONCE):
            if rows + len(page) > MOST_IN_LAYOUT:
                raise TooManyForAFile(most=MOST_IN_LAYOUT, rows=f"{rows + len(page)}+")
            told = [
                values.row(case, layout.head.columns, number=number)
                for number, case in enumerate(page, start=rows + 1)
            ]
            await asyncio.to_thread(file.add_all, told)
            rows += len(page)
            await making.tell(rows)
    return rows


HEADS = {"zh": ("整改前照片", "整改后照片"), "en": ("Photo before", "Photo after")}


def before_and_after(case: Case) -> tuple[UUID | None, UUID | None]:
    """The photos that stand for the case, as far as there are any."""
    before = case.before_photo_ids or case.photo_ids
    return (
        before[0] if before else None,
        case.after_photo_ids[0] if case.after_photo_ids else None,
    )


def _add(file: File, cells: Cells, page: Sequence[Case]) -> None:
    for case in page:
        here = (case.longitude, case.latitude)
        point = (here[0], here[1]) if here[0] is not None and here[1] is not None else None
        file.add(cells.row(case), point)


def _add_pictured(
    file: XlsxFile, cells: Cells, page: Sequence[Case], paths: Sequence[Sequence[Path | None]]
) -> None:
    for case, pair in zip(page, paths, strict=True):
        file.add(cells.row(case), None, pair)
