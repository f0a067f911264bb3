"""How often one sender may try something: a token bucket each, in this process's memory."""

from collections.abc import Callable
from math import ceil
from time import monotonic

from services.chassis.refusals import TooMany

_MOST_KEPT = 10_000


class AddressBusy(TooMany):
    zh = "此网络地址尝试过于频繁，请在 {seconds} 秒后重试。"
    en = "Too many attempts from this address; try again in {seconds} seconds."


class Buckets:
    """`burst` at once, then `rate` a second."""

    def __init__(
        self,
        *,
        burst: int,
        rate: float,
        refusal: type[TooMany] = AddressBusy,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._burst = float(burst)
        self._rate = rate
        self._refusal = refusal
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, address: str) -> None:
        """One try; the refusal with the seconds to wait when there is none left."""
        left, now = self._now(address), self._clock()
        if left < 1:
            raise self._refusal(seconds=ceil((1 - left) / self._rate))
        self._left[address] = (left - 1, now)
        if len(self._left) > _MOST_KEPT:
            self._forget_full()

    @property
    def kept(self) -> int:
        """How many addresses are remembered; bounded, however many come."""
        return len(self._left)

    def _now(self, address: str) -> float:
        left, since = self._left.get(address, (self._burst, 0.0))
        return min(self._burst, left + (self._clock() - since) * self._rate)

    def _forget_full(self) -> None:
        full = [address for address in self._left if self._now(address) >= self._burst]
        for address in full or list(self._left)[: _MOST_KEPT // 10]:
            del self._left[address]
