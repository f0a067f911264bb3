"""The words on a picture."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from services.media.captions import Caption, caption, comparison_caption, coordinates
from services.media.domain import Position
from tests.unit.media.builders import NOON, a_photo

ZONE = ZoneInfo("Asia/Shanghai")


def test_a_picture_says_when_where_who_and_how_to_check_it():
    assert caption(a_photo(), number="FS-1", zone=ZONE) == Caption(
        "12:00",
        "2026年11月3日 星期二",
        (
            "雷锋路与和平路交叉口",
            "东经 123.91000° 北纬 41.88000°",
            "古城子街道 · 张伟",
            "编号 FS-1",
            "验证码 2345-6789-ABCD",
        ),
    )


def test_a_case_without_a_number_has_no_line_for_it():
    assert not [line for line in caption(a_photo(), number=None, zone=ZONE).lines if "编号" in line]


@pytest.mark.parametrize("sign", [-1, 1])
def test_clocks_that_differ_by_more_than_two_minutes_are_both_shown(sign):
    photo = a_photo(captured_at=NOON + sign * timedelta(minutes=2, seconds=1))

    words = caption(photo, number=None, zone=ZONE)

    assert words.time == "12:00"
    assert words.lines[0].startswith("相机时间 2026-11-03 1")


def test_clocks_that_agree_within_two_minutes_are_one():
    photo = a_photo(captured_at=NOON - timedelta(minutes=2))

    assert "相机时间" not in "".join(caption(photo, number=None, zone=ZONE).lines)


def test_places_south_and_west_are_told_as_such():
    assert coordinates(Position(-70.5, -33.25)) == "西经 70.50000° 南纬 33.25000°"


def test_a_comparison_tells_both_days_and_the_number():
    words = comparison_caption(
        a_photo(), a_photo(received_at=NOON + timedelta(days=2)), number="FS-1", zone=ZONE
    )

    assert (words.before, words.after) == ("整改前　2026年11月3日", "整改后　2026年11月5日")
    assert words.footer == "编号 FS-1"
