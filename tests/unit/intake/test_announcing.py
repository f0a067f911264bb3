"""What is announced of a record always fits the bus, and never tells of people."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from services.chassis.envelope import encode
from services.contracts.intake import RecordImported, RecordRemoved
from services.intake.domain.record import Source, begin, merge, without
from services.intake.imports.announcing import announce
from services.intake.sheets.entries import Entry, Said

AT = datetime(2023, 10, 1, tzinfo=UTC)
POINT = {"longitude": 123.9, "latitude": 41.8, "given": [123.91, 41.81], "system": "gcj02"}


def source(number):
    return Source(UUID(int=number), UUID(int=100 + number), "表", number, AT)


def entry(length, number=0, **said):
    values = {"description": "字" * length + str(number), "point": POINT, **said}
    told = {
        name: Said(value, f"{number}{value}"[: length + 9], "A") for name, value in values.items()
    }
    extra = {f"列{n} {number}": Said("字" * length, "字" * length, "Z") for n in range(3)}
    return Entry("表", 2, told, extra)


def record(length, departments):
    found = begin(uuid4(), entry(length), source(1))
    for number in range(2, departments + 1):
        found = merge(found, entry(length, number), source(number), winners={})
    return found


@pytest.mark.parametrize("length", [10, 300, 4000])
@pytest.mark.parametrize("departments", [1, 12])
def test_whatever_departments_tell_fits_the_bus(length, departments):
    fact = announce(record(length, departments), at=AT, by=None)

    assert isinstance(fact, RecordImported)
    assert encode(fact, uuid4(), traceparent=None)
    assert len(fact.sources) == departments


def test_a_record_that_is_told_anew_for_years_fits_the_bus():
    found = record(10, 1)
    for month in range(400):
        again = Source(UUID(int=1000 + month), UUID(int=101), "表", 2, AT)
        found = merge(found, entry(10, month + 20), again, winners={})

    fact = announce(found, at=AT, by=None)

    assert encode(fact, uuid4(), traceparent=None)
    assert fact.sources[-1].import_id == UUID(int=1399)
    assert all(each.holds.source < len(fact.sources) for each in fact.cells)


def test_a_small_record_is_told_whole():
    fact = announce(record(10, 2), at=AT, by=None)

    (description,) = [each for each in fact.cells if each.field == "description"]
    assert description.holds.value == "字" * 10 + "0"
    assert [each.value for each in description.former] == ["字" * 10 + "2"]
    assert (fact.given_point.longitude, fact.given_point.system) == (123.91, "gcj02")
    assert fact.place.longitude == 123.9


def test_people_are_not_told():
    known = begin(uuid4(), entry(5, handler="王五", reporter="赵六", phone="139"), source(1))

    told = announce(known, at=AT, by=None).model_dump_json()

    assert not any(each in told for each in ("王五", "赵六", "139"))


def test_a_record_that_nobody_tells_of_any_more_is_told_as_removed():
    gone = without(record(5, 1), UUID(int=1))

    assert isinstance(announce(gone, at=AT, by=None), RecordRemoved)
