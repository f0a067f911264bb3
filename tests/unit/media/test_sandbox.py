"""A photo can hurt nobody but itself."""

import os
import signal
import socket
from dataclasses import asdict
from io import BytesIO

import pytest
from PIL import Image

from services.contracts.media import PHOTO_REFUSALS
from services.media import frames, sandbox
from services.media.captions import Caption
from services.media.frames import Frame
from services.media.lettering import Lettering
from services.media.pictures import Refused
from services.media.sandboxes import Sandboxes
from tests.forms import until
from tests.unit.media import corpus

CAPTION = asdict(Caption("12:00", "2026年11月3日", "星期二", (), "ABCD", "/verify/ABCD"))
BOTH = {"caption": CAPTION, "public_caption": CAPTION, "covers": []}


@pytest.fixture
async def sandboxes():
    opened = Sandboxes(1)
    yield opened
    await opened.close()


async def test_a_photo_becomes_a_picture_a_thumbnail_a_public_picture_and_a_ghost(sandboxes):
    answer = await sandboxes.run("picture", corpus.talkative(), **BOTH)

    picture, thumbnail, public, ghost = (Image.open(BytesIO(part)) for part in answer.parts)
    assert picture.size == (answer.header["width"], answer.header["height"]) == (640, 480)
    assert thumbnail.size == (480, 360)
    assert public.size == (640, 480)
    assert (ghost.size, ghost.mode, ghost.format) == ((640, 480), "RGBA", "WEBP")


@pytest.mark.parametrize("name", corpus.GOOD)
async def test_a_confined_child_can_decode_every_kind(name, sandboxes):
    answer = await sandboxes.run("picture", corpus.GOOD[name], **BOTH)

    assert len(answer.parts) == 4


async def test_a_bad_photo_is_refused_and_the_next_one_made(sandboxes):
    with pytest.raises(Refused, match="damaged"):
        await sandboxes.run("picture", corpus.truncated(), **BOTH)

    assert (await sandboxes.run("inspect", corpus.photo())).header["format"] == "jpeg"


async def test_a_killed_sandbox_is_replaced(sandboxes):
    await sandboxes.run("inspect", corpus.photo())
    process = sandboxes._all[0]._process
    process.kill()
    await process.wait()

    assert (await sandboxes.run("inspect", corpus.photo())).header["width"] == 64


async def test_an_idle_sandbox_ends_and_the_next_photo_has_a_new_one(sandboxes, monkeypatch):
    monkeypatch.setattr("services.media.sandboxes.IDLE", 0.05)
    await sandboxes.run("inspect", corpus.photo())
    process = sandboxes._all[0]._process

    await until(lambda: process.returncode is not None)

    monkeypatch.setattr("services.media.sandboxes.IDLE", 60)
    assert (await sandboxes.run("inspect", corpus.photo())).header["width"] == 64
    assert sandboxes._all[0]._process is not process


def in_a_child(monkeypatch, task):
    """What the service is told when a child does this instead of decoding."""
    monkeypatch.setitem(sandbox.TASKS, "trouble", task)
    answered = frames.read(BytesIO(sandbox.in_a_child(Frame({"task": "trouble"}), Lettering(()))))
    return answered.header


def test_a_child_that_eats_memory_is_refused(monkeypatch):
    assert in_a_child(monkeypatch, lambda *_: bytearray(2_000_000_000)) == {
        "refused": "too-much-memory"
    }


def test_a_child_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 1)

    assert in_a_child(monkeypatch, lambda *_: signal.pause()) == {"refused": "took-too-long"}


def test_a_child_that_burns_the_processor_is_ended(monkeypatch):
    monkeypatch.setattr(sandbox, "PROCESSOR_SECONDS", 1)

    def spin(*_):
        while True:
            pass

    assert in_a_child(monkeypatch, spin) == {"refused": "took-too-long"}


def test_a_child_that_dies_is_one_refused_photo(monkeypatch):
    assert in_a_child(monkeypatch, lambda *_: os.kill(os.getpid(), signal.SIGKILL)) == {
        "refused": "undecodable"
    }


@pytest.mark.parametrize(
    "reach",
    [lambda: open("/etc/hostname").close(), lambda: socket.socket().close()],
    ids=["file", "network"],
)
def test_a_child_reaches_nothing(monkeypatch, reach):
    def attempt(*_):
        reach()
        return frames.pack({"reached": True})

    assert "Too many open files" in in_a_child(monkeypatch, attempt)["failed"]


def test_every_reason_for_refusing_a_photo_has_words():
    told = set(sandbox.DEATHS.values()) | {"too-much-memory", "undecodable"}
    told |= {"not-a-photo", "too-many-pixels", "damaged"}

    assert told == set(PHOTO_REFUSALS)
