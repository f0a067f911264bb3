"""The second factor: codes that only the person's authenticator can make. RFC 6238, ASVS 6.5.

Six digits from SHA-1 and steps of 30 seconds, which is what every authenticator understands.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from pyotp import TOTP
from pyotp.exceptions import OTPVerificationError

from services.chassis.refusals import Conflict, Unauthenticated
from services.contracts.identity import Role

DRIFT = 1
"""Steps that an authenticator's clock may be early or late (RFC 6238 §5.2)."""
CHALLENGE_LIVES = timedelta(minutes=10)
"""Long enough to set an authenticator up."""
RECOVERY_CODES = 10
ISSUER = "Shirong"
"""What the authenticator shows beside the username."""


class CodeFailed(Unauthenticated):
    """One answer for every cause, as for a wrong password."""

    zh = "验证码不正确，或登录已超时，请重试。"
    en = "The code is not right, or the sign-in took too long; try again."


class AlreadyEnrolled(Conflict):
    zh = "已启用二次验证；更换验证器请先停用。"
    en = "A second factor is enrolled; remove it before another one is enrolled."


class NotEnrolled(Conflict):
    zh = "尚未启用二次验证。"
    en = "No second factor is enrolled."


@dataclass(frozen=True)
class SecondFactor:
    """`sealed` is the secret, readable by identity only; it counts from `enrolled_at` on.

    `last_step` is the time step of the last good code: that one and earlier ones are used up.
    """

    person_id: UUID
    sealed: bytes
    enrolled_at: datetime | None = None
    last_step: int = -1


def begin(present: SecondFactor | None, *, person_id: UUID, sealed: bytes) -> SecondFactor:
    """A factor that waits for its first code, in the place of one that waited before it."""
    if present is not None and present.enrolled_at is not None:
        raise AlreadyEnrolled
    return SecondFactor(person_id, sealed)


def accept(factor: SecondFactor, code: str, *, secret: str, at: datetime) -> SecondFactor | None:
    """The factor after a good code; `None` when the code is wrong or was used."""
    try:
        step = TOTP(secret).verify_and_get_timecode(code, for_time=at, valid_window=DRIFT)
    except OTPVerificationError:
        return None
    return replace(factor, last_step=step) if step > factor.last_step else None


def enrol(factor: SecondFactor, *, at: datetime) -> SecondFactor:
    """From now on it is asked for at every sign-in."""
    return replace(factor, enrolled_at=at)


def is_missing(
    factor: SecondFactor | None, *, roles: Collection[Role], demanding: Collection[Role]
) -> bool:
    """Whether one of the roles demands a second factor that the person hasn't enrolled."""
    enrolled = factor is not None and factor.enrolled_at is not None
    return not enrolled and not set(demanding).isdisjoint(roles)


def address(secret: str, *, username: str) -> str:
    """What an authenticator reads from a QR code: `otpauth://totp/…`."""
    return TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)
