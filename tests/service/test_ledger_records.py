"""What departments' spreadsheets tell stands in the super table beside the cases, each once."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.contracts.intake import (
    RecordCell,
    RecordImported,
    RecordPhoto,
    RecordRemoved,
    RecordSource,
    RecordValue,
)
from services.contracts.place import Place
from services.ledger.rebuild import rebuild
from tests.forms import Form
from tests.service.ledgering import Ledger, a_ledger
from tests.unit.ledger.builders import DONGZHOU, NOW, OFFICE, STREET, XINFU, Life, an_id

RECORD = an_id("record")


@pytest.fixture
async def ledger(form: Form) -> AsyncIterator[Ledger]:
    async with a_ledger(form) as ledger:
        await ledger.know_the_city()
        yield ledger


def cell(field: str, value: str | None, raw: str | None = None) -> RecordCell:
    return RecordCell(field=field, holds=RecordValue(value=value, raw=raw, source=0))


def record(version: int = 1, **content: Any) -> RecordImported:
    return RecordImported(
        **{
            "record_id": RECORD,
            "version": version,
            "at": NOW,
            "organisation_id": OFFICE,
            "place": Place(address="和平路3号", longitude=123.93, latitude=41.87),
            "street_id": STREET,
            "responsible_organisation_id": XINFU,
            "status": "rectified",
            "found_on": date(2026, 9, 1),
            "cells": (
                cell("description", "绿化带枯枝未清理"),
                cell("number", "园林-017"),
                cell("status", "rectified", "√"),
                cell("remark", "已约施工队"),
            ),
            "extra": (cell("养护等级", "一级"),),
            "sources": (
                RecordSource(
                    import_id=an_id("import"), organisation_id=OFFICE, sheet="9月", row=5, at=NOW
                ),
            ),
            **content,
        }
    )


async def found(ledger: Ledger, where: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await ledger.client.post("/api/ledger/table/query", json={"where": where})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def ids(ledger: Ledger, where: dict[str, Any]) -> list[UUID]:
    return [UUID(each["case_id"]) for each in await found(ledger, where)]


async def test_photos_of_cells_stand_beside_the_record(ledger):
    photos = tuple(
        RecordPhoto(kind=kind, sha256="0" * 64, source=0, photo_id=an_id(kind))
        for kind in ("before_photo", "after_photo")
    )
    older = RecordPhoto(kind="before_photo", sha256="1" * 64, source=0)
    await ledger.hear([record(photos=(*photos, older))])

    (row,) = await found(ledger, {"column": "stage", "is": "is", "values": ["imported"]})
    assert row["before_photo_ids"] == [str(an_id("before_photo"))]
    assert row["after_photo_ids"] == [str(an_id("after_photo"))]

    await ledger.hear([record(2)])

    (row,) = await found(ledger, {"column": "stage", "is": "is", "values": ["imported"]})
    assert row["before_photo_ids"] == row["after_photo_ids"] == []


async def test_an_imported_row_is_a_row_of_the_table(ledger):
    await ledger.hear([record()])

    (row,) = await found(ledger, {"column": "stage", "is": "is", "values": ["imported"]})

    assert row["case_id"] == str(RECORD)
    assert (row["source"], row["told_number"]) == ("import", "园林-017")
    assert (row["told_status"], row["found_on"]) == ("rectified", "2026-09-01")
    assert row["description"] == "绿化带枯枝未清理"
    assert row["told"] == {"remark": "已约施工队", "养护等级": "一级"}
    assert row["sources"][0] | {"at": None} == {
        "import_id": str(an_id("import")),
        "organisation_id": str(OFFICE),
        "sheet": "9月",
        "row": 5,
        "at": None,
        "platform": "",
    }


FOUND_BY: tuple[dict[str, Any], ...] = (
    {"text": "枯枝"},
    {"text": "园林-017"},
    {"text": "一级"},
    {"told": "养护等级", "is": "is", "values": ["一级"]},
    {"told": "养护等级", "is": "in", "values": ["一级", "二级"]},
    {"told": "施工队", "is": "empty"},
    {"not": {"told": "养护等级", "is": "is", "values": ["二级"]}},
    {"near": [123.93, 41.87], "metres": 10},
    {"column": "told_status", "is": "is", "values": ["rectified"]},
)


async def test_it_is_found_by_all_it_says(ledger):
    await ledger.hear([record()])

    for where in FOUND_BY:
        assert await ids(ledger, where) == [RECORD], where


async def test_columns_of_spreadsheets_are_asked_with_values_that_fit(ledger):
    for where in (
        {"told": "养护等级", "is": "is", "values": []},
        {"told": 'a" b', "is": "empty"},
        {"told": "x", "is": "below", "values": ["1"]},
    ):
        answer = await ledger.client.post("/api/ledger/table/query", json={"where": where})
        assert answer.status_code == 422, answer.text


async def test_it_is_seen_by_street_responsible_and_telling_organisation_alone(ledger):
    await ledger.hear([record()])
    for organisation in (STREET, XINFU, OFFICE):
        ledger.act_as("observer", organisation)
        assert await ids(ledger, {"text": "枯枝"}) == [RECORD]

    ledger.act_as("observer", DONGZHOU)

    assert await ids(ledger, {"text": "枯枝"}) == []
    assert (await ledger.ask(f"/cases/{RECORD}")).status_code == 404


async def test_what_a_case_tells_too_is_shown_and_found_with_the_case(ledger):
    life = Life("case").in_pool()
    await ledger.hear([*life.facts, record(told_case_id=life.case_id)])

    (row,) = await found(ledger, {"text": "枯枝"})

    assert row["case_id"] == str(life.case_id)
    assert [each["told_number"] for each in row["records"]] == ["园林-017"]
    assert (await ledger.get(f"/cases/{life.case_id}"))["records"] == row["records"]
    everything = await ids(ledger, {"all": []})
    assert everything == [life.case_id]


async def test_what_a_case_tells_too_is_found_by_all_who_see_the_case(ledger):
    life = Life("case").in_pool()
    told = record(told_case_id=life.case_id, street_id=None, responsible_organisation_id=None)
    await ledger.hear([*life.facts, told])
    row = await ledger.get(f"/cases/{life.case_id}")
    ledger.act_as("observer", UUID(row["reporter_organisation_id"]))

    assert await ids(ledger, {"text": "枯枝"}) == [life.case_id]


async def test_a_record_that_stops_telling_of_a_case_is_a_row_again(ledger):
    life = Life("case").in_pool()
    await ledger.hear([*life.facts, record(told_case_id=life.case_id), record(2)])

    assert await ids(ledger, {"text": "枯枝"}) == [RECORD]
    assert (await ledger.get(f"/cases/{life.case_id}"))["records"] == []


async def test_what_was_taken_back_is_gone(ledger):
    await ledger.hear([record(), RecordRemoved(record_id=RECORD, version=2, at=NOW)])

    assert await ids(ledger, {"text": "枯枝"}) == []
    assert await ids(ledger, {"all": []}) == []
    assert await ledger.get("/statistics/standing") == []


async def test_it_counts_in_the_matrix_and_in_no_rate(ledger):
    await ledger.hear([record()])

    (row,) = await ledger.get("/statistics/standing")
    statistics = await ledger.get("/statistics", by="street")

    assert row["stages"] == {"imported": 1}
    assert statistics["rows"] == []


async def test_a_rebuild_gives_the_same_rows(ledger):
    life = Life("case").in_pool()
    other = record(record_id=an_id("other"), told_case_id=life.case_id)
    await ledger.hear([*life.facts, record(), other])
    before = await ledger.projections()

    await rebuild(ledger.runtime.database, zone="Asia/Shanghai")

    assert await ledger.projections() == before
