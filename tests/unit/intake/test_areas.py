"""Areas: what is read from GeoJSON, what is refused, and what is told of a change."""

from math import cos, pi, sin
from uuid import UUID

import pytest

from services.chassis.geography import Outline
from services.intake.domain.area import (
    FACT_LIMIT,
    Area,
    KnownArea,
    announce_areas,
    read_outline,
)
from services.intake.domain.refusals import BrokenOutline
from tests.unit.intake.builders import NOW

STREET, OTHER = UUID(int=20), UUID(int=21)
SQUARE = [[[123.9, 41.87], [123.91, 41.87], [123.91, 41.88], [123.9, 41.88], [123.9, 41.87]]]


def polygon(coordinates=SQUARE):
    return {"type": "Polygon", "coordinates": coordinates}


def an_area(id=STREET, coordinates=SQUARE):
    return Area(id, "站前街道", read_outline(polygon(coordinates), name="站前街道"))


def told(*found, known=()):
    return [fact for _, fact in announce_areas(found, known=known, at=NOW, by=None)]


def circle(corners):
    ring = [
        [
            123.9 + 0.05 * cos(2 * pi * n / corners) * (1 + 0.1 * sin(40 * pi * n / corners)),
            41.87 + 0.05 * sin(2 * pi * n / corners),
        ]
        for n in range(corners)
    ]
    return [[*ring, ring[0]]]


def test_an_outline_is_a_multipolygon_whatever_was_given():
    many = {"type": "MultiPolygon", "coordinates": [SQUARE]}

    assert read_outline(polygon(), name="x") == read_outline(many, name="x")
    assert len(read_outline(polygon(), name="x")) == 1


def test_heights_are_left_out():
    high = [[[*point, 80.0] for point in SQUARE[0]]]

    assert read_outline(polygon(high), name="x") == read_outline(polygon(), name="x")


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [123.9, 41.87]},
        polygon([]),
        polygon([[]]),
        polygon([[[123.9, 41.87], [123.91, 41.87]]]),
        polygon([[["x", 1], [2, 3], [4, 5], ["x", 1]]]),
        polygon([[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]),
        polygon([[[500000, 4600000], [500100, 4600000], [500100, 4600100], [500000, 4600000]]]),
        polygon("everywhere"),
        polygon([[[float("nan"), 0], [1, 0], [1, 1], [float("nan"), 0]]]),
    ],
    ids=str,
)
def test_what_is_no_outline_is_refused_by_name(geometry):
    with pytest.raises(BrokenOutline) as refused:
        read_outline(geometry, name="站前街道")
    assert "站前街道" in refused.value.sentence("zh")


def test_a_new_area_is_told_and_the_same_again_is_not():
    (fact,) = told(an_area())

    assert (fact.area_id, fact.name, fact.version) == (STREET, "站前街道", 1)
    assert told(an_area(), known=[KnownArea(an_area(), 1)]) == []


def test_a_change_raises_the_areas_own_version():
    other = [[[x, y + 0.001] for x, y in SQUARE[0]]]

    (fact,) = told(an_area(coordinates=other), known=[KnownArea(an_area(), 3)])

    assert fact.version == 4


def test_an_area_that_is_left_out_has_no_outline_any_more_and_that_is_told_once():
    (fact,) = told(known=[KnownArea(an_area(), 1)])
    gone = KnownArea(Area(STREET, "站前街道", ()), 2)

    assert (fact.area_id, fact.outline, fact.version) == (STREET, (), 2)
    assert told(known=[gone]) == []
    assert told(an_area(), an_area(OTHER), known=[gone])[0].version == 3


def test_an_outline_with_many_corners_is_simplified_until_it_fits():
    fine = an_area(coordinates=circle(20_000))

    (fact,) = told(fine)

    assert len(fact.model_dump_json()) <= FACT_LIMIT
    assert len(fact.outline[0][0]) > 500
    outline = Outline(fact.outline)
    assert outline.contains(123.9, 41.87)
    assert all(outline.distance(*corner) < 10 for corner in fine.outline[0][0][::50])


def test_many_tiny_parts_fit_too():
    islands = [
        [
            [
                [x * 0.001 + 120 + a, y * 0.001 + 40 + b]
                for a, b in ((0, 0), (9e-5, 0), (0, 9e-5), (0, 0))
            ]
        ]
        for x in range(60)
        for y in range(60)
    ]
    outline = read_outline({"type": "MultiPolygon", "coordinates": islands}, name="x")

    (fact,) = told(Area(STREET, "x", outline))

    assert len(fact.model_dump_json()) <= FACT_LIMIT
    assert len(fact.outline) >= 1
