"""Which field a heading means, and which headings mean none."""

import pytest

from services.contracts.headings import is_other, meaning
from tests.unit.intake.sheets.rows import GOOD, HEAD, entries, fields


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        *(("整改后现场照片", "after_photo"), ("现场照片（整改后）", "after_photo")),
        *(("现场照片（整改前）", "before_photo"), ("整改前后对比照片", "before_photo")),
        *(("整改完成时间", "rectified_at"), ("计划整改完成日期", "due_at")),
        *(("责任单位联系人", "handler"), ("责任单位及责任人", "handler")),
        *(("责任单位（责任人）", "organisation"), ("整改措施及时限", "solution")),
        *(("街道联系电话", "phone"), ("来电人", "reporter"), ("三级分类", "category")),
        *(("县（区）", "district"), ("整改\n时限", "due_at"), ("责 任 单 位", "organisation")),
    ],
)
def test_a_heading_means_what_its_words_together_say(heading, field):
    assert meaning((heading,)).field == field


@pytest.mark.parametrize(
    "heading",
    [
        "配合单位",
        "计划开工时间",
        "督办单位",
        "问题数量",
        "是否超期",
        "是否重点问题",
        "反馈时间",
        "所属网格",
    ],
)
def test_some_headings_are_known_to_mean_no_field(heading):
    assert meaning((heading,)) is None
    assert is_other((heading,))


def test_what_was_done_and_how_far_it_is_are_two_columns():
    rows = [
        [*HEAD, "整改措施", "整改情况"],
        [*GOOD, "加大巡查力度", "已完成，长期坚持"],
        [*GOOD, "增加清运频次", "整改中，预计10月底完成"],
    ]

    assert (fields(rows)["整改措施"], fields(rows)["整改情况"]) == ("solution", "status")
    assert [each.value("status") for each in entries(rows)] == ["rectified", "under_way"]


def test_of_two_columns_of_categories_the_coarser_one_gives_the_majors():
    rows = [
        ["问题描述", "地点", "问题类别", "问题类型"],
        ["占道", "甲路1号", "市容环境", "暴露垃圾"],
        ["占道", "乙路1号", "市容环境", "非法小广告"],
    ]

    assert (fields(rows)["问题类别"], fields(rows)["问题类型"]) == ("major", "category")


def test_no_values_make_a_field_of_a_heading_that_means_none():
    rows = [
        ["问题描述", "配合单位", "是否超期", "数量", "是否公示"],
        ["占道经营", "新华街道、葛布街道", "否", 1, "√"],
        ["暴露垃圾", "葛布街道", "是", 1, "×"],
    ]

    assert set(fields(rows).values()) == {"description", "extra"}


def test_answers_and_ones_below_a_nameless_heading_are_no_status():
    rows = [["甲", *HEAD, "乙"], ["是", *GOOD, 1], ["否", *GOOD, 1], ["是", *GOOD, 1]]

    assert (fields(rows)["甲"], fields(rows)["乙"]) == ("extra", "extra")


def test_ticks_below_a_status_are_that_status_and_never_the_contrary():
    rows = [
        [*HEAD, "未整改", "已整改", "数量"],
        [*GOOD, None, "√", 1],
        [*GOOD, "√", None, 1],
    ]

    done, open_ = entries(rows)

    assert fields(rows)["未整改"] == "extra"
    assert (done.value("status"), open_.value("status")) == ("rectified", None)
    assert open_.extra["未整改"].value == "√"


def test_a_number_by_the_heading_no_is_no_answer():
    assert fields([["No.", *HEAD], [1, *GOOD]])["No."] == "serial"


def test_a_responsible_organisation_that_the_city_does_not_know_can_be_explained():
    rows = [[*HEAD, "责任单位"], [*GOOD, "甲乙丙公司"], [*GOOD, "丁戊公司"]]

    assert fields(rows)["责任单位"] == "organisation"
    assert list(entries(rows)[0].unknown) == [("organisation", "甲乙丙公司")]


def test_whoever_else_is_named_is_announced_as_little_as_the_first():
    rows = [[*HEAD, "责任人", "整改责任人"], [*GOOD, "王五", "赵六"], [*GOOD, "王五", "赵六"]]

    first, _ = entries(rows)

    assert (first.text("handler"), first.text("personal")) == ("王五", "整改责任人 赵六")
    assert first.extra == {}
