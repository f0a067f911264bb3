"""Whose area a point lies in, and which points can't be right."""

from uuid import UUID

import pytest

from services.chassis.geography import Outline, to_gcj02
from services.contracts.place import Place
from services.intake.judgement.location import Location, Territory, locate

DISTRICT, STREET, NEXT_STREET = UUID(int=1), UUID(int=2), UUID(int=3)


def square(west, south, east, north):
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


CITY = [
    Territory(DISTRICT, 2, Outline(((square(123.90, 41.85, 123.94, 41.87),),))),
    Territory(STREET, 3, Outline(((square(123.90, 41.85, 123.92, 41.87),),))),
    Territory(
        NEXT_STREET,
        3,
        Outline(
            (
                (
                    square(123.92, 41.85, 123.94, 41.87),
                    square(123.925, 41.855, 123.930, 41.860),
                ),
            )
        ),
    ),
]


def located(longitude, latitude, *, home=STREET, territories=CITY):
    place = Place(longitude=longitude, latitude=latitude)
    return locate(place, territories=territories, at_home={home})


def test_a_point_is_in_the_deepest_area_that_holds_it():
    assert located(123.91, 41.86) == Location(STREET)


def test_a_border_belongs_to_both_streets_and_is_always_told_the_same_way():
    assert located(123.92, 41.86) == Location(STREET)
    assert located(123.92, 41.86, home=NEXT_STREET) == Location(STREET)
    assert located(123.90, 41.85) == Location(STREET)


def test_a_hole_is_not_the_streets():
    assert located(123.9275, 41.8575, home=NEXT_STREET).area_id == DISTRICT


def test_a_worker_may_report_from_the_next_street():
    assert located(123.9380, 41.8690) == Location(NEXT_STREET)


def test_a_point_that_fits_only_when_shifted_back_is_said_to_be_gcj02():
    shifted = to_gcj02(123.919, 41.851)

    found = located(*shifted)

    assert found.doubts == ("position-gcj02",)
    assert found.area_id == NEXT_STREET


def test_a_shifted_point_outside_every_area_is_said_to_be_gcj02_too():
    shifted = to_gcj02(123.939, 41.869)

    assert located(*shifted, home=NEXT_STREET) == Location(None, ("position-gcj02",))


@pytest.mark.parametrize("point", [(0, 0), (0.5, -0.5)])
def test_a_device_without_a_fix_is_found_out(point):
    assert located(*point) == Location(None, ("position-zero",))
    assert located(*point, territories=[]) == Location(None, ("position-zero",))


def test_a_point_at_sea_is_nobodys():
    assert located(125.0, 35.0) == Location(None, ("position-outside",))


def test_without_outlines_or_a_position_nothing_is_doubted():
    assert located(123.91, 41.86, territories=[]) == Location()
    assert located(None, None) == Location()
