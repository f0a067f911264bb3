"""What is no data is left out and named; what can't be read is named with its place."""

import pytest

from services.intake.sheets.cells import DAMAGED, Sheet
from services.intake.sheets.layout import lay_out
from services.intake.sheets.limits import ROWS
from services.intake.sheets.mapping import Choice
from services.intake.sheets.reading import read
from tests.unit.intake.sheets.city import id_of
from tests.unit.intake.sheets.departments import departments
from tests.unit.intake.sheets.rows import GOOD, HEAD, entries, fields
from tests.unit.intake.sheets.workbooks import a_photo, xlsx


def test_titles_totals_and_notes_are_named():
    shuncheng = next(each for each in departments() if each.name == "顺城区")
    (sheet,) = read(shuncheng.content, name="").sheets

    skipped = lay_out(sheet).skipped

    assert [(each.row + 1, each.kind) for each in skipped] == [
        (1, "title"),
        (2, "title"),
        (11, "total"),
        (12, "note"),
        (13, "note"),
    ]


def test_a_sheet_without_a_table_is_named():
    layout = lay_out(Sheet("说明", [["请如实填写"], ["每周五报送"]]))

    assert layout.tables == ()
    assert [(each.sheet, each.row, each.kind) for each in layout.skipped] == [
        ("说明", -1, "no-table")
    ]


def test_tables_side_by_side_are_two():
    rows = [
        [*HEAD[:3], None, *HEAD[:3]],
        [*GOOD[:3], None, "B1", "暴露垃圾", "葛布街2号"],
        [None, None, None, None, "B2", "道路破损", "葛布街3号"],
    ]

    first, second = lay_out(Sheet("表", rows)).tables

    assert [line.cells[0] for line in first.lines] == ["A1"]
    assert [line.cells[0] for line in second.lines] == ["B1", "B2"]


def test_tables_that_touch_are_told_apart_by_their_repeated_heads():
    head = ["序号", "点位", "存在问题"]
    rows = [[*head, *head], [1, "甲路1号", "占道", 3, "丙路3号", "垃圾"], [2, "乙路2号", "垃圾"]]

    first, second = lay_out(Sheet("表", rows)).tables

    assert [line.cells for line in first.lines] == [(1, "甲路1号", "占道"), (2, "乙路2号", "垃圾")]
    assert [line.cells for line in second.lines] == [(3, "丙路3号", "垃圾")]


def test_streets_merged_over_their_rows_hold_for_each():
    rows = [["街道", "问题", "地点"], ["新华街道", "占道", "甲路1号"], [None, "垃圾", "乙路2号"]]
    content = xlsx(rows, merged=["A2:A3"])
    (table,) = lay_out(read(content, name="").sheets[0]).tables

    assert [line.cells[0] for line in table.lines] == ["新华街道", "新华街道"]


def test_a_sheet_of_a_hundred_thousand_rows_has_one_table():
    rows = [HEAD, *([GOOD] * ROWS)]

    (table,) = lay_out(Sheet("表", rows)).tables

    assert len(table.lines) == ROWS


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (["A1", "占道", "某路", "待定"], "unreadable-date", "D"),
        (["A1", f"占{DAMAGED}经营", "某路", "2023-9-1"], "damaged-text", "B"),
        (["A1", "长" * 5000, "某路", "2023-9-1"], "value-too-long", "B"),
        (["A1", None, None, "2023-9-1"], "nothing-described", ""),
    ],
    ids=["date", "damaged", "long", "nothing"],
)
def test_a_row_that_cannot_be_read_says_where_and_why(row, code, column):
    good, bad = entries([HEAD, GOOD, row, GOOD, GOOD])[:2]

    assert good.faults == ()
    assert [(each.code, each.column) for each in bad.faults] == [(code, column)]
    assert (bad.sheet, bad.row) == ("表", 3)


def test_a_word_that_somebody_explained_is_known_from_then_on():
    rows = [[*HEAD, "责任单位"], [*GOOD, "城建科"], [*GOOD, "住建局"]]

    (unknown, known) = entries(rows)
    explained, _ = entries(rows, values={"organisation": {"城建科": str(id_of("ZJJ-01"))}})

    assert list(unknown.unknown) == [("organisation", "城建科")]
    assert unknown.faults == ()
    assert known.value("organisation") == str(id_of("ZJJ"))
    assert explained.said["organisation"].how == "explained"


def test_columns_nobody_knows_are_kept_and_those_left_out_are_not():
    rows = [[*HEAD, "资金", "资金", "内部"], [*GOOD, "3.5", "4", "x"], [*GOOD, "3", "5", "y"]]

    first, _ = entries(rows, choices={6: Choice("ignored")})

    assert {name: said.value for name, said in first.extra.items()} == {
        "资金": "3.5",
        "资金 2": "4",
    }


def test_a_description_that_begins_like_a_total_is_none():
    rows = [
        ["序号", *HEAD[1:]],
        [1, "共计五处占道经营", "甲路", "2023-9-1"],
        ["合 计", "5处", None, None],
    ]
    layout = lay_out(Sheet("表", rows))

    assert [line.cells[1] for line in layout.tables[0].lines] == ["共计五处占道经营"]
    assert [(each.row, each.kind) for each in layout.skipped] == [(2, "total")]


def test_what_every_printed_page_repeats_is_no_data():
    head, title = ["序号", "地点", "问题描述"], "9月问题整改台账"
    page = [[title], head, [1, "甲路1号", "占道"], ["第 1 页，共 2 页"]]
    layout = lay_out(Sheet("表", [*page, *page]))

    assert [line.row for line in layout.tables[0].lines] == [2, 6]
    assert [(each.row, each.kind) for each in layout.skipped] == [
        (0, "title"),
        (3, "note"),
        (4, "title"),
        (5, "header"),
        (7, "note"),
    ]


def test_headings_of_groups_need_no_merged_cells():
    head = ["序号", "地点", "问题描述"]
    rows = [
        head,
        ["葛布街道"],
        [1, "甲路1号", "占道"],
        ["（二）将军堡街道（共1处）"],
        [1, "乙路1号", "垃圾"],
        ["三、望花区（1处）"],
        [1, "丙路1号", "垃圾"],
        ["四、住建局"],
        [1, "丁路1号", "破损"],
    ]

    found = [
        {
            name: each.value(name)
            for name in ("street", "district", "organisation")
            if each.value(name)
        }
        for each in entries(rows)
    ]

    assert found == [
        {"street": str(id_of("210411003"))},
        {"street": str(id_of("210411004"))},
        {"district": str(id_of("210404"))},
        {"organisation": str(id_of("ZJJ"))},
    ]


def test_a_groups_name_beside_its_numeral_is_no_problem():
    head = ["序号", "点位", "存在问题", "责任单位"]
    rows = [
        head,
        ["一", "市容秩序（12项）"],
        [1, "甲路1号", "占道", "新华街道"],
        ["（二）", "环境卫生"],
    ]
    layout = lay_out(Sheet("表", rows))

    assert [(line.row, line.section) for line in layout.tables[0].lines] == [
        (2, "市容秩序（12项）")
    ]
    assert [each.kind for each in layout.skipped] == ["section", "section"]


def test_a_total_may_name_what_it_counts():
    rows = [["街道", "地点", "问题描述"], ["新华街道", "甲路1号", "占道"], ["新华街道小计", "1处"]]

    assert [each.kind for each in lay_out(Sheet("表", rows)).skipped] == ["total"]


@pytest.mark.parametrize(
    ("title", "street"),
    [
        ("新华街道9月份市容问题台账", "210411005"),
        ("新华街道、葛布街道问题台账", None),
        ("新华大街问题台账", None),
    ],
)
def test_the_one_street_that_a_title_names_is_its_rows_street(title, street):
    (entry,) = entries([[title], HEAD, GOOD])

    assert entry.value("street") == (str(id_of(street)) if street else None)


def test_headings_that_explain_how_to_fill_them_in_are_headings():
    head = [
        "序号",
        "问题点位（具体到门牌号、路段起止点，无门牌号的写明方位）",
        "问题描述（请详细描述存在的问题，不少于20字，一事一行）",
        "整改完成时限（格式：2023-09-01）",
    ]

    (entry,) = entries([head, [1, "甲路1号", "占道", "2023-09-10"]])

    assert (entry.text("address"), entry.text("due_at")) == ("甲路1号", "2023-09-10")


@pytest.mark.parametrize("rows_of_photos", [["D2", "D3"], ["D2", "D4"]])
def test_photos_below_one_another_belong_to_the_problem_that_spans_their_rows(rows_of_photos):
    rows = [
        ["序号", "地点", "问题描述", "照片"],
        [1, "甲路1号", "占道"],
        [],
        [],
        [2, "乙路1号", "垃圾"],
    ]
    photos = dict(zip(rows_of_photos, map(a_photo, ("red", "blue")), strict=True))
    content = xlsx(
        rows,
        merged=["A2:A4", "B2:B4", "C2:C4", "A5:A7", "B5:B7", "C5:C7"],
        photos={**photos, "D7": a_photo("green")},
    )

    (table,) = lay_out(read(content, name="").sheets[0]).tables

    photo = table.columns[3]
    assert [len(table.pictures_at(line, photo)) for line in table.lines] == [2, 1]


def test_a_column_without_a_heading_that_only_counts_is_a_serial():
    assert fields([["", *HEAD], [1, *GOOD], [2, *GOOD], [3, *GOOD]])["A列"] == "serial"


def test_rows_that_were_only_numbered_in_advance_are_blank():
    rows = [["序号", "地点", "问题描述"], [1, "甲路1号", "占道"], [2], ["3"], ["一、说明"]]
    layout = lay_out(Sheet("表", rows))

    assert [line.row for line in layout.tables[0].lines] == [1]
    assert [each.kind for each in layout.skipped] == ["section"]


def test_signatures_in_cells_of_their_own_are_a_note():
    rows = [
        ["序号", "地点", "问题描述", "整改后照片", "备注"],
        [1, "甲路1号", "占道", None, None],
        ["单位负责人：", "审核人：", "填表人：", "联系电话：", "填报日期："],
    ]
    layout = lay_out(Sheet("表", rows))

    assert [line.row for line in layout.tables[0].lines] == [1]
    assert [each.kind for each in layout.skipped] == ["note"]


def test_nothing_is_left_out_unseen():
    for each in departments():
        for sheet in read(each.content, name="").sheets:
            layout = lay_out(sheet)
            told = {each.row for each in layout.skipped}
            for table in layout.tables:
                told |= {*table.header_rows, *(line.row for line in table.lines)}
            filled = {at for at, row in enumerate(sheet.rows) if any(row)}
            assert filled <= told or told == {-1}
