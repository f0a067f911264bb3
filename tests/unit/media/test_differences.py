"""A copy's changes are told by their place, not by its compression."""

from PIL import ImageDraw

from services.media import differences
from tests.unit.media import copies


def test_a_saved_resized_brighter_copy_differs_nowhere():
    ours = copies.scene(5)

    for name in ("saved at quality 40", "half the size", "darker", "blurred"):
        found = differences.between(copies.CHANGES[name](ours), ours)
        assert (found["cells"], found["stretched"]) == ([], 0), name


def test_what_was_painted_over_is_found_where_it_is():
    ours = copies.scene(5)
    theirs = ours.copy()
    ImageDraw.Draw(theirs).rectangle((0, 450, 190, 599), fill=(20, 20, 200))

    found = differences.between(copies.saved(theirs, 80), ours)

    columns, rows = zip(*found["cells"], strict=True)
    assert (min(columns), max(columns), min(rows), max(rows)) == (0, 3, 9, 11)


def test_cutting_one_side_changes_the_shape():
    ours = copies.scene(5)

    assert differences.between(ours.crop((0, 0, 720, 600)), ours)["stretched"] == 0.1


def test_the_outline_runs_around_the_region_only():
    picture = copies.scene(5)

    drawn = differences.outlined(picture, [[0, 0], [1, 0]])

    assert drawn.getpixel((25, 0)) == differences.OUTLINE
    assert drawn.getpixel((50, 25)) == picture.getpixel((50, 25))
