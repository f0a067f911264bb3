"""Anyone may check a photo by its code or by a picture of it, and learns of no person."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image, ImageDraw

from services.chassis.callers import current_caller
from tests.service.media.room import CASE, Room, opened, problem
from tests.unit.media import copies, corpus

SCENE = copies.scene(7)
PHOTO = corpus.encoded(SCENE, quality=90)
CHINESE, ENGLISH = {"Accept-Language": "zh-CN"}, {"Accept-Language": "en-GB"}


async def known(room: Room, content: bytes = PHOTO, **fields: Any) -> tuple[UUID, str]:
    """A photo of a numbered case, and its code; then nobody is signed in any more."""
    photo_id = await room.sent(content, address="站前街道 18 号", **fields)
    await room.reported(photo_id)
    await room.dispatched()
    await room.makes()
    code = (await room.get(f"/photos/{photo_id}")).json()["code"]
    return photo_id, code


def signed_out(room: Room) -> None:
    room.app.dependency_overrides.pop(current_caller, None)


async def page(room: Room, path: str, **headers: str) -> httpx.Response:
    return await room.http.get(path, headers={**CHINESE, **headers}, follow_redirects=True)


async def upload(room: Room, content: bytes, path: str = "/api/media/verifications") -> Any:
    return await room.http.post(path, files={"file": ("x.jpg", content)}, headers=CHINESE)


async def test_the_code_shows_the_photo_and_its_seal_but_no_person(room: Room):
    photo_id, code = await known(room, captured_at=room.now - timedelta(minutes=3))
    photo = (await room.get(f"/photos/{photo_id}")).json()
    signed_out(room)

    record = (await room.get(f"/verifications/{code}")).json()

    assert (record["sha256"], record["case_number"]) == (photo["sha256"], "FS-2026-1")
    assert (record["status"], record["organisation"]) == ("ready", "单位2")
    assert record["taken_at"] < record["received_at"]
    assert record["reliability"]["level"] == "imported"
    assert "no-ticket" in {each["code"] for each in record["reliability"]["reasons"]}
    assert not {"人101", str(photo_id), str(CASE), photo["uploader"]["id"]} & set(
        str(record).replace("'", " ").split()
    )


async def test_the_public_picture_leaves_out_the_name_and_is_not_the_picture_people_get(room: Room):
    photo_id, code = await known(room)
    private = (await room.get(f"/photos/{photo_id}/picture")).content
    signed_out(room)

    answer = await room.get(f"/verifications/{code}/picture")

    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    public, theirs = Image.open(BytesIO(answer.content)), Image.open(BytesIO(private))
    assert public.size == theirs.size
    above = (0, 0, 800, 400)
    assert public.crop(above).tobytes() == theirs.crop(above).tobytes()
    assert answer.content != private


@pytest.mark.parametrize("spelling", ["{0}-{1}-{2}", "{0} {1} {2}", "{0}{1}{2}"])
async def test_a_code_is_known_however_it_is_spelt(room: Room, spelling: str):
    _, code = await known(room)
    signed_out(room)
    typed = spelling.format(code[:4], code[4:8], code[8:]).lower()

    assert (await room.get(f"/verifications/{typed}")).status_code == 200
    assert "系统中有这张照片" in (await page(room, f"/verify?code={typed}")).text


async def test_unknown_and_malformed_codes_are_answered_alike(room: Room):
    signed_out(room)
    answers = [await room.get(f"/verifications/{code}") for code in ("23456789ABCD", "x", "验证码")]

    contents = [{**each.json(), "instance": "", "trace_id": ""} for each in answers]
    assert problem(answers[0]) == (404, "unknown-code")
    assert contents[0] == contents[1] == contents[2]
    shown = await page(room, "/verify/23456789ABCD")
    assert (shown.status_code, "没有找到这个验证码" in shown.text) == (404, True)


async def test_the_original_is_told_by_its_bytes(room: Room):
    _, code = await known(room)
    signed_out(room)

    finding = (await upload(room, PHOTO)).json()

    assert (finding["verdict"], finding["superseded"]) == ("original", False)
    assert finding["photos"][0]["code"].replace("-", "") == code


@pytest.mark.parametrize("kind", ["picture", "thumbnail"])
async def test_what_was_ever_shown_is_known_also_after_it_was_made_anew(room: Room, kind: str):
    photo_id = await room.sent(PHOTO)
    await room.reported(photo_id)
    await room.makes()
    first = (await room.get(f"/photos/{photo_id}/picture")).content
    small = (await room.get(f"/photos/{photo_id}/thumbnail")).content
    await room.dispatched()
    await room.makes()
    signed_out(room)

    finding = (await upload(room, first if kind == "picture" else small)).json()

    assert (finding["verdict"], finding["kind"]) == ("derivative", kind)
    # The thumbnail carries no words, so making it anew gives the same bytes.
    assert finding["superseded"] == (kind == "picture")


async def test_the_public_picture_itself_is_a_derivative(room: Room):
    _, code = await known(room)
    signed_out(room)
    shown = (await room.get(f"/verifications/{code}/picture")).content

    finding = (await upload(room, shown)).json()

    assert (finding["verdict"], finding["kind"]) == ("derivative", "public")


async def test_a_comparison_leads_to_both_its_photos(room: Room):
    before, _ = await known(room)
    room.as_("handler")
    after = await room.sent(corpus.encoded(copies.scene(7, solved=True)))
    await room.rectified(before, after)
    await room.makes()
    compared = (await room.get(f"/cases/{CASE}/comparison")).content
    signed_out(room)

    finding = (await upload(room, compared)).json()

    assert (finding["verdict"], finding["kind"]) == ("derivative", "comparison")
    assert len(finding["photos"]) == 2


async def test_an_altered_copy_is_told_with_the_place_that_differs(room: Room):
    photo_id, _ = await known(room)
    shown = copies.opened((await room.get(f"/photos/{photo_id}/picture")).content)
    ImageDraw.Draw(shown).rectangle((600, 0, 799, 150), fill=(250, 250, 250))
    signed_out(room)

    finding = (await upload(room, corpus.encoded(shown, quality=70))).json()

    assert finding["verdict"] == "altered"
    assert finding["difference"]["places"] == ["top-right"]
    assert 0.03 < finding["difference"]["share"] < 0.12


async def test_a_copy_saved_again_differs_nowhere(room: Room):
    await known(room)
    signed_out(room)

    finding = (await upload(room, corpus.encoded(SCENE, quality=60))).json()

    assert (finding["verdict"], finding["difference"]["cells"]) == ("altered", [])


async def test_another_street_is_unknown(room: Room):
    await known(room)
    signed_out(room)

    assert (await upload(room, corpus.encoded(copies.scene(8)))).json() == {
        "verdict": "unknown",
        "kind": "",
        "superseded": False,
        "photos": [],
        "difference": None,
    }


@pytest.mark.parametrize("name", ["text", "eps", "png's first bytes"])
async def test_what_is_no_picture_is_refused_on_the_page_and_in_the_interface(
    room: Room, name: str
):
    signed_out(room)
    content = corpus.NOT_PHOTOS[name]

    assert problem(await upload(room, content)) == (422, "not-a-photo")
    shown = await upload(room, content, "/verify")
    assert (shown.status_code, "无法核验" in shown.text) == (422, True)


async def test_a_page_works_without_script_and_allows_none_of_its_own(room: Room):
    _, code = await known(room)
    signed_out(room)

    for answer in (
        await page(room, "/verify"),
        await page(room, f"/verify/{code}"),
        await upload(room, PHOTO, "/verify"),
        await upload(room, corpus.encoded(SCENE, quality=50), "/verify"),
    ):
        policy = answer.headers["content-security-policy"]
        assert answer.status_code == 200
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'")
        assert "<style" not in answer.text
        assert " style=" not in answer.text
        assert "onclick" not in answer.text
        assert "人101" not in answer.text


async def test_a_page_speaks_the_readers_language(room: Room):
    _, code = await known(room)
    signed_out(room)

    for answer in (
        await page(room, f"/verify/{code}", **ENGLISH),
        await page(room, f"/verify/{code}?lang=en"),
    ):
        assert "The system holds this photo" in answer.text
        assert 'lang="en"' in answer.text
    chinese = (await page(room, f"/verify/{code}?lang=zh", **ENGLISH)).text
    assert "系统中有这张照片" in chinese
    assert "没有拍摄凭证。" in chinese


async def test_what_people_wrote_is_shown_as_text(room: Room):
    photo_id = await room.sent(PHOTO, address="<script>alert(1)</script>")
    await room.makes()
    code = (await room.get(f"/photos/{photo_id}")).json()["code"]
    signed_out(room)

    shown = (await page(room, f"/verify/{code}")).text

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


async def test_guessing_is_slowed(database_url: str, tmp_path: Path):
    async with opened(database_url, tmp_path, media_verify_burst=2) as room:
        signed_out(room)
        for path in ("/verifications/23456789ABCD", "/verifications/23456789ABCD/picture"):
            assert (await room.get(path)).status_code == 404

        assert problem(await room.get("/verifications/23456789ABCE")) == (429, "address-busy")
        shown = await page(room, "/verify/23456789ABCE")
        assert (shown.status_code, "Retry-After" in shown.headers) == (429, True)


async def test_comparing_pictures_is_limited_by_address(database_url: str, tmp_path: Path):
    async with opened(database_url, tmp_path, media_compare_burst=1) as room:
        signed_out(room)
        assert (await upload(room, PHOTO)).status_code == 200

        assert problem(await upload(room, PHOTO)) == (429, "address-busy")
