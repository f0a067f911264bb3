"""What is read from a file, whatever it is called and however it was saved."""

import json
import zipfile
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.drawing.image import Image as Drawing
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from PIL import Image

from services.intake.sheets import limits
from services.intake.sheets.cells import DAMAGED, Merged, Picture, shown
from services.intake.sheets.packing import Request
from services.intake.sheets.reading import read
from services.intake.sheets.sandbox import answer
from services.intake.sheets.unreadable import (
    BrokenWorkbook,
    EncryptedWorkbook,
    FileTooLarge,
    NotASpreadsheet,
    NothingInFile,
    SwollenWorkbook,
    TooManyColumns,
    TooManyPictures,
    TooManyRows,
    UnknownEncoding,
)
from tests.unit.intake.sheets.city import WORDS
from tests.unit.intake.sheets.workbooks import (
    a_photo,
    member,
    rezipped,
    text,
    with_wps_pictures,
    xls,
    xlsx,
    xlsx_with_placed,
)

ROWS = [["编号", "问题描述"], ["XF-1", "占道经营"], ["XF-2", "暴露垃圾"]]
OLD_PHOTOS = Path(__file__).with_name("photos.xls").read_bytes()
"""Three sheets with pictures, one of them twice and of several records; written by LibreOffice."""
DAY = datetime(2023, 9, 1)  # noqa: DTZ001 - a sheet's local day


def rows_of(content: bytes, name: str = "台账"):
    return [list(row) for row in read(content, name=name).sheets[0].rows]


@pytest.mark.parametrize(
    "content",
    [
        xlsx(ROWS),
        xls(ROWS),
        text(ROWS),
        text(ROWS, encoding="utf-8-sig"),
        text(ROWS, encoding="gb18030"),
        text(ROWS, encoding="utf-16"),
        text(ROWS, delimiter="\t"),
        text(ROWS, delimiter=";", encoding="gb18030"),
        text(ROWS, delimiter="，", encoding="gb18030"),
    ],
    ids=["xlsx", "xls", "utf-8", "bom", "gb18030", "utf-16", "tsv", "semicolons", "wide"],
)
@pytest.mark.parametrize("name", ["台账.xlsx", "台账.et", "台账.csv"])
def test_a_file_is_read_by_its_bytes_and_not_by_its_name(content, name):
    assert rows_of(content, name) == ROWS


def test_dates_numbers_and_yes_or_no_stay_what_they_are():
    day, noon = DAY, datetime(2023, 9, 1, 12, 30)  # noqa: DTZ001 - a sheet's local time

    assert rows_of(xlsx([["a", day, noon, 45170, 1.5, True]])) == [
        ["a", day, noon, 45170, 1.5, True]
    ]
    assert rows_of(xls([["a", day, 45170, 1.5]])) == [["a", day, 45170, 1.5]]


def test_long_numbers_are_shown_by_their_digits():
    (((number, short),),) = [rows_of(xlsx([[210402199001011234, 1.5]]))]

    assert (shown(number), shown(short)) == ("210402199001011200", "1.5")


def test_a_text_table_may_guard_its_numbers_by_formulas():
    content = '编号,电话\n="0012","=""13900001234"""\n'.encode()

    assert rows_of(content) == [["编号", "电话"], ["0012", "13900001234"]]


def test_rows_and_columns_keep_their_places_where_a_sheet_begins_late():
    workbook = read(xlsx([[], [], [None, None, "编号"], [None, None, "1"]]), name="")

    assert workbook.sheets[0].rows == [[], [], [None, None, "编号"], [None, None, "1"]]


def test_every_sheet_is_read_and_merged_cells_are_known():
    workbook = read(xlsx({"一月": [["标题"], *ROWS], "二月": ROWS}, merged=["A1:B1"]), name="")

    assert [sheet.name for sheet in workbook.sheets] == ["一月", "二月"]
    assert workbook.sheets[0].merged == (Merged(0, 0, 0, 1),)


def test_merged_cells_of_an_old_workbook_are_known_too():
    workbook = read(xls([["标题"], ["编号", "描述"]], merged=[(0, 0, 0, 1)]), name="")

    assert workbook.sheets[0].merged == (Merged(0, 0, 0, 1),)


def test_a_formula_is_never_evaluated():
    def with_a_formula(book):
        book.worksheets[0]["A4"] = "=1+1"
        book.worksheets[0]["B4"] = '=HYPERLINK("http://127.0.0.1/","x")'

    assert rows_of(xlsx(ROWS, finish=with_a_formula)) == ROWS


def test_a_macro_workbook_is_read_without_its_macros():
    content = rezipped(xlsx(ROWS), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub Auto_Open"})

    assert rows_of(content, "台账.xlsm") == ROWS


def test_photos_drawn_over_a_cell_are_found_there():
    before, after = a_photo("red"), a_photo("green")
    content = xlsx([*ROWS, ["XF-3", "x"]], photos={"C2": before, "D2": after, "C3": before})

    workbook = read(content, name="")

    red, green = (sha256(each).hexdigest() for each in (before, after))
    assert sorted(workbook.sheets[0].pictures, key=lambda p: (p.row, p.column)) == [
        Picture(1, 2, red),
        Picture(1, 3, green),
        Picture(2, 2, red),
    ]
    assert workbook.pictures == {red: before, green: after}


@pytest.mark.parametrize(
    ("slipped", "at"),
    [((0.0, 0.0), (1, 2)), ((0.5, 0.5), (1, 2)), ((0.9, 0.0), (2, 2)), ((0.9, 0.95), (2, 3))],
)
def test_a_photo_that_slipped_over_the_edge_of_a_cell_belongs_to_the_next(slipped, at):
    def lay(book):
        sheet = book.active
        sheet.row_dimensions[2].height, sheet.column_dimensions["C"].width = 80, 20
        down, right = slipped[0] * 80 * 12_700, slipped[1] * (20 * 7 + 5) * 9_525
        photo = Drawing(BytesIO(a_photo()))
        photo.anchor = TwoCellAnchor(
            _from=AnchorMarker(col=2, colOff=int(right), row=1, rowOff=int(down)),
            to=AnchorMarker(col=3, colOff=300_000, row=2, rowOff=700_000),
        )
        sheet.add_image(photo)

    (picture,) = read(xlsx(ROWS, finish=lay), name="").sheets[0].pictures

    assert (picture.row, picture.column) == at


def test_photos_that_wps_puts_into_cells_are_found():
    rows = [["编号", "整改前"], ["XF-1", '=_xlfn.DISPIMG("ID_A1",1)']]
    content = with_wps_pictures(xlsx(rows), {"ID_A1": a_photo("blue")})

    workbook = read(content, name="")

    assert workbook.sheets[0].pictures == (Picture(1, 1, sha256(a_photo("blue")).hexdigest()),)


def test_photos_that_excel_placed_in_cells_are_found():
    before, after = a_photo("blue"), a_photo("red")
    content = xlsx_with_placed([["XF-1", before, after], ["XF-2", before, 3]])

    workbook = read(content, name="")

    blue, red = (sha256(each).hexdigest() for each in (before, after))
    assert workbook.sheets[0].rows == [["XF-1"], ["XF-2", None, 3]]
    assert workbook.sheets[0].pictures == (
        Picture(0, 1, blue),
        Picture(0, 2, red),
        Picture(1, 1, blue),
    )
    assert workbook.pictures == {blue: before, red: after}


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("xl/metadata.xml", {b'v="0"': b'v="7"'}),
        ("xl/metadata.xml", {b'name="XLRICHVALUE" min': b'name="XLDAPR" min'}),
        ("xl/richData/rdrichvalue.xml", {b"<v>0</v>": b"<v>-1</v>"}),
        ("xl/richData/rdrichvaluestructure.xml", {b"LocalImage": b"Other"}),
        ("xl/richData/richValueRel.xml", {b"rId1": b"rId9"}),
    ],
)
def test_a_cells_value_that_leads_to_no_photo_is_none(part, wrong):
    content = xlsx_with_placed([["XF-1", a_photo("blue")]])
    changed = member(content, part)
    for old, new in wrong.items():
        assert old in changed
        changed = changed.replace(old, new)

    workbook = read(rezipped(content, {part: changed}), name="")

    assert workbook.sheets[0].pictures == ()


def test_photos_of_an_old_workbook_are_found():
    workbook = read(OLD_PHOTOS, name="台账.xls")

    placed = {sheet.name: sheet.pictures for sheet in workbook.sheets}
    cells = {name: [(each.row, each.column) for each in some] for name, some in placed.items()}
    assert cells == {"台账": [(1, 3), (1, 4), (3, 3)], "空": [], "二期": [(1, 2)]}
    before, after, again = (each.sha256 for each in placed["台账"])
    assert again == before
    sizes = {digest: Image.open(BytesIO(each)).size for digest, each in workbook.pictures.items()}
    assert sizes == {before: (120, 90), after: (24, 16), placed["二期"][0].sha256: (24, 16)}


@pytest.mark.parametrize("beginning", [b"", b" \r\n", b"\xef\xbb\xbf"], ids=repr)
def test_an_empty_file_is_named_as_one(beginning):
    with pytest.raises(NothingInFile):
        read(beginning, name="空.csv")


def test_a_workbook_without_a_filled_cell_is_empty():
    with pytest.raises(NothingInFile):
        read(xlsx([]), name="空.xlsx")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_workbook_is_broken(share):
    content = xlsx(ROWS)

    with pytest.raises(BrokenWorkbook):
        read(content[: int(len(content) * share)], name="台账.xlsx")


def test_a_truncated_old_workbook_is_broken():
    content = xls(ROWS * 200)

    with pytest.raises((BrokenWorkbook, NotASpreadsheet)):
        read(content[:3000], name="台账.xls")


def test_a_workbook_whose_xml_is_cut_is_broken():
    content = rezipped(xlsx(ROWS), {"xl/workbook.xml": b"<workbook><sheets>"})

    with pytest.raises(BrokenWorkbook):
        read(content, name="台账.xlsx")


def test_an_encrypted_workbook_asks_for_one_without_a_password():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    encrypted = ole + "EncryptedPackage".encode("utf-16-le")

    with pytest.raises(EncryptedWorkbook):
        read(encrypted, name="台账.xlsx")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (a_photo(), "JPEG"),
        (b"<html><body>1</body></html>", "HTML/XML"),
        (b"\xd0\xcf\x11\xe0" + bytes(900), "OLE"),
        (b"some\x00binary\x00thing", "?"),
    ],
    ids=["pdf", "photo", "html", "ole", "binary"],
)
def test_what_is_no_spreadsheet_is_told_by_what_it_is(content, found):
    with pytest.raises(NotASpreadsheet) as refused:
        read(content, name="台账.xls")

    assert refused.value.facts == {"found": found}


def test_a_zip_that_is_no_workbook_is_told():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")

    with pytest.raises(NotASpreadsheet):
        read(file.getvalue(), name="报告.docx")


def test_a_bomb_is_not_unpacked():
    bomb = rezipped(xlsx(ROWS), {"xl/media/big.bin": bytes(150_000_000)})

    assert len(bomb) < 200_000
    with pytest.raises(SwollenWorkbook):
        read(bomb, name="台账.xlsx")


def test_a_member_that_holds_more_than_it_declares_is_refused():
    # Stored without packing, so that the lie about its size is the only thing wrong.
    file = BytesIO(xlsx(ROWS))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/extra.bin", b"A" * 5000, zipfile.ZIP_DEFLATED)
    content = bytearray(file.getvalue())
    central = content.rindex(b"PK\x01\x02")
    content[central + 24 : central + 28] = (100).to_bytes(4, "little")

    with pytest.raises(BrokenWorkbook):
        read(bytes(content), name="台账.xlsx")


def test_entities_are_refused_and_never_expanded():
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    content = xlsx(ROWS)
    declared = member(content, "xl/workbook.xml")

    with pytest.raises(BrokenWorkbook):
        read(rezipped(content, {"xl/workbook.xml": laughs + declared}), name="台账.xlsx")


def test_members_that_lie_outside_are_refused():
    with pytest.raises(BrokenWorkbook):
        read(rezipped(xlsx(ROWS), {"../../etc/passwd": b"x"}), name="台账.xlsx")


def test_a_member_behind_another_of_its_name_is_not_read_unseen():
    sheet = "xl/worksheets/sheet1.xml"
    content = rezipped(xlsx(ROWS), {f"/{sheet}": member(xlsx(ROWS), sheet)})

    with pytest.raises(BrokenWorkbook):
        read(content, name="台账.xlsx")


def test_too_many_columns_are_named_with_their_sheet():
    wide = [[str(n) for n in range(limits.COLUMNS + 1)]]

    for content in (xlsx(wide), xls(wide)):
        with pytest.raises(TooManyColumns):
            read(content, name="台账")


@pytest.mark.parametrize(("at", "refusal"), [("XFD1", TooManyColumns), ("A1048576", TooManyRows)])
def test_one_far_cell_does_not_fill_the_memory(at, refusal):
    def far(book):
        book.worksheets[0][at] = "x"

    with pytest.raises(refusal):
        read(xlsx(ROWS, finish=far), name="台账.xlsx")


def test_rows_that_are_only_formatted_count_for_nothing():
    filler = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(4, 20_000))
    content = xlsx(ROWS)
    sheet = member(content, "xl/worksheets/sheet1.xml")
    padded = sheet.replace(b"</sheetData>", filler.encode() + b"</sheetData>")

    assert rows_of(rezipped(content, {"xl/worksheets/sheet1.xml": padded})) == ROWS


@pytest.mark.parametrize("limit", ["PICTURES", "PICTURE_BYTES"])
def test_more_pictures_than_allowed_are_refused(monkeypatch, limit):
    content = xlsx(ROWS, photos={"A2": a_photo("red"), "B2": a_photo("blue")})
    monkeypatch.setattr(limits, limit, 2)
    if limit == "PICTURES":
        assert len(read(content, name="台账").pictures) == 2
        monkeypatch.setattr(limits, limit, 1)

    with pytest.raises(TooManyPictures):
        read(content, name="台账")


def test_more_rows_than_allowed_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "LINES", 2)

    for content in (xlsx(ROWS), xls(ROWS), text(ROWS)):
        with pytest.raises(TooManyRows):
            read(content, name="台账")


def test_a_file_above_the_limit_is_not_looked_into():
    with pytest.raises(FileTooLarge):
        read(bytes(limits.FILE + 1), name="台账.csv")


def test_some_broken_bytes_are_marked_and_the_rest_is_read():
    good = text(
        [["编号", "描述"], *[[f"XF-{n}", "占道经营一处"] for n in range(50)]], encoding="gb18030"
    )
    broken = good.replace("XF-7,占".encode("gb18030"), b"XF-7,\xff\xff")

    rows = rows_of(broken)

    assert [row for row in rows if any(DAMAGED in (cell or "") for cell in row)] == [rows[8]]
    assert rows[9] == ["XF-8", "占道经营一处"]


def test_a_text_that_no_encoding_explains_is_refused():
    with pytest.raises(UnknownEncoding):
        read(bytes(range(0x80, 0xFF)) * 20 + b"\xff", name="台账.csv")


def test_characters_that_no_database_takes_are_left_out():
    assert rows_of(text([["编\x01号", "描\x00述"]], encoding="utf-16")) == [["编号", "描述"]]
    assert rows_of(xls([["编\x00号", "a\x0bb"]])) == [["编号", "ab"]]


def test_what_was_masked_against_formulas_is_itself_again():
    assert rows_of(xlsx([["'=1+1", "'86", "-5"]])) == [["=1+1", "'86", "-5"]]


WHOLE = {
    "xlsx": xlsx([["标题"], *ROWS, [DAY, 1.5, True]], merged=["A1:B1"], photos={"C2": a_photo()}),
    "xls": xls([*ROWS, [DAY, 1.5]]),
    "xls with photos": OLD_PHOTOS,
    "text": text(ROWS, encoding="gb18030"),
}


@settings(max_examples=150, derandomize=True)
@given(
    kind=st.sampled_from(sorted(WHOLE)),
    harm=st.lists(st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=8)), max_size=5),
    kept=st.floats(0.2, 1),
)
def test_a_harmed_file_is_read_or_refused_and_nothing_else(kind, harm, kept):
    content = bytearray(WHOLE[kind])
    for share, other in harm:
        at = int(share * len(content))
        content[at : at + len(other)] = other
    harmed = bytes(content[: int(kept * len(content))])

    (frame,) = answer(Request("x", WORDS, {}), harmed)

    told = json.loads(frame)
    assert set(told) in ({"survey"}, {"refused", "facts"})
