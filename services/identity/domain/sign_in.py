"""Guessing is slowed, never answered with a permanent lock. OWASP Authentication, ASVS 6.1.1."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from services.chassis.refusals import TooMany, Unauthenticated

ALLOWED = 4
"""Failures without a delay; the fifth locks for a second, each further one for twice as long."""
LONGEST_LOCK = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


class SignInFailed(Unauthenticated):
    """One answer for every cause, so that nobody learns which usernames exist."""

    zh = "用户名或密码不正确。"
    en = "The username or the password is not right."


class AccountLocked(TooMany):
    zh = "登录失败次数过多，请在 {seconds} 秒后重试，或联系管理员重置密码。"
    en = "Too many failed sign-ins; try again in {seconds} seconds or have the password reset."


@dataclass(frozen=True)
class Failures:
    """The failed sign-ins of one username since the last good one."""

    count: int = 0
    locked_until: datetime | None = None

    def require_open(self, *, at: datetime) -> None:
        """`AccountLocked` with the seconds left while the delay runs."""
        if self.locked_until is not None and at < self.locked_until:
            raise AccountLocked(seconds=ceil((self.locked_until - at).total_seconds()))


def failed(failures: Failures, *, at: datetime) -> Failures:
    """One more failure, and the delay it brings."""
    count = failures.count + 1
    if count <= ALLOWED:
        return Failures(count)
    doublings = min(count - ALLOWED - 1, 20)
    return Failures(count, at + min(timedelta(seconds=2**doublings), LONGEST_LOCK))
