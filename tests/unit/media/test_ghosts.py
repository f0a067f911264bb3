"""Through a ghost one sees the street, and on it where to stand."""

from io import BytesIO

from PIL import Image, ImageDraw

from services.media import ghosts
from tests.unit.media import corpus


def a_wall() -> Image.Image:
    """A dark wall before a bright sky, with its corner in the middle."""
    photo = Image.new("RGB", (1280, 960), (200, 210, 220))
    ImageDraw.Draw(photo).rectangle((640, 480, 1279, 959), fill=(60, 60, 70))
    return photo


def test_a_ghost_is_sized_for_a_phone_and_keeps_its_shape():
    assert ghosts.draw(a_wall()).size == (960, 720)
    assert ghosts.draw(Image.new("RGB", (320, 240))).size == (320, 240)
    assert ghosts.draw(Image.new("RGB", (1, 1))).size == (1, 1)


def test_outlines_stand_out_and_the_rest_lets_the_street_through():
    alpha = ghosts.draw(a_wall()).getchannel("A")

    assert alpha.getpixel((480, 600)) > 200
    assert alpha.getpixel((700, 360)) > 200
    for even in ((100, 100), (800, 600), (0, 0), (959, 100), (100, 719)):
        assert alpha.getpixel(even) == ghosts.FAINT


def test_a_ghost_weighs_little_and_carries_nothing_but_its_pixels():
    photo = Image.open(BytesIO(corpus.talkative())).convert("RGB").resize((1280, 960))
    photo.info["comment"] = corpus.SECRET

    made = ghosts.encode(ghosts.draw(photo))

    assert len(made) < 100_000
    assert corpus.SECRET not in made
    with Image.open(BytesIO(made)) as ghost:
        assert not ghost.getexif()
        assert ghost.format == "WEBP"
