"""What is covered stays covered on everything that is shown, and every change can be undone."""

from dataclasses import asdict, replace
from io import BytesIO

import pytest
from PIL import Image

from services.media import covers, frames, sandbox
from services.media.covers import Entry, NothingToCover, NothingToUndo, OutsideThePhoto, Rectangle
from services.media.domain import Status
from services.media.frames import Frame
from services.media.lettering import Lettering
from services.media.pictures import cover
from tests.unit.media import corpus
from tests.unit.media.builders import NOON, PERSON, a_photo, an_original
from tests.unit.media.test_sandbox import CAPTION

FACE = Rectangle(0.25, 0.25, 0.25, 0.25, "face")
PLATE = Rectangle(0.5, 0.5, 0.1, 0.1, "plate")


@pytest.fixture(scope="module")
def lettering():
    return Lettering.load()


def changed(history, *rectangles):
    return [*history, Entry(len(history) + 1, rectangles, PERSON, "张伟", NOON)]


def undone(history):
    restored, rectangles = covers.before(history)
    return [*history, Entry(len(history) + 1, rectangles, PERSON, "张伟", NOON, restored)]


def test_undoing_goes_back_step_by_step():
    history = changed(changed([], FACE), FACE, PLATE)

    once = undone(history)
    twice = undone(once)

    assert once[-1].rectangles == (FACE,)
    assert twice[-1].rectangles == ()
    with pytest.raises(NothingToUndo):
        covers.before(twice)


def test_a_set_after_an_undoing_goes_back_to_what_it_replaced():
    history = changed(undone(changed(changed([], FACE), FACE, PLATE)), PLATE)

    once = undone(history)

    assert once[-1].rectangles == (FACE,)
    assert undone(once)[-1].rectangles == ()


def test_what_was_never_covered_cannot_be_undone():
    with pytest.raises(NothingToUndo):
        covers.before([])


@pytest.mark.parametrize(
    "rectangle",
    [
        Rectangle(-0.1, 0, 0.5, 0.5),
        Rectangle(0, 0, 0, 0.5),
        Rectangle(0.6, 0, 0.5, 0.5),
        Rectangle(0, 0.6, 0.5, 0.5),
        Rectangle(float("nan"), 0, 0.5, 0.5),
    ],
)
def test_a_cover_lies_within_the_photo(rectangle):
    with pytest.raises(OutsideThePhoto):
        covers.require_within([FACE, rectangle])


@pytest.mark.parametrize(
    "photo",
    [a_photo(original=an_original(key="")), replace(a_photo(), status=Status.REJECTED)],
)
def test_a_photo_whose_pictures_cannot_be_made_anew_is_not_covered(photo):
    with pytest.raises(NothingToCover):
        covers.require_coverable(photo)


def test_of_what_is_covered_only_the_mean_colour_is_left():
    picture = corpus.noise(200, 100)

    cover(picture, [FACE])

    inside = picture.crop((50, 25, 100, 50))
    assert len(inside.getcolors()) == 1
    assert picture.crop((100, 50, 200, 100)).getcolors(maxcolors=1 << 16) is not None
    assert len(picture.crop((0, 0, 50, 25)).getcolors(maxcolors=1 << 16)) > 100


@pytest.mark.parametrize(
    "rectangle", [Rectangle(0, 0, 1, 1), Rectangle(1 - 1e-9, 1 - 1e-9, 1e-9, 1e-9)]
)
@pytest.mark.parametrize("size", [(1, 1), (3, 4000), (4000, 3)])
def test_a_cover_hides_a_pixel_at_least(rectangle, size):
    picture = Image.linear_gradient("L").resize(size).convert("RGB")

    cover(picture, [rectangle])

    assert picture.size == size


def red_in(content):
    """Pixels that are as red as the face of `faced()`, however transparent."""
    with Image.open(BytesIO(content)) as picture:
        reds = picture.convert("RGBA").convert("RGB").resize((64, 48)).get_flattened_data()
    return sum(red > 180 > 80 > max(green, blue) for red, green, blue in reds)


def faced():
    """A grey photo of 800×600 whose red half lies where `FACE` is and green half beside it."""
    picture = Image.new("RGB", (800, 600), (120, 120, 120))
    picture.paste((250, 20, 20), (200, 150, 400, 210))
    picture.paste((20, 250, 20), (200, 210, 400, 300))
    return corpus.encoded(picture, quality=95)


@pytest.mark.parametrize("rectangles", [(), (FACE,)])
def test_every_picture_made_of_a_photo_shows_its_covers(rectangles, lettering):
    told = {"covers": [asdict(each) for each in rectangles], "public_caption": CAPTION}
    task = {"task": "picture", "caption": CAPTION, **told}

    made = frames.read(BytesIO(sandbox.answer(Frame(task, (faced(),)), lettering)))
    picture = made.parts[0]
    again = {"task": "seen-again", **told}
    seen = frames.read(BytesIO(sandbox.answer(Frame(again, (faced(), picture)), lettering)))

    for content in (*made.parts, *seen.parts):
        assert (red_in(content) > 0) is (rectangles == ())


def test_a_covered_photo_is_known_by_what_it_shows_beneath(lettering):
    def views(*rectangles):
        told = {"covers": [asdict(each) for each in rectangles], "public_caption": CAPTION}
        task = {"task": "picture", "caption": CAPTION, **told}
        made = frames.read(BytesIO(sandbox.answer(Frame(task, (faced(),)), lettering)))
        return {each["view"]: each["hash"] for each in made.header["fingerprints"]}

    bare, covered = views(), views(FACE)

    assert bare.pop("shown") != covered.pop("shown")
    assert bare == covered
