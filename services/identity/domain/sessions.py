"""Sessions: a family of refresh tokens, each used once, and the access tokens they give.

RFC 9700 §4.14.2. A token used again within the grace gets the same successor, because two tabs
or a lost answer are no theft; used again later it ends the session, because one of the two is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from services.chassis.refusals import Unauthenticated
from services.contracts.identity import SessionRevoked

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=30)
GRACE = timedelta(seconds=30)
ACCESS = timedelta(seconds=600)
"""How long an access token is good for."""


class SessionEnded(Unauthenticated):
    zh = "登录已结束，请重新登录。"
    en = "This session has ended; sign in again."


@dataclass(frozen=True)
class Session:
    """A sign-in on one device. Its version is 0 until it is ended before its time."""

    id: UUID
    person_id: UUID
    created_at: datetime
    used_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    version: int


@dataclass(frozen=True)
class RefreshToken:
    """One token of a session's family, known by its hash only."""

    token_hash: bytes
    session_id: UUID
    rotated_at: datetime | None


class Use(Enum):
    """What presenting a refresh token means."""

    FIRST = "first"
    REPEATED = "repeated"
    STOLEN = "stolen"


def start(session_id: UUID, *, person_id: UUID, at: datetime) -> Session:
    return Session(
        id=session_id,
        person_id=person_id,
        created_at=at,
        used_at=at,
        ends_at=at + LONGEST,
        ended_at=None,
        version=0,
    )


def require_alive(session: Session, *, at: datetime) -> None:
    """`SessionEnded` when it was ended, ran its full time or lay idle."""
    if session.ended_at or at >= session.ends_at or at >= session.used_at + IDLE:
        raise SessionEnded


def use(token: RefreshToken, *, at: datetime) -> Use:
    """Whether the token may still be exchanged."""
    if token.rotated_at is None:
        return Use.FIRST
    return Use.REPEATED if at < token.rotated_at + GRACE else Use.STOLEN


def touch(session: Session, *, at: datetime) -> Session:
    return replace(session, used_at=at)


def end(session: Session, *, by: UUID | None, at: datetime) -> tuple[Session, SessionRevoked]:
    """End a session before its time; its access tokens are refused from now on."""
    ended = replace(session, ended_at=at, version=session.version + 1)
    return ended, SessionRevoked(
        version=ended.version, at=at, by=by, session_id=ended.id, person_id=ended.person_id
    )


def access_ends(session: Session, *, borrowed_until: Iterable[datetime], at: datetime) -> datetime:
    """When an access token issued now ends: not after the session or a deputation in it."""
    return min(at + ACCESS, session.ends_at, *borrowed_until)
