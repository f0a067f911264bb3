"""A department's spreadsheet: sent, confirmed, previewed, written and taken back, in both forms."""

import asyncio
import json
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook

from services.contracts.dispatch import CaseDispatched
from services.contracts.intake import ImportFinished, RecordImported, RecordRemoved
from services.contracts.place import Place
from services.intake.imports import writing
from tests.service.importing import (
    ADMINISTRATOR,
    CLERK,
    FAR_HANDLER,
    HANDLER,
    INSPECTOR,
    SHUNCHENG,
    XINFU,
    an_import_desk,
)
from tests.service.reporting import code_of
from tests.unit.intake.sheets.city import id_of
from tests.unit.intake.sheets.departments import PROBLEMS, departments
from tests.unit.intake.sheets.workbooks import text, xlsx

HEAD = ["编号", "问题描述", "地点", "街道", "发现时间", "状态", "资金"]
ROWS = [
    ["SC-2023-0001", "沿街商户占道经营", "新华大街12号", "新华街道", "2023-9-1", "未整改", "3"],
    ["SC-2023-0002", "垃圾无人清运", "将军堡小区东门", "将军堡", "2023.9.3", "√", "5"],
]


@pytest.fixture
async def office(form):
    async with an_import_desk(form) as office:
        yield office


def sheet(*rows):
    return xlsx([HEAD, *rows])


def changed(row, **values):
    return [values.get(name, value) for name, value in zip(HEAD, row, strict=True)]


async def records_of(office):
    """The records as they were announced last, by number of the department."""
    found = {}
    for fact in await office.desk.announced():
        if isinstance(fact, RecordImported):
            found[fact.record_id] = fact
        elif isinstance(fact, RecordRemoved):
            found.pop(fact.record_id)
    return found


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


async def test_the_same_rows_in_another_file_add_nothing(office):
    await office.written(sheet(*ROWS))

    again = await office.written(xlsx([["2023年台账"], HEAD, *reversed(ROWS)]))

    assert await again.counts() == {"same": 2}
    assert len(await office.desk.announced(RecordImported)) == 2


async def test_a_department_tells_its_own_row_anew(office):
    await office.written(sheet(*ROWS))

    again = await office.written(sheet(changed(ROWS[0], 状态="已整改"), ROWS[1]))

    assert await again.counts() == {"same": 1, "update": 1}
    facts = await office.desk.announced(RecordImported)
    last = facts[-1]
    assert len(facts) == 3
    status = next(each for each in last.cells if each.field == "status")
    assert (last.status, status.former[0].value) == ("rectified", "open")
    assert last.version == 2


async def test_another_departments_contradiction_is_decided_field_by_field(office):
    await office.written(sheet(*ROWS))
    other = await office.sent(sheet(changed(ROWS[0], 编号="CG-2023-0009", 状态="已销号")), by=CLERK)
    await other.confirm()

    (row,) = await other.rows(outcome="conflict")
    assert [each["field"] for each in row["comparison"]["conflicts"]] == ["status"]
    assert row["match"]["basis"] == "place-time-wording"
    undecided = await other.ask("writing")
    assert (undecided.status_code, code_of(undecided)) == (409, "conflicts-undecided")

    await other.decide(rows=[{"number": row["number"], "winners": {"status": "theirs"}}])
    await other.write()

    last = (await office.desk.announced(RecordImported))[-1]
    assert last.status == "closed"
    assert {each.organisation_id for each in last.sources} == {SHUNCHENG, id_of("210400")}
    assert len(await records_of(office)) == 2


@pytest.mark.parametrize(("rule", "status"), [("newest", "closed"), ("ours", "open")])
async def test_a_rule_decides_what_nobody_decided(office, rule, status):
    await office.written(sheet(*ROWS))

    other = await office.written(
        sheet(changed(ROWS[0], 编号="CG-2023-0009", 状态="已销号")), by=CLERK, rule=rule
    )

    assert (await records_of(office))[UUID((await other.rows())[0]["record_id"])].status == status
    nexts = await office.sent(sheet(changed(ROWS[1], 编号="CG-2023-0010")), by=CLERK)
    assert (await nexts.read())["rule"] == rule


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


async def test_only_conflicts_are_decided(office):
    sent = await office.sent(sheet(*ROWS))
    await sent.confirm()

    for decision in ({"number": 1, "winners": {"status": "theirs"}}, {"number": 99}):
        answer = await sent.ask("decisions", {"rows": [decision]}, method="PUT")
        assert (answer.status_code, code_of(answer)) == (422, "no-conflict-there")


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


async def test_another_departments_values_are_not_shown_where_they_are_not_in_scope(office):
    theirs = changed(ROWS[0], 编号="XF-7", 状态="已销号")
    await office.written(sheet(*ROWS))
    for again in (False, True):
        other = await office.sent(sheet(theirs, *([HEAD] * again)), by=FAR_HANDLER)
        await other.confirm()

        (row,) = await other.rows()

        assert row["outcome"] == ("same" if again else "update")
        assert row["comparison"]["conflicts"] == []
        assert set(row["match"]) == {"kind", "basis", "confidence", "sure"}
        await other.write()
    (shared,) = [each for each in (await records_of(office)).values() if len(each.sources) == 2]
    assert shared.status == "open"
    shown = (await office.desk.get(f"/records/{shared.record_id}", by=FAR_HANDLER)).json()
    assert [each["value"] for each in shown["fields"]["status"]] == ["closed"]
    assert {each["organisation_id"] for each in shown["sources"]} == {str(XINFU)}


async def test_people_are_kept_here_and_never_announced(office):
    rows = [[*HEAD, "责任人", "联系电话"], [*ROWS[0], "王五", "13900001234"]]
    sent = await office.written(xlsx(rows))

    (fact,) = await office.desk.announced(RecordImported)

    assert "王五" not in fact.model_dump_json()
    assert "13900001234" not in fact.model_dump_json()
    record_id = (await sent.rows())[0]["record_id"]
    shown = (await office.desk.get(f"/records/{record_id}", by=HANDLER)).json()
    assert shown["fields"]["handler"][0]["value"] == "王五"


CODES = {
    "顺城区": "210411",
    "新抚区": "210402",
    "望花区": "210404",
    "东洲区": "210403",
    "数字城管": "SZCG",
    "业务一科": "ZJJ-01",
    "业务二科": "ZJJ-02",
    "业务三科": "ZJJ-03",
    "业务四科": "ZJJ-04",
    "城管中心": "CGZX",
    "直属大队": "ZSDD",
    "清原县": "210423",
}


async def test_twelve_departments_tell_of_every_problem_once(office):
    for each in departments():
        sent = await office.sent(
            each.content,
            by=CLERK,
            name=each.file_name,
            organisation_id=str(id_of(CODES[each.name])),
        )
        await sent.confirm()
        doubtful = [row for row in await sent.rows(outcome="conflict") if row["doubtful"]]
        await sent.decide(
            rule="ours", rows=[{"number": row["number"], "same_problem": True} for row in doubtful]
        )
        await sent.write()

    there = (await records_of(office)).values()

    described = sorted(
        next(cell.holds.value for cell in each.cells if cell.field == "description")
        for each in there
    )
    assert described == sorted(problem.what for problem in PROBLEMS)
    rows = sum(len(each.problems) for each in departments())
    assert rows == 28
    named = [(each.sources[0].organisation_id, len(each.sources)) for each in there]
    assert sum(count for _, count in named) == rows


async def test_a_text_table_is_imported_like_a_workbook(office):
    sent = await office.written(text([HEAD, *ROWS], encoding="gb18030"), name="台账.csv")

    assert await sent.counts() == {"new": 2}


CASE = UUID(int=900)
OTHER_CASE = UUID(int=901)


async def reported(office, case_id, description, **place):
    body = {"id": str(case_id), "mode": "general", "description": description, "place": place}
    answer = await office.desk.create("/reports", body, by=HANDLER)
    assert answer.status_code == 201, answer.text


async def test_a_row_finds_its_case_by_the_citys_number_and_by_place(office):
    await reported(office, CASE, "路面塌陷", address="东一路")
    there = {"address": "新华大街12号", "longitude": 123.9112, "latitude": 41.8791}
    await reported(office, OTHER_CASE, "沿街商户占道经营", **there)
    await office.desk.hear(
        CaseDispatched(
            case_id=CASE,
            number="SC-2026-00001",
            organisation_id=SHUNCHENG,
            pool="list",
            mode="general",
            category_code=None,
            description="路面塌陷",
            place=Place(),
            photo_ids=(),
            reporter_id=None,
            reporter_organisation_id=SHUNCHENG,
            due_at=office.desk.now,
            provisional=False,
            version=1,
            at=office.desk.now,
        )
    )
    head = [*HEAD, "经度", "纬度"]
    rows = [
        ["SC-2026-00001", "路面塌陷", "东一路", "", "2026-3-1", "是", "", "", ""],
        ["7", "沿街商户占道经营", "新华大街12号", "", "2026-3-2", "否", "", "123.9112", "41.8791"],
    ]

    sent = await office.sent(xlsx([head, *rows]))
    await sent.confirm()

    one, other = await sent.rows()
    assert (one["outcome"], one["case_id"], one["match"]["basis"]) == (
        "update",
        str(CASE),
        "number",
    )
    assert (other["case_id"], other["match"]["basis"]) == (str(OTHER_CASE), "place-time-wording")
    assert other["match"]["evidence"]["metres"] == 0
    if other["doubtful"]:
        await sent.decide(rows=[{"number": 2, "same_problem": True}])
    await sent.write()
    told = {fact.told_case_id for fact in await office.desk.announced(RecordImported)}
    assert told == {CASE, OTHER_CASE}
    again = await office.written(xlsx([head, *rows[::-1]]), name="again.xlsx")
    assert await again.counts() == {"same": 2}
    await sent.ask("undoing")
    assert await records_of(office) == {}
    back = await office.written(xlsx([head, *rows]), name="back.xlsx", same_problem=True)
    there = await records_of(office)
    assert {fact.told_case_id: fact.version for fact in there.values()} == {CASE: 3, OTHER_CASE: 3}
    assert {str(each.import_id) for fact in there.values() for each in fact.sources} == {back.id}


async def test_a_doubtful_match_that_is_another_problem_becomes_a_record_of_its_own(office):
    await office.written(sheet(*ROWS))
    like = changed(ROWS[0], 编号="CG-9", 问题描述="商户占道摆摊经营", 街道="新华街道")
    sent = await office.sent(sheet(like), by=CLERK)
    await sent.confirm()
    (row,) = await sent.rows(undecided=True)
    assert row["doubtful"]

    await sent.decide(rows=[{"number": 1, "same_problem": False}])
    await sent.write()

    assert len(await records_of(office)) == 3


async def test_control_characters_do_no_harm(office):
    odd = changed(ROWS[0], 问题描述="占道\x00经营\x0b")
    sent = await office.sent(text([HEAD, odd], encoding="utf-16"), name="a\x01b.csv")
    words = {"organisation": {"城\x00建科": str(id_of("ZJJ-01"))}}

    await sent.confirm({"words": words})
    await sent.write()

    (fact,) = await office.desk.announced(RecordImported)
    assert "占道经营" in fact.model_dump_json()


async def test_other_names_of_organisations_are_the_citys_to_tell(office):
    body = {"aliases": [{"name": "老城建处", "organisation_code": "ZJJ-01"}]}
    refused = await office.desk.put("/organisation-aliases", body, by=HANDLER)
    assert refused.status_code == 403
    for _ in range(2):
        put = await office.desk.put("/organisation-aliases", body, by=ADMINISTRATOR)
        assert put.json() == {"count": 1, "version": 1}
    listed = await office.desk.get("/organisation-aliases", by=INSPECTOR)
    assert (listed.json(), listed.headers["etag"]) == (body, '"v1"')
    twice = await office.desk.put(
        "/organisation-aliases", {"aliases": body["aliases"] * 2}, by=ADMINISTRATOR
    )
    assert (twice.status_code, code_of(twice)) == (422, "given-twice")
    nowhere = {"aliases": [{"name": "x", "organisation_code": "NONE"}]}
    unknown = await office.desk.put("/organisation-aliases", nowhere, by=ADMINISTRATOR)
    assert (unknown.status_code, code_of(unknown)) == (422, "unknown-organisation")

    sent = await office.sent(xlsx([[*HEAD, "责任单位"], [*ROWS[0], "老城建处"]]))
    await sent.confirm()

    (row,) = await sent.rows()
    assert row["fields"]["organisation"]["value"] == str(id_of("ZJJ-01"))
    assert row["fields"]["organisation"]["how"] == "alias"


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
