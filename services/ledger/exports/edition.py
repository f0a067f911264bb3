"""A frozen edition as a workbook: a sheet for each grouping, with every indicator."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import xlsxwriter

from services.ledger.bulletin import Statistics
from services.ledger.editions import GROUPINGS
from services.ledger.exports.work import Making
from services.ledger.statistics import indicators
from services.ledger.statistics.figures import FIGURES
from services.ledger.store import editions
from services.ledger.store.editions import Edition, Table

SHEETS = {"organisation": "责任单位", "district": "区县", "street": "街道", "category": "类别"}
NAMES = {each.code: each.name_zh for each in indicators.DEFINITIONS}
NAMES["on_time"] = "按期销号数"
HOURS = (("median", "中位小时"), ("p90", "P90小时"))


async def make(making: Making) -> int:
    """Write the file; the number of groups in it."""
    options = making.export.options
    month, organisation_id = date.fromisoformat(options["month"]), UUID(options["organisation_id"])
    async with making.runtime.database.read() as tx:
        edition = await editions.find(tx, month)
        found = [await editions.table(tx, month, organisation_id, by) for by in GROUPINGS]
    assert edition is not None, "an edition stays"
    tables = [each for each in found if each is not None]
    await asyncio.to_thread(_write, making.path, edition, tables, making)
    return sum(len(each.told["rows"]) for each in tables)


def _write(path: Path, edition: Edition, tables: list[Table], making: Making) -> None:
    book = xlsxwriter.Workbook(str(path))
    look = {
        name: book.add_format(format)
        for name, format in (
            ("title", {"bold": True, "font_size": 14}),
            ("head", {"bold": True, "border": 1, "text_wrap": True, "align": "center",
                      "valign": "vcenter", "bg_color": "#E7EDF3"}),
            ("name", {"border": 1, "shrink": True, "valign": "vcenter"}),
            ("cell", {"border": 1, "align": "center", "valign": "vcenter"}),
            ("rate", {"border": 1, "align": "center", "valign": "vcenter", "num_format": "0.0%"}),
            ("hours", {"border": 1, "align": "center", "valign": "vcenter", "num_format": "0.0"}),
        )
    }  # fmt: skip
    frozen = edition.frozen_at.astimezone(making.zone)
    for table in tables:
        sheet = book.add_worksheet(SHEETS[table.by])
        sheet.write_string(
            0, 0, f"{table.name}{edition.month:%Y年%m月}指标（按{SHEETS[table.by]}）", look["title"]
        )
        sheet.write_string(1, 0, f"冻结于 {frozen:%Y-%m-%d %H:%M}，封存值 {edition.sha256}")
        _table(sheet, look, Statistics.model_validate(table.told))
    book.close()


def _table(sheet: Any, look: dict[str, Any], told: Statistics) -> None:
    # A grouping without reports leaves their columns out instead of filling them with dashes.
    figures = [each for each in FIGURES if told.total.figures[each] is not None]
    rates = [each for each in indicators.RATES if each != "filing_rate" or "filed" in figures]
    heads = [NAMES[name] for name in (*figures, *rates)]
    heads += [f"{NAMES[f'hours.{leg}']}{name}" for leg in indicators.LEGS for _, name in HOURS]
    sheet.set_row(2, 62)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, len(heads), 7)
    sheet.freeze_panes(3, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    for at, head in enumerate(("名称", *heads)):
        sheet.write_string(2, at, head, look["head"])
    for at, row in enumerate((*told.rows, told.total), start=3):
        sheet.write_string(at, 0, row.name, look["name"])
        values: list[tuple[float | None, str]] = [(row.figures[each], "cell") for each in figures]
        values += [(row.value(rate), "rate") for rate in rates]
        values += [
            (getattr(row.hours[leg], name), "hours") for leg in indicators.LEGS for name, _ in HOURS
        ]
        for column, (value, kind) in enumerate(values, start=1):
            if value is None:
                sheet.write_string(at, column, "—", look["cell"])
            else:
                sheet.write_number(at, column, value, look[kind])
