"""The words on a picture, from the facts of its photo."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.contracts.media import WatermarkField
from services.media.domain import Photo, Position
from services.media.templates import Style, Template

CLOCKS_AGREE = timedelta(minutes=2)
WEEKDAYS = "一二三四五六日"
LABELS: Mapping[WatermarkField, str] = {
    "place": "地点",
    "coordinates": "坐标",
    "organisation": "单位",
    "person": "人员",
    "number": "编号",
    "category": "类别",
}


@dataclass(frozen=True)
class Labels:
    """What a case gives its pictures, once it has it: its number and its category's name."""

    number: str | None = None
    category: str | None = None


@dataclass(frozen=True)
class Line:
    """A fact in words. `plain` ones say by themselves what they are."""

    label: str
    text: str
    plain: bool = False


@dataclass(frozen=True)
class Caption:
    """Everything a watermark says, and how. `time` is written large; `link` is what the QR holds;
    `code` is grouped."""

    time: str
    date: str
    weekday: str
    lines: tuple[Line, ...]
    code: str
    link: str
    style: Style = field(default_factory=Style)

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "Caption":
        """From JSON, as the sandbox receives it."""
        lines = tuple(Line(**line) for line in content["lines"])
        return cls(**{**content, "lines": lines, "style": Style.read(content["style"])})


@dataclass(frozen=True)
class ComparisonCaption:
    before: str
    after: str
    footer: str


def caption(
    photo: Photo, *, labels: Labels, template: Template, zone: ZoneInfo, address: str
) -> Caption:
    """What the watermark says, in the template's order. The large time is the server's; the
    camera's own is told below it when the two differ, as they do for a photo that waited on a
    phone without signal. `address` is where the system is reached from outside, without a path."""
    server = photo.received_at.astimezone(zone)
    lines = []
    if photo.taken_at is not None and abs(photo.taken_at - server) > CLOCKS_AGREE:
        camera = photo.taken_at.astimezone(zone)
        lines.append(Line("相机时间", f"{camera:%Y-%m-%d %H:%M:%S}"))
    texts: Mapping[WatermarkField, str] = {
        "place": photo.address,
        "coordinates": coordinates(photo.position) if photo.position else "",
        "organisation": photo.uploader.organisation,
        "person": photo.uploader.name,
        "number": labels.number or "",
        "category": labels.category or "",
    }
    plain = {"place", "coordinates", "organisation", "person"}
    lines += [
        Line(LABELS[name], texts[name], name in plain) for name in template.fields if texts[name]
    ]
    return Caption(
        time=f"{server:%H:%M}",
        date=day(server),
        weekday=f"星期{WEEKDAYS[server.weekday()]}",
        lines=tuple(lines),
        code=grouped(photo.code),
        link=f"{address}/verify/{photo.code}",
        style=template.style,
    )


def comparison_caption(
    before: Photo, after: Photo, *, labels: Labels, zone: ZoneInfo
) -> ComparisonCaption:
    """The words on a before/after picture."""

    def taken(photo: Photo) -> str:
        moment = (photo.taken_at or photo.received_at).astimezone(zone)
        return f"{day(moment)} {moment:%H:%M}"

    named = (f"编号 {labels.number}" if labels.number else "", labels.category or "")
    return ComparisonCaption(
        before=f"整改前　{taken(before)}",
        after=f"整改后　{taken(after)}",
        footer="　".join(filter(None, named)),
    )


def day(moment: datetime) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日"


def coordinates(position: Position) -> str:
    east = "东经" if position.longitude >= 0 else "西经"
    north = "北纬" if position.latitude >= 0 else "南纬"
    return f"{east} {abs(position.longitude):.5f}° {north} {abs(position.latitude):.5f}°"


def grouped(code: str) -> str:
    """A verification code in groups of four, as people read it."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
