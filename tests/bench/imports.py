"""How long a department's large file takes: read, previewed, written, taken back."""

import os
import resource
from collections.abc import Awaitable, Callable, Sequence
from io import BytesIO
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any

from openpyxl import Workbook

from services.chassis.bus import Outgoing
from tests.forms import Form
from tests.service.importing import HANDLER, an_import_desk
from tests.unit.intake.sheets.city import ORGANISATIONS

ROWS = int(os.environ.get("IMPORT_ROWS", "100000"))
HEAD = [
    *("编号", "发现时间", "街道", "问题描述", "地点", "类别", "状态", "经度", "纬度", "整改措施"),
    *("责任单位", "来源", "备注", "资金", "面积", "处数", "等级", "片区", "批次", "年度"),
]


def workbook(rows: int) -> bytes:
    """A workbook of twenty columns, spread over the city and nine months."""
    random = Random(1)
    streets = [each.name for each in ORGANISATIONS if each.kind in ("street", "town")]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(HEAD)
    for n in range(rows):
        day = f"2023.{random.randint(1, 9)}.{random.randint(1, 28)}"
        road = f"{random.choice(['新华', '和平', '东洲', '永安'])}大街{random.randint(1, 5000)}号"
        east, north = 123.7 + random.random() / 2, 41.8 + random.random() / 5
        sheet.append(
            [
                *(f"XF-2023-{n:06d}", day, random.choice(streets), f"第{n}处占道经营影响通行"),
                *(road, "占道经营", random.choice(["已整改", "整改中", "未整改"])),
                *(round(east, 6), round(north, 6), "已通知商户整改", "住建局", "巡查", "无"),
                *(random.randint(1, 99), random.random() * 10, 1, "一般", "A", "第一批", 2023),
            ]
        )
    file = BytesIO()
    book.save(file)
    return file.getvalue()


async def measure(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    folder.mkdir()
    content = workbook(ROWS)
    print(f"{ROWS:,} rows of {len(HEAD)} columns, {len(content) / 1e6:.1f} MB")
    form = Form("distributed", folder, database_server.create, lambda: "local:")
    async with an_import_desk(form) as office:
        # A broker keeps elsewhere what is published.
        office.desk.bus.publish = _take  # type: ignore[method-assign]
        sent = await office.sent(b"a,b,c\n1,2,3\n", name="warm.csv")
        sent = await _timed("survey", lambda: office.sent(content, by=HANDLER))
        await _timed("preview", sent.confirm)
        await _timed("written", sent.write)
        await _timed("taken back", lambda: sent.ask("undoing"))
    for who, of in (("service", resource.RUSAGE_SELF), ("reader", resource.RUSAGE_CHILDREN)):
        print(f"{who}: {resource.getrusage(of).ru_maxrss / 1000:.0f} MB at most")


async def _take(messages: Sequence[Outgoing]) -> list[Exception | None]:
    return [None] * len(messages)


async def _timed(name: str, work: Callable[[], Awaitable[Any]]) -> Any:
    began, processor = perf_counter(), process_time()
    result = await work()
    print(
        f"{name}: {perf_counter() - began:.1f} s, of which the service computes "
        f"{process_time() - processor:.1f} s",
        flush=True,
    )
    return result
