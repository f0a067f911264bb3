"""What is shown looks as the file meant it."""

import pytest
from PIL import Image

from services.media import colours
from services.media.pictures import decode
from tests.unit.media import corpus, profiles

RED, PINK = (255, 0, 0), (200, 120, 140)


def shown(colour, *, mode="RGB", kind="PNG", **options):
    image = Image.new(mode, (16, 16), colour)
    return decode(corpus.encoded(image, kind, **options)).getpixel((8, 8))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_profile_says_what_colours_mean(kind):
    red, green, blue = shown(RED, kind=kind, icc_profile=profiles.SWAPPED)

    assert blue > 200 > 60 > max(red, green)


def test_a_profile_that_is_nearly_srgb_changes_nothing():
    assert shown(PINK, icc_profile=profiles.LIKE_SRGB) == PINK


def test_greys_have_profiles_too():
    linear = shown(128, mode="L", icc_profile=profiles.grey(1.0))

    assert linear == pytest.approx((188, 188, 188), abs=3)


@pytest.mark.parametrize(
    "rubbish",
    [b"rubbish", b"\0" * 200, profiles.SWAPPED[:150], profiles.SWAPPED[:-60], profiles.grey(1.0)],
    ids=["words", "zeros", "head", "cut off", "of another kind"],
)
def test_a_profile_that_cannot_be_used_counts_as_none(rubbish):
    assert shown(PINK, icc_profile=rubbish) == pytest.approx(PINK, abs=1)


def test_inks_become_light():
    for ink, light in (
        ((0, 255, 255, 0), (255, 0, 0)),
        ((255, 0, 255, 0), (0, 255, 0)),
        ((0, 0, 0, 255), (0, 0, 0)),
        ((0, 0, 0, 0), (255, 255, 255)),
    ):
        seen = shown(ink, mode="CMYK", kind="JPEG", quality=95)
        assert seen == pytest.approx(light, abs=4)


@pytest.mark.parametrize("value", [0, 0x1234, 0x8000, 0xFFFF])
def test_sixteen_bits_keep_their_brightness(value):
    assert shown(value, mode="I;16") == (value >> 8,) * 3


def test_transparent_pixels_with_a_profile_are_paper():
    assert shown((255, 0, 0, 0), mode="RGBA", icc_profile=profiles.SWAPPED) == (255, 255, 255)


def test_an_image_that_is_srgb_already_is_not_copied():
    image = Image.new("RGB", (8, 8))

    assert colours.srgb(image) is image
