"""Pictures of a written import on their way to media, which here is whatever the test says."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa

from services.chassis.marks import is_marked
from services.chassis.tasks import Task
from services.chassis.workshop import Workshop
from services.contracts.intake import RecordImported
from services.contracts.media import CELL_PICTURES, PhotoRejected
from services.intake.import_tables import cell_photos
from services.intake.store.cell_photos import CELL_PHOTOS
from tests.forms import Form
from tests.service.importing import SHUNCHENG, ImportDesk, Sent, an_import_desk
from tests.unit.intake.sheets.workbooks import a_photo, with_wps_pictures, xlsx

BEFORE, AFTER = a_photo("red"), a_photo("blue")
HEAD = ["编号", "问题描述", "地点", "整改前照片", "整改后照片"]
ROW = ["SC-1", "沿街商户占道经营", "新华大街12号", None, '=DISPIMG("ID_1",1)']
CONTENT = with_wps_pictures(xlsx([HEAD, ROW], photos={"D2": BEFORE}), {"ID_1": AFTER})


class Media:
    """Answers as it is told, and keeps what it is sent."""

    def __init__(self) -> None:
        self.status = 204
        self.code = "invalid"
        self.sent: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        if self.status == 204:
            return httpx.Response(204)
        return httpx.Response(self.status, json={"type": f"/problems/{self.code}"})


@pytest.fixture
async def office(form: Form) -> AsyncIterator[ImportDesk]:
    async with an_import_desk(form) as office:
        yield office


@pytest.fixture
async def media(office: ImportDesk) -> AsyncIterator[Media]:
    media = Media()
    async with httpx.AsyncClient(transport=httpx.MockTransport(media)) as http:
        office.desk.runtime.http = http
        yield media


async def hand_over(office: ImportDesk) -> None:
    """Let a worker try what is due once."""
    async with office.desk.runtime.database.read() as tx:
        due = sa.select(cell_photos.c.id).where(CELL_PHOTOS.due).order_by(cell_photos.c.kind)
        ids = list((await tx.execute(due)).scalars())
    for each in ids:
        await Workshop(office.desk.runtime).do(Task(CELL_PHOTOS.work, each).encode(), again=False)


async def pictures(sent: Sent) -> Any:
    return (await sent.read())["pictures"]


async def test_nothing_is_handed_over_before_the_import_is_written(office, media):
    sent = await office.sent(CONTENT)
    await sent.confirm()
    await hand_over(office)

    assert media.sent == []
    assert (await pictures(sent))["waiting"] == 0

    await sent.write()

    assert (await pictures(sent))["waiting"] == 2


async def test_each_picture_is_sent_once_signed_for_the_photo_that_the_record_names(office, media):
    sent = await office.written(CONTENT)
    await hand_over(office)
    await hand_over(office)

    (fact,) = await office.desk.announced(RecordImported)
    kinds = {each.photo_id: each.kind for each in fact.photos}
    assert sorted(kinds.values()) == ["after_photo", "before_photo"]
    assert {UUID(each.url.path.rpartition("/")[2]) for each in media.sent} == set(kinds)
    assert {each.content for each in media.sent} == {BEFORE, AFTER}
    for each in media.sent:
        asked = each.url.params
        told = (asked["organisation_id"], asked["sha256"], asked["expires"])
        photo_id = each.url.path.rpartition("/")[2]
        assert asked["organisation_id"] == str(SHUNCHENG)
        secret = office.desk.runtime.settings.pictures_secret
        assert is_marked(secret, CELL_PICTURES, photo_id, sent.id, *told, by=asked["signature"])
    assert await pictures(sent) == {"waiting": 0, "taken": 2, "refused": 0, "refusals": []}


@pytest.mark.parametrize("status", [503, 429, 403])
async def test_a_picture_waits_while_media_does_not_decide(office, media, status):
    sent = await office.written(CONTENT)
    media.status = status
    await hand_over(office)

    assert (await pictures(sent))["waiting"] == 2

    media.status = 204
    await hand_over(office)

    assert (await pictures(sent))["taken"] == 2


async def test_a_refused_picture_is_named_with_its_row_and_holds_up_nothing(office, media):
    sent = await office.written(CONTENT)
    media.status, media.code = 422, "picture-too-small"
    await hand_over(office)

    told = await pictures(sent)
    assert (told["waiting"], told["refused"]) == (0, 2)
    assert {(each["row"], each["kind"]) for each in told["refusals"]} == {
        (2, "before_photo"),
        (2, "after_photo"),
    }
    assert told["refusals"][0]["words"]["zh"] == "图片过小，不是现场照片。"


async def test_a_photo_of_which_no_picture_can_be_made_is_named_as_well(office, media):
    sent = await office.written(CONTENT)
    await hand_over(office)
    photo_id = (await office.desk.announced(RecordImported))[0].photos[0].photo_id

    await office.desk.hear(
        PhotoRejected(
            photo_id=photo_id, case_id=None, reason="damaged", version=1, at=office.desk.now
        )
    )

    (refused,) = (await pictures(sent))["refusals"]
    assert refused["reason"] == "damaged"


async def test_of_an_import_that_was_taken_back_nothing_more_is_sent(office, media):
    sent = await office.written(CONTENT)
    assert (await sent.ask("undoing")).status_code == 200
    await hand_over(office)

    assert media.sent == []
    assert await pictures(sent) == {"waiting": 0, "taken": 0, "refused": 0, "refusals": []}
