"""The weekly report, the album and a frozen month, as programs read them."""

import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import docx
import openpyxl
import pytest

from tests.forms import Form
from tests.service.documents import Media, beside, made
from tests.service.ledgering import Ledger, a_ledger
from tests.unit.ledger.builders import CITY, DONGZHOU, NOW, XINFU, Life, an_id, local

WEEK = {"day": "2026-11-25"}


@pytest.fixture
async def ledger(form: Form) -> AsyncIterator[Ledger]:
    async with a_ledger(form) as ledger:
        ledger.runtime.database.clock = lambda: local("2026-12-05 09:00")
        await ledger.know_the_city()
        yield ledger


@pytest.fixture
def media(ledger: Ledger) -> Media:
    return beside(ledger)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


async def test_the_weekly_report_says_the_week_beside_the_one_before(ledger: Ledger):
    await ledger.hear(Life("old", at=NOW - timedelta(days=7)).to_closing().facts)
    await ledger.hear([*Life("1").to_closing().facts, *Life("2").in_pool().facts])

    content = await made(ledger, "/exports/weekly", WEEK)

    paper = docx.Document(BytesIO(content))
    texts = [each.text for each in paper.paragraphs]
    assert texts[0] == "市市容环境整治工作周报（2026年第48周）"
    assert "2026-11-23 至 2026-11-29" in texts[1]
    assert any("本周共报送 2 件（环比 +100.0%），派发 2 件" in text for text in texts)
    summary, districts, *_ = paper.tables
    told = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in summary.rows}
    assert told["派发数"] == ["2", "1", "+100.0%"]
    assert told["按期结案率"] == ["50.0%", "100.0%", "-50.0 个百分点"]
    assert [cell.text for cell in districts.rows[1].cells][:3] == ["新抚区", "2", "1"]


async def test_its_charts_are_native_and_bring_their_data(ledger: Ledger):
    await ledger.hear(Life("1").to_closing().facts)

    found = parts(await made(ledger, "/exports/weekly", WEEK))

    charts = [name for name in found if name.startswith("word/charts/chart")]
    assert len(charts) == 3
    assert all(b"<c:v>1</c:v>" in found[name] for name in charts)
    data = openpyxl.load_workbook(BytesIO(found["word/embeddings/data1.xlsx"]))
    assert data.sheetnames == ["总体情况", "趋势", "区县", "类别", "街道"]


async def test_as_a_workbook_its_charts_stand_beside_the_tables(ledger: Ledger):
    await ledger.hear(Life("1").to_closing().facts)

    content = await made(ledger, "/exports/weekly", {**WEEK, "format": "xlsx"})

    book = openpyxl.load_workbook(BytesIO(content))
    assert book["区县"]["A2"].value == "新抚区"
    assert len(book["趋势"]._charts) == len(book["区县"]._charts) == 1
    ahead = await ledger.post("/exports/weekly", {"day": "2027-01-01"})
    assert ahead.json()["type"].endswith("/week-ahead")


async def test_an_album_zips_the_comparisons_under_names_that_tell(ledger: Ledger, media: Media):
    with_pair, without = Life("1").to_closing(), Life("2/=").to_closing()
    await ledger.hear([*with_pair.facts, *without.facts])
    media.show(an_id("1 pair"), "pair")
    media.show(an_id("2/= before"), "before")
    media.show(an_id("2/= after"), "after")
    chosen = [str(without.case_id), str(with_pair.case_id)]

    found = parts(await made(ledger, "/exports/album", {"case_ids": chosen, "format": "zip"}))

    assert set(found) == {
        "0001_XF-2026-2_=_ads_整改前.jpg",
        "0001_XF-2026-2_=_ads_整改后.jpg",
        "0002_XF-2026-1_ads_对比.jpg",
        "目录.csv",
    }
    assert found["0002_XF-2026-1_ads_对比.jpg"] == media.pictures[an_id("1 pair")]
    listed = found["目录.csv"].decode("utf-8-sig").splitlines()
    assert listed[2].startswith(
        "2,XF-2026-1,ads,新抚区,站前街道,2026-11-23,站前路1号,墙面小广告,已清理"
    )


async def test_an_album_on_paper_shows_each_comparison(ledger: Ledger, media: Media):
    life = Life("1").to_closing()
    await ledger.hear(life.facts)
    media.show(an_id("1 pair"), "pair")
    asked = {"case_ids": [str(life.case_id)], "format": "docx", "title": "十一月成果"}

    content = await made(ledger, "/exports/album", asked)

    paper = docx.Document(BytesIO(content))
    assert paper.paragraphs[0].text == "十一月成果"
    assert len(paper.inline_shapes) == 1


async def test_only_closed_cases_of_the_scope_come_into_an_album(ledger: Ledger, media: Media):
    closed, open_ = Life("1").to_closing(), Life("2").in_pool()
    await ledger.hear([*closed.facts, *open_.facts])

    async def asked(*lives: Life) -> int:
        ids = [str(each.case_id) for each in lives]
        return (await ledger.post("/exports/album", {"case_ids": ids, "format": "zip"})).status_code

    assert await asked(closed) == 202
    assert await asked(closed, open_) == 404
    ledger.act_as("observer", DONGZHOU)
    assert await asked(closed) == 404
    many = {"case_ids": [str(an_id(f"{n}")) for n in range(101)], "format": "docx"}
    assert (
        (await ledger.post("/exports/album", many)).json()["type"].endswith("/too-many-for-a-file")
    )


async def test_the_achievements_are_searched_by_words_and_filtered(ledger: Ledger):
    await ledger.hear(Life("1").to_closing().facts)
    other = Life("2").reported().approved(description="井盖缺失").dispatched()
    await ledger.hear(other.submitted().pre_closed().closed().facts)
    await ledger.hear(Life("3").in_pool().facts)

    async def found(where: Any) -> list[str]:
        answer = await ledger.post("/achievements/query", {"where": where})
        assert answer.status_code == 200, answer.text
        return [each["number"] for each in answer.json()["items"]]

    assert await found({"text": "井盖"}) == ["XF-2026-2"]
    ready = {"column": "comparison_ready", "is": "is", "values": [True]}
    assert await found(ready) == ["XF-2026-1"]
    assert set(await found(None)) == {"XF-2026-1", "XF-2026-2"}


async def test_a_frozen_month_is_exported_with_every_grouping(ledger: Ledger):
    await ledger.hear(Life("1").to_closing().facts)
    ledger.act_as("administrator", CITY)
    early = await ledger.post("/exports/edition", {"month": "2026-11"})
    assert early.status_code == 404
    await ledger.post("/editions", {"month": "2026-11"})

    content = await made(ledger, "/exports/edition", {"month": "2026-11"})

    book = openpyxl.load_workbook(BytesIO(content))
    assert book.sheetnames == ["责任单位", "区县", "街道", "类别"]
    sheet = book["责任单位"]
    heads = [cell.value for cell in sheet[3]]
    told = dict(zip(heads, [cell.value for cell in sheet[4]], strict=True))
    assert (told["名称"], told["派发数"], told["销号率"]) == ("新抚区", 1, 1)
    assert told["整改用时中位小时"] is not None
    ledger.act_as("observer", XINFU)
    assert (
        await ledger.post("/exports/edition", {"month": "2026-11", "organisation_id": str(CITY)})
    ).status_code == 404
