"""Twelve departments' files about the same ten problems, each in the department's own way.

What each must be understood to say is written beside it by hand.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

from tests.unit.intake.sheets.workbooks import a_photo, text, with_wps_pictures, xls, xlsx


@dataclass(frozen=True)
class Problem:
    """A problem as the city would tell it; `street` and `district` are codes."""

    what: str
    where: str
    street: str
    street_name: str
    district_name: str
    category: str
    category_name: str
    day: date
    point: tuple[float, float]


def _problems() -> tuple[Problem, ...]:
    with Path(__file__).with_name("problems.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Problem(
                **{name: row[name] for name in row if name not in ("day", "longitude", "latitude")},
                day=date.fromisoformat(row["day"]),
                point=(float(row["longitude"]), float(row["latitude"])),
            )
            for row in csv.DictReader(file)
        )


PROBLEMS = _problems()


@dataclass(frozen=True)
class Department:
    """A file, and what must be understood of it: a field for every column that has one, the
    problem that each row tells of, and rows that are left out."""

    name: str
    file_name: str
    content: bytes
    fields: dict[str, str]
    problems: Sequence[int]
    tables: int = 1
    extra: frozenset[str] = frozenset()
    rows: Sequence[int] = field(default_factory=tuple)
    """The rows' numbers as people count them, where they matter."""


@cache
def departments() -> tuple[Department, ...]:
    return tuple(make() for make in MAKERS)


def shuncheng() -> Department:
    """A title over merged cells, a line of who filled it in, a total and signatures below."""
    rows = [
        ["顺城区2023年9月市容环境问题整治台账"],
        ["填报单位：顺城区", None, None, None, None, "填报日期：2023年9月30日"],
        [],
        [
            "序号",
            "案件编号",
            "发现时间",
            "所属街道",
            "问题描述",
            "具体位置",
            "问题类型",
            "是否整改",
        ],
    ]
    for n, at in enumerate((0, 1, 3), start=1):
        p = PROBLEMS[at]
        year, month, day = p.day.year, p.day.month, p.day.day
        written = f"{year}.{month}.{day}"
        street = p.street_name.removesuffix("街道")
        rows.append([n, f"SC-{n:03d}", written, street, p.what, p.where, p.category_name, "√"])
        rows.append([])
    rows += [
        ["合计", None, None, None, "3处"],
        ["填表人：张三", None, None, "审核人：李四"],
        ["注：本表每月30日前报送"],
    ]
    fields = {
        "序号": "serial",
        "案件编号": "number",
        "发现时间": "found_at",
        "所属街道": "street",
        "问题描述": "description",
        "具体位置": "address",
        "问题类型": "category",
        "是否整改": "status",
    }
    content = xlsx({"9月": rows}, merged=["A1:H1", "A2:E2", "F2:H2"])
    return Department("顺城区", "顺城.xlsx", content, fields, (0, 1, 3), rows=(5, 7, 9))


def xinfu() -> Department:
    """A header of two storeys with merged cells; streets merged over their rows; photos."""
    rows = [
        ["新抚区问题清单"],
        ["序号", "街道", "问题情况", None, None, "位置", None, None, "整改", None, "备注"],
        [None, None, "问题", "小类", "发现日期", "地址", "经度", "纬度", "整改前", "整改后", None],
    ]
    for n, at in enumerate((2, 6, 8), start=1):
        p = PROBLEMS[at]
        street = p.street_name if at != 8 else None
        east, north = p.point
        rows.append(
            [
                n,
                street,
                p.what,
                p.category_name,
                datetime.combine(p.day, time()),
                p.where,
                east,
                north,
                None,
                None,
                "重点",
            ]
        )
    rows[5][1] = "榆林街办"
    content = xlsx(
        {"清单": rows},
        merged=["A1:K1", "A2:A3", "B2:B3", "C2:E2", "F2:H2", "I2:J2", "K2:K3"],
        photos={"I4": a_photo("red"), "J4": a_photo("green"), "I5": a_photo("blue")},
    )
    fields = {
        "序号": "serial",
        "街道": "street",
        "问题情况/问题": "description",
        "问题情况/小类": "category",
        "问题情况/发现日期": "found_at",
        "位置/地址": "address",
        "位置/经度": "longitude",
        "位置/纬度": "latitude",
        "整改/整改前": "before_photo",
        "整改/整改后": "after_photo",
        "备注": "remark",
    }
    return Department("新抚区", "新抚.xlsx", content, fields, (2, 6, 8))


def wanghua() -> Department:
    """An old .xls with dates without a year and free statuses."""
    rows = [
        ["望花区2023年环境整治情况表"],
        [
            "编号",
            "排查时间",
            "属地",
            "存在问题",
            "点位",
            "整改情况",
            "整改时限",
            "责任人",
            "联系电话",
        ],
    ]
    for n, (at, status) in enumerate(((5, "已完成"), (7, "整改中")), start=1):
        p = PROBLEMS[at]
        month, day = p.day.month, p.day.day
        who = ("王五", "13900001234")
        due = f"{month}月{day + 7}日"
        rows.append(
            [f"WH{n}", f"{month}月{day}日", p.street_name, p.what, p.where, status, due, *who]
        )
    content = xls(rows, merged=[(0, 0, 0, 8)])
    fields = {
        "编号": "number",
        "排查时间": "found_at",
        "属地": "street",
        "存在问题": "description",
        "点位": "address",
        "整改情况": "status",
        "整改时限": "due_at",
        "责任人": "handler",
        "联系电话": "phone",
    }
    return Department("望花区", "望花.xls", content, fields, (5, 7))


def dongzhou() -> Department:
    """A GB18030 text with full-width headings, Excel serials, and a column nobody knows."""
    rows = [["日  期", "乡镇（街道）", "问题内容", "地 点", "类型", "进展", "资金（万元）"]]
    for at in (4, 9):
        p = PROBLEMS[at]
        serial = (p.day - date(1899, 12, 30)).days
        rows.append([serial, p.street_name, p.what, p.where, p.category_name, "100%", "3.5"])
    fields = {
        "日  期": "found_at",
        "乡镇（街道）": "street",
        "问题内容": "description",
        "地 点": "address",
        "类型": "category",
        "进展": "status",
    }
    return Department(
        "东洲区", "东洲.csv", text(rows, encoding="gb18030"), fields, (4, 9),
        extra=frozenset({"资金（万元）"}),
    )  # fmt: skip


def platform() -> Department:
    """The digital platform: task numbers, codes of GB/T 30428.2, Baidu's coordinates, instants."""
    rows = [
        [
            "任务号",
            "上报时间",
            "大类代码",
            "小类代码（GB/T 30428.2）",
            "问题描述",
            "地址描述",
            "X坐标（百度）",
            "Y坐标（百度）",
            "所属区",
            "案件状态",
        ]
    ]
    for n, (at, code) in enumerate(((0, "0406"), (1, "0110")), start=1):
        p = PROBLEMS[at]
        year, month, day = p.day.year, p.day.month, p.day.day
        stamp = f"{year}-{month:02d}-{day:02d} 14:30:00"
        east, north = p.point
        rows.append(
            [f"2023{n:08d}", stamp, "01", code, p.what, p.where, f"{east + 0.0125:.6f}",
             f"{north + 0.0078:.6f}", p.district_name, "已结案"]
        )  # fmt: skip
    fields = {
        "任务号": "source_id",
        "上报时间": "found_at",
        "大类代码": "major",
        "小类代码（GB/T 30428.2）": "category",
        "问题描述": "description",
        "地址描述": "address",
        "X坐标（百度）": "longitude",
        "Y坐标（百度）": "latitude",
        "所属区": "district",
        "案件状态": "status",
    }
    content = text(rows, encoding="utf-8-sig")
    return Department("数字城管", "导出.csv", content, fields, (0, 1))


def office_one() -> Department:
    """Groups below headings merged over the whole width instead of a street column."""
    rows: list[list[object]] = [
        ["问题", "位置", "时间", "处理结果"],
        ["一、新华街道"],
        [PROBLEMS[0].what, PROBLEMS[0].where, "2023年9月1日", "已通知商户收回桌椅并恢复路面"],
        ["二、将军堡街道"],
        [PROBLEMS[1].what, PROBLEMS[1].where, "2023年9月3日", "环卫部门当天已经清运完毕"],
    ]
    fields = {"问题": "description", "位置": "address", "时间": "found_at", "处理结果": "solution"}
    content = xlsx({"汇总": rows}, merged=["A2:D2", "A4:D4"])
    return Department("业务一科", "一科.xlsx", content, fields, (0, 1))


def office_two() -> Department:
    """One sheet per street, named for it, and a sheet that only explains."""
    sheets: dict[str, list[list[object]]] = {"填表说明": [["请各街道如实填写"], ["每周五报送"]]}
    for at in (2, 8):
        p = PROBLEMS[at]
        sheets[p.street_name] = [
            ["问题描述", "详细地址", "巡查日期", "完成情况"],
            [p.what, p.where, f"23/{p.day.month}/{p.day.day}", "是"],
        ]
    fields = {
        "问题描述": "description",
        "详细地址": "address",
        "巡查日期": "found_at",
        "完成情况": "status",
    }
    return Department("业务二科", "二科.xlsx", xlsx(sheets), fields, (2, 8), tables=2)


def office_three() -> Department:
    """Two tables below one another on one sheet, with a repeated header between."""
    head = ["编号", "问题描述", "地点", "整改状态"]
    rows: list[list[object]] = [
        ["表一 已整改问题"],
        head,
        ["A1", PROBLEMS[3].what, PROBLEMS[3].where, "已整改"],
        head,
        ["A2", PROBLEMS[4].what, PROBLEMS[4].where, "已整改"],
        [],
        ["表二 未整改问题"],
        ["编号", "存在问题", "点位", "未整改原因", "整改期限"],
        ["B1", PROBLEMS[5].what, PROBLEMS[5].where, "等待资金", "2023-12-31"],
    ]
    fields = {
        "编号": "number",
        "问题描述": "description",
        "地点": "address",
        "整改状态": "status",
        "存在问题": "description",
        "点位": "address",
        "整改期限": "due_at",
    }
    content = xlsx({"问题": rows}, merged=["A1:D1", "A7:E7"])
    extra = frozenset({"未整改原因"})
    return Department("业务三科", "三科.xlsx", content, fields, (3, 4, 5), tables=2, extra=extra)


def office_four() -> Department:
    """WPS's pictures in cells, Chinese numerals for dates, coordinates in one cell."""
    p, q = PROBLEMS[6], PROBLEMS[7]
    rows = [
        ["问题点位", "问题", "发现时间", "经纬度", "整改前照片", "整改后照片"],
        [
            p.where,
            p.what,
            "二〇二三年九月十一日",
            f"{p.point[0]},{p.point[1]}",
            '=DISPIMG("ID_1",1)',
            '=DISPIMG("ID_2",1)',
        ],
        [
            q.where,
            q.what,
            "二〇二三年九月十二日",
            f"{q.point[1]}，{q.point[0]}",
            '=DISPIMG("ID_3",1)',
            None,
        ],
    ]
    content = with_wps_pictures(
        xlsx(rows),
        {"ID_1": a_photo("blue"), "ID_2": a_photo("yellow"), "ID_3": a_photo("pink")},
    )
    fields = {
        "问题点位": "address",
        "问题": "description",
        "发现时间": "found_at",
        "经纬度": "point",
        "整改前照片": "before_photo",
        "整改后照片": "after_photo",
    }
    return Department("业务四科", "四科.et", content, fields, (6, 7))


def centre() -> Department:
    """A tab-separated text in UTF-16, as a spreadsheet program saves "Unicode text"."""
    rows = [["案卷号", "登记日期", "街镇", "诉求内容", "事发地点", "主办单位", "办结状态"]]
    for n, at in enumerate((9, 5), start=1):
        p = PROBLEMS[at]
        year, month, day = p.day.year, p.day.month, p.day.day
        rows.append(
            [
                f"CG{n}",
                f"{year}{month:02d}{day:02d}",
                p.street_name,
                p.what,
                p.where,
                "城管中心",
                "已办结",
            ]
        )
    fields = {
        "案卷号": "number",
        "登记日期": "found_at",
        "街镇": "street",
        "诉求内容": "description",
        "事发地点": "address",
        "主办单位": "organisation",
        "办结状态": "status",
    }
    content = text(rows, encoding="utf-16", delimiter="\t")
    return Department("城管中心", "城管中心.txt", content, fields, (9, 5))


def brigade() -> Department:
    """Two storeys without merged cells, as a text has them, and typing errors in streets."""
    rows = [
        ["序号", "问题信息", "", "", "责任", ""],
        ["", "问题描述", "地点", "日期", "责任单位", "责任人"],
        ["1", PROBLEMS[7].what, PROBLEMS[7].where, "2023-9-12", "光明街道办事处", "赵六"],
        ["2", PROBLEMS[4].what, PROBLEMS[4].where, "2023-9-8", "东州街道", "钱七"],
    ]
    fields = {
        "序号": "serial",
        "问题信息/问题描述": "description",
        "问题信息/地点": "address",
        "问题信息/日期": "found_at",
        "责任/责任单位": "organisation",
        "责任/责任人": "handler",
    }
    return Department("直属大队", "大队.csv", text(rows), fields, (7, 4))


def county() -> Department:
    """Headings that say little: fields are told by the values alone."""
    rows = [["甲", "乙", "丙", "丁", "戊"]]
    for at in (3, 6, 9):
        p = PROBLEMS[at]
        year, month, day = p.day.year, p.day.month, p.day.day
        rows.append([p.street_name, f"{year}/{month}/{day}", p.what, p.where, "已整改"])
    fields = {
        "甲": "street",
        "乙": "found_at",
        "丙": "description",
        "丁": "address",
        "戊": "status",
    }
    return Department("清原县", "清原.xlsx", xlsx(rows), fields, (3, 6, 9))


MAKERS = (
    shuncheng, xinfu, wanghua, dongzhou, platform, office_one, office_two, office_three,
    office_four, centre, brigade, county,
)  # fmt: skip
