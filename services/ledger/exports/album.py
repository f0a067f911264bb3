"""An album out of the achievements library: chosen comparisons as a text document or a zip."""

import asyncio
import csv
import io
import re
import zipfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from docx.shared import Pt

from services.ledger.domain.case import Case
from services.ledger.exports import papers
from services.ledger.exports.cells import Cells
from services.ledger.exports.files import plain
from services.ledger.exports.kinds import Format
from services.ledger.exports.work import Closing, Making, finished
from services.ledger.store import cases, journal
from services.ledger.table.columns import COLUMNS

MOST: Mapping[Format, int] = {"docx": 100, "zip": 1000}
"""Comparisons of one album: a text document is made in memory, a zip piece by piece."""
AT_ONCE = 10
SHOWN = ("number", "category", "organisation_id", "reporter_organisation_id", "closed_at")
HEADS = (
    "序号",
    "编号",
    "类别",
    "责任单位",
    "上报单位",
    "销号日期",
    "地点",
    "问题描述",
    "整改措施",
    "图片",
)
UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
"""What no file name may hold on some system."""


@dataclass(frozen=True)
class Piece:
    """A closed case in words, with its pictures: one comparison, or the photos before and after."""

    at: int
    number: str
    category: str
    organisation: str
    reporter: str
    closed_on: date | None
    address: str
    description: str
    solution: str
    pictures: Sequence[Path]


async def make(making: Making) -> int:
    """Write the album; the number of its cases."""
    if making.export.format == "zip":
        album: _Zip | _Paper = _Zip(making.path)
    else:
        album = _Paper(making.path, making.export.options["title"])
    rows = 0
    async with finished(album):
        async for piece in _pieces(making):
            await asyncio.to_thread(album.add, piece)
            rows += 1
            if rows % AT_ONCE == 0:
                await making.tell(rows)
    return rows


async def _pieces(making: Making) -> AsyncIterator[Piece]:
    ids = [UUID(each) for each in making.export.options["case_ids"]]
    pictures, at = making.pictures, 0
    async with making.runtime.database.read() as tx:
        names = await journal.category_names(tx)
    cells = Cells(
        [COLUMNS[name] for name in SHOWN], "zh", making.zone, making.runtime.directory, names
    )
    for start in range(0, len(ids), AT_ONCE):
        async with making.runtime.database.read() as tx:
            found = await cases.closed_among(tx, ids[start : start + AT_ONCE], scope=making.scope)
        for case in found:
            at += 1
            whole = [case.comparison_id] if case.comparison_ready and case.comparison_id else []
            fetched = await pictures.fetch("comparison", whole)
            if not fetched:
                whole = [*case.before_photo_ids[:1], *case.after_photo_ids[:1]]
                fetched = await pictures.fetch("thumbnail", whole)
            yield _piece(at, case, cells, [fetched[each] for each in whole if each in fetched])


def _piece(at: int, case: Case, cells: Cells, pictures: Sequence[Path]) -> Piece:
    number, category, organisation, reporter, closed_at = cells.row(case)
    place = case.approved_place or case.place or {}
    return Piece(
        at=at,
        number=str(number or ""),
        category=str(category or ""),
        organisation=str(organisation or ""),
        reporter=str(reporter or ""),
        closed_on=closed_at.date() if isinstance(closed_at, datetime) else None,
        address=place.get("address") or "",
        description=case.approved_description or case.description or "",
        solution=case.solution or "",
        pictures=pictures,
    )


class _Zip(Closing):
    """Pictures under names that say what they show, and a list of them. Nothing is kept."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED)
        self._list = io.StringIO()
        self._rows = csv.writer(self._list)
        self._rows.writerow(HEADS)

    def add(self, piece: Piece) -> None:
        names = []
        for number, path in enumerate(piece.pictures):
            # One picture is the comparison; of two the first was taken before.
            kind = "对比" if len(piece.pictures) == 1 else ("整改前", "整改后")[number]
            label = UNFIT.sub("_", f"{piece.number}_{piece.category}_{kind}")
            names.append(f"{piece.at:04d}_{label}.jpg")
            self._zip.write(path, names[-1])
            path.unlink()
        whose = (piece.organisation, piece.reporter, piece.closed_on, piece.address)
        said = (piece.description, piece.solution, "；".join(names))
        told = (piece.at, piece.number, piece.category, *whose, *said)
        self._rows.writerow([plain(each) for each in told])

    def close(self) -> None:
        self._zip.writestr("目录.csv", "\ufeff" + self._list.getvalue(), zipfile.ZIP_DEFLATED)
        self._zip.close()


class _Paper(Closing):
    """A case after the other, its picture as wide as the page."""

    def __init__(self, path: Path, title: str) -> None:
        self._path = path
        self._document = papers.paper(landscape=False)
        papers.title(self._document, title)

    def add(self, piece: Piece) -> None:
        told = "  ".join(filter(None, (f"{piece.at}. {piece.number}", piece.category)))
        papers.heading(self._document, told)
        closed = f"{piece.closed_on:%Y-%m-%d} 销号" if piece.closed_on else ""
        whose = "    ".join(filter(None, (piece.address, piece.organisation, closed)))
        said = (whose, f"问题：{piece.description}", f"整改：{piece.solution}")
        for text in said:
            paragraph = papers.say_line(self._document, text)
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.space_after = Pt(2)
        if not piece.pictures:
            papers.say_line(self._document, "（照片暂不可用）")
            return
        width = 16.5 if len(piece.pictures) == 1 else 8.0
        papers.put_line_of_pictures(self._document, piece.pictures, width=width, height=5.9)

    def close(self) -> None:
        self._document.save(str(self._path))
