"""A department's spreadsheet: sent, confirmed, previewed, written and taken back, in both forms."""

import asyncio
import json

from services.contracts.intake import ImportFinished, RecordImported
from tests.service.importing import (
    CLERK,
    FAR_HANDLER,
    HANDLER,
)
from tests.service.imports.sheets import HEAD, ROWS, changed, records_of, sheet
from tests.service.reporting import code_of
from tests.unit.intake.sheets.city import id_of
from tests.unit.intake.sheets.workbooks import text, xlsx


async def test_a_file_is_read_confirmed_previewed_and_written(office):
    sent = await office.sent(sheet(*ROWS))
    told = await sent.read()
    assert (told["status"], told["total"]) == ("proposed", 2)
    (table,) = told["survey"]["tables"]
    assert [each["choice"]["field"] for each in table["proposals"]] == [
        *("number", "description", "address", "street", "found_at", "status", "extra"),
    ]

    await sent.confirm()
    assert await sent.counts() == {"new": 2}
    assert await office.desk.announced(RecordImported) == []

    await sent.write()
    one, _ = sorted((await records_of(office)).values(), key=lambda each: each.place.address)[::-1]
    assert one.place.address == "新华大街12号"
    assert (one.status, one.street_id) == ("open", id_of("210411005"))
    assert one.found_on.isoformat() == "2023-09-01"
    assert one.extra[0].holds.value == "3"
    assert (one.sources[0].row, str(one.sources[0].import_id)) == (2, sent.id)
    assert one.by == HANDLER.id


async def test_an_import_that_is_written_is_announced_once(office):
    sent = await office.sent(sheet(*ROWS))
    await sent.confirm()
    assert await office.desk.announced(ImportFinished) == []

    await sent.write()

    [finished] = await office.desk.announced(ImportFinished)
    assert finished.owner_id == office.desk.person.id


async def test_the_same_file_again_is_the_first_import(office):
    content = sheet(*ROWS)
    first = await office.written(content)

    again = await office.send(content, name="另存.xlsx")

    assert (again.status_code, again.json()["id"]) == (200, first.id)
    assert len(await office.desk.announced(RecordImported)) == 2


async def test_an_import_is_taken_back_as_a_whole(office):
    first = await office.written(sheet(*ROWS))
    second = await office.written(
        sheet(
            changed(ROWS[0], 状态="已整改"),
            ["SC-2023-0003", "井盖缺失", "葛布街6号", "葛布", "2023-9-9", "否", ""],
        )
    )

    assert (await second.ask("undoing")).status_code == 200

    assert (await second.read())["status"] == "undone"
    there = (await records_of(office)).values()
    assert sorted(each.status for each in there) == ["open", "rectified"]
    assert {str(source.import_id) for each in there for source in each.sources} == {first.id}
    again = await office.send(sheet(changed(ROWS[0], 状态="已整改")))
    assert again.status_code == 201


async def test_what_others_said_since_stays_when_an_import_is_taken_back(office):
    first = await office.written(sheet(*ROWS))
    await office.written(sheet(changed(ROWS[0], 编号="CG-1", 地点="新华大街12号门前")), by=CLERK)

    await first.ask("undoing")

    (left,) = (await records_of(office)).values()
    assert [each.organisation_id for each in left.sources] == [id_of("210400")]
    assert left.place.address == "新华大街12号门前"


async def test_what_a_department_confirmed_is_proposed_next_time(office):
    rows = [[*HEAD, "单位"], [*ROWS[0], "城建科"]]
    sent = await office.sent(xlsx(rows))
    (table,) = (await sent.read())["survey"]["tables"]
    chosen = {str(each["column"]): each["choice"] for each in table["proposals"]}
    chosen["7"], chosen["6"] = {"field": "organisation"}, {"field": "ignored"}
    await sent.confirm(
        {"tables": [chosen], "words": {"organisation": {"城建科": str(id_of("ZJJ-01"))}}}
    )
    (row,) = await sent.rows()
    assert row["fields"]["organisation"]["value"] == str(id_of("ZJJ-01"))

    following = await office.sent(xlsx([rows[0], [*ROWS[1], "城建科"]]))
    (table,) = (await following.read())["survey"]["tables"]

    by_name = {each["name"]: each for each in table["proposals"]}
    assert by_name["单位"]["choice"]["field"] == "organisation"
    assert by_name["单位"]["evidence"] == ["remembered"]
    assert by_name["资金"]["choice"]["field"] == "ignored"
    await following.confirm()
    (row,) = await following.rows()
    assert row["fields"]["organisation"]["how"] == "explained"
    other = await office.sent(xlsx([rows[0], [*ROWS[1], "城建科"]]), by=FAR_HANDLER)
    (table,) = (await other.read())["survey"]["tables"]
    assert all(each["evidence"] != ["remembered"] for each in table["proposals"])


async def test_an_import_can_be_cancelled_before_it_is_written(office):
    sent = await office.sent(sheet(*ROWS))

    assert (await sent.ask("cancellation")).status_code == 200
    assert (await sent.read())["status"] == "cancelled"
    late = await sent.ask("writing")
    assert (late.status_code, code_of(late)) == (409, "import-not-there")
    assert (await office.send(sheet(*ROWS))).status_code == 201


async def test_a_table_that_changed_since_the_preview_is_compared_again(office):
    waiting = await office.sent(sheet(*ROWS))
    await waiting.confirm()
    await office.written(sheet(changed(ROWS[0], 编号="CG-1")), by=CLERK)

    answer = await waiting.ask("writing")

    assert answer.status_code == 200
    assert (await waiting.read())["status"] == "ready"
    assert await waiting.counts() == {"update": 1, "new": 1}
    await waiting.write()
    assert len(await records_of(office)) == 2


async def test_people_are_kept_here_and_never_announced(office):
    rows = [[*HEAD, "责任人", "联系电话"], [*ROWS[0], "王五", "13900001234"]]
    sent = await office.written(xlsx(rows))

    (fact,) = await office.desk.announced(RecordImported)

    assert "王五" not in fact.model_dump_json()
    assert "13900001234" not in fact.model_dump_json()
    record_id = (await sent.rows())[0]["record_id"]
    shown = (await office.desk.get(f"/records/{record_id}", by=HANDLER)).json()
    assert shown["fields"]["handler"][0]["value"] == "王五"


async def test_a_text_table_is_imported_like_a_workbook(office):
    sent = await office.written(text([HEAD, *ROWS], encoding="gb18030"), name="台账.csv")

    assert await sent.counts() == {"new": 2}


async def test_how_far_an_import_is_can_be_followed(office):
    sent = await office.written(sheet(*ROWS))

    answer = await office.desk.get(f"{sent.path}/progress", by=HANDLER)

    assert answer.headers["content-type"].startswith("text/event-stream")
    (line,) = answer.text.strip().splitlines()
    told = json.loads(line.removeprefix("data: "))
    assert (told["status"], told["done"], told["total"]) == ("written", 2, 2)


async def test_whoever_follows_an_import_hears_each_step(office):
    answer = await office.send(sheet(*ROWS))
    following = asyncio.create_task(
        office.desk.get(f"/imports/{answer.json()['id']}/progress", by=HANDLER)
    )
    await office.work()

    lines = (await asyncio.wait_for(following, 20)).text.strip().split("\n\n")

    statuses = [json.loads(line.removeprefix("data: "))["status"] for line in lines]
    assert statuses[-1] == "proposed"
    assert statuses[0] in ("reading", "proposed")
