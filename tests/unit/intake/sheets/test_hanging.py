"""Cells that hold for the rows below, too, and blank ones that mean nothing."""

from tests.unit.intake.sheets.city import id_of
from tests.unit.intake.sheets.rows import entries

HEAD = ["街道", "序号", "点位", "存在问题"]
XINHUA, GEBU = str(id_of("210411005")), str(id_of("210411003"))


def test_a_street_written_once_holds_for_the_rows_of_its_group():
    rows = [
        HEAD,
        ["新华街道", 1, "甲路1号", "占道"],
        [None, 2, "甲路2号", "垃圾"],
        ["葛布街道", 1, "乙路1号", "占道"],
        [None, 2, "乙路2号", "垃圾"],
    ]

    found = entries(rows)

    assert [each.text("street") for each in found] == [XINHUA, XINHUA, GEBU, GEBU]
    assert [each.said["street"].how for each in found] == ["exact", "above", "exact", "above"]
    assert found[1].said["street"].confidence < 0.9


def test_a_street_that_is_missing_here_and_there_is_not_guessed():
    scattered = ["新华街道", "新华街道", None, "葛布街道", None, None]
    rows = [HEAD, *([each, n, f"甲路{n}号", "占道"] for n, each in enumerate(scattered, start=1))]

    assert [each.text("street") for each in entries(rows)].count("") == 3


def test_further_problems_of_one_place_share_it():
    head = ["序号", "点位", "存在问题", "责任单位", "整改时限", "完成情况"]
    rows = [
        head,
        [1, "甲路1号", "占道经营", "新华街道", "2023.9.30", "是"],
        [None, None, "乱堆乱放", None, "2023.10.8", None],
        [2, "乙路2号", "垃圾", "葛布街道", "2023.9.30", "否"],
        [3, None, "小广告", None, None, None],
        [None, None, None, None, None, "是"],
    ]

    _, second, third, own_number, empty = entries(rows)

    assert (second.text("address"), second.text("organisation")) == ("甲路1号", XINHUA)
    assert (second.text("due_at"), second.text("status")) == ("2023-10-08", "")
    assert third.text("address") == "乙路2号"
    assert own_number.text("address") == ""
    assert [each.code for each in empty.faults] == ["nothing-described"]
