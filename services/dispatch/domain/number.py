"""Case numbers: how one is written from prefix, year and sequence."""

import re
from dataclasses import dataclass
from string import Formatter
from uuid import UUID

from services.chassis.refusals import Conflict, Invalid

FIELDS = ["prefix", "sequence", "year"]
LONGEST_WORDS = 20
PLAIN_FORMAT = "{prefix}-{year}-{sequence:05d}"
_REFUSED = {"fields": "{prefix} {year} {sequence}", "example": PLAIN_FORMAT}

_WORDS = re.compile(r"[\w\-.·()（）〔〕【】\[\]]*")
_SEQUENCE = re.compile(r"(0[1-9]d)?")


class NumberFormatInvalid(Invalid):
    zh = "编号格式有误：须各含一次 {fields}，例如 {example}。"
    en = "The number format is not valid: it holds each of {fields} once, such as {example}."


class NumberTaken(Conflict):
    zh = "编号 {number} 已被另一单位使用：两个单位的编号前缀相同。"
    en = "The number {number} belongs to another organisation: two have the same number prefix."


@dataclass(frozen=True)
class CaseNumber:
    """A number for life: gapless within the organisation that first got the case and the year."""

    text: str
    organisation_id: UUID
    year: int
    sequence: int


def require_format(text: str) -> None:
    """`NumberFormatInvalid` unless the format holds each field once and only plain words."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise NumberFormatInvalid(**_REFUSED) from None
    fields = [field for _, field, _, _ in parts if field is not None]
    words = "".join(literal for literal, _, _, _ in parts)
    sound = (
        sorted(fields) == FIELDS
        and len(words) <= LONGEST_WORDS
        and _WORDS.fullmatch(words)
        and all(not conversion for _, _, _, conversion in parts)
        and all(_is_spec(field, spec) for _, field, spec, _ in parts)
    )
    if not sound:
        raise NumberFormatInvalid(**_REFUSED)


def write(form: str, *, prefix: str, year: int, sequence: int) -> str:
    """The number in words; `form` has passed `require_format`."""
    return form.format(prefix=prefix, year=year, sequence=sequence)


def _is_spec(field: str | None, spec: str | None) -> bool:
    return not spec or (field == "sequence" and _SEQUENCE.fullmatch(spec) is not None)
