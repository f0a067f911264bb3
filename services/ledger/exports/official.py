"""整治工作台账: a month's closings out of the official ledger, as a workbook or on paper."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from services.ledger.domain.months import bounds
from services.ledger.exports.kinds import Format
from services.ledger.exports.ledger_paper import LedgerPaper
from services.ledger.exports.ledger_workbook import LedgerWorkbook
from services.ledger.exports.lines import Head, Line, Lines
from services.ledger.exports.work import Making, TooManyForAFile, finished
from services.ledger.store import entries, journal

AT_ONCE = 100
"""Closings read, pictured and written in one step."""
MOST: Mapping[tuple[Format, bool], int] = {
    ("xlsx", False): 500_000,
    ("xlsx", True): 2000,
    ("docx", False): 1000,
    ("docx", True): 300,
}
"""Closings of one file, by its format and whether photos are in it."""


class Book(Protocol):
    """A ledger in the making."""

    def add(self, line: Line, before: Path | None, after: Path | None) -> None:
        """Put a line below the others."""

    def close(self) -> None:
        """Sign off and write the file."""


BOOKS: Mapping[str, Callable[[Path, Head], Book]] = {"xlsx": LedgerWorkbook, "docx": LedgerPaper}


async def make(making: Making) -> int:
    """Write the file; the number of its closings."""
    export = making.export
    month, with_photos = date.fromisoformat(export.options["month"]), export.options["photos"]
    since, before = bounds(month, making.zone)
    async with making.runtime.database.read() as tx:
        categories = await journal.category_names(tx)
        count = await entries.count_closings(tx, since=since, before=before, scope=making.scope)
        made_at = tx.at.astimezone(making.zone)
    require_few(count, export.format, photos=with_photos)
    head = Head(export.options["organisation"], month, made_at, count, with_photos)
    book = BOOKS[export.format](making.path, head)
    lines = Lines(making.zone, making.runtime.directory, categories)
    pictures, rows = making.pictures, 0
    async with finished(book):
        async for page in _pages(making, lines, since, before, most=count):
            fetched: Mapping[UUID, Path] = {}
            if with_photos:
                fetched = await pictures.fetch(
                    "thumbnail", {p for each in page for p in each.photo_ids}
                )
            await asyncio.to_thread(_add, book, page, fetched)
            rows += len(page)
            await making.tell(rows)
    return rows


def require_few(count: int, format: Format, *, photos: bool) -> None:
    """`TooManyForAFile` where a file of this format can't hold so many."""
    most = MOST[format, photos]
    if count > most:
        raise TooManyForAFile(most=most, rows=count)


async def _pages(
    making: Making, lines: Lines, since: datetime, before: datetime, *, most: int
) -> AsyncIterator[Sequence[Line]]:
    """The closings there were when it was begun: later ones of a running month are left out."""
    after, left = None, most
    while left > 0:
        async with making.runtime.database.read() as tx:
            found = await entries.closings(
                tx,
                since=since,
                before=before,
                scope=making.scope,
                after=after,
                limit=min(AT_ONCE, left),
            )
            later = await entries.later_words(tx, {each.link.case_id for each in found})
        if not found:
            return
        yield [lines.line(each, later.get(each.link.case_id, ())) for each in found]
        after, left = (found[-1].link.chain, found[-1].link.seq), left - len(found)


def _add(book: Book, page: Sequence[Line], fetched: Mapping[UUID, Path]) -> None:
    for line in page:
        before, after = (fetched.get(each) if each else None for each in (line.before, line.after))
        book.add(line, before, after)
