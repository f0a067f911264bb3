"""Foreign files: what they say of themselves, and that nothing of it is left in what is made."""

from io import BytesIO

import pytest
from PIL import Image

from services.media.pictures import LARGEST, Refused, decode, encode, inspect, shrink, sniff
from tests.unit.media import corpus


@pytest.mark.parametrize("name", corpus.GOOD)
def test_every_kind_of_photo_becomes_a_picture(name):
    picture = decode(corpus.GOOD[name])

    assert picture.mode == "RGB"
    assert max(picture.size) <= LARGEST


@pytest.mark.parametrize("name", corpus.NOT_PHOTOS)
def test_what_is_no_photo_is_refused_whatever_its_name(name):
    with pytest.raises(Refused, match="not-a-photo"):
        inspect(corpus.NOT_PHOTOS[name])


@pytest.mark.parametrize("name", ["text", "svg", "eps", "gif", "tiff", "bmp", "avif", "film"])
def test_the_first_bytes_alone_tell_a_stranger(name):
    assert sniff(corpus.NOT_PHOTOS[name]) is None


def test_a_bomb_is_refused_before_a_pixel_is_decoded():
    with pytest.raises(Refused, match="too-many-pixels"):
        inspect(corpus.bomb())


def test_half_a_photo_is_damaged():
    with pytest.raises(Refused, match="damaged"):
        decode(corpus.truncated())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_ends_upright(orientation):
    picture = decode(corpus.turned(orientation))

    assert picture.size == (60, 40)
    assert picture.getpixel((8, 8)) > (200, 200, 200)
    for dark in ((50, 8), (8, 32), (50, 32)):
        assert picture.getpixel(dark) < (60, 60, 60)


def test_a_heic_ends_upright_and_tells_its_time():
    content = corpus.phone_heic()

    facts, picture = inspect(content), decode(content)

    assert (facts["format"], facts["taken_at"]) == ("heic", "2026-11-03T10:00:12")
    assert picture.size == (64, 96)
    assert picture.getpixel((8, 8)) > (200, 200, 200)
    assert picture.getpixel((56, 88)) < (60, 60, 60)


@pytest.mark.parametrize("length", [100, 400])
def test_half_a_heic_is_refused(length):
    with pytest.raises(Refused):
        decode(corpus.photo(kind="HEIF")[:length])


def test_a_camera_tells_its_time_and_place():
    facts = inspect(corpus.talkative())

    assert facts["taken_at"] == "2026-11-03T10:00:12"
    assert facts["position"] == pytest.approx([123.91, 41.88])


def test_a_camera_that_knows_its_zone_tells_it():
    assert inspect(corpus.talkative(offset="+09:00"))["taken_at"] == "2026-11-03T10:00:12+09:00"


def test_a_camera_that_lost_its_time_tells_none():
    assert inspect(corpus.talkative(taken="0000:00:00 00:00:00"))["taken_at"] is None


@pytest.mark.parametrize("content", [corpus.talkative(), corpus.polyglot()])
def test_nothing_but_pixels_is_left(content):
    assert corpus.SECRET in content

    made = encode(decode(content))

    assert corpus.SECRET not in made
    assert b"Exif" not in made
    with Image.open(BytesIO(made)) as read:
        assert not read.getexif()
        assert set(read.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert made.endswith(b"\xff\xd9")


def test_sixteen_bit_grey_keeps_its_brightness():
    assert decode(corpus.grey16()).getpixel((5, 5)) == pytest.approx((128, 128, 128), abs=2)


def test_what_is_transparent_becomes_paper():
    content = corpus.encoded(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")

    assert decode(content).getpixel((4, 4)) == (255, 255, 255)


def test_an_animation_shows_its_first_frame():
    red, green, blue = decode(corpus.animated()).getpixel((5, 5))

    assert red > 200 > 60 > max(green, blue)


def test_a_large_photo_is_shown_smaller_and_a_small_one_as_it_is():
    assert decode(corpus.photo(6000, 3000)).size == (4096, 2048)
    assert decode(corpus.photo(300, 200)).size == (300, 200)


def test_a_thumbnail_keeps_the_shape():
    assert shrink(Image.new("RGB", (960, 480)), 480).size == (480, 240)
