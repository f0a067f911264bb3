"""Reads a template in a process of its own: `python -m services.ledger.layouts.reading`.

The workbook comes in by standard input, what was found goes out as JSON. A crafted one can end or
fill that process alone; what passes is small enough for every later reader.
"""

import asyncio
import json
import re
import sys
import zipfile
from io import BytesIO
from typing import Any

import openpyxl

from services.chassis.refusals import Invalid
from services.ledger.layouts.layout import LARGEST, Column, Head, head_of

UNPACKED = 12_000_000
MEMBERS = 300
CELLS = 30_000
"""Cells of a template, those under merged ranges counted, too."""
MERGED = re.compile(rb'mergeCell\b[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
SECONDS = 20
MEMORY = 700_000_000


class LayoutUnreadable(Invalid):
    zh = "模板文件无法读取：请上传未加密的 .xlsx 文件。"
    en = "The template can't be read: send an .xlsx workbook without a password."


class LayoutTooLarge(Invalid):
    zh = "模板文件过大：最大 1.5 MB，且只保留表头和少量样例行。"
    en = "The template is too large: 1.5 MB at most, with its head and a few example rows only."


class NoHeadFound(Invalid):
    zh = "模板中没有找到表头：至少要有两个能识别的列名，如“编号”“问题描述”。"
    en = "No head was found: a template needs two known headings at least, like “编号”, “问题描述”."


REFUSALS: dict[str, type[Invalid]] = {
    each.__name__: each for each in (LayoutUnreadable, LayoutTooLarge, NoHeadFound)
}


async def read(content: bytes) -> tuple[str, Head]:
    """The sheet with the head, and the head; one of the refusals above otherwise."""
    if len(content) > LARGEST:
        raise LayoutTooLarge
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(SECONDS):
            told, _ = await process.communicate(content)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise LayoutTooLarge from None
    if process.returncode or not told:
        raise LayoutUnreadable
    found = json.loads(told)
    if "refused" in found:
        raise REFUSALS[found["refused"]]
    columns = tuple(Column(*each) for each in found["columns"])
    return found["sheet"], Head(found["row"], found["body"], columns)


def _found(content: bytes) -> dict[str, Any]:
    try:
        _require_modest(content)
        book = openpyxl.load_workbook(BytesIO(content))
    except (LayoutTooLarge, LayoutUnreadable):
        raise
    except Exception as error:
        raise LayoutUnreadable from error
    for sheet in book.worksheets:
        head = head_of(_texts(sheet))
        if head is not None:
            columns = [[each.index, each.heading, each.field] for each in head.columns]
            return {"sheet": sheet.title, "row": head.row, "body": head.body, "columns": columns}
    raise NoHeadFound


def _require_modest(content: bytes) -> None:
    """`LayoutTooLarge` before openpyxl makes an object of every cell and of every merged one."""
    with zipfile.ZipFile(BytesIO(content)) as members:
        infos = members.infolist()
        if len(infos) > MEMBERS or sum(each.file_size for each in infos) > UNPACKED:
            raise LayoutTooLarge
        cells = 0
        for each in infos:
            if not each.filename.startswith("xl/worksheets/"):
                continue
            sheet = members.read(each)
            cells += len(re.findall(rb"<(?:\w+:)?c\b", sheet))
            for first, top, last, bottom in MERGED.findall(sheet):
                wide = _index(last) - _index(first) + 1
                cells += wide * (int(bottom) - int(top) + 1)
        if cells > CELLS:
            raise LayoutTooLarge


def _index(letters: bytes) -> int:
    found = 0
    for each in letters:
        found = found * 26 + each - 64
    return found


def _texts(sheet: Any) -> list[dict[int, str]]:
    rows = [
        {at: text for at, value in enumerate(row) if (text := str(value or "").strip())}
        for row in sheet.iter_rows(values_only=True)
    ]
    for merged in sheet.merged_cells.ranges:
        text = rows[merged.min_row - 1].get(merged.min_col - 1)
        if text and merged.max_row <= len(rows):
            for row in range(merged.min_row - 1, merged.max_row):
                for column in range(merged.min_col - 1, merged.max_col):
                    rows[row][column] = text
    return rows


def main() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer = _found(sys.stdin.buffer.read())
    except Invalid as refusal:
        answer = {"refused": type(refusal).__name__}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
