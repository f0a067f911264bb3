"""Chinese letters on pictures: the fonts, what they can write, and how text is cut into rows.

Noto Sans SC has every character of the national lists; rarer ones of names and places (𠮷) are
taken from its Traditional Chinese and Japanese sisters. All of them come from the package
justmytype-intl-cjk, under the SIL Open Font License.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from io import BytesIO
from itertools import chain, groupby
from math import ceil
from pathlib import Path
from struct import iter_unpack, unpack_from
from unicodedata import category, east_asian_width

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import ImageFont
from PIL.ImageDraw import ImageDraw
from PIL.ImageFont import FreeTypeFont, Layout

FONTS = (
    ("notosanssc", "NotoSansSC[wght].ttf"),
    ("notosanstc", "NotoSansTC[wght].ttf"),
    ("notosansjp", "NotoSansJP[wght].ttf"),
)
WEIGHT = 500
SIZES = (12, 14, 17, 20, 24, 29, 34, 40, 48, 57, 68, 81, 96, 114, 136, 161, 192, 228)
"""Pixels a letter may have, each fourth twice the first: few, so that all are kept ready."""
MEASURED = 1000
"""Pixels at which letters are measured: widths at other sizes follow from it."""
USUAL = "".join(map(chr, range(0x20, 0x7F))) + "°·（），、。：；　"
"""Characters that are on almost every picture, measured once."""
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
CLOSING, OPENING = frozenset("）】》」』”’、，。；：！？％°·"), frozenset("（【《「『“‘")


class MissingGlyph(Exception):
    """No font here can write a character, and an empty box is no evidence."""


@dataclass(frozen=True, eq=False)
class Face:
    """One font file, in memory and on disk, and the characters it has."""

    path: Path
    content: bytes
    characters: frozenset[int]
    _ready: dict[int, FreeTypeFont] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> "Face":
        content = path.read_bytes()
        with TTFont(BytesIO(content), lazy=True) as font:
            return cls(path, content, characters_in(font.reader["cmap"]))

    def font(self, size: int) -> FreeTypeFont:
        """The font at a size in pixels; made of what is in memory where none is kept ready."""
        return self._ready.get(size) or self._opened(BytesIO(self.content), size)

    def keep_ready(self, size: int) -> None:
        """Open it at a size once and for all: from disk it is mapped, and costs no copy."""
        self._ready[size] = self._opened(str(self.path), size)

    def _opened(self, source: str | BytesIO, size: int) -> FreeTypeFont:
        font = ImageFont.truetype(source, size, layout_engine=Layout.BASIC)
        font.set_variation_by_axes([WEIGHT])
        return font


def characters_in(table: bytes) -> frozenset[int]:
    """The characters of a font's `cmap` table that has a subtable of format 12 (OpenType 1.9).

    fontTools would name sixty thousand glyphs to tell them: half a second of each start.
    """
    (count,) = unpack_from(">2xH", table)
    offsets = (unpack_from(">4xI", table, 4 + 8 * n)[0] for n in range(count))
    [first, *_] = (at for at in offsets if unpack_from(">H", table, at) == (12,))
    (groups,) = unpack_from(">I", table, first + 12)
    ranges = iter_unpack(">III", table[first + 16 : first + 16 + 12 * groups])
    return frozenset(chain.from_iterable(range(low, high + 1) for low, high, _ in ranges))


@dataclass(frozen=True)
class Lettering:
    """Faces in the order they are asked for a character."""

    faces: tuple[Face, ...]
    _advances: dict[str, float] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Lettering":
        folder = Path(str(files("justmytype_intl_cjk"))) / "fonts" / "ofl"
        found = cls(tuple(Face.load(folder / name / file) for name, file in FONTS))
        for size in (*SIZES, MEASURED):
            found.faces[0].keep_ready(size)
        for character in USUAL:
            found._advance(character)
        return found

    @cached_property
    def characters(self) -> frozenset[int]:
        """Everything that can be written."""
        return frozenset().union(*(face.characters for face in self.faces))

    def width(self, text: str, size: int) -> int:
        """Pixels a row takes at most; `MissingGlyph` if no font can write it."""
        return sum(ceil(self._advance(character) * size / MEASURED) for character in text)

    def write(
        self, pen: ImageDraw, corner: tuple[float, float], text: str, size: int, ink: object
    ) -> None:
        """Set a row with its baseline starting at the corner."""
        left, base = corner
        for face, run in self._runs(text):
            font = face.font(size)
            pen.text((left, base), run, ink, font, anchor="ls")  # type: ignore[arg-type]
            left += font.getlength(run)

    def spelled(self, text: str) -> str:
        """The text in characters that can be written: what no font has (an emoji) is written as
        its code point, what can't be seen is left out."""
        written = []
        for character in " ".join(text.split()):
            if ord(character) in self.characters:
                written.append(character)
            elif category(character) not in INVISIBLE and category(character) != "Mn":
                written.append(f"[U+{ord(character):04X}]")
        return "".join(written)

    def missing(self, text: str) -> str:
        """The characters of the text that no font has."""
        return "".join(dict.fromkeys(each for each in text if ord(each) not in self.characters))

    def rows(self, text: str, *, size: int, width: int) -> list[str]:
        """The text cut into rows that fit, between words where there are any."""
        rows: list[str] = []
        row = ""
        for piece in _pieces(text):
            if self.width((row + piece).rstrip(), size) <= width:
                row += piece
                continue
            if row.strip():
                rows.append(row.rstrip())
            row = piece.lstrip()
            while self.width(row.rstrip(), size) > width and len(row) > 1:
                fitting = self._fitting(row, size=size, width=width)
                rows.append(row[:fitting])
                row = row[fitting:]
        if row.strip():
            rows.append(row.rstrip())
        return rows

    def _fitting(self, text: str, *, size: int, width: int) -> int:
        count = 1
        while count < len(text) and self.width(text[: count + 1], size) <= width:
            count += 1
        return count

    def _runs(self, text: str) -> Iterator[tuple[Face, str]]:
        for face, run in groupby(text, self._face):
            yield face, "".join(run)

    def _face(self, character: str) -> Face:
        for face in self.faces:
            if ord(character) in face.characters:
                return face
        raise MissingGlyph(f"U+{ord(character):04X}")

    def _advance(self, character: str) -> float:
        if character not in self._advances:
            face = self._face(character)
            # Measuring loads the outline; Chinese characters fill their square, and are many.
            is_square = east_asian_width(character) == "W"
            length = MEASURED if is_square else face.font(MEASURED).getlength(character)
            self._advances[character] = length
        return self._advances[character]


def smaller(size: int) -> int:
    """The next smaller size there is; the smallest stays."""
    return max((each for each in SIZES if each < size), default=SIZES[0])


def fitting(size: float) -> int:
    """The largest size there is that is no larger; the smallest at least."""
    return max((each for each in SIZES if each <= size), default=SIZES[0])


def twice(size: int) -> int:
    """The size there is that is about twice as large."""
    return SIZES[min(SIZES.index(size) + 4, len(SIZES) - 1)]


def _pieces(text: str) -> list[str]:
    """Where a row may end: after every Chinese character, otherwise after a space; never before
    what closes nor after what opens (GB/T 15834-2011, 5.1)."""
    pieces: list[str] = []
    for character in text:
        before = pieces[-1][-1] if pieces else ""
        word = character.isascii() and before.isascii() and before not in {"", " "}
        if before and (word or character in CLOSING or before in OPENING):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
