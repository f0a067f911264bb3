"""A city's watermark templates can be used, each where it belongs."""

from dataclasses import replace

import pytest

from services.media.templates import (
    STANDARD,
    NoWatermarkFor,
    RepeatedWatermark,
    Style,
    UnreadableWatermark,
    contrast,
    require_sound,
)

REPORT = replace(STANDARD, code="report", uses=("report",))
OTHERS = replace(STANDARD, code="others", uses=("rectification", "recheck"))


def test_every_use_belongs_to_exactly_one_template():
    require_sound([REPORT, OTHERS])
    require_sound([STANDARD])

    for uses in ((), ("report", "rectification", "recheck")):
        with pytest.raises(NoWatermarkFor):
            require_sound([REPORT, replace(OTHERS, uses=uses)])


@pytest.mark.parametrize(
    "twice",
    [
        [REPORT, OTHERS, replace(OTHERS, uses=())],
        [REPORT, replace(OTHERS, fields=("place", "place"))],
        [REPORT, replace(OTHERS, uses=("recheck", "recheck"))],
    ],
)
def test_nothing_is_given_twice(twice):
    with pytest.raises(RepeatedWatermark):
        require_sound(twice)


@pytest.mark.parametrize("style", [Style(ink="#555555"), Style(accent="#222244")])
def test_letters_nobody_can_read_are_refused(style):
    with pytest.raises(UnreadableWatermark):
        require_sound([replace(STANDARD, style=style)])


def test_contrast_is_that_of_the_guidelines():
    assert contrast((255, 255, 255), (0, 0, 0)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
