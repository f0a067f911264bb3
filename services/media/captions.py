"""The words on a picture, from the facts of its photo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.media.domain import Photo, Position

CLOCKS_AGREE = timedelta(minutes=2)
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Caption:
    """`time` is written large, `date` beside it, `lines` below."""

    time: str
    date: str
    lines: tuple[str, ...]

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "Caption":
        """From JSON, as the sandbox receives it."""
        return cls(content["time"], content["date"], tuple(content["lines"]))


@dataclass(frozen=True)
class ComparisonCaption:
    before: str
    after: str
    footer: str


def caption(photo: Photo, *, number: str | None, zone: ZoneInfo) -> Caption:
    """What the watermark says. The large time is the server's; the camera's own is told when
    the two differ, as they do for a photo that waited on a phone without signal."""
    server = photo.received_at.astimezone(zone)
    lines = []
    if photo.taken_at is not None and abs(photo.taken_at - server) > CLOCKS_AGREE:
        camera = photo.taken_at.astimezone(zone)
        lines.append(f"相机时间 {camera:%Y-%m-%d %H:%M:%S}（上方为服务器时间）")
    if photo.address:
        lines.append(photo.address)
    if photo.position is not None:
        lines.append(coordinates(photo.position))
    lines.append(" · ".join(filter(None, (photo.uploader.organisation, photo.uploader.name))))
    if number:
        lines.append(f"编号 {number}")
    lines.append(f"验证码 {grouped(photo.code)}")
    return Caption(f"{server:%H:%M}", f"{day(server)} 星期{WEEKDAYS[server.weekday()]}", (*lines,))


def comparison_caption(
    before: Photo, after: Photo, *, number: str | None, zone: ZoneInfo
) -> ComparisonCaption:
    """The words on a before/after picture."""

    def taken(photo: Photo) -> str:
        return day((photo.taken_at or photo.received_at).astimezone(zone))

    return ComparisonCaption(
        before=f"整改前　{taken(before)}",
        after=f"整改后　{taken(after)}",
        footer=f"编号 {number}" if number else "",
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
