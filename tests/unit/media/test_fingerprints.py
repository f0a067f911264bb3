"""Copies are known again, and other streets are not taken for them."""

from functools import cache
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.media import fingerprints, near_copies, watermark
from services.media.captions import Caption, Line
from services.media.lettering import Lettering
from services.media.near_copies import Fingerprint, bands, distance, nearest, probes, unchanged
from services.media.pictures import decode
from services.media.store.fingerprints import Seen
from tests.unit.media import copies, corpus
from tests.unit.media.builders import a_fingerprint

STREETS = range(12)

every_change = pytest.mark.parametrize("change", copies.CHANGES)


def look(picture: Image.Image, shown: Image.Image | None = None) -> tuple[Fingerprint, ...]:
    told = {"fingerprints": fingerprints.of_photo(picture, shown), "screen_score": None}
    return Seen.read(told).fingerprints


@cache
def scene(seed: int) -> Image.Image:
    return copies.scene(seed)


@cache
def street(seed: int, *, solved: bool = False) -> tuple[Fingerprint, ...]:
    return look(copies.scene(seed, solved=solved))


@every_change
def test_a_changed_copy_is_known_again(change: str):
    known = [
        nearest(look(copies.CHANGES[change](scene(seed))), street(seed)) is not None
        for seed in STREETS
    ]

    assert sum(known) >= 0.9 * len(STREETS)


def test_other_streets_are_never_near():
    near = [pair for pair in combinations(STREETS, 2) if nearest(*map(street, pair)) is not None]

    assert near == []


def test_a_saved_picture_with_our_watermark_is_known_by_what_people_saw():
    lines = (Line("地点", "新抚区 站前街道", plain=True),)
    code, link = "ABCD-EFGH-JKMN", "https://city.example/verify/ABCDEFGHJKMN"
    caption = Caption("12:00", "2026年11月3日", "星期二", lines, code, link)
    photo = copies.scene(3)
    shown = watermark.draw(photo.copy(), caption, Lettering.load())

    saved = look(copies.saved(copies.cut(shown, 0.01), 60))

    held = look(photo, shown)
    assert nearest(saved, held) is not None
    assert near_copies.shows_the_words(saved, held)
    assert not near_copies.shows_the_words(street(3), held)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_file_looks_like_its_upright_picture(orientation: int):
    upright, turned = decode(corpus.turned(1)), decode(corpus.turned(orientation))

    assert nearest(look(turned), look(upright)) is not None


def test_after_from_the_same_spot_is_not_before():
    taken_for_it = [
        seed for seed in STREETS if unchanged(street(seed, solved=True), street(seed)) is not None
    ]

    assert taken_for_it == []


@pytest.mark.parametrize(
    "change", ["saved at quality 40", "half the size", "brighter", "darker", "grey", "blurred"]
)
def test_before_saved_again_is_seen_in_place_of_after(change: str):
    known = [
        unchanged(look(copies.CHANGES[change](scene(seed))), street(seed)) is not None
        for seed in STREETS
    ]

    assert sum(known) >= 0.9 * len(STREETS)


def test_a_picture_without_structure_has_no_look():
    assert look(Image.new("RGB", (640, 480), "grey")) == ()


@given(st.integers(0, 2**64 - 1), st.sets(st.integers(0, 63), max_size=near_copies.NEAR_BITS))
def test_the_index_finds_every_hash_within_seven_bits(value: int, flipped: set[int]):
    other = value
    for bit in flipped:
        other ^= 1 << bit

    assert distance(value, other) == len(flipped)
    pairs = zip(bands(value), bands(other), strict=True)
    assert any(theirs in probes(mine) for mine, theirs in pairs)


def test_only_views_that_may_show_the_same_are_compared():
    assert nearest([a_fingerprint(view="upper")], [a_fingerprint(view="whole")]) is None
    assert nearest([a_fingerprint(view="centre")], [a_fingerprint(view="whole")]) is not None
