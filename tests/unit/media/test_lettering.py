"""The fonts that write on pictures."""

from io import BytesIO

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from services.media.lettering import FONTS, Lettering


@pytest.fixture(scope="module")
def lettering() -> Lettering:
    return Lettering.load()


@pytest.mark.parametrize("number", range(len(FONTS)))
def test_a_face_knows_the_characters_that_its_font_has(lettering: Lettering, number: int) -> None:
    face = lettering.faces[number]

    with TTFont(BytesIO(face.content), lazy=True) as font:
        assert face.characters == set(font.getBestCmap())
