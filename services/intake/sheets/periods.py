"""Days that are written as a span: 9.1-9.3, 9月1-3日; and deadlines: 9月底前, 10月下旬, 年底."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from unicodedata import normalize

from services.intake.sheets.cells import Cell
from services.intake.sheets.dates import Calendar, Moment, read_date
from services.intake.sheets.readings import Reading

DateReader = Callable[[Cell, Calendar], Reading[Moment] | None]

TO = re.compile(r"[-—–~]+|至|到")
DAY_ALONE = re.compile(r"(\d{1,2})[日号]?")
BEFORE = re.compile(r"^(?:截止|截至|要求|限期|限|务必|确保|力争|计划|预计|拟|于|在|至|到)+[:：]?")
AFTER = re.compile(
    r"(?:24(?:时|点|:00(?::00)?))?(?:底|末)?(?:之前|以前|前|以内|内)?(?:全部|全面)?"
    r"(?:完成|整改|办结|到位|完毕|销号|反馈|解决)*[。.]?$"
)
MONTH = re.compile(
    r"(?:(?P<year>20\d{2}|\d{2})[年./-])?(?P<month>\d{1,2})月份?(?P<part>上旬|中旬|下旬|初|中)?"
)
YEAR = re.compile(r"(?P<year>20\d{2})?年")
LAST_OF = {"上旬": 10, "初": 10, "中旬": 20, "中": 20}
SURE_OF_SPAN, SURE_OF_MONTH = 0.7, 0.6
LOOKS_LIKE = re.compile(r"\d\s*[-./年月]\s*\d")
"""What was meant for a day that something is due, be it one or not."""


def read_day(cell: Cell, calendar: Calendar) -> Reading[Moment] | None:
    """The day or instant a cell means; of a span its first day."""
    found = read_date(cell, calendar)
    if found is None and isinstance(cell, str) and (span := _span(cell, calendar)):
        return Reading(span[0], SURE_OF_SPAN, "span")
    return found


def read_deadline(cell: Cell, calendar: Calendar) -> Reading[Moment] | None:
    """The day or instant by which something is due; of a span, a month or a year the last day."""
    found = read_date(cell, calendar)
    return _deadline(cell, calendar) if found is None and isinstance(cell, str) else found


READERS: Mapping[str, DateReader] = {"due_at": read_deadline, "rectified_at": read_deadline}
"""By field; every other date is a `read_day`."""


def reader_of(field: str) -> DateReader:
    return READERS.get(field, read_day)


def means_no_day(field: str, text: str) -> bool:
    """Whether a text in a date's place never meant a day: 长期坚持 of what is due, 2023年9月 of
    what was found."""
    if field in READERS:
        return not LOOKS_LIKE.search(text)
    bare = AFTER.sub("", "".join(normalize("NFKC", text).split()), count=1)
    return bool(MONTH.fullmatch(bare) or YEAR.fullmatch(bare))


def follows(day: date, written: Moment) -> Moment:
    """A day written without its year, in the first year in which it isn't before another."""
    if written.day >= day or written.at is not None:
        return written
    try:
        return Moment(written.day.replace(year=written.day.year + 1))
    except ValueError:
        return written


@lru_cache(maxsize=5_000)
def _deadline(text: str, calendar: Calendar) -> Reading[Moment] | None:
    if span := _span(text, calendar):
        return Reading(span[1], SURE_OF_SPAN, "span")
    text = BEFORE.sub("", "".join(normalize("NFKC", text).split()))
    text = AFTER.sub("", text, count=1)
    if found := read_date(text, calendar):
        return found
    if month := MONTH.fullmatch(text):
        number = int(month["month"])
        if not 1 <= number <= 12:
            return None
        year = _year(month["year"], calendar, number)
        day = LAST_OF.get(month["part"] or "") or monthrange(year, number)[1]
        how = "month" if month["year"] else "year-added"
        return Reading(Moment(date(year, number, day)), SURE_OF_MONTH, how)
    if whole := YEAR.fullmatch(text):
        last = date(_year(whole["year"], calendar, 12), 12, 31)
        return Reading(Moment(last), SURE_OF_MONTH, "year" if whole["year"] else "year-added")
    return None


def _year(written: str | None, calendar: Calendar, month: int) -> int:
    if written is None:
        return calendar.year_of(month, 1)
    return int(written) + (2000 if len(written) == 2 else 0)


@lru_cache(maxsize=5_000)
def _span(text: str, calendar: Calendar) -> tuple[Moment, Moment] | None:
    text = normalize("NFKC", text).strip()
    for between in TO.finditer(text):
        first = read_date(text[: between.start()], calendar)
        if first is None:
            continue
        rest, day = text[between.end() :].strip(), first.value.day
        last = read_date(rest, replace(calendar, year=day.year))
        if last is None and (alone := DAY_ALONE.fullmatch(rest)):
            last = read_date(f"{day.year}-{day.month}-{alone[1]}", calendar)
        if last is not None and last.value.day >= day:
            return first.value, last.value
    return None
