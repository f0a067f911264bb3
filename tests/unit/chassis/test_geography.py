"""Distances, the search grid, outlines with edges and holes, and other datums."""

from math import cos, radians

import pytest

from services.chassis.geography import (
    METRES_PER_DEGREE,
    Outline,
    cell,
    cells_within,
    distance,
    from_bd09,
    from_gcj02,
    to_gcj02,
)

METRE = 1 / METRES_PER_DEGREE
"""Degrees of latitude."""


def square(west, south, east, north):
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


YARD = Outline(((square(0, 0, 4, 4), square(1, 1, 3, 3)), (square(10, 0, 11, 1),)))
"""A square with a square hole, and a second part."""


def test_the_distance_between_two_known_points():
    # Xinfu's to Shuncheng's seat, from the city's table: 2.5 km by any map.
    assert distance(123.89716, 41.85873, 123.91146, 41.87904) == pytest.approx(2551, abs=10)


@pytest.mark.parametrize("latitude", [0.0, 41.87, -41.87, 62.0, 80.0])
@pytest.mark.parametrize("metres", [5.0, 50.0, 400.0])
def test_the_cells_hold_everything_within_reach(latitude, metres):
    longitude, keys = 123.9001, set(cells_within(123.9001, latitude, metres))
    reach = metres * METRE
    for up in (-1, 0, 1):
        for right in (-1, 0, 1):
            there = longitude + right * reach / cos(radians(latitude)), latitude + up * reach
            assert cell(*there) in keys


def test_few_cells_are_asked_for():
    assert len(set(cells_within(123.9001, 41.87, 50))) <= 9


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        ((0.5, 0.5), True),
        ((2, 2), False),
        ((10.5, 0.5), True),
        ((5, 5), False),
        ((0, 2), True),
        ((4, 4), True),
        ((1, 2), True),
        ((3, 3), True),
        ((4.000001, 2), False),
        ((1.000001, 2), False),
    ],
    ids=str,
)
def test_a_point_is_in_an_outline_with_its_edges_and_without_its_holes(point, inside):
    assert YARD.contains(*point) is inside


def test_the_distance_to_an_outline_is_none_within_it():
    far = Outline(((square(123.9, 41.87, 123.91, 41.88),),))

    assert far.distance(123.905, 41.875) == 0
    assert far.distance(123.905, 41.87 - 500 * METRE) == pytest.approx(500, rel=0.01)
    assert far.distance(123.9 - 500 * METRE / cos(radians(41.87)), 41.875) == pytest.approx(
        500, rel=0.01
    )
    assert Outline(()).distance(0, 0) == float("inf")


def test_gcj02_agrees_with_a_published_pair():
    # eviltransform's own test: a point in Shanghai.
    longitude, latitude = to_gcj02(121.4737, 31.2304)

    assert distance(longitude, latitude, 121.4782216, 31.2284639) < 2


@pytest.mark.parametrize("here", [(123.9, 41.87), (116.39, 39.9), (87.6, 43.8), (110.3, 20.0)])
def test_the_shift_is_undone_within_a_millimetre(here):
    shifted = to_gcj02(*here)

    assert 200 < distance(*here, *shifted) < 900
    assert distance(*here, *from_gcj02(*shifted)) < 0.001


def test_outside_the_mainland_nothing_is_shifted():
    assert to_gcj02(2.35, 48.85) == (2.35, 48.85)
    assert from_gcj02(-70.0, -33.0) == (-70.0, -33.0)


def test_a_point_of_baidus_map_comes_back_to_wgs84():
    # Baidu's documented example: GCJ-02 (116.404, 39.915) is BD-09 (116.41036949, 39.92133699).
    back = from_bd09(116.41036949, 39.92133699)

    assert distance(*back, *from_gcj02(116.404, 39.915)) < 1
