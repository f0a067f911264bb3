"""The weekly report on paper: what the week was in words, tables and charts."""

from collections.abc import Sequence
from pathlib import Path

from docx.document import Document
from docx.table import Table

from services.ledger.exports import papers
from services.ledger.exports import weekly_tables as tables
from services.ledger.exports.charts import charts_of, put_chart
from services.ledger.exports.weekly_tables import Sheet, Week, change_shown, shown
from services.ledger.exports.weekly_workbook import title, write_workbook

ACROSS = 18.0
"""Centimetres between the margins."""


def write_paper(week: Week, path: Path) -> None:
    """Write the report."""
    beside = path.with_suffix(".xlsx")
    write_workbook(week, beside)
    workbook = beside.read_bytes()
    charts = iter(enumerate(charts_of(workbook), start=1))
    document = papers.paper(landscape=False)
    papers.title(document, title(week))
    papers.say_line(document, f"统计时段：{week.first} 至 {week.last}（周一至周日）")

    def chart() -> None:
        number, content = next(charts)
        put_chart(document, content, workbook, number=number, width=16.5, height=8.2)

    papers.heading(document, "一、总体情况")
    papers.say_line(document, _in_words(week), indented=True)
    _summary(document, week)
    papers.heading(document, "二、近八周趋势")
    chart()
    papers.heading(document, "三、各区县情况")
    _table(document, tables.groups("区县", "区县", week.districts, tables.GROUPS))
    chart()
    papers.heading(document, "四、问题类别")
    _table(document, tables.groups("类别", "类别", week.categories, tables.GROUPS))
    chart()
    papers.heading(document, "五、各街道报送情况")
    _table(document, tables.groups("街道", "街道", week.streets, tables.STREETS))
    document.save(str(path))


def _in_words(week: Week) -> str:
    total = week.streets.total
    change = total.change or {}

    def said(name: str, figure: str) -> str:
        told = f"{name} {total.figures[figure]} 件"  # type: ignore[index]
        grew = change.get(figure)
        return told if grew is None else f"{told}（环比 {grew:+.1%}）"

    first = "，".join(
        (said("本周共报送", "reported"), said("派发", "dispatched"), said("销号", "closed"))
    )
    rate = shown(total.on_time_closure_rate, rate=True)
    state = f"按期结案率 {rate}，目前挂号 {total.figures['deferred']} 件"
    late = sorted(
        (row for row in week.districts.rows if row.figures["overdue"]),
        key=lambda row: -(row.figures["overdue"] or 0),
    )
    overdue = "，".join(f"{row.name} {row.figures['overdue']} 件" for row in late[:5])
    ending = f"超期未销号：{overdue}，请尽快处置。" if overdue else "本周案件无超期。"
    return f"{first}；{state}。{ending}"


def _summary(document: Document, week: Week) -> None:
    widths = (6.0, 4.0, 4.0, 4.0)
    table = papers.table(document, ("指标", "本周", "上周", "环比"), widths)
    for name, now, before, change, is_rate in tables.summary(week.streets.total):
        told = (
            name,
            shown(now, rate=is_rate),
            shown(before, rate=is_rate),
            change_shown(change, rate=is_rate),
        )
        _row(table, told, widths)


def _table(document: Document, sheet: Sheet) -> None:
    rest = (ACROSS - 4.2) / (len(sheet.heads) - 1)
    widths = [4.2, *([rest] * (len(sheet.heads) - 1))]
    table = papers.table(document, sheet.heads, widths)
    for values in sheet.rows:
        told = [shown(value, rate=sheet.is_rate(at)) for at, value in enumerate(values)]
        _row(table, told, widths)


def _row(table: Table, told: Sequence[str], widths: Sequence[float]) -> None:
    _, cells = papers.add_row(table, widths)
    for at, text in enumerate(told):
        papers.say(cells[at], text, centred=at > 0)
