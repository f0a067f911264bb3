"""Twelve departments' files, each understood as its department meant it."""

import pytest

from services.intake.sheets.dates import title_year
from services.intake.sheets.entries import Entry, Mapped
from services.intake.sheets.fields import EXTRA
from services.intake.sheets.layout import lay_out
from services.intake.sheets.mapping import propose
from services.intake.sheets.reading import read
from tests.unit.intake.sheets.city import TODAY, ZONE, Calendar, id_of, words
from tests.unit.intake.sheets.departments import PROBLEMS, departments

each_department = pytest.mark.parametrize("department", departments(), ids=lambda each: each.name)


def tables_of(department):
    workbook = read(department.content, name=department.file_name)
    return [table for sheet in workbook.sheets for table in lay_out(sheet).tables]


def vocabulary(table):
    return words(Calendar(ZONE, TODAY, title_year(table.title)))


def entries_of(department) -> list[Entry]:
    entries: list[Entry] = []
    for table in tables_of(department):
        known = vocabulary(table)
        choices = {each.column: each.choice for each in propose(table, known)}
        entries += Mapped(table, choices).entries(known)
    return entries


@each_department
def test_every_table_is_found_and_nothing_else_is_taken_for_data(department):
    tables = tables_of(department)

    assert len(tables) == department.tables
    assert sum(len(table.lines) for table in tables) == len(department.problems)


@each_department
def test_every_column_is_proposed_for_the_field_it_means(department):
    proposed = {
        each.name: each.choice.field
        for table in tables_of(department)
        for each in propose(table, vocabulary(table))
    }

    assert {name: field for name, field in proposed.items() if field != EXTRA} == department.fields
    assert {name for name, field in proposed.items() if field == EXTRA} == department.extra


@each_department
def test_every_row_tells_of_its_problem(department):
    entries = entries_of(department)

    for entry, at in zip(entries, department.problems, strict=True):
        problem = PROBLEMS[at]
        assert entry.faults == ()
        assert entry.text("description") == problem.what
        assert entry.text("address") == problem.where
        assert entry.day in (problem.day, None)
        if "street" in entry.said:
            assert entry.value("street") == str(id_of(problem.street))
        if entry.value("category"):
            assert entry.value("category") == problem.category
        if entry.point:
            assert entry.point == pytest.approx(problem.point, abs=0.001)
    if department.rows:
        assert [entry.row for entry in entries] == list(department.rows)


def by_name(name):
    return next(each for each in departments() if each.name == name)


def test_the_pictures_of_a_row_are_its_photos():
    first, second, third = entries_of(by_name("新抚区"))

    assert {name: len(found) for name, found in first.photos.items()} == {
        "before_photo": 1,
        "after_photo": 1,
    }
    assert set(second.photos) == {"before_photo"}
    assert third.photos == {}
    both, one = entries_of(by_name("业务四科"))
    assert (set(both.photos), set(one.photos)) == (
        {"before_photo", "after_photo"},
        {"before_photo"},
    )


def test_streets_come_from_headings_of_groups_and_from_sheets_names():
    grouped, named = entries_of(by_name("业务一科")), entries_of(by_name("业务二科"))

    assert [(each.said["street"].how, each.text("street")) for each in grouped] == [
        ("section", str(id_of("210411005"))),
        ("section", str(id_of("210411004"))),
    ]
    assert [each.said["street"].how for each in named] == ["sheet-name", "sheet-name"]


def test_people_are_told_apart_from_what_may_be_announced():
    entry, _ = entries_of(by_name("望花区"))

    assert (entry.text("handler"), entry.text("phone")) == ("王五", "13900001234")
    assert entry.extra == {}


def test_statuses_become_the_citys_words():
    found = {
        each.name: [entry.value("status") for entry in entries_of(each)]
        for each in departments()
        if "status" in each.fields.values()
    }

    assert found == {
        "顺城区": ["rectified"] * 3,
        "望花区": ["rectified", "under_way"],
        "东洲区": ["rectified"] * 2,
        "数字城管": ["closed"] * 2,
        "业务二科": ["rectified"] * 2,
        "业务三科": ["rectified", "rectified", None],
        "城管中心": ["closed"] * 2,
        "清原县": ["rectified"] * 3,
    }


def test_the_pair_as_it_was_given_and_its_system_are_kept():
    entry, _ = entries_of(by_name("数字城管"))

    point = entry.value("point")
    assert point["system"] == "bd09"
    assert point["given"] == pytest.approx([123.9237, 41.8869])
    assert entry.point == pytest.approx(PROBLEMS[0].point, abs=0.001)


def test_what_a_department_confirmed_before_goes_before_every_guess():
    (table,) = tables_of(by_name("东洲区"))
    guessed = {each.name: each for each in propose(table, vocabulary(table))}
    remembered = {"资金（万元）": guessed["类型"].choice.__class__("remark")}

    proposed = {
        each.name: each for each in propose(table, vocabulary(table), remembered=remembered)
    }

    assert guessed["资金（万元）"].choice.field == EXTRA
    assert proposed["资金（万元）"].choice.field == "remark"
    assert proposed["资金（万元）"].evidence == ("remembered",)
