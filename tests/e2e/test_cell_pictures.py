"""A department's spreadsheet with pictures in its cells, from the upload to the table's photos."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from deploy.demo import photos
from deploy.demo.person import Refused
from tests.unit.intake.sheets.workbooks import a_photo, with_wps_pictures, xlsx

pytestmark = pytest.mark.asyncio(loop_scope="package")

BEFORE = photos.street(31, solved=False, size=(320, 240))
AFTER = photos.street(31, solved=True, size=(320, 240))
HEAD = ["编号", "问题描述", "地点", "整改前照片", "整改后照片"]


def workbook(mark: str) -> bytes:
    """A picture drawn over a cell, one of WPS's in a cell, and a mark too small for a photo."""
    rows = [
        HEAD,
        [f"{mark}-1", f"护栏破损{mark}", "站前街88号", None, '=DISPIMG("ID_1",1)'],
        [f"{mark}-2", f"井盖缺失{mark}", "迎宾路5号", None, None],
    ]
    drawn = xlsx(rows, photos={"D2": BEFORE, "D3": a_photo()})
    return with_wps_pictures(drawn, {"ID_1": AFTER})


async def imported(person: Any, content: bytes) -> str:
    """Send a file and have it written as it is proposed; the import's address."""
    answer = await person.request(
        "POST",
        "/api/intake/imports",
        files={"file": ("护栏.xlsx", content)},
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 201, answer.text
    at = f"/api/intake/imports/{answer.json()['id']}"
    await once(person, at, lambda found: found["status"] == "proposed")
    answer = await versioned(person, "PUT", at, "meanings", {})
    assert answer.status_code == 200, answer.text
    await once(person, at, lambda found: found["status"] == "ready")
    await person.change(at, "writing", None)
    return at


async def versioned(person: Any, method: str, at: str, step: str, body: Any) -> Any:
    etag = (await person.request("GET", at)).headers["etag"]
    return await person.request(method, f"{at}/{step}", json=body, headers={"If-Match": etag})


async def once(person: Any, path: str, holds: Any) -> Any:
    """What is at `path` once it is as wanted."""
    async with asyncio.timeout(60):
        while not holds(found := await person.get(path)):
            await asyncio.sleep(0.05)
    return found


async def row_of(person: Any, number: str, holds: Any) -> Any:
    where = {"column": "told_number", "is": "is", "values": [number]}
    async with asyncio.timeout(60):
        while True:
            answer = await person.request("POST", "/api/ledger/table/query", json={"where": where})
            assert answer.status_code == 200, answer.text
            rows = answer.json()["items"]
            if holds(rows):
                return rows
            await asyncio.sleep(0.05)


async def test_pictures_in_cells_are_photos_of_the_record_until_the_import_is_taken_back(city):
    department, stranger = city.handler_xf, city.people["inspector-zqj"]
    mark = f"GL{uuid4().hex[:6].upper()}"
    at = await imported(department, workbook(mark))

    told = await once(department, at, lambda found: settled(found["pictures"]))
    assert (told["pictures"]["taken"], told["pictures"]["refused"]) == (2, 1)
    (refused,) = told["pictures"]["refusals"]
    assert (refused["row"], refused["kind"]) == (3, "before_photo")
    assert refused["reason"] == "picture-too-small"
    assert "图片过小" in refused["words"]["zh"]

    (row,) = await row_of(
        department, f"{mark}-1", lambda rows: rows and rows[0]["photos_ready"] == 2
    )
    shown = []
    for ids, original in ((row["before_photo_ids"], BEFORE), (row["after_photo_ids"], AFTER)):
        (photo_id,) = ids
        shown.append(await department.get(f"/api/media/photos/{photo_id}"))
        assert shown[-1]["size"] == len(original)
    assert {each["case_id"] for each in shown} == {row["case_id"]}
    assert {each["reliability"]["level"] for each in shown} == {"imported"}
    assert shown[0]["reliability"]["reasons"][0]["code"] == "from-a-cell"
    assert shown[0]["uploader"]["name"] == ""

    await department.change(at, "undoing", None)
    await row_of(department, f"{mark}-1", lambda rows: not rows)
    for each in shown:
        await gone(department, f"/api/media/photos/{each['id']}")
    with pytest.raises(Refused):
        await stranger.get(f"/api/media/photos/{shown[0]['id']}")


def settled(pictures: dict[str, Any]) -> bool:
    return pictures["waiting"] == 0 and pictures["taken"] > 0


async def gone(person: Any, path: str) -> None:
    async with asyncio.timeout(60):
        while (await person.request("GET", path)).status_code != 404:
            await asyncio.sleep(0.05)
