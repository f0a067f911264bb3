"""Files, meanings and steps that cannot be taken, and what is said of them."""

from io import BytesIO
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook

from services.contracts.intake import RecordImported
from services.intake.imports import writing
from tests.service.importing import (
    ADMINISTRATOR,
    FAR_HANDLER,
    HANDLER,
    INSPECTOR,
    SHUNCHENG,
)
from tests.service.imports.sheets import HEAD, ROWS, changed, records_of, sheet
from tests.service.reporting import code_of
from tests.unit.intake.sheets.city import id_of
from tests.unit.intake.sheets.workbooks import text, xlsx


async def test_refused_rows_come_back_to_be_mended(office):
    bad = [
        ["SC-2023-0003", "@占道", "某路", "葛布", "改天", "否", "7"],
        ["SC-2023-0004", "", "", "", "", "", ""],
    ]
    sent = await office.sent(sheet(*ROWS, *bad))
    await sent.confirm()
    assert await sent.counts() == {"new": 2, "refused": 2}
    (row, _) = await sent.rows(outcome="refused")
    assert (row["sheet"], row["row"], row["reasons"][0]["column"]) == ("Sheet1", 4, "E")

    answer = await office.desk.get(f"{sent.path}/refused-rows", by=HANDLER)
    (back,) = load_workbook(BytesIO(answer.content)).worksheets
    head, one, other = [[cell.value or "" for cell in row] for row in back.iter_rows()]
    assert head == ["拒绝原因", "原工作表", "原行号", *HEAD]
    assert one[0] == "E列日期无法识别"
    assert one[3:] == ["SC-2023-0003", "'@占道", "某路", "葛布", "改天", "否", "7"]
    assert other[0] == "没有问题描述，也没有地点"
    await sent.write()

    mended = [head, [*one[:7], "2023-9-9", *one[8:]]]
    again = await office.written(xlsx(mended))

    assert await again.counts() == {"new": 1}
    assert len(await records_of(office)) == 3
    names = {each.field for fact in (await records_of(office)).values() for each in fact.extra}
    assert names == {"资金"}


async def test_an_unreadable_file_says_why(office):
    told = await (await office.sent(b"a,b\n1,2\n", name="x.csv")).read()

    assert told["status"] == "unreadable"
    assert "表头" in told["failure"]["zh"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "nothing-in-file"),
        (b"%PDF-1.7", "not-a-spreadsheet"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted-workbook"),
    ],
)
async def test_what_can_be_told_at_once_is_refused_at_once(office, content, code):
    answer = await office.send(content)

    assert (answer.status_code, code_of(answer)) == (422, code)


async def test_a_step_that_comes_too_early_is_a_conflict(office):
    answer = await office.send(sheet(*ROWS))
    path = f"/imports/{answer.json()['id']}"

    early = [
        await office.desk.get(f"{path}/refused-rows", by=HANDLER),
        await office.desk.change(f"{path}/meanings", {}, by=HANDLER, version=1, method="PUT"),
        await office.desk.change(f"{path}/writing", None, by=HANDLER, version=1),
        await office.desk.change(f"{path}/undoing", None, by=HANDLER, version=1),
        await office.desk.change(f"{path}/decisions", {}, by=HANDLER, version=1, method="PUT"),
    ]

    assert [(each.status_code, code_of(each)) for each in early] == [(409, "import-not-there")] * 5


async def test_an_upload_without_a_file_is_refused(office):
    office.desk.person = HANDLER
    headers = {"Idempotency-Key": str(uuid4())}
    answers = [
        await office.desk.client.post("/api/intake/imports", json={}, headers=headers),
        await office.desk.client.post("/api/intake/imports", files={"x": b"x"}, headers=headers),
        await office.send(sheet(*ROWS), organisation_id="nobody"),
    ]

    assert [(each.status_code, code_of(each)) for each in answers] == [
        (422, "spreadsheet-missing")
    ] * 3


WRONG_MEANINGS = (
    {"tables": []},
    {"tables": [{"99": {"field": "number"}}]},
    {"tables": [{"0": {"field": "no such field"}}]},
    {"tables": [{"0": {"field": "number"}, "1": {"field": "number"}}]},
    {"tables": [{"0": {"field": "category", "scheme": "none such"}}]},
    {"words": {"organisation": {"城建科": "not an id"}}},
    {"words": {"organisation": {"城建科": str(UUID(int=5))}}},
    {"words": {"status": {"好了": "done"}}},
    {"words": {"category": {"垃圾": "99999"}}},
    {"words": {"description": {"a": "b"}}},
)


async def test_meanings_that_cannot_be_right_are_refused(office):
    sent = await office.sent(sheet(*ROWS))

    for body in WRONG_MEANINGS:
        answer = await sent.ask("meanings", body, method="PUT")
        assert (answer.status_code, code_of(answer)) == (422, "meanings-malformed"), body

    assert (await sent.read())["status"] == "proposed"


async def test_imports_are_the_scopes_alone(office):
    sent = await office.written(sheet(*ROWS))

    for path in (sent.path, f"{sent.path}/rows", f"{sent.path}/refused-rows"):
        assert (await office.desk.get(path, by=FAR_HANDLER)).status_code == 404
        assert (await office.desk.get(path, by=INSPECTOR)).status_code == 403
    assert (await office.desk.get("/imports", by=FAR_HANDLER)).json()["items"] == []
    assert len((await office.desk.get("/imports", by=ADMINISTRATOR)).json()["items"]) == 1
    foreign = await office.send(sheet(*ROWS), by=FAR_HANDLER, organisation_id=str(SHUNCHENG))
    assert foreign.status_code == 404
    record_id = (await sent.rows())[0]["record_id"]
    assert (await office.desk.get(f"/records/{record_id}", by=FAR_HANDLER)).status_code == 404
    shown = (await office.desk.get(f"/records/{record_id}", by=HANDLER)).json()
    assert shown["fields"]["status"][0]["value"] == "open"


async def test_control_characters_do_no_harm(office):
    odd = changed(ROWS[0], 问题描述="占道\x00经营\x0b")
    sent = await office.sent(text([HEAD, odd], encoding="utf-16"), name="a\x01b.csv")
    words = {"organisation": {"城\x00建科": str(id_of("ZJJ-01"))}}

    await sent.confirm({"words": words})
    await sent.write()

    (fact,) = await office.desk.announced(RecordImported)
    assert "占道经营" in fact.model_dump_json()


async def test_refused_rows_of_a_file_with_an_odd_name_come_back_too(office):
    odd = text([HEAD, *ROWS, ["SC-3", "占道", "", "", "改天", "", ""]])
    sent = await office.sent(odd, name="九月[1]: 台账?*.csv")
    await sent.confirm()

    answer = await office.desk.get(f"{sent.path}/refused-rows", by=HANDLER)

    assert load_workbook(BytesIO(answer.content)).sheetnames == ["九月 1   台账   1"]


async def test_what_fails_while_it_is_written_leaves_nothing(office, monkeypatch):
    sent = await office.sent(sheet(*ROWS))
    await sent.confirm()
    announce, told = writing.announce, []

    def failing(record, **given):
        told.append(record)
        if len(told) == 2:
            raise ZeroDivisionError
        return announce(record, **given)

    monkeypatch.setattr(writing, "announce", failing)
    with pytest.raises(AssertionError, match="put off"):
        await sent.ask("writing")
    assert (await sent.read())["status"] == "writing"
    assert len(told) == 2
    assert await records_of(office) == {}
    record_id = (await sent.rows())[0]["record_id"]
    assert (await office.desk.get(f"/records/{record_id}", by=HANDLER)).status_code == 404

    waiting = await office.desk.change(
        f"{sent.path}/cancellation", None, by=HANDLER, version=(await sent.read())["version"]
    )
    assert waiting.status_code == 202
