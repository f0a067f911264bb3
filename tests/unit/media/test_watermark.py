"""The words are readable and whole on every shape of picture, whatever the template."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from deploy.cities.city import read_city
from services.media import side_by_side, watermark
from services.media.captions import Caption, ComparisonCaption, Line
from services.media.layouts import LAYOUTS
from services.media.lettering import SIZES, Lettering, MissingGlyph
from services.media.pictures import encode
from services.media.templates import Style
from tests.unit.media import corpus

FUSHUN = Path(__file__).parents[3] / "deploy" / "cities" / "fushun"
LINK = "https://city.example/verify/ABCDEFGHJKLM"
CAPTION = Caption(
    "14:05",
    "2026年11月23日",
    "星期二",
    (
        Line("相机时间", "2026-11-03 10:00:12"),
        Line("地点", "辽宁省抚顺市望花区古城子街道西露天矿国家矿山公园东门北侧约二百米" * 3, True),
        Line("坐标", "东经 123.91234° 北纬 41.88123°", True),
        Line("单位", "抚顺市望花区古城子街道办事处综合行政执法队", True),
        Line("人员", "欧阳娜娜", True),
        Line("编号", "FSWH-2026-000123"),
        Line("类别", "暴露垃圾"),
    ),
    "ABCD-EFGH-JKLM",
    LINK,
)
STYLES = {layout: Style(layout, "抚顺市容整治巡查记录") for layout in LAYOUTS}
SHAPES = [
    (4032, 3024),
    (3024, 4032),
    (1280, 720),
    (320, 240),
    (240, 320),
    (320, 568),
    (1, 1),
    (4096, 2),
    (1920, 400),
    (200, 3000),
]
LOGO = Image.new("RGBA", (64, 32), "red")
every_layout = pytest.mark.parametrize("layout", LAYOUTS)
every_shape = pytest.mark.parametrize("shape", SHAPES)


@pytest.fixture(scope="module")
def lettering():
    return Lettering.load()


def in_layout(layout, **changed):
    return replace(CAPTION, style=STYLES[layout], **changed)


def pressed(text):
    return text.replace(" ", "").replace("　", "")


@every_layout
@every_shape
def test_no_word_is_lost_and_none_leaves_its_ground(shape, layout, lettering):
    width = max(shape[0], watermark.NARROWEST)
    caption = in_layout(layout)

    panel, _ = watermark.plan(caption, lettering, width=width, height=shape[1], logo=LOGO)

    # Labels stand between the rows of a fact that is wrapped.
    labels = {line.label for line in caption.lines}
    written = pressed("".join(word.text for word in panel.words if word.text not in labels))
    facts = (caption.time, caption.date, caption.weekday, caption.code, caption.style.title)
    for words in (*facts, *(line.text for line in caption.lines)):
        assert pressed(words) in written
    assert panel.width + 2 * panel.inset <= width
    for word in panel.words:
        font = lettering.faces[0].font(word.size)
        left, top, right, bottom = font.getbbox(word.text, anchor="ls")
        assert word.left + left >= 0
        assert word.left + right <= panel.width
        assert word.base + top >= 0
        assert word.base + bottom <= panel.height
    for left, top, right, bottom in filter(None, (panel.qr, panel.logo)):
        assert 0 <= left < right <= panel.width
        assert 0 <= top < bottom <= panel.height


@every_layout
@every_shape
def test_no_word_lies_on_another_or_on_the_code(shape, layout, lettering):
    width = max(shape[0], watermark.NARROWEST)

    panel, _ = watermark.plan(in_layout(layout), lettering, width=width, height=shape[1], logo=LOGO)

    taken = [box for box in (panel.qr, panel.logo) if box is not None]
    for word in panel.words:
        font = lettering.faces[0].font(word.size)
        left, top, right, bottom = font.getbbox(word.text, anchor="ls")
        taken.append((word.left + left, word.base + top, word.left + right, word.base + bottom))
    for number, one in enumerate(taken):
        for other in taken[number + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0]
            assert apart or one[3] <= other[1] or other[3] <= one[1]


@every_layout
@every_shape
def test_the_code_is_read_back_from_the_picture(shape, layout, lettering):
    marked = watermark.draw(Image.new("RGB", shape, "gray"), in_layout(layout), lettering, LOGO)

    shown = Image.open(BytesIO(encode(marked)))
    found = zxingcpp.read_barcodes(shown, formats=zxingcpp.BarcodeFormat.QRCode)

    assert [each.text for each in found] == [LINK]


@every_layout
def test_only_the_ground_of_the_words_changes(layout, lettering):
    photo = Image.open(BytesIO(corpus.encoded(corpus.noise(1600, 1200), quality=92))).convert("RGB")
    caption = in_layout(layout, lines=CAPTION.lines[2:])
    panel, fits = watermark.plan(caption, lettering, width=1600, height=1200)
    assert fits
    right, top = panel.inset + panel.width, 1200 - panel.inset - panel.height

    shown = Image.open(BytesIO(encode(watermark.draw(photo.copy(), caption, lettering))))

    # A JPEG's blocks reach sixteen pixels beyond the ground; elsewhere it is the photo again.
    plain = Image.open(BytesIO(encode(photo)))
    changed = ImageChops.difference(plain, shown).convert("L").point(lambda v: 255 if v > 8 else 0)
    left_of, top_of, right_of, _ = changed.getbbox()
    assert left_of >= panel.inset - 16
    assert top_of >= top - 16
    assert right_of <= right + 16
    ground = (panel.inset, top, right, 1200 - panel.inset)
    assert sum(changed.crop(ground).histogram()[255:]) > 0.5 * panel.width * panel.height


@every_layout
@pytest.mark.parametrize("shape", [(4032, 3024), (3024, 4032), (1280, 720)])
def test_ordinary_photos_keep_their_size(shape, layout, lettering):
    ordinary = in_layout(layout, lines=CAPTION.lines[2:])

    assert watermark.draw(Image.new("RGB", shape), ordinary, lettering).size == shape


def test_words_without_room_are_set_below_the_picture(lettering):
    marked = watermark.draw(Image.new("RGB", (1, 1), "white"), CAPTION, lettering)

    assert marked.width == watermark.NARROWEST
    assert marked.getpixel((watermark.NARROWEST // 2 - 1, 0)) == (255, 255, 255)


@every_layout
def test_letters_grow_with_the_picture(layout, lettering):
    small, _ = watermark.plan(in_layout(layout), lettering, width=640, height=480)
    large, _ = watermark.plan(in_layout(layout), lettering, width=4032, height=3024)

    assert max(word.size for word in large.words) > 3 * max(word.size for word in small.words)


def test_the_picture_shines_through_the_ground(lettering):
    marked = watermark.draw(Image.new("RGB", (1280, 720), "white"), CAPTION, lettering)

    assert marked.getpixel((1278, 718)) == (102, 102, 102)


def test_a_template_chooses_colours_and_logo(lettering):
    style = Style("card", "巡查", ink="#FFFFFF", accent="#00FF00", shade="#000080", opacity=90)
    marked = watermark.draw(
        Image.new("RGB", (1280, 960)), replace(CAPTION, style=style), lettering, LOGO
    )

    seen = {colour for _, colour in marked.getcolors(maxcolors=1 << 20)}
    assert {(0, 255, 0), (255, 0, 0), (0, 0, 115)} <= seen


def test_a_letter_no_font_has_is_an_error_and_not_a_box(lettering):
    with pytest.raises(MissingGlyph, match=r"U\+1F600"):
        lettering.width("😀", 20)


def test_what_no_font_has_is_spelled_out(lettering):
    assert lettering.spelled("欧阳😀娜\u200b\n路口") == "欧阳[U+1F600]娜 路口"


def test_every_chinese_character_of_the_city_and_of_the_basic_block_is_written(lettering):
    city = read_city(FUSHUN)
    named = "".join(each.name for each in (*city.organisations, *city.categories))
    basic = "".join(map(chr, range(0x4E00, 0x9FA6)))

    assert lettering.missing(named + basic) == ""


@pytest.mark.parametrize("rare", "𠮷㐂䶮髙﨑")
def test_rare_characters_of_names_come_from_a_sister_font(rare, lettering):
    blank, written = (Image.new("L", (60, 60)) for _ in range(2))

    lettering.write(watermark.ImageDraw.Draw(written), (5, 50), rare, 40, 255)

    assert written != blank
    unknown = Image.new("L", (60, 60))
    font = lettering.faces[0].font(40)
    watermark.ImageDraw.Draw(unknown).text((5, 50), "\U000fffff", 255, font, anchor="ls")
    assert written != unknown


@pytest.mark.parametrize("size", SIZES)
def test_no_row_is_longer_than_it_was_measured(size, lettering):
    for text in ("FSWH-2026-000123 14:05:59", "东经 123.91234° 北纬 41.88123°", "暴露垃圾（积存）"):
        assert lettering.faces[0].font(size).getlength(text) <= lettering.width(text, size)


def test_long_latin_words_are_cut_where_they_must(lettering):
    rows = lettering.rows("x" * 200, size=20, width=200)

    assert "".join(rows) == "x" * 200
    assert max(lettering.width(row, 20) for row in rows) <= 200


def test_no_row_begins_with_what_closes_or_ends_with_what_opens(lettering):
    text = "雷锋路（东段）与和平路，交叉口（北）。"

    for width in range(120, 400, 7):
        rows = lettering.rows(text, size=20, width=width)
        assert "".join(rows) == text
        assert not [row for row in rows if row[0] in "）。，" or row[-1] == "（"]


def test_a_comparison_shows_both_pictures_in_one_height(lettering):
    captions = ComparisonCaption("整改前　2026年11月3日", "整改后　2026年11月5日", "编号 FS-1")
    before, after = Image.new("RGB", (400, 300), "red"), Image.new("RGB", (300, 400), "blue")

    made = side_by_side.draw(before, after, captions, lettering)

    middle = made.height // 2
    assert made.getpixel((made.width // 4, middle)) == (255, 0, 0)
    assert made.getpixel((made.width * 3 // 4, middle)) == (0, 0, 255)
    header = made.crop((0, 0, made.width, side_by_side.BAND)).convert("L")
    assert header.getextrema()[0] < 60


def test_a_long_category_makes_a_comparison_higher_and_is_not_clipped(lettering):
    short, long = (
        side_by_side.draw(
            Image.new("RGB", (400, 300)),
            Image.new("RGB", (400, 300)),
            ComparisonCaption("整改前", "整改后", footer),
            lettering,
        )
        for footer in ("编号 FS-1", "编号 FS-1　" + "市政公用设施类" * 12)
    )

    assert long.height == short.height + side_by_side.STEP
    assert long.getpixel((4, long.height - 30)) == side_by_side.PAPER
