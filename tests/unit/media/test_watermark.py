"""The strip is readable and whole on every shape of picture."""

import pytest
from PIL import Image

from services.media import side_by_side, watermark
from services.media.captions import Caption, ComparisonCaption
from services.media.lettering import Lettering, MissingGlyph

PLACE = "辽宁省抚顺市望花区古城子街道西露天矿国家矿山公园东门北侧约二百米" * 3
CAPTION = Caption(
    "14:05",
    "2026年11月3日 星期二",
    (
        "相机时间 2026-11-03 10:00:12（上方为服务器时间）",
        PLACE[:100],
        "东经 123.91234° 北纬 41.88123°",
        "抚顺市望花区古城子街道办事处综合行政执法队 · 欧阳娜娜",
        "编号 FSWH-2026-000123",
        "验证码 ABCD-EFGH-JKLM",
    ),
)
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


@pytest.fixture(scope="module")
def lettering():
    return Lettering.load()


@pytest.mark.parametrize("shape", SHAPES)
def test_no_word_is_lost_or_clipped(shape, lettering):
    width = max(shape[0], watermark.NARROWEST)

    strip, _ = watermark.plan(CAPTION, lettering, width=width, height=shape[1])

    written = strip.time + strip.beside + "".join(strip.rows)
    for words in (CAPTION.time, CAPTION.date, *CAPTION.lines):
        assert words.replace(" ", "") in written.replace(" ", "").replace("　", "")
    for row in strip.rows:
        assert strip.margin + lettering.width(row, strip.size) <= width - strip.margin
    start = strip.margin + lettering.width(strip.time, strip.large) + strip.size
    assert start + lettering.width(strip.beside, strip.size) <= width - strip.margin


@pytest.mark.parametrize("shape", SHAPES)
def test_no_letter_touches_an_edge_of_the_strip(shape, lettering):
    marked = watermark.draw(Image.new("RGB", shape), CAPTION, lettering)

    bright = marked.convert("L").point(lambda value: 255 if value > 100 else 0)
    left, top, right, bottom = bright.getbbox()
    assert left > 0
    assert top > 0
    assert right < marked.width
    assert bottom < marked.height


@pytest.mark.parametrize("shape", [(4032, 3024), (3024, 4032), (1280, 720)])
def test_ordinary_photos_keep_their_size(shape, lettering):
    assert watermark.draw(Image.new("RGB", shape), CAPTION, lettering).size == shape


def test_a_strip_without_room_is_set_below_the_picture(lettering):
    marked = watermark.draw(Image.new("RGB", (1, 1), "white"), CAPTION, lettering)

    assert marked.width == watermark.NARROWEST
    assert marked.getpixel((watermark.NARROWEST // 2 - 1, 0)) == (255, 255, 255)


def test_letters_grow_with_the_picture(lettering):
    small, _ = watermark.plan(CAPTION, lettering, width=640, height=480)
    large, _ = watermark.plan(CAPTION, lettering, width=4032, height=3024)

    assert large.size > 3 * small.size


def test_the_picture_shines_through_the_strip(lettering):
    marked = watermark.draw(Image.new("RGB", (1280, 720), "white"), CAPTION, lettering)

    assert marked.getpixel((1270, 715)) == (102, 102, 102)


def test_a_letter_the_font_lacks_is_an_error_and_not_a_box(lettering):
    with pytest.raises(MissingGlyph, match=r"U\+20BB7"):
        lettering.width("𠮷", 20)


def test_what_the_font_lacks_is_spelled_out(lettering):
    assert lettering.spelled("欧阳𠮷娜\u200b\n路口") == "欧阳[U+20BB7]娜 路口"


def test_long_latin_words_are_cut_where_they_must(lettering):
    rows = lettering.rows("x" * 200, size=20, width=200)

    assert "".join(rows) == "x" * 200
    assert max(lettering.width(row, 20) for row in rows) <= 200


def test_a_comparison_shows_both_pictures_in_one_height(lettering):
    captions = ComparisonCaption("整改前　2026年11月3日", "整改后　2026年11月5日", "编号 FS-1")
    before, after = Image.new("RGB", (400, 300), "red"), Image.new("RGB", (300, 400), "blue")

    made = side_by_side.draw(before, after, captions, lettering)

    middle = made.height // 2
    assert made.getpixel((made.width // 4, middle)) == (255, 0, 0)
    assert made.getpixel((made.width * 3 // 4, middle)) == (0, 0, 255)
    header = made.crop((0, 0, made.width, side_by_side.BAND)).convert("L")
    assert header.getextrema()[0] < 60
