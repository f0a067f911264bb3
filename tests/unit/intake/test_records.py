"""A record: what a row adds, tells anew and contradicts; and how an import is taken back."""

from datetime import UTC, datetime
from uuid import UUID

from services.intake.domain.record import Source, begin, compare, merge, without
from services.intake.sheets.entries import Entry, Said

A, B = UUID(int=1), UUID(int=2)
FIRST, SECOND, THIRD = (UUID(int=n) for n in (11, 12, 13))
AT = datetime(2023, 10, 1, tzinfo=UTC)


def entry(extra=None, photos=None, **values):
    said = {name: Said(value, str(value), "A") for name, value in values.items()}
    more = {name: Said(value, value, "Z") for name, value in (extra or {}).items()}
    return Entry("表", 2, said, more, photos or {})


def source(import_id=FIRST, organisation_id=A):
    return Source(import_id, organisation_id, "表", 2, AT)


ROW = entry(description="占道经营", status="open", found_at="2023-09-01", number="A1")
RECORD = begin(UUID(int=99), ROW, source())
OTHERS = source(SECOND, B)


def test_the_same_row_again_changes_nothing():
    assert not compare(RECORD, ROW, organisation_id=A).changes
    assert merge(RECORD, ROW, source(SECOND), winners={}) is RECORD


def test_another_department_that_says_the_same_is_named():
    record = merge(RECORD, ROW, OTHERS, winners={})

    assert record.organisation_ids == {A, B}
    assert record.cells == RECORD.cells


def test_blanks_are_filled_and_every_value_keeps_its_source():
    record = merge(RECORD, entry(address="新华大街1号", status="open"), OTHERS, winners={})

    assert record.text("address") == "新华大街1号"
    assert record.cells["address"][-1].source == OTHERS
    assert record.cells["status"][-1].source == source()


def test_a_department_may_tell_its_own_value_anew():
    found = compare(RECORD, entry(status="rectified"), organisation_id=A)
    record = merge(RECORD, entry(status="rectified"), source(SECOND), winners={})

    assert (found.newer, found.conflicts) == (("status",), ())
    assert [each.value for each in record.cells["status"]] == ["open", "rectified"]


def test_two_departments_may_contradict_each_other():
    (conflict,) = compare(RECORD, entry(status="closed"), organisation_id=B).conflicts

    assert (conflict.field, conflict.ours, conflict.theirs) == ("status", "open", "closed")
    ours = merge(RECORD, entry(status="closed"), OTHERS, winners={})
    theirs = merge(RECORD, entry(status="closed"), OTHERS, winners={"status": "theirs"})
    assert (ours.value("status"), theirs.value("status")) == ("open", "closed")
    assert {each.value for each in ours.cells["status"]} == {"open", "closed"}


def test_a_conflict_that_was_decided_is_not_asked_about_again():
    for winners in ({}, {"status": "theirs"}):
        decided = merge(RECORD, entry(status="closed"), OTHERS, winners=winners)

        assert compare(decided, entry(status="closed"), organisation_id=B).conflicts == ()
    assert compare(decided, entry(status="returned"), organisation_id=A).conflicts != ()


def test_a_day_and_an_instant_of_it_are_the_same():
    other = entry(found_at="2023-09-01T14:30:00+08:00")

    assert compare(RECORD, other, organisation_id=B).conflicts == ()
    assert compare(RECORD, entry(found_at="2023-09-02"), organisation_id=B).conflicts != ()


def test_numbers_people_and_other_words_contradict_nothing():
    other = entry(number="B7", handler="王五", description="门前占道经营")

    found = compare(RECORD, other, organisation_id=B)
    record = merge(RECORD, other, OTHERS, winners={})

    assert found.conflicts == ()
    assert [each.value for each in record.cells["number"]] == ["B7", "A1"]
    assert record.text("description") == "占道经营"


def test_a_text_nobody_knows_gives_way_to_a_known_one():
    unknown = Entry("表", 2, {"organisation": Said(None, "城建科", "C", 0.0, "unknown")})
    record = merge(RECORD, unknown, source(), winners={})

    known = merge(record, entry(organisation="id-1"), OTHERS, winners={})

    assert record.cells["organisation"][-1].raw == "城建科"
    assert known.value("organisation") == "id-1"
    assert compare(known, unknown, organisation_id=A).changes is False


def test_extra_columns_and_photos_are_kept_by_source():
    other = entry(extra={"资金": "3"}, photos={"before_photo": ("ab",)})
    record = merge(RECORD, other, OTHERS, winners={})

    assert record.extra["资金"][-1].value == "3"
    assert record.digests == {"ab"}
    assert merge(record, other, OTHERS, winners={}) is record


def test_an_import_is_taken_back_value_by_value():
    second = merge(
        RECORD, entry(status="closed", address="甲"), OTHERS, winners={"status": "theirs"}
    )
    third = merge(second, entry(status="returned"), source(THIRD, B), winners={})

    back = without(third, SECOND)

    assert back.value("status") == "returned"
    assert "address" not in back.cells
    assert without(second, SECOND) == RECORD
    assert without(without(third, THIRD), SECOND) == RECORD


def test_a_record_nobody_tells_of_any_more_is_removed():
    assert without(RECORD, FIRST).removed
    assert not without(RECORD, SECOND).removed
