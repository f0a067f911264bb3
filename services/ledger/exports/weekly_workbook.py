"""The weekly report as a workbook: its tables, each with a chart beside it."""

from pathlib import Path
from typing import Any

import xlsxwriter

from services.ledger.exports import weekly_tables as tables
from services.ledger.exports.weekly_tables import Sheet, Value, Week

COLOURS = ("#2F6DB5", "#4BA36B", "#D98E32")
FIGURES = "0"
RATES = "0.0%"
MOST_SHOWN = 15
"""Groups of a chart; the table has all of them."""


def write_workbook(week: Week, path: Path) -> None:
    """Write the report; its charts are, in their order, of trend, districts and categories."""
    book = xlsxwriter.Workbook(str(path))
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "head": book.add_format(
            {"bold": True, "border": 1, "bg_color": "#E7EDF3", "align": "center"}
        ),
        "text": book.add_format({"border": 1}),
        "figure": book.add_format({"border": 1, "num_format": FIGURES}),
        "rate": book.add_format({"border": 1, "num_format": RATES}),
        "change": book.add_format({"border": 1, "align": "right"}),
    }
    _summary(book, formats, week)
    trend = tables.trend(week.trend)
    _sheet(
        book, formats, trend, chart=_chart(book, trend, kind="line", title="近八周报送、派发、销号")
    )
    districts = tables.groups("区县", "区县", week.districts, tables.GROUPS)
    _sheet(
        book,
        formats,
        districts,
        chart=_chart(book, districts, kind="bar", title="各区县派发与销号", series=2),
    )
    categories = tables.groups("类别", "类别", week.categories, tables.GROUPS)
    _sheet(
        book, formats, categories,
        chart=_chart(book, categories, kind="bar", title="各类别派发数", series=1),
    )  # fmt: skip
    _sheet(book, formats, tables.groups("街道", "街道", week.streets, tables.STREETS))
    book.close()


def title(week: Week) -> str:
    year, number, _ = week.first.isocalendar()
    return f"{week.organisation}市容环境整治工作周报（{year}年第{number}周）"


def _summary(book: Any, formats: dict[str, Any], week: Week) -> None:
    sheet = book.add_worksheet("总体情况")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 3, 16)
    sheet.write_string(0, 0, title(week), formats["title"])
    sheet.write_string(1, 0, f"{week.first} 至 {week.last}")
    for at, head in enumerate(("指标", "本周", "上周", "环比")):
        sheet.write_string(2, at, head, formats["head"])
    rows = tables.summary(week.streets.total)
    for row, (name, now, before, change, is_rate) in enumerate(rows, start=3):
        look = formats["rate" if is_rate else "figure"]
        for at, (value, format) in enumerate(
            (
                (name, formats["text"]),
                (now, look),
                (before, look),
                (tables.change_shown(change, rate=is_rate), formats["change"]),
            )
        ):
            _put(sheet, row, at, value, format)


def _sheet(book: Any, formats: dict[str, Any], table: Sheet, *, chart: Any = None) -> None:
    sheet = book.add_worksheet(table.name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, len(table.heads), 11)
    sheet.freeze_panes(1, 1)
    for at, head in enumerate(table.heads):
        sheet.write_string(0, at, head, formats["head"])
    for row, values in enumerate(table.rows, start=1):
        for at, value in enumerate(values):
            look = "text" if not at else "rate" if table.is_rate(at) else "figure"
            _put(sheet, row, at, value, formats[look])
    if chart is not None:
        sheet.insert_chart(1, len(table.heads) + 1, chart)


def _chart(book: Any, table: Sheet, *, title: str, kind: str, series: int = 3) -> Any:
    """A chart over the table's first columns; of groups without their total, the biggest."""
    chart = book.add_chart({"type": kind})
    last = len(table.rows) if kind == "line" else min(len(table.rows) - 1, MOST_SHOWN)
    for at in range(1, series + 1):
        chart.add_series(
            {
                "name": [table.name, 0, at],
                "categories": [table.name, 1, 0, max(1, last), 0],
                "values": [table.name, 1, at, max(1, last), at],
                "fill": {"color": COLOURS[at - 1]},
                "line": {"color": COLOURS[at - 1], "width": 2.25},
                "marker": {"type": "circle", "size": 5} if kind == "line" else None,
                "data_labels": {} if kind == "line" else {"value": True},
                "gap": 60,
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_size({"width": 620, "height": 330})
    chart.set_legend({"position": "bottom"} if series > 1 else {"none": True})
    values = {"num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}}
    ticks = {"major_tick_mark": "none", "minor_tick_mark": "none"}
    if kind == "bar":
        # The biggest on top, the axis of values at the bottom all the same.
        chart.set_y_axis({"reverse": True, "crossing": "max", **ticks})
        chart.set_x_axis({**values, "min": 0, **ticks})
    else:
        chart.set_x_axis(ticks)
        chart.set_y_axis({**values, "min": 0, **ticks})
    return chart


def _put(sheet: Any, row: int, column: int, value: Value, format: Any) -> None:
    if value is None:
        sheet.write_string(row, column, "—", format)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, format)
    else:
        sheet.write_number(row, column, value, format)
