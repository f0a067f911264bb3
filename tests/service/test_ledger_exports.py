"""Exports of the super table: the rows somebody may see, as files that programs read back."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import openpyxl
import pytest
import sqlalchemy as sa

from services.chassis import envelope
from services.chassis.due import Claim
from services.chassis.refusals import NotFound
from services.chassis.tables import outbox
from services.contracts.intake import CategoryListed, category_id
from services.contracts.ledger import ExportReady
from services.ledger import jobs, resources
from services.ledger.exports import making, view
from services.ledger.store import exports
from services.ledger.store.exports import EXPORTS
from tests.forms import Form
from tests.service.ledgering import Ledger, a_ledger
from tests.unit.ledger.builders import DONGZHOU, NOW, OFFICE, XINFU, Life

SHOWN = {"columns": ["number", "stage", "category", "organisation_id", "dispatched_at", "on_time"]}


@pytest.fixture
async def ledger(form: Form) -> AsyncIterator[Ledger]:
    async with a_ledger(form) as ledger:
        await ledger.know_the_city()
        await ledger.hear(
            [
                CategoryListed(
                    version=1,
                    at=NOW,
                    category_id=category_id("GB", "ads"),
                    scheme="GB",
                    code="ads",
                    name="非法小广告",
                    name_en="illegal advertisements",
                )
            ]
        )
        yield ledger


async def ask(ledger: Ledger, format: str = "csv", **more: Any) -> str:
    answer = await ledger.post("/exports", {"format": format, "shown": SHOWN, **more})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


async def make(ledger: Ledger, export_id: str) -> None:
    """What a worker does with the task."""
    async with ledger.runtime.database.begin() as tx:
        claim = await EXPORTS.claim(tx, UUID(export_id))
    assert claim is not None
    await making.make(ledger.runtime, claim)


async def exported(ledger: Ledger, format: str = "csv", **more: Any) -> bytes:
    export_id = await ask(ledger, format, **more)
    await make(ledger, export_id)
    answer = await ledger.ask(f"/exports/{export_id}/file")
    assert answer.status_code == 200, answer.text
    return answer.content


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


async def test_a_spreadsheet_says_it_in_the_words_of_the_city(ledger):
    await ledger.hear(Life("1").to_closing().facts)

    head, row = read_csv(await exported(ledger))

    assert head == ["编号", "阶段", "类别", "责任单位", "派遣时间", "按期销号"]
    assert row == ["XF-2026-1", "已销号", "非法小广告", "新抚区", "2026-11-23 13:00", "是"]


async def test_extra_columns_come_behind_the_others(ledger):
    await ledger.hear([*Life("1").to_closing().facts, *Life("2").to_closing().facts])
    ledger.act_as("handler", XINFU)
    noted = {"where": {"column": "number", "is": "is", "values": ["XF-2026-1"]}}
    answer = await ledger.post("/table/edits", {"column": "包片人", "value": "三组", **noted})
    assert answer.status_code == 201, answer.text

    shown = {"columns": ["number"], "extras": ["包片人"], "order": [{"column": "number"}]}
    rows = read_csv(await exported(ledger, shown=shown))

    assert rows == [["编号", "包片人"], ["XF-2026-1", "三组"], ["XF-2026-2", ""]]


async def test_an_export_that_is_there_is_announced_once_to_its_owner(ledger):
    export_id = await ask(ledger)
    await make(ledger, export_id)

    async with ledger.runtime.database.read() as tx:
        rows = await tx.execute(
            sa.select(outbox.c.payload).where(outbox.c.type == ExportReady.type)
        )
        [ready] = [envelope.decode(body).event for body in rows.scalars()]
    assert (str(ready.export_id), ready.owner_id) == (export_id, ledger.caller.id)


async def test_in_english_too(ledger):
    await ledger.hear(Life("1").in_pool().facts)

    head, row = read_csv(await exported(ledger, language="en"))

    assert head[:3] == ["Number", "Stage", "Category"]
    assert row[:3] == ["XF-2026-1", "in pool", "illegal advertisements"]


async def test_a_workbook_holds_dates_as_dates_and_texts_as_texts(ledger):
    life = Life("1").reported(description="=1+1").approved(description="=HYPERLINK(1)").dispatched()
    await ledger.hear(life.facts)
    shown = {"columns": ["approved_description", "dispatched_at", "dispatched_day", "returns"]}

    content = await exported(ledger, "xlsx", shown=shown)

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    head, row = sheet.iter_rows()
    assert [cell.value for cell in head] == ["审定描述", "派遣时间", "派遣日期", "退件次数"]
    assert row[0].value == "=HYPERLINK(1)"
    assert row[0].data_type == "s"
    assert str(row[1].value) == "2026-11-23 13:00:00"
    assert str(row[2].value) == "2026-11-23 00:00:00"
    assert row[3].value == 0


async def test_no_text_of_a_csv_can_become_a_formula(ledger):
    texts = ["=1+1", "+86 138", "-1", "@sum", "\tx", "\rx"]
    for number, text in enumerate(texts):
        life = Life(f"{number}").reported().approved(description=text).dispatched()
        await ledger.hear(life.facts)
    shown = {"columns": ["approved_description"], "order": [{"column": "number"}]}

    _, *rows = read_csv(await exported(ledger, shown=shown))

    assert rows == [[f"'{text}"] for text in texts]


async def test_a_map_takes_the_points(ledger):
    await ledger.hear(Life("1").in_pool().facts)

    content = json.loads(await exported(ledger, "geojson"))

    (feature,) = content["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [123.957, 41.88]}
    assert feature["properties"]["编号"] == "XF-2026-1"


async def test_an_empty_export_is_a_whole_file(ledger):
    assert len(read_csv(await exported(ledger))) == 1
    assert json.loads(await exported(ledger, "geojson"))["features"] == []
    book = openpyxl.load_workbook(io.BytesIO(await exported(ledger, "xlsx")))
    assert book.active.max_row == 1


async def test_many_pages_come_out_whole_and_in_order(ledger, monkeypatch):
    monkeypatch.setattr(view, "AT_ONCE", 3)
    monkeypatch.setattr(view, "TOLD_EVERY", 5)
    lives = [Life(f"{number:02d}").in_pool() for number in range(11)]
    await ledger.hear([fact for life in lives for fact in life.facts])
    shown = {**SHOWN, "order": [{"column": "number", "descending": True}]}

    _, *rows = read_csv(await exported(ledger, shown=shown))

    assert [row[0] for row in rows] == [f"XF-2026-{number:02d}" for number in range(10, -1, -1)]


async def test_only_the_askers_organisations_and_the_views_cases_are_in_it(ledger):
    mine = Life("mine").reported().approved(organisation_id=OFFICE).dispatched(to=OFFICE)
    await ledger.hear([*mine.facts, *Life("other").in_pool().facts])
    ledger.act_as("handler", OFFICE)

    assert [row[0] for row in read_csv(await exported(ledger))[1:]] == ["XF-2026-mine"]
    nothing = {**SHOWN, "where": {"column": "number", "is": "is", "values": ["XF-2026-other"]}}
    assert read_csv(await exported(ledger, shown=nothing))[1:] == []


async def test_an_export_is_its_owners_alone(ledger):
    export_id = await ask(ledger)
    await make(ledger, export_id)
    ledger.act_as("observer", DONGZHOU)

    for path in (f"/exports/{export_id}", f"/exports/{export_id}/file"):
        assert (await ledger.ask(path)).status_code == 404
    gone = await ledger.client.delete(f"/api/ledger/exports/{export_id}")
    assert gone.status_code == 404
    assert await ledger.get("/exports") == []


async def test_it_says_how_far_it_is(ledger):
    export_id = await ask(ledger)
    await ledger.hear(Life("1").in_pool().facts)
    waiting = await ledger.get(f"/exports/{export_id}")
    early = await ledger.ask(f"/exports/{export_id}/file")
    await make(ledger, export_id)
    (ready,) = await ledger.get("/exports")

    assert (waiting["status"], waiting["size"]) == ("waiting", None)
    assert early.status_code == 409
    assert (ready["status"], ready["rows"]) == ("ready", 1)
    assert ready["size"] > 0


async def test_the_file_has_its_chinese_name(ledger):
    export_id = await ask(ledger, name="十一月/整改 台账")
    await make(ledger, export_id)

    answer = await ledger.ask(f"/exports/{export_id}/file")

    _, name = answer.headers["content-disposition"].split("''")
    assert unquote(name) == "十一月/整改 台账.csv"
    assert "/" not in name


async def test_five_may_wait_at_once(ledger):
    for _ in range(5):
        await ask(ledger)

    refused = await ledger.post("/exports", {"format": "csv"})

    assert refused.status_code == 429
    assert refused.json()["type"].endswith("/too-many-exports")


async def test_one_that_was_cancelled_leaves_no_file(ledger):
    export_id = await ask(ledger)
    async with ledger.runtime.database.begin() as tx:
        claim = await EXPORTS.claim(tx, UUID(export_id))
        export = await exports.find(tx, UUID(export_id))
    gone = await ledger.client.delete(f"/api/ledger/exports/{export_id}")
    assert gone.status_code == 204
    assert isinstance(claim, Claim)

    with pytest.raises(NotFound):
        await making.make(ledger.runtime, claim)

    assert not await resources.of(ledger.runtime).objects.exists(export.key)


async def test_one_cancelled_while_it_is_written_leaves_no_file(ledger, monkeypatch):
    await ledger.hear(Life("1").in_pool().facts)
    export_id = await ask(ledger)
    async with ledger.runtime.database.begin() as tx:
        claim = await EXPORTS.claim(tx, UUID(export_id))
        export = await exports.find(tx, UUID(export_id))
    assert claim is not None
    store = resources.of(ledger.runtime).objects
    put = store.put_file

    async def put_late(*args: Any, **more: Any) -> None:
        await ledger.client.delete(f"/api/ledger/exports/{export_id}")
        await put(*args, **more)

    monkeypatch.setattr(store, "put_file", put_late)
    await making.make(ledger.runtime, claim)

    assert not await store.exists(export.key)


async def test_after_a_week_it_is_gone(ledger):
    export_id = await ask(ledger)
    await make(ledger, export_id)
    async with ledger.runtime.database.read() as tx:
        export = await exports.find(tx, UUID(export_id))
    clock = ledger.runtime.database.clock
    ledger.runtime.database.clock = lambda: clock() + timedelta(days=8)

    await jobs.drop_expired(ledger.runtime)

    assert await ledger.get("/exports") == []
    assert not await resources.of(ledger.runtime).objects.exists(export.key)


async def test_a_view_that_cannot_be_shown_cannot_be_exported(ledger):
    refused = await ledger.post("/exports", {"format": "csv", "shown": {"columns": ["colour"]}})

    assert refused.status_code == 422
