"""Chinese letters on pictures: the font, what it can write, and how text is cut into rows."""

from dataclasses import dataclass, field
from importlib.resources import files
from io import BytesIO
from unicodedata import category

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont, Layout

FONT = ("fonts", "ofl", "notosanssc", "NotoSansSC[wght].ttf")
"""Noto Sans SC inside the package justmytype-intl-cjk, under the SIL Open Font License."""
WEIGHT = 500
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class MissingGlyph(Exception):
    """The font can't write a character, and an empty box is no evidence."""


@dataclass(frozen=True)
class Lettering:
    """A font in memory, and the characters it has."""

    content: bytes
    characters: frozenset[int]
    _sizes: dict[int, FreeTypeFont] = field(default_factory=dict)

    @classmethod
    def load(cls) -> "Lettering":
        content = files("justmytype_intl_cjk").joinpath(*FONT).read_bytes()
        with TTFont(BytesIO(content), lazy=True) as font:
            return cls(content, frozenset(font.getBestCmap()))

    def font(self, size: int) -> FreeTypeFont:
        """The font at a size in pixels."""
        if size not in self._sizes:
            font = ImageFont.truetype(BytesIO(self.content), size, layout_engine=Layout.BASIC)
            font.set_variation_by_axes([WEIGHT])
            self._sizes[size] = font
        return self._sizes[size]

    def width(self, text: str, size: int) -> float:
        """Pixels a row takes; `MissingGlyph` if the font can't write it."""
        for character in text:
            if ord(character) not in self.characters:
                raise MissingGlyph(f"U+{ord(character):04X}")
        return self.font(size).getlength(text)

    def spelled(self, text: str) -> str:
        """The text in characters the font has: what it lacks (a rare name, an emoji) is written
        as its code point, what can't be seen is left out."""
        written = []
        for character in " ".join(text.split()):
            if ord(character) in self.characters:
                written.append(character)
            elif category(character) not in INVISIBLE and category(character) != "Mn":
                written.append(f"[U+{ord(character):04X}]")
        return "".join(written)

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


def _pieces(text: str) -> list[str]:
    """Where a row may end: after every Chinese character, otherwise after a space."""
    pieces: list[str] = []
    for character in text:
        joined = pieces and character.isascii() and pieces[-1][-1].isascii()
        if joined and not pieces[-1].endswith(" "):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
