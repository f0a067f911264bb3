"""Where the words of a watermark go: three layouts, each for a size of letters.

A layout is a function from a setting to a panel; what stands where is decided before a pixel is
touched, so that it can be seen whether everything fits.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from services.contracts.media import WatermarkLayout
from services.media.captions import Caption, Line
from services.media.lettering import Lettering, fitting, twice
from services.media.templates import Colour, rgb

GAP = "　"
WIDE = 640
"""Pixels from which on a picture is wide enough for a panel that takes a part of it."""
UNTITLED = "现场照片"
CODE = "验证码"

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True)
class Setting:
    """What is to be set, in letters of a size, on a canvas of a width. `square` is the QR's side
    with its margin, `logo` the logo's width per height, 0 without one."""

    caption: Caption
    lettering: Lettering
    size: int
    width: int
    square: int
    logo: float = 0

    @property
    def large(self) -> int:
        return twice(self.size)

    @property
    def step(self) -> int:
        return round(self.size * 1.4)

    @property
    def ink(self) -> Colour:
        return rgb(self.caption.style.ink)

    @property
    def accent(self) -> Colour:
        return rgb(self.caption.style.accent)

    @property
    def shade(self) -> Colour:
        return rgb(self.caption.style.shade)

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.caption.lines, Line(CODE, self.caption.code))

    def measure(self, text: str, size: int | None = None) -> int:
        return self.lettering.width(text, size or self.size)

    def spelled(self, text: str) -> str:
        return self.lettering.spelled(text)


@dataclass(frozen=True)
class Word:
    """A row of letters; `base` is its baseline."""

    text: str
    left: int
    base: int
    size: int
    colour: Colour


@dataclass
class Panel:
    """What stands on the ground, from its own corner. `inset` keeps it off the picture's edges."""

    width: int
    height: int
    inset: int = 0
    bars: list[tuple[Box, Colour]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    qr: Box | None = None
    logo: Box | None = None


def strip(setting: Setting) -> Panel:
    """Across the whole picture: the time large, short facts side by side, the QR at the right."""
    size = setting.size
    room = setting.width - 3 * size - setting.square
    panel = Panel(setting.width, 0)
    base = size // 2 + setting.large
    bar = max(2, size // 6)
    panel.bars.append(((size // 3, base - setting.large, size // 3 + bar, base), setting.accent))
    leftover, end = _head(setting, panel, left=size, base=base, room=room)
    end = _logo(setting, panel, end, size + room, base=base)
    title = setting.spelled(setting.caption.style.title)
    if title and end + setting.measure(title) <= size + room:
        panel.words.append(Word(title, end, base, size, setting.accent))
    elif title:
        leftover.append(title)
    told = (_told(setting, line) for line in setting.lines)
    base = _rows(setting, panel, _packed(setting, [*leftover, *told], room), base=base)
    return _with_qr(setting, panel, foot=base, top=size // 2)


def compact(setting: Setting) -> Panel:
    """A small label in the corner, no wider than its words."""
    size, inset = setting.size, setting.size // 2
    most = setting.width - 2 * inset if setting.width < WIDE else round(setting.width * 0.6)
    room = most - 3 * size - setting.square
    caption, time_size = setting.caption, fitting(size * 1.5)
    panel = Panel(most, 0, inset)
    base = size // 2 + time_size
    panel.words.append(Word(caption.time, size, base, time_size, setting.accent))
    beside = size + setting.measure(caption.time, time_size) + size // 2
    day, rows = f"{caption.date} {caption.weekday}", []
    if beside - size + setting.measure(day) <= room:
        panel.words.append(Word(day, beside, base, size, setting.ink))
    else:
        rows += setting.lettering.rows(day, size=size, width=room)
    title = setting.spelled(caption.style.title)
    told = [*filter(None, [title]), *(_told(setting, line) for line in setting.lines)]
    base = _rows(setting, panel, [*rows, *_packed(setting, told, room)], base=base)
    widest = max(word.left + setting.measure(word.text, word.size) for word in panel.words)
    panel.width = widest + 2 * size + setting.square
    return _with_qr(setting, panel, foot=base, top=size // 2)


def card(setting: Setting) -> Panel:
    """An inspection card: a coloured title, then fact below fact beside its label."""
    size, inset = setting.size, setting.size // 2
    most = setting.width - 2 * inset if setting.width < WIDE else 0
    panel = Panel(most or min(setting.width - 2 * inset, 32 * size), 0, inset)
    room = panel.width - 3 * size - setting.square
    title = setting.spelled(setting.caption.style.title or UNTITLED)
    bar = _title_bar(setting, panel, title)
    base = bar + size // 2 + setting.large
    leftover, _ = _head(setting, panel, left=size, base=base, room=room)
    labelled = [Line("日期", each) for each in leftover] + list(setting.lines)
    column = max(setting.measure(line.label) for line in labelled) + size // 2
    beside = column + 6 * size <= room
    base += size // 2
    for line in labelled:
        label, text = setting.spelled(line.label), setting.spelled(line.text)
        if not beside:
            rows = setting.lettering.rows(f"{label} {text}", size=size, width=room)
            base = _rows(setting, panel, rows, base=base)
            continue
        rows = setting.lettering.rows(text, size=size, width=room - column)
        base = _rows(setting, panel, rows, base=base, left=size + column)
        label_base = base - (len(rows) - 1) * setting.step
        panel.words.append(Word(label, size, label_base, size, setting.accent))
    return _with_qr(setting, panel, foot=base, top=bar + size // 2)


LAYOUTS: Mapping[WatermarkLayout, Callable[[Setting], Panel]] = {
    "strip": strip,
    "compact": compact,
    "card": card,
}
PARTS: Mapping[WatermarkLayout, int] = {"strip": 38, "compact": 48, "card": 38}
"""How often a letter goes into the picture's shorter side, where there is room for such letters."""
SHARES: Mapping[WatermarkLayout, float] = {"strip": 0.4, "compact": 0.5, "card": 0.6}
"""How much of the picture's height a layout may take."""


def _head(
    setting: Setting, panel: Panel, *, left: int, base: int, room: int
) -> tuple[list[str], int]:
    """The large time, with date and weekday above one another beside it; what had no room there,
    and where the head ends."""
    caption, size = setting.caption, setting.size
    panel.words.append(Word(caption.time, left, base, setting.large, setting.ink))
    end = left + setting.measure(caption.time, setting.large) + size // 2
    widest = max(setting.measure(caption.date), setting.measure(caption.weekday))
    if end + widest > left + room:
        return [f"{caption.date} {caption.weekday}"], end
    raised = base - round(size * 1.15)
    panel.words.append(Word(caption.date, end, raised, size, setting.ink))
    panel.words.append(Word(caption.weekday, end, base, size, setting.ink))
    return [], end + widest + size


def _logo(setting: Setting, panel: Panel, left: int, right: int, *, base: int) -> int:
    """The logo as high as the large letters where there is room for it; where it ends."""
    width = round(setting.logo * setting.large)
    if not width or left + width > right:
        return left
    panel.logo = (left, base - setting.large, left + width, base)
    return left + width + setting.size // 2


def _title_bar(setting: Setting, panel: Panel, title: str) -> int:
    """The coloured bar at the top, with the logo if it fits; the bar's height."""
    size, left = setting.size, setting.size
    high = round(size * 1.4)
    wide = round(setting.logo * high)
    rows = setting.lettering.rows(title, size=size, width=panel.width - 2 * size)
    if len(rows) == 1 and wide and setting.measure(title) + wide + 3 * size <= panel.width:
        panel.logo = (left, size // 4, left + wide, size // 4 + high)
        left += wide + size // 2
    bottom = len(rows) * setting.step + size // 2
    panel.bars.append(((0, 0, panel.width, bottom), setting.accent))
    for count, row in enumerate(rows, start=1):
        base = count * setting.step - size // 8
        panel.words.append(Word(row, left, base, size, setting.shade))
    return bottom


def _told(setting: Setting, line: Line) -> str:
    text = setting.spelled(line.text)
    return text if line.plain else f"{line.label} {text}"


def _packed(setting: Setting, lines: list[str], room: int) -> list[str]:
    """Short lines share a row, long ones are wrapped."""
    rows: list[str] = []
    for line in lines:
        shared = f"{rows[-1]}{GAP}{line}" if rows else line
        if rows and setting.measure(shared) <= room:
            rows[-1] = shared
        else:
            rows += setting.lettering.rows(line, size=setting.size, width=room)
    return rows


def _rows(
    setting: Setting, panel: Panel, rows: list[str], *, base: int, left: int | None = None
) -> int:
    """Set rows below a baseline; the last one's baseline."""
    start = setting.size if left is None else left
    for row in rows:
        base += setting.step
        panel.words.append(Word(row, start, base, setting.size, setting.ink))
    return base


def _with_qr(setting: Setting, panel: Panel, *, foot: int, top: int) -> Panel:
    """The QR at the right, level with the words; the panel as high as both need."""
    right = panel.width - setting.size
    panel.qr = (right - setting.square, top, right, top + setting.square)
    below = setting.size // 2
    panel.height = max(foot + round(setting.size * 0.6), top + setting.square + below)
    return panel
