"""Covers: rectangles that hide faces and plates on everything that is shown of a photo.

The original stays as it is. Every change is an entry that is never altered: a new set of
rectangles, or the return to the set before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from services.chassis.history import LastChange
from services.chassis.refusals import Conflict, Invalid
from services.media.domain import Photo, Status

Hidden = Literal["face", "plate", "other"]
MOST = 50
"""Rectangles on one photo."""


class OutsideThePhoto(Invalid):
    zh = "遮盖框必须在照片范围之内（坐标为 0 到 1 之间的比例）。"
    en = "A cover must lie within the photo, whose sides count from 0 to 1."


class NothingToUndo(Conflict):
    zh = "没有可以撤销的遮盖。"
    en = "There is no cover to undo."


class NothingToCover(Conflict):
    zh = "此照片没有可供重新生成的原图，无法遮盖。"
    en = "There is no original to make this photo's pictures of, so it can't be covered."


@dataclass(frozen=True)
class Rectangle:
    """A part of the upright photo: left upper corner and size, in shares of its sides."""

    x: float
    y: float
    width: float
    height: float
    hides: Hidden = "other"

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "Rectangle":
        """From JSON, as it is kept and as the sandbox receives it."""
        return cls(**content)


@dataclass(frozen=True)
class Entry:
    """A change: the rectangles from then on. `restores` is the entry an undoing went back to, 0
    for the photo without any."""

    number: int
    rectangles: tuple[Rectangle, ...]
    by: UUID
    name: str
    at: datetime
    restores: int | None = None

    @property
    def state(self) -> int:
        """The entry that first set these rectangles."""
        return self.number if self.restores is None else self.restores


def require_within(rectangles: Sequence[Rectangle]) -> None:
    """`OutsideThePhoto` for a rectangle that reaches beyond the photo or covers nothing."""
    for each in rectangles:
        corner = each.x >= 0 and each.y >= 0 and each.width > 0 and each.height > 0
        if not corner or each.x + each.width > 1 or each.y + each.height > 1:
            raise OutsideThePhoto


def require_coverable(photo: Photo) -> None:
    """`NothingToCover` for a photo whose pictures can't be made anew."""
    if photo.status is Status.REJECTED or not photo.original.key:
        raise NothingToCover


def before(history: Sequence[Entry]) -> tuple[int, tuple[Rectangle, ...]]:
    """The state that undoing the last change goes back to: its entry and rectangles.

    Undoing again goes further back; after a new set it goes back to what that set replaced.
    """
    states = {entry.number: entry for entry in history}
    state = history[-1].state if history else 0
    if state == 0:
        raise NothingToUndo
    earlier = states[state - 1].state if state > 1 else 0
    return earlier, states[earlier].rectangles if earlier else ()


def last_change(history: Sequence[Entry]) -> LastChange | None:
    """Who made the present version, for somebody who saw an earlier one."""
    if not history:
        return None
    entry = history[-1]
    zh, en = ("修改了遮盖", "changed the covers")
    if entry.restores is not None:
        zh, en = ("撤销了遮盖", "undid a change of the covers")
    return LastChange(entry.name, zh, en, entry.at)
