"""Dates, statuses, organisations, categories and coordinates, as departments write them."""

from datetime import datetime

import pytest

from services.chassis.geography import distance, to_gcj02
from services.intake.sheets.coordinates import named_system, read_pair, read_point
from services.intake.sheets.dates import Calendar, Moment, read_date, title_year
from services.intake.sheets.statuses import read_status
from tests.unit.intake.sheets.city import CALENDAR, TODAY, ZONE, a_tree, id_of, words

TREE = a_tree()
CATEGORIES = words().categories
LOCAL = datetime(2023, 9, 1, 14, 30)  # noqa: DTZ001 - a sheet's local time


@pytest.mark.parametrize(
    "written",
    [
        *(
            "2023.9.1",
            "2023-09-01",
            "2023/9/1",
            "2023年9月1日",
            "2023年9月1号",
            "20230901",
            "23.9.1",
        ),
        *(
            "２０２３．９．１",
            "2023 年 9 月 1 日",
            "2023年9月1日（星期五）",
            "二〇二三年九月一日",
            "9/1/2023",
        ),
        *("2023，9，1", "2023、9、1", "2023\n9.1", "2023年9月1日上午", "2023.9.1起"),
        *("45170", 45170, 20230901, datetime(2023, 9, 1), "2023. 9. 1", "2023.9.1前"),  # noqa: DTZ001
    ],
    ids=str,
)
def test_a_day_is_read_however_it_is_written(written):
    assert read_date(written, CALENDAR).value.text == "2023-09-01"


@pytest.mark.parametrize(
    "written",
    [
        *(
            "2023-09-01 14:30",
            "2023/9/1 14:30:00",
            "2023年9月1日14时30分",
            "2023年9月1日 下午2点30分",
        ),
        *(
            "2023-09-01T14:30:00+08:00",
            "2023-09-01T06:30:00Z",
            "20230901143000",
            "2023年9月1日下午2点半",
        ),
        *(LOCAL, 45170 + 14.5 / 24),
    ],
    ids=str,
)
def test_an_instant_is_one_of_the_citys_time_zone(written):
    found = read_date(written, CALENDAR).value

    assert found.text == "2023-09-01T14:30:00+08:00"
    assert Moment.read(found.text) == found


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("9月1日", "2023-09-01"),
        ("9.1", "2023-09-01"),
        ("9/30", "2023-09-30"),
        ("十二月三日", "2022-12-03"),
    ],
)
def test_a_day_without_a_year_is_the_last_such_day(written, day):
    found = read_date(written, CALENDAR)

    assert (found.value.text, found.how) == (day, "year-added")
    assert found.confidence < 1


def test_the_year_of_the_title_is_the_year_of_its_days():
    year = title_year("望花区2021年下半年市容整治台账")

    assert read_date("12月3日", Calendar(ZONE, TODAY, year)).value.text == "2021-12-03"


@pytest.mark.parametrize(
    "written",
    [
        *("待定", "长期", "7天", "2023年9月", "2023.13.1", "2023-02-30", "9.1-9.5", "1899-1-1", ""),
        None,
        7,
        True,
        1e9,
    ],
    ids=str,
)
def test_what_is_no_day_is_not_guessed(written):
    assert read_date(written, CALENDAR) is None


@pytest.mark.parametrize(
    ("written", "status"),
    [
        *(("已整改", "rectified"), ("完成", "rectified"), ("√", "rectified"), ("是", "rectified")),
        *(("100%", "rectified"), (1, "rectified"), (True, "rectified"), ("已整改。", "rectified")),
        *(("50%", "under_way"), (0.5, "under_way"), ("整改中", "under_way"), ("未整改", "open")),
        *(
            ("否", "open"),
            ("×", "open"),
            ("已销号", "closed"),
            ("办 结", "closed"),
            ("挂号", "deferred"),
        ),
        *(("退件", "returned"), ("不属实", "rejected"), ("目前正在整改", "under_way")),
        *(("未按时完成", "open"), ("未整改完成", "open"), ("还没整改完毕", "open")),
        *(("部分已整改", "under_way"), ("预计9月30日整改完成", "under_way")),
        *(("已完成80%", "under_way"), ("整改进度100%", "rectified")),
        *(("已整改，长期坚持", "rectified"), ("9月10日完成", "rectified")),
        *(("已整改未销号", "rectified"), ("通过验收", "closed"), ("逾期未整改", "open")),
    ],
    ids=str,
)
def test_a_status_is_one_of_seven_words(written, status):
    assert read_status(written).value == status


@pytest.mark.parametrize(
    "written", ["商户不配合，多次劝导无效果仍需继续跟进处理", "高", "", None, 7], ids=str
)
def test_a_text_that_is_no_status_is_none(written):
    assert read_status(written) is None


@pytest.mark.parametrize(
    ("written", "code", "how"),
    [
        ("新华街道", "210411005", "exact"),
        ("新华", "210411005", "short"),
        ("新华街", "210411005", "typo"),
        ("新华街道办事处", "210411005", "short"),
        ("将军堡街办", "210411004", "short"),
        ("抚顺市顺城区新华街道", "210411005", "path"),
        ("顺城区葛布", "210411003", "path"),
        ("永安台街到", "210402011", "typo"),
        ("东州街道", "210403002", "typo"),
        ("清原县", "210423", "short"),
        ("新抚老街办", "210402007", "alias"),
        ("住建局", "ZJJ", "short"),
        ("新华街道、葛布街道", "210411005", "first-of-several"),
        ("新华街道 葛布街道", "210411005", "first-of-several"),
        ("顺城区城管局", "210411", "part-of"),
        ("抚顺市望花区环卫处", "210404", "part-of"),
        ("新华街道新华社区", "210411005", "part-of"),
        ("住建局公用事业科", "ZJJ", "part-of"),
        ("210411005", "210411005", "exact"),
    ],
)
def test_an_organisation_is_found_on_the_tree(written, code, how):
    found = TREE.read(written)

    assert (found.value, found.how) == (id_of(code), how)
    assert (found.confidence >= 0.9) == (how in ("exact", "short", "path", "alias"))


def test_a_name_that_several_have_is_the_one_of_the_rows_district():
    # 新抚 is the district's name without its kind, and a street's.
    assert TREE.read("章党", within=id_of("210403")) is None
    assert TREE.read("章党镇", within=id_of("210403")).value == id_of("210403103")
    assert TREE.read("新抚街", within=id_of("210402")).value == id_of("210402007")


@pytest.mark.parametrize(
    "written", ["城建科", "某某公司", "张三", "新华公园管理处", "各街道", "", None], ids=str
)
def test_a_name_nobody_knows_is_not_guessed(written):
    assert TREE.read(written) is None


@pytest.mark.parametrize(
    ("written", "scheme", "code"),
    [
        ("暴露垃圾", None, "06010"),
        ("市容环境类", None, "06"),
        ("市容环境", None, "06"),
        ("市容环境-暴露垃圾", None, "06010"),
        ("06010", "GB/T 47678.5-2026", "06010"),
        ("6010", "GB/T 47678.5-2026", "06010"),
        ("0110", "GB/T 30428.2-2013", "06010"),
        (110, "GB/T 30428.2-2013", "06010"),
        ("0102", "CJ/T 214-2007", "06010"),
        ("CJ/T 214 0102", None, None),
        ("0102 暴露垃圾", None, "06010"),
        ("暴露垃圾（0102）", None, "06010"),
        ("暴露生活垃圾", None, "06010"),
        ("绿地脏乱差", None, "06017"),
    ],
    ids=str,
)
def test_a_category_is_the_citys(written, scheme, code):
    found = CATEGORIES.read(written, scheme=scheme)

    assert (found.value if found else None) == code


def test_a_code_means_nothing_without_its_scheme():
    in_two = [
        CATEGORIES.read("0110", scheme=scheme) for scheme in ("CJ/T 214-2007", "GB/T 30428.2-2013")
    ]

    assert in_two[0] is None or in_two[0].value != in_two[1].value
    assert CATEGORIES.read("0110") is None
    assert CATEGORIES.read(110) is None


def test_a_heading_names_its_scheme():
    assert CATEGORIES.scheme_named("小类代码（GB/T30428.2）") == "GB/T 30428.2-2013"
    assert CATEGORIES.scheme_named("CJ/T 214 代码") == "CJ/T 214-2007"
    assert CATEGORIES.scheme_named("小类代码") is None


@pytest.mark.parametrize(
    "written",
    [
        *("123.8972,41.8587", "123.8972 41.8587", "123.8972，41.8587", "41.8587,123.8972"),
        *("(123.8972, 41.8587)", "东经123.8972，北纬41.8587", "E123.8972 N41.8587"),
        *("123°53'49.92\" 41°51'31.32\"", "123°53′49.92″，41°51′31.32″"),
        *("东经123º53’49.92”，北纬41º51’31.32”", "123度53分49.92秒 41度51分31.32秒"),
        *("X:123.8972;Y:41.8587", "lng:123.8972,lat:41.8587", "POINT(123.8972 41.8587)"),
    ],
)
def test_a_point_is_read_however_it_is_written(written):
    found = read_point(written)

    assert (found.value.longitude, found.value.latitude) == pytest.approx((123.8972, 41.8587))
    assert found.value.system == ""
    assert found.confidence < 0.9


def test_other_systems_are_turned_into_wgs84_and_the_given_pair_is_kept():
    given = to_gcj02(123.8972, 41.8587)

    found = read_pair(*given, "gcj02").value

    assert (found.longitude, found.latitude) == pytest.approx((123.8972, 41.8587), abs=1e-6)
    assert (found.given, found.system) == (given, "gcj02")
    baidu = read_point("百度 123.9037,41.8647").value
    assert baidu.system == "bd09"
    assert 300 < distance(baidu.longitude, baidu.latitude, 123.9037, 41.8647) < 2000


@pytest.mark.parametrize(
    ("heading", "system"),
    [
        ("百度坐标", "bd09"),
        ("经度(GCJ-02)", "gcj02"),
        ("高德经纬度", "gcj02"),
        ("GPS", "wgs84"),
        ("经度", None),
    ],
)
def test_a_heading_names_its_system(heading, system):
    assert named_system(heading) == system


@pytest.mark.parametrize(
    "written", ["0,0", "123.9", "见附图", "500,600", "", None, "1,2,3"], ids=str
)
def test_what_is_no_point_of_the_mainland_is_none(written):
    assert read_point(written) is None
