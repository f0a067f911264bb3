"""A city's own watermark: brought as data, used where it belongs, changed by its administrator."""

from base64 import b64decode, b64encode
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from services.contracts.closure import CaseReopened
from tests.service.media.room import CASE, DISTRICT, Room, problem
from tests.unit.media import corpus

FIELDS = ["number", "category", "place"]


def a_logo(size: tuple[int, int] = (64, 32)) -> str:
    return b64encode(corpus.encoded(Image.new("RGBA", size, "green"), "PNG")).decode()


def a_template(code: str, *uses: str, **changed: Any) -> dict[str, Any]:
    facts = {
        "code": code,
        "name": code,
        "layout": "strip",
        "title": "抚顺市容",
        "fields": FIELDS,
        "ink": "#FFFFFF",
        "accent": "#FFC800",
        "shade": "#000000",
        "opacity": 60,
        "uses": list(uses),
        "logo": None,
    }
    return facts | changed


REPORT = a_template("report", "report", logo=a_logo())
RECTIFIED = a_template("rectified", "rectification", layout="compact", title="")
RECHECK = a_template("recheck", "recheck", layout="card", title="回头看")


async def put(room: Room, *templates: dict[str, Any]):
    return await room.http.put("/api/media/watermark-templates", json={"templates": templates})


async def test_before_a_city_brings_its_own_the_standard_is_used(room: Room):
    room.as_("administrator")

    (shown,) = (await room.get("/watermark-templates")).json()["templates"]

    assert (shown["code"], shown["layout"]) == ("standard", "strip")
    assert shown["uses"] == ["report", "rectification", "recheck"]


async def test_templates_are_kept_and_given_again_as_they_were_put(room: Room):
    room.as_("administrator")

    first = await put(room, RECHECK, RECTIFIED, REPORT)
    again = await room.http.put("/api/media/watermark-templates", json=first.json())

    assert first.status_code == again.status_code == 200
    assert again.json() == first.json() == (await room.get("/watermark-templates")).json()
    codes = {each["code"]: each for each in first.json()["templates"]}
    assert codes["rectified"] == RECTIFIED
    assert {**codes["report"], "logo": None} == {**REPORT, "logo": None}
    with Image.open(BytesIO(b64decode(codes["report"]["logo"]))) as logo:
        assert (logo.size, logo.mode) == ((64, 32), "RGBA")


async def test_a_logo_is_a_foreign_file_and_kept_small_and_bare(room: Room):
    big = Image.new("RGB", (1000, 500), "green")
    content = b64encode(corpus.encoded(big, "PNG", exif=b"Exif\0\0secret")).decode()
    room.as_("administrator")

    kept = await put(room, a_template("one", "report", "rectification", "recheck", logo=content))

    logo = b64decode(kept.json()["templates"][0]["logo"])
    assert b"secret" not in logo
    assert Image.open(BytesIO(logo)).size == (256, 128)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"logo": b64encode(corpus.photo()).decode()}, "logo-unusable"),
        ({"logo": b64encode(b"\x89PNG\r\n\x1a\n rubbish").decode()}, "logo-unusable"),
        ({"logo": b64encode(corpus.bomb()).decode()}, "logo-unusable"),
        ({"logo": "no base64"}, "logo-unusable"),
        ({"logo": a_logo((128, 1))}, "logo-unusable"),
        ({"title": "抚顺😀"}, "unwritable-watermark"),
        ({"ink": "#777777", "shade": "#666666"}, "unreadable-watermark"),
        ({"fields": ["place", "place"]}, "repeated-watermark"),
        ({"uses": ["report"]}, "no-watermark-for"),
        ({"layout": "banner"}, "invalid"),
        ({"opacity": 5}, "invalid"),
        ({"ink": "white"}, "invalid"),
        ({"code": "No Code"}, "invalid"),
    ],
)
async def test_what_cannot_be_drawn_is_refused_and_nothing_changes(
    room: Room, changed: dict[str, Any], refusal: str
):
    room.as_("administrator")
    sound = a_template("one", "report", "rectification", "recheck")
    assert (await put(room, sound)).status_code == 200

    answer = await put(room, {**sound, **changed})

    assert problem(answer) == (422, refusal)
    assert (await room.get("/watermark-templates")).json()["templates"] == [sound]


async def test_everyone_reads_them_and_only_the_citys_administrator_changes_them(room: Room):
    for name in ("worker", "reviewer", "verifier"):
        room.as_(name)
        assert (await room.get("/watermark-templates")).status_code == 200
        assert (await put(room, REPORT)).status_code == 403


async def test_each_use_has_its_template_and_logo(room: Room):
    await put(room.as_("administrator"), REPORT, RECTIFIED, RECHECK)
    room.as_("worker")
    before = await room.sent()
    await room.reported(before)
    await room.dispatched()
    after = await room.as_("handler").sent()
    await room.rectified(before, after)
    seen = await room.as_("supervisor").sent()
    await room.hears(
        CaseReopened,
        by=room.people["supervisor"].id,
        organisation_id=DISTRICT,
        reason="复发",
        photo_ids=(seen,),
        reopenings=1,
    )

    told = [each for each in await room.told() if each["task"] == "picture"]

    layouts = sorted(each["caption"]["style"]["layout"] for each in told)
    assert layouts == ["card", "compact", "strip"]
    for each in told:
        is_strip = each["caption"]["style"]["layout"] == "strip"
        assert len(each["parts"]) == (2 if is_strip else 1)
        assert each["public_caption"]["style"] == each["caption"]["style"]


async def test_the_category_is_written_by_its_name(room: Room):
    await room.listed("06010", "暴露垃圾")
    photo_id = await room.sent()
    await room.reported(photo_id)
    await room.makes()
    await room.dispatched(category_code="06010")

    (told,) = await room.told()

    lines = {line["label"]: line["text"] for line in told["caption"]["lines"]}
    assert (lines["编号"], lines["类别"]) == ("FS-2026-1", "暴露垃圾")
    assert "06010" not in str(told["caption"])


async def test_an_unlisted_category_is_left_out_rather_than_written_as_a_code(room: Room):
    photo_id = await room.sent()
    await room.reported(photo_id)
    await room.dispatched(category_code="06010")

    (told,) = await room.told()

    assert "类别" not in {line["label"] for line in told["caption"]["lines"]}


async def test_the_code_on_the_served_picture_leads_to_its_check(room: Room):
    photo_id = await room.sent(corpus.photo(1280, 960))
    await room.reported(photo_id)
    await room.makes()
    code = (await room.get(f"/photos/{photo_id}")).json()["code"]

    picture = await room.get(f"/photos/{photo_id}/picture")

    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(picture.content)))
    assert found.text == f"/verify/{code}"
    checked = await room.http.get(found.text)
    assert checked.status_code == 200
    assert (await room.get(f"/cases/{CASE}/photos")).json()["items"][0]["code"] == code
