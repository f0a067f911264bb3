"""Spans of days and deadlines, as departments write them."""

from dataclasses import replace

import pytest

from services.intake.sheets.periods import read_day, read_deadline
from tests.unit.intake.sheets.city import CALENDAR
from tests.unit.intake.sheets.rows import HEAD, entries, fields


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("9.1-9.3", "2023-09-01", "2023-09-03"),
        ("2023.9.1—2023.9.3", "2023-09-01", "2023-09-03"),
        ("2023.09.01-09.03", "2023-09-01", "2023-09-03"),
        ("9月1日至9月5日", "2023-09-01", "2023-09-05"),
        ("2023年9月1-15日", "2023-09-01", "2023-09-15"),
        ("２０２３／９／１～２０２３／９／５", "2023-09-01", "2023-09-05"),
    ],
)
def test_a_span_was_found_on_its_first_day_and_is_due_on_its_last(written, first, last):
    assert read_day(written, CALENDAR).value.text == first
    assert read_deadline(written, CALENDAR).value.text == last


@pytest.mark.parametrize(
    ("written", "day"),
    [
        *(("9月30日前完成", "2023-09-30"), ("限9月10日前整改到位", "2023-09-10")),
        *(("2023年10月1日24时前", "2023-10-01"), ("2023.9.30日前", "2023-09-30")),
        *(("9月底前", "2023-09-30"), ("2023年9月", "2023-09-30"), ("2024年2月底", "2024-02-29")),
        *(("9月上旬", "2023-09-10"), ("2023年9月中旬前", "2023-09-20")),
        ("2023年底前", "2023-12-31"),
    ],
)
def test_a_deadline_is_the_last_day_it_names(written, day):
    assert read_deadline(written, CALENDAR).value.text == day


@pytest.mark.parametrize("written", ["9月底", "2023年9月", "9月上旬", "2023年底", "9.3-9.1"])
def test_what_was_found_in_a_month_was_found_on_no_day(written):
    assert read_day(written, CALENDAR) is None


@pytest.mark.parametrize(
    "written", ["长期坚持", "立行立改", "7个工作日", "2023.13.1", "10月-11月", 7]
)
def test_what_names_no_day_is_no_deadline(written):
    assert read_deadline(written, CALENDAR) is None


def test_what_was_due_without_a_year_is_due_after_it_was_found():
    (entry,) = entries([[*HEAD, "整改时限"], ["A1", "占道", "甲路1号", "2023.9.20", "12月31日"]])

    assert entry.text("due_at") == "2023-12-31"


def test_the_year_of_the_title_ends_before_what_was_found_in_december_is_due():
    assert read_deadline("1月10日", replace(CALENDAR, year=2022)).value.text == "2022-01-10"
    rows = [
        ["2022年台账"],
        [*HEAD, "整改时限"],
        ["A1", "占道", "甲路1号", "12月20日", "1月10日"],
    ]

    (entry,) = entries(rows, year=2022)

    assert (entry.text("found_at"), entry.text("due_at")) == ("2022-12-20", "2023-01-10")


def test_words_in_the_place_of_a_deadline_are_kept_beside_it():
    rows = [
        [*HEAD, "整改时限"],
        ["A1", "占道", "甲路1号", "2023-9-1", "立行立改"],
        ["A2", "垃圾", "乙路2号", "2023-9-1", "9月底前"],
        ["A3", "垃圾", "丙路3号", "2023-9-1", "2023-02-30"],
    ]

    words, month, wrong = entries(rows)

    assert fields(rows)["整改时限"] == "due_at"
    assert words.faults == ()
    assert ({name: each.value for name, each in words.extra.items()}) == {"整改时限": "立行立改"}
    assert month.text("due_at") == "2023-09-30"
    assert [each.code for each in wrong.faults] == ["unreadable-date"]


@pytest.mark.parametrize("month", ["2023年9月", "9月份", "9月上旬", "2023年9月底", "2023年"])
def test_a_month_in_the_place_of_a_day_is_kept_beside_it(month):
    days = [["B1", "占道", "丙路1号", "9.1"], ["B2", "占道", "丙路2号", "9月2日"]]
    rows = [HEAD, ["A1", "占道", "甲路1号", month], ["A2", "垃圾", "乙路2号", "9月31日"], *days]

    kept, wrong, *_ = entries(rows)

    assert fields(rows)["日期"] == "found_at"
    assert kept.faults == ()
    assert "found_at" not in kept.said
    assert {name: each.value for name, each in kept.extra.items()} == {"日期": month}
    assert [each.code for each in wrong.faults] == ["unreadable-date"]


@pytest.mark.parametrize("mark", ["/", "——", "-", "无", "暂无", "\\", "N/A"])
def test_a_cell_that_is_struck_out_is_an_empty_one(mark):
    head = [*HEAD, "整改时限", "责任单位", "经度", "纬度", "坐标"]
    good = ["A1", "占道", "甲路1号", "2023-9-1", "9.10", "住建局", 123.89, 41.85, "123.89,41.85"]

    _, struck = entries([head, good, ["A2", "垃圾", "乙路2号", *[mark] * 6]])

    assert struck.faults == ()
    assert set(struck.said) == {"number", "description", "address"}
