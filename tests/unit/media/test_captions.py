"""The words on a picture."""

from dataclasses import asdict, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from services.media.captions import Caption, Labels, Line, caption, comparison_caption, coordinates
from services.media.domain import Position
from services.media.templates import STANDARD, Style
from tests.unit.media.builders import NOON, a_photo

ZONE = ZoneInfo("Asia/Shanghai")
NAMED = Labels("FS-1", "暴露垃圾")


def words_on(photo, *, labels=NAMED, template=STANDARD):
    return caption(
        photo, labels=labels, template=template, zone=ZONE, address="https://city.example"
    )


def test_a_picture_says_when_where_who_what_and_how_to_check_it():
    assert words_on(a_photo()) == Caption(
        "12:00",
        "2026年11月3日",
        "星期二",
        (
            Line("地点", "雷锋路与和平路交叉口", plain=True),
            Line("坐标", "东经 123.91000° 北纬 41.88000°", plain=True),
            Line("单位", "古城子街道", plain=True),
            Line("人员", "张伟", plain=True),
            Line("编号", "FS-1"),
            Line("类别", "暴露垃圾"),
        ),
        "2345-6789-ABCD",
        "https://city.example/verify/23456789ABCD",
        Style(),
    )


def test_a_template_orders_the_facts_and_may_leave_some_out():
    template = replace(STANDARD, fields=("number", "place"), style=Style("card", "巡查"))

    words = words_on(a_photo(), template=template)

    assert [line.label for line in words.lines] == ["编号", "地点"]
    assert words.style == Style("card", "巡查")


def test_a_case_without_a_number_or_a_known_category_has_no_line_for_it():
    labels = {line.label for line in words_on(a_photo(), labels=Labels()).lines}

    assert not labels & {"编号", "类别"}


@pytest.mark.parametrize("sign", [-1, 1])
def test_clocks_that_differ_by_more_than_two_minutes_are_both_shown(sign):
    photo = a_photo(captured_at=NOON + sign * timedelta(minutes=2, seconds=1))

    words = words_on(photo, template=replace(STANDARD, fields=()))

    assert words.time == "12:00"
    (line,) = words.lines
    assert (line.label, line.text[:12]) == ("相机时间", "2026-11-03 1")


def test_clocks_that_agree_within_two_minutes_are_one():
    words = words_on(a_photo(captured_at=NOON - timedelta(minutes=2)))

    assert "相机时间" not in {line.label for line in words.lines}


def test_a_caption_survives_the_way_to_the_sandbox():
    words = words_on(a_photo())

    assert Caption.read(asdict(words)) == words


def test_places_south_and_west_are_told_as_such():
    assert coordinates(Position(-70.5, -33.25)) == "西经 70.50000° 南纬 33.25000°"


def test_a_comparison_tells_both_moments_the_number_and_the_category():
    words = comparison_caption(
        a_photo(), a_photo(received_at=NOON + timedelta(days=2)), labels=NAMED, zone=ZONE
    )

    assert (words.before, words.after) == (
        "整改前　2026年11月3日 12:00",
        "整改后　2026年11月5日 12:00",
    )
    assert words.footer == "编号 FS-1　暴露垃圾"
