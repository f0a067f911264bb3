"""Dates as departments write them: 2023.9.1, 9月1日, 二〇二三年九月一日, Excel's serials, text."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from unicodedata import normalize
from zoneinfo import ZoneInfo

from services.intake.sheets.cells import Cell
from services.intake.sheets.readings import Reading

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's local time
"""Day 0 of Excel's serial numbers, its made-up 29 February 1900 counted in."""
SERIALS = (36_526, 73_051)
"""2000 to 2099: smaller numbers are counts."""
EARLIEST, LATEST = 1990, 2099

CLOCK = (
    r"(?:[T ]*(?P<half>上午|下午|中午|晚上|晚|早上|am|pm)?[ ]*"
    r"(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2}|半)?"
    r"(?:[:分](?P<second>\d{1,2}(?:\.\d+)?)?)?秒?[ ]*(?P<half_after>am|pm)?)?"
)
ZONE = r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
WEEKDAY = r"(?:[ (]*(?:星期|周)[一二三四五六日天1-7][ )]*)?"
YEAR, MONTH, DAY = r"(?P<year>\d{4}|\d{2})", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})[日号]?"
WRITTEN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{YEAR}[-./年 ]{{1,2}}{MONTH}[-./月 ]{{1,2}}{DAY}{WEEKDAY}{CLOCK}{ZONE}",
        rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:{CLOCK}|(?P<hms>[ T]?\d{{6}}))",
        rf"{MONTH}[月./-]{DAY}{WEEKDAY}{CLOCK}",
        rf"{MONTH}/(?P<day>\d{{1,2}})/(?P<year>\d{{4}}){CLOCK}",
    )
)
CHINESE = re.compile(r"[〇○零一二三四五六七八九十]+")
DIGITS = {each: str(value) for value, each in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
}
BETWEEN_DIGITS = re.compile(r"(?<=\d) ?[,、] ?(?=\d)")
HALF_ALONE = re.compile(r"(?<=[日号]) ?(?:上午|下午|中午|晚上|晚|早上|早)$")
AFTERNOON = {"下午", "晚上", "晚", "pm"}
TITLE_YEAR = re.compile(r"(20\d{2})\s*年|(20\d{2})[-./]\d")


@dataclass(frozen=True)
class Moment:
    """A day in the city, or an instant of it."""

    day: date
    at: datetime | None = None

    @property
    def text(self) -> str:
        """ISO 8601: `2023-09-01`, or with the time and the zone."""
        return self.at.isoformat(timespec="seconds") if self.at else self.day.isoformat()

    @classmethod
    def read(cls, text: str) -> "Moment":
        """What `text` made."""
        if len(text) == 10:
            return cls(date.fromisoformat(text))
        at = datetime.fromisoformat(text)
        return cls(at.date(), at)


@dataclass(frozen=True)
class Calendar:
    """`year` is what a sheet's title says, `today` the day of the import."""

    zone: ZoneInfo
    today: date
    year: int | None = None

    def year_of(self, month: int, day: int) -> int:
        """The year of a day that is written without: the title's, else the last such day's."""
        if self.year is not None:
            return self.year
        return self.today.year - ((month, day) > (self.today.month, self.today.day))


def title_year(title: str) -> int | None:
    """The year that a title names: 2023年9月市容整治台账."""
    found = TITLE_YEAR.search(title)
    return int(found[1] or found[2]) if found else None


def read_date(cell: Cell, calendar: Calendar) -> Reading[Moment] | None:
    """The day or instant a cell means; `None` for what is neither."""
    if isinstance(cell, datetime):
        if not EARLIEST <= cell.year <= LATEST:
            return None
        return Reading(_moment(cell, calendar.zone))
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return _number(float(cell), calendar)
    return _text(cell, calendar)


def _number(number: float, calendar: Calendar) -> Reading[Moment] | None:
    if SERIALS[0] <= number < SERIALS[1]:
        at = EPOCH + timedelta(seconds=round(number * 86_400))
        return Reading(_moment(at, calendar.zone), 0.9, "serial")
    if number.is_integer() and EARLIEST * 10_000 < number < (LATEST + 1) * 10_000:
        return _text(str(int(number)), calendar)
    # 9.1 typed for 9月1日; 9.10 has lost its zero and can't be told from it.
    month = int(number)
    if 1 <= month <= 12 and not number.is_integer():
        found = _text(f"{number:.15g}", calendar)
        return Reading(found.value, 0.5, "number") if found else None
    return None


@lru_cache(maxsize=20_000)
def _text(text: str, calendar: Calendar) -> Reading[Moment] | None:
    text = " ".join(normalize("NFKC", text).split()).rstrip("前止起。.").removesuffix("之")
    text = HALF_ALONE.sub("", BETWEEN_DIGITS.sub(".", text))
    text = CHINESE.sub(lambda found: _digits(found[0]), text)
    text = re.sub(r"\s*([-./年月日号:时点分])\s*", r"\1", text)
    if text.isdecimal() and len(text) == 5:
        return _number(float(text), calendar)
    for pattern in WRITTEN:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        parts = found.groupdict()
        year, how = parts.get("year"), "exact"
        month, day = int(parts["month"]), int(parts["day"])
        if year is None:
            number, how = calendar.year_of(month, day), "year-added"
        else:
            number = int(year) + (2000 if len(year) == 2 else 0)
        moment = _built(number, month, day, parts, calendar.zone)
        if moment is not None:
            return Reading(moment, 0.8 if how == "year-added" else 1.0, how)
    return None


def _built(
    year: int, month: int, day: int, parts: dict[str, str | None], zone: ZoneInfo
) -> Moment | None:
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        on = date(year, month, day)
        if together := (parts.get("hms") or "").strip(" T"):
            hour, minute, second = int(together[:2]), int(together[2:4]), int(together[4:])
        elif parts.get("hour") is None:
            return Moment(on)
        else:
            minute_text = parts.get("minute") or "0"
            minute = 30 if minute_text == "半" else int(minute_text)
            second = int(float(parts.get("second") or 0))
            half = (parts.get("half") or parts.get("half_after") or "").lower()
            hour = int(parts["hour"] or 0)
            if (half in AFTERNOON and hour < 12) or (half == "中午" and hour < 3):
                hour += 12
        at = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        if given := parts.get("zone"):
            stated = datetime.fromisoformat(f"{at:%Y-%m-%dT%H:%M:%S}{given.replace('Z', '+00:00')}")
            at = stated.astimezone(zone)
        return Moment(at.date(), at)
    except ValueError:
        return None


def _moment(at: datetime, zone: ZoneInfo) -> Moment:
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return Moment(at.date())
    return Moment(at.date(), at.replace(tzinfo=zone, microsecond=0))


def _digits(chinese: str) -> str:
    """二〇二三 is 2023, 十一 is 11, 二十 is 20."""
    if "十" not in chinese:
        return "".join(DIGITS[each] for each in chinese)
    tens, _, ones = chinese.partition("十")
    return f"{DIGITS.get(tens, '1')}{DIGITS.get(ones, '0')}"
