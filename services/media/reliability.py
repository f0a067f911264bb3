"""How far a photo can be relied on: its ticket, the camera's clock, the place, the street.

Nothing here refuses a photo. What doesn't agree lowers the level and says so in words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from services.chassis.geography import distance
from services.media.domain import Level, Photo, Reason, Reliability
from services.media.tickets import Ticket

AT_ONCE = timedelta(minutes=15)
"""From a ticket's issue to the sending of its photo: walking up, taking it, and a slow line."""
CLOCK_TOLERANCE = timedelta(minutes=5)
NEAR = 200
"""Metres between the file's position and the stated one: what phones in streets differ by."""

WORDS: Mapping[str, tuple[str, str]] = {
    "ticket-at-once": (
        "拍摄凭证签发 {minutes} 分钟内即上传。",
        "Sent within {minutes} minutes of its capture ticket.",
    ),
    "ticket-later": (
        "拍摄凭证于 {issued} 签发，{minutes} 分钟后上传。",
        "Its capture ticket is of {issued}; it was sent {minutes} minutes later.",
    ),
    "no-ticket": ("没有拍摄凭证。", "It has no capture ticket."),
    "from-a-cell": (
        "照片取自部门导入的表格，不是现场上传的。",
        "It was taken from a spreadsheet that a department imported, not sent from the place.",
    ),
    "ticket-unknown": (
        "所附拍摄凭证不是本系统签发的。",
        "Its capture ticket was not issued by this system.",
    ),
    "ticket-of-another": (
        "所附拍摄凭证属于他人。",
        "Its capture ticket belongs to somebody else.",
    ),
    "ticket-expired": (
        "所附拍摄凭证已于 {expired} 过期。",
        "Its capture ticket expired at {expired}.",
    ),
    "ticket-used": (
        "所附拍摄凭证已用于另一张照片。",
        "Its capture ticket was used for another photo.",
    ),
    "clock-agrees": (
        "相机时间与服务器时间相符。",
        "The camera's time agrees with the server's.",
    ),
    "clock-before-ticket": (
        "相机时间早于拍摄凭证签发 {minutes} 分钟。",
        "The camera's time is {minutes} minutes before the capture ticket.",
    ),
    "clock-behind": (
        "相机时间早于服务器收到时间 {minutes} 分钟。",
        "The camera's time is {minutes} minutes before the server received the photo.",
    ),
    "clock-ahead": (
        "相机时间晚于服务器收到时间 {minutes} 分钟。",
        "The camera's time is {minutes} minutes after the server received the photo.",
    ),
    "clock-unknown": ("照片没有相机时间。", "The photo tells no camera time."),
    "position-agrees": (
        "照片内的位置与上报位置相距 {metres} 米。",
        "The position in the file is {metres} metres from the stated one.",
    ),
    "position-differs": (
        "照片内的位置与上报位置相距 {metres} 米，不相符。",
        "The position in the file is {metres} metres from the stated one, which does not agree.",
    ),
    "position-stated": (
        "位置由手机上报，照片内没有位置。",
        "The phone stated the position; the file holds none.",
    ),
    "position-in-file": (
        "位置只在照片内，手机没有上报。",
        "Only the file holds a position; the phone stated none.",
    ),
    "position-unknown": ("没有位置。", "No position is known."),
    "in-area": ("位置在{area}范围内。", "The position lies in {area}."),
    "in-no-area": (
        "位置不在任何已知街道范围内。",
        "The position lies in none of the outlined areas.",
    ),
}
"""What each reason says, in Chinese and English."""
WithoutTicket = Literal["no-ticket", "from-a-cell"]
"""What stands where a ticket would."""
AGAINST = frozenset(
    {"clock-before-ticket", "clock-ahead", "position-differs", "position-in-file"}
    | {"position-unknown"}
)
"""With one of these a photo isn't live, however fast it came."""


@dataclass(frozen=True)
class Shown:
    """A photo's claim to a capture ticket: what it showed, and whether another photo used it."""

    ticket: Ticket | None
    used_by_another: bool = False


@dataclass(frozen=True)
class Ground:
    """The outlined area a position lies in; `None` where it lies in none of them."""

    area: str | None


def judged(
    photo: Photo,
    *,
    shown: Shown | None,
    told_at: datetime,
    ground: Ground | None,
    zone: ZoneInfo,
    without_ticket: WithoutTicket = "no-ticket",
) -> Reliability:
    """What can be said of a photo when it comes in.

    `shown` is `None` without a ticket, `ground` without a position or outlines. `told_at` is when
    its SHA-256 was first told here: an upload that then takes hours is as good as at once. Times
    are told in the city's zone.
    """
    ticket = Reason(without_ticket)
    if shown is not None:
        ticket = _ticket(shown, person_id=photo.uploader.id, told_at=told_at, zone=zone)
    good = shown.ticket if shown and ticket.code in {"ticket-at-once", "ticket-later"} else None
    reasons = (ticket, _clock(photo, good), _position(photo), *_area(ground))
    if good is None:
        return Reliability(Level.IMPORTED, reasons)
    doubtful = any(reason.code in AGAINST for reason in reasons)
    live = ticket.code == "ticket-at-once" and not doubtful
    return Reliability(Level.LIVE if live else Level.DELAYED, reasons)


def is_good(ticket: Ticket, person_id: UUID, *, at: datetime) -> bool:
    """Whether the person may use the ticket at that moment, if nobody did before."""
    return ticket.person_id == person_id and at < ticket.expires_at


def words(reason: Reason) -> tuple[str, str]:
    """The reason in Chinese and in English."""
    zh, en = WORDS[reason.code]
    return zh.format_map(reason.facts), en.format_map(reason.facts)


def _ticket(shown: Shown, *, person_id: UUID, told_at: datetime, zone: ZoneInfo) -> Reason:
    ticket = shown.ticket
    if ticket is None:
        return Reason("ticket-unknown")
    if ticket.person_id != person_id:
        return Reason("ticket-of-another")
    if told_at >= ticket.expires_at:
        return Reason("ticket-expired", {"expired": _told(ticket.expires_at, zone)})
    if shown.used_by_another:
        return Reason("ticket-used")
    waited = told_at - ticket.issued_at
    if waited <= AT_ONCE:
        return Reason("ticket-at-once", {"minutes": _minutes(waited) or 1})
    issued = _told(ticket.issued_at, zone)
    return Reason("ticket-later", {"issued": issued, "minutes": _minutes(waited)})


def _clock(photo: Photo, ticket: Ticket | None) -> Reason:
    if photo.taken_at is None:
        return Reason("clock-unknown")
    ahead = photo.taken_at - photo.received_at
    if ahead > CLOCK_TOLERANCE:
        return Reason("clock-ahead", {"minutes": _minutes(ahead)})
    if ticket is not None:
        early = ticket.issued_at - photo.taken_at
        if early > CLOCK_TOLERANCE:
            return Reason("clock-before-ticket", {"minutes": _minutes(early)})
    if -ahead > CLOCK_TOLERANCE:
        return Reason("clock-behind", {"minutes": _minutes(-ahead)})
    return Reason("clock-agrees")


def _position(photo: Photo) -> Reason:
    stated, found = photo.position, photo.original.position
    if stated is None:
        return Reason("position-unknown" if found is None else "position-in-file")
    if found is None:
        return Reason("position-stated")
    metres = round(distance(stated.longitude, stated.latitude, found.longitude, found.latitude))
    return Reason("position-agrees" if metres <= NEAR else "position-differs", {"metres": metres})


def _area(ground: Ground | None) -> Iterator[Reason]:
    if ground is not None:
        yield (
            Reason("in-no-area")
            if ground.area is None
            else Reason("in-area", {"area": ground.area})
        )


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _told(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
