"""Documents of the city: the month's official ledger, and views with pictures in their cells."""

import zipfile
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest

from services.chassis.refusals import Unavailable
from services.contracts.intake import CategoryListed, category_id
from services.ledger.exports import official, view
from tests.forms import Form
from tests.service.documents import Media, beside, made, make
from tests.service.ledgering import Ledger, a_ledger
from tests.unit.ledger.builders import DONGZHOU, NOW, OFFICE, XINFU, Life, an_id

MONTH = {"month": "2026-11", "format": "xlsx"}


@pytest.fixture
async def ledger(form: Form) -> AsyncIterator[Ledger]:
    async with a_ledger(form) as ledger:
        ledger.runtime.database.clock = lambda: NOW
        await ledger.know_the_city()
        listed = {"scheme": "GB", "code": "ads", "name": "非法小广告", "version": 1, "at": NOW}
        await ledger.hear([CategoryListed(category_id=category_id("GB", "ads"), **listed)])
        yield ledger


@pytest.fixture
def media(ledger: Ledger) -> Media:
    return beside(ledger)


def rows(content: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def pictures(content: bytes) -> int:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return sum("/media/" in name for name in parts.namelist())


async def test_the_months_ledger_has_a_line_for_every_closing_in_it(ledger: Ledger, media: Media):
    life = Life("1").to_closing()
    await ledger.hear([*life.facts, *Life("2").in_pool().facts])
    media.show(an_id("1 before"), "before")
    media.show(an_id("1 after"), "after", "#449944")

    content = await made(ledger, "/exports/ledger", MONTH)

    title, note, head, line, *_ = rows(content)
    assert title[0] == "市2026年11月市容环境整治工作台账"
    assert "共 1 件" in note[0]
    assert head[:4] == ["序号", "编号", "类别", "问题描述"]
    told = dict(zip(head, line, strict=True))
    assert (told["编号"], told["类别"], told["责任单位"]) == ("XF-2026-1", "非法小广告", "新抚区")
    assert (told["上报单位"], told["整改措施"], told["是否按期"]) == ("站前街道", "已清理", "是")
    assert pictures(content) == 2


async def test_on_paper_it_says_the_same(ledger: Ledger, media: Media):
    await ledger.hear(Life("1").to_closing().facts)
    media.show(an_id("1 before"), "before")
    media.show(an_id("1 after"), "after", "#449944")

    content = await made(ledger, "/exports/ledger", {**MONTH, "format": "docx"})

    paper = docx.Document(BytesIO(content))
    assert paper.paragraphs[0].text == "市2026年11月市容环境整治工作台账"
    (table,) = paper.tables
    texts = [cell.text for cell in table.rows[1].cells]
    assert texts[:3] == ["1", "XF-2026-1", "非法小广告"]
    assert "墙面小广告\n站前路1号" in texts
    assert pictures(content) == 2


async def test_a_missing_photo_is_said_and_stops_nothing(ledger: Ledger, media: Media):
    await ledger.hear(Life("1").to_closing().facts)

    content = await made(ledger, "/exports/ledger", MONTH)

    assert rows(content)[3].count("无照片") == 2
    assert pictures(content) == 0


async def test_while_media_is_away_the_document_waits(ledger: Ledger, media: Media):
    await ledger.hear(Life("1").to_closing().facts)
    media.away = True
    asked = await ledger.post("/exports/ledger", MONTH)

    with pytest.raises(Unavailable):
        await make(ledger, asked.json()["id"])


async def test_corrections_and_reopenings_are_remarked(ledger: Ledger, media: Media):
    life = Life("1").to_closing()
    await ledger.hear(life.facts)
    (entry,) = await ledger.get(f"/entries/{life.case_id}")
    ledger.act_as("lead_administrator", XINFU)
    correction = {"reason": "笔误", "changes": {"solution": "已铲除"}}
    path = f"/chains/{entry['chain']}/entries/{entry['seq']}/corrections"
    assert (await ledger.post(path, correction)).status_code == 201
    await ledger.hear(life.reopened().facts[-1:])

    line = rows(await made(ledger, "/exports/ledger", {**MONTH, "photos": False}))[3]

    assert "已铲除" in line
    assert line[-1] == "已更正：笔误；销号后经回头看重新打开"
    assert media.asked == []


async def test_of_a_part_it_holds_that_parts_closings_alone(ledger: Ledger, media: Media):
    other = (
        Life("2").reported(by_street=OFFICE).approved(organisation_id=OFFICE).dispatched(to=OFFICE)
    )
    await ledger.hear(
        [*Life("1").to_closing().facts, *other.submitted().pre_closed().closed().facts]
    )

    async def numbers(**of: Any) -> list[Any]:
        content = await made(ledger, "/exports/ledger", {**MONTH, "photos": False, **of})
        return sorted(row[1] for row in rows(content)[3:] if isinstance(row[0], int))

    assert await numbers() == ["XF-2026-1", "XF-2026-2"]
    assert await numbers(organisation_id=str(OFFICE)) == ["XF-2026-2"]
    assert await numbers(organisation_id=str(XINFU)) == ["XF-2026-1"]
    assert await numbers(organisation_id=str(DONGZHOU)) == []
    assert await numbers(month="2026-10") == []
    ledger.act_as("observer", DONGZHOU)
    assert (
        await ledger.post("/exports/ledger", {**MONTH, "organisation_id": str(OFFICE)})
    ).status_code == 404


async def test_more_than_a_file_can_hold_is_refused_at_once(
    ledger: Ledger, media: Media, monkeypatch: pytest.MonkeyPatch
):
    await ledger.hear([*Life("1").to_closing().facts, *Life("2").to_closing().facts])
    monkeypatch.setattr(official, "MOST", {("docx", True): 1})
    monkeypatch.setattr("services.ledger.routes.exports.MOST_PICTURED", 1)

    for path, body in (
        ("/exports/ledger", {**MONTH, "format": "docx"}),
        ("/exports", {"format": "xlsx", "photos": True}),
    ):
        refused = await ledger.post(path, body)
        assert refused.status_code == 422
        assert refused.json()["type"].endswith("/too-many-for-a-file")
    ahead = await ledger.post("/exports/ledger", {**MONTH, "month": "2027-01"})
    assert ahead.json()["type"].endswith("/month-ahead")


async def test_a_view_is_exported_with_photos_in_its_cells(
    ledger: Ledger, media: Media, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(view, "PICTURED_AT_ONCE", 2)
    lives = [Life(f"{number}").to_closing() for number in range(5)]
    await ledger.hear([fact for life in lives for fact in life.facts])
    for number in range(5):
        media.show(an_id(f"{number} before"), f"before {number}")
    shown = {"columns": ["number"], "order": [{"column": "number"}]}

    content = await made(ledger, "/exports", {"format": "xlsx", "photos": True, "shown": shown})

    head, *lines = rows(content)
    assert head == ["编号", "整改前照片", "整改后照片"]
    assert [row[0] for row in lines] == [f"XF-2026-{number}" for number in range(5)]
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    places = [(each.anchor._from.row, each.anchor._from.col) for each in sheet._images]
    assert places == [(row, 1) for row in range(1, 6)]
    refused = await ledger.post("/exports", {"format": "csv", "photos": True})
    assert refused.json()["type"].endswith("/needs-workbook")
