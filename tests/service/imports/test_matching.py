"""What rows tell of: the same problem again, another's contradiction, a case of the city's."""

from uuid import UUID

import pytest

from services.contracts.dispatch import CaseDispatched
from services.contracts.intake import RecordImported
from services.contracts.place import Place
from tests.service.importing import (
    ADMINISTRATOR,
    CLERK,
    FAR_HANDLER,
    HANDLER,
    INSPECTOR,
    SHUNCHENG,
    XINFU,
)
from tests.service.imports.sheets import HEAD, ROWS, changed, records_of, sheet
from tests.service.reporting import code_of
from tests.unit.intake.sheets.city import id_of
from tests.unit.intake.sheets.departments import PROBLEMS, departments
from tests.unit.intake.sheets.workbooks import xlsx


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


async def test_only_conflicts_are_decided(office):
    sent = await office.sent(sheet(*ROWS))
    await sent.confirm()

    for decision in ({"number": 1, "winners": {"status": "theirs"}}, {"number": 99}):
        answer = await sent.ask("decisions", {"rows": [decision]}, method="PUT")
        assert (answer.status_code, code_of(answer)) == (422, "no-conflict-there")


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
