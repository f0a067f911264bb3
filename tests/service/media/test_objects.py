"""One set of promises, over the folder and over a real S3 store."""

from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest

from services.chassis.objects import (
    MalformedKey,
    NoSuchObject,
    Objects,
    ObjectsAway,
    checked,
    open_objects,
)
from tests.servers.ports import free_port


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.service)])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    if request.param == "folder":
        return open_objects(f"file://{tmp_path}/objects")
    store = request.getfixturevalue("object_store")
    host = store.endpoint.removeprefix("http://")
    secret = quote(store.secret_key, safe="")
    bucket = f"media-{uuid4().hex[:8]}"  # made by the first put
    return open_objects(f"http://{store.access_key}:{secret}@{host}/{bucket}")


def a_key() -> str:
    return f"originals/2026/11/{uuid4()}.jpg"


async def test_what_was_put_is_there_whole(objects: Objects):
    key, content = a_key(), bytes(range(256)) * 4000

    await objects.put(key, content, content_type="image/jpeg")

    assert await objects.exists(key)
    assert await objects.get(key) == content
    assert b"".join([chunk async for chunk in await objects.stream(key)]) == content


async def test_a_file_is_put_as_it_lies_on_the_disk(objects: Objects, tmp_path: Path):
    key, content = a_key(), bytes(range(256)) * 4000
    (tmp_path / "lies here").write_bytes(content)

    await objects.put_file(key, tmp_path / "lies here", content_type="image/jpeg")

    assert await objects.get(key) == content


async def test_what_was_never_put_is_missing_before_the_first_byte(objects: Objects):
    await objects.put(a_key(), b"another", content_type="image/jpeg")

    assert not await objects.exists(a_key())
    with pytest.raises(NoSuchObject):
        await objects.get(a_key())
    with pytest.raises(NoSuchObject):
        await objects.stream(a_key())


async def test_deleting_is_safe_to_repeat(objects: Objects):
    key = a_key()
    await objects.put(key, b"content", content_type="image/jpeg")

    await objects.delete(key)
    await objects.delete(key)

    assert not await objects.exists(key)


async def test_a_reader_who_leaves_does_not_block_the_next(objects: Objects):
    key = a_key()
    await objects.put(key, bytes(2_000_000), content_type="image/jpeg")

    for _ in range(20):
        async for _chunk in await objects.stream(key):
            break

    assert len(await objects.get(key)) == 2_000_000


@pytest.mark.parametrize(
    "key",
    ["../x.jpg", "/etc/passwd", "a/../../x.jpg", "a//b.jpg", "a/./b.jpg", "x", "a/b.jpg\0", ""],
)
async def test_no_key_escapes_the_store(key: str, objects: Objects):
    with pytest.raises(MalformedKey):
        checked(key)
    with pytest.raises(MalformedKey):
        await objects.put(key, b"", content_type="image/jpeg")
    with pytest.raises(MalformedKey):
        await objects.get(key)


async def test_a_folder_holds_no_unfinished_file_after_a_put(tmp_path: Path):
    objects = open_objects(f"file://{tmp_path}")

    await objects.put("pictures/2026/11/a.jpg", b"content", content_type="image/jpeg")

    assert [each.name for each in (tmp_path / "pictures/2026/11").iterdir()] == ["a.jpg"]


async def test_a_store_that_is_away_is_said_to_be():
    objects = open_objects(f"http://key:secret@127.0.0.1:{free_port()}/bucket")

    with pytest.raises(ObjectsAway):
        await objects.get(a_key())
    with pytest.raises(ObjectsAway):
        await objects.put(a_key(), b"content", content_type="image/jpeg")
