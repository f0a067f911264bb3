"""Extra columns of the table edited in bulk: who, when, before, after; undone as a whole."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from services.ledger.rebuild import rebuild
from tests.forms import Form
from tests.service.ledgering import Ledger, a_ledger
from tests.service.test_ledger_records import RECORD, found, ids, record
from tests.unit.ledger.builders import CITY, DONGZHOU, XINFU, an_id

GRADE = "养护等级"
OTHER, FAR = an_id("other record"), an_id("far record")


@pytest.fixture
async def ledger(form: Form) -> AsyncIterator[Ledger]:
    async with a_ledger(form) as ledger:
        await ledger.know_the_city()
        await ledger.hear(
            [
                record(),
                record(record_id=OTHER, extra=()),
                record(
                    record_id=FAR,
                    organisation_id=DONGZHOU,
                    street_id=None,
                    responsible_organisation_id=None,
                ),
            ]
        )
        ledger.act_as("handler", XINFU)
        yield ledger


async def edit(ledger: Ledger, value: str | None = "二级", *, column: str = GRADE, **which: Any):
    which = which or {"case_ids": [str(RECORD), str(OTHER), str(FAR)]}
    return await ledger.post("/table/edits", {"column": column, "value": value, **which})


async def edited(ledger: Ledger, value: str | None = "二级", **given: Any) -> Any:
    answer = await edit(ledger, value, **given)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def undo(ledger: Ledger, done: Any) -> Any:
    path = f"/api/ledger/table/edits/{done['id']}/undo"
    headers = {"If-Match": f'"v{done["version"]}"'}
    return await ledger.client.post(path, headers=headers)


def code_of(answer: Any) -> str:
    return str(answer.json()["type"]).removeprefix("/problems/")


async def told(ledger: Ledger, value: str) -> set[UUID]:
    return set(await ids(ledger, {"told": GRADE, "is": "is", "values": [value]}))


async def test_the_cases_in_the_editors_scope_show_the_value_and_are_found_by_it(ledger):
    done = await edited(ledger)

    assert (done["cases"], done["editor"]) == (2, "王五")
    assert await told(ledger, "二级") == {RECORD, OTHER}
    assert set(await ids(ledger, {"text": "二级"})) == {RECORD, OTHER}
    assert await told(ledger, "一级") == set()
    rows = await found(ledger, {"told": GRADE, "is": "is", "values": ["二级"]})
    assert [each["noted"] for each in rows] == [{GRADE: "二级"}] * 2


async def test_an_edit_is_kept_with_before_and_after(ledger):
    done = await edited(ledger)

    (listed,) = (await ledger.get("/table/edits"))["items"]
    assert (listed["id"], listed["column"], listed["value"]) == (done["id"], GRADE, "二级")
    cells = await ledger.get(f"/table/edits/{done['id']}/cells")
    assert {each["case_id"]: (each["before"], each["after"]) for each in cells} == {
        str(RECORD): ("一级", "二级"),
        str(OTHER): (None, "二级"),
    }
    of_case = await ledger.get("/table/edits", case_id=str(FAR))
    assert of_case["items"] == []


async def test_a_condition_says_which_cases_are_meant(ledger):
    done = await edited(ledger, where={"told": GRADE, "is": "is", "values": ["一级"]})

    assert done["cases"] == 1
    assert await told(ledger, "二级") == {RECORD}


async def test_an_edit_is_undone_as_a_whole_and_once(ledger):
    done = await edited(ledger)

    answer = await undo(ledger, done)

    assert answer.json()["undone_by"] == "王五"
    assert await told(ledger, "二级") == set()
    assert await told(ledger, "一级") == {RECORD}
    again = await undo(ledger, answer.json())
    assert (again.status_code, code_of(again)) == (409, "edit-undone")
    stale = await undo(ledger, done)
    assert code_of(stale) == "stale-version"


async def test_an_edit_beneath_a_later_one_is_undone_after_that(ledger):
    first = await edited(ledger)
    second = await edited(ledger, "三级", case_ids=[str(OTHER)])

    refused = await undo(ledger, first)
    assert (refused.status_code, code_of(refused)) == (409, "edited-since")
    assert await told(ledger, "二级") == {RECORD}

    await undo(ledger, second)
    assert await told(ledger, "二级") == {RECORD, OTHER}
    await undo(ledger, first)
    assert await told(ledger, "一级") == {RECORD}


async def test_emptied_it_stays_empty_though_the_spreadsheet_comes_again(ledger):
    await edited(ledger, None)
    await ledger.hear([record(version=2)])

    assert await told(ledger, "一级") == set()
    assert RECORD in set(await ids(ledger, {"told": GRADE, "is": "empty"}))


async def test_a_rebuild_keeps_what_was_noted(ledger):
    await edited(ledger)
    before = await ledger.projections()

    await rebuild(ledger.runtime.database, zone="Asia/Shanghai")

    assert await ledger.projections() == before


@pytest.mark.parametrize("column", ["stage", "阶段", "Stage", "solution", "found_at", "remark"])
async def test_columns_with_an_owner_are_refused(ledger, column):
    answer = await edit(ledger, column=column)

    assert (answer.status_code, code_of(answer)) == (422, "column-owned")


async def test_nothing_to_do_is_said_and_nobody_edits_what_they_may_not(ledger):
    nothing = await edit(ledger, "一级", case_ids=[str(RECORD), str(FAR)])
    assert code_of(nothing) == "nothing-to-edit"
    assert (await edit(ledger, case_ids=[str(RECORD)], where={"text": "x"})).status_code == 422
    done = await edited(ledger)

    ledger.act_as("observer", CITY)
    assert (await edit(ledger)).status_code == 403
    assert code_of(await undo(ledger, done)) == "not-your-edit"
    ledger.act_as("handler", DONGZHOU)
    assert (await undo(ledger, done)).status_code == 404
    ledger.act_as("administrator", CITY)
    assert (await undo(ledger, done)).status_code == 200
