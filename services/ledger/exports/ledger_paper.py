"""The official ledger on paper: A4 across, with the photos before and after."""

from pathlib import Path

from services.ledger.exports import papers
from services.ledger.exports.ledger_workbook import ON_TIME, SIGNED
from services.ledger.exports.lines import Head, Line, day

TEXTS = (
    ("序号", 1.2),
    ("编号", 2.0),
    ("类别", 1.8),
    ("问题描述及地点", 4.1),
    ("上报单位", 1.8),
    ("责任单位", 1.8),
    ("上报\n期限\n销号", 2.3),
    ("整改措施", 3.0),
)
PHOTOS = (("整改前照片", 3.4), ("整改后照片", 3.4))
REMARKS = ("备注", 1.9)
WIDER = 6.8
"""Centimetres that description and solution share where there are no photos."""


class LedgerPaper:
    """Keeps the whole document in memory, so it holds few lines."""

    def __init__(self, path: Path, head: Head) -> None:
        self._path, self._with_photos, self._rows = path, head.with_photos, 0
        columns = [*TEXTS, *(PHOTOS if head.with_photos else ()), REMARKS]
        self._widths = [width for _, width in columns]
        if not head.with_photos:
            self._widths[3] += WIDER / 2
            self._widths[7] += WIDER / 2
        self._document = papers.paper(landscape=True)
        papers.title(self._document, head.title)
        self._document.add_paragraph(head.note).paragraph_format.space_after = 50_800
        self._table = papers.table(self._document, [name for name, _ in columns], self._widths)

    def add(self, line: Line, before: Path | None, after: Path | None) -> None:
        self._rows += 1
        _, cells = papers.add_row(self._table, self._widths)
        texts = (
            str(self._rows),
            line.number,
            line.category,
            "\n".join(filter(None, (line.description, line.address))),
            line.reporter,
            line.organisation,
            "\n".join(
                f"{day(each) or '—'}" for each in (line.submitted_at, line.due_at, line.closed_at)
            ),
            line.solution,
        )
        for at, text in enumerate(texts):
            papers.say(cells[at], text, centred=at not in (3, 7))
        if self._with_photos:
            for at, path in enumerate((before, after), start=len(texts)):
                if path is None:
                    papers.say(cells[at], "无照片", centred=True)
                else:
                    papers.put_picture(cells[at], path, width=PHOTOS[0][1] - 0.5, height=2.6)
        on_time = {"是": "按期", "否": "超期", "": ""}[ON_TIME[line.on_time]]
        returned = f"退件 {line.returns} 次" if line.returns else ""
        papers.say(cells[-1], "\n".join(filter(None, (on_time, returned, line.remarks))))

    def close(self) -> None:
        if not self._rows:
            self._document.add_paragraph("本月无销号案件。")
        paragraph = self._document.add_paragraph(SIGNED)
        paragraph.paragraph_format.space_before = 152_400
        self._document.save(str(self._path))
