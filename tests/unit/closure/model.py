"""The life of a case as an official would tell it, written without looking at the rules."""

from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass
class Model:
    """What should be true. `permits` says whether a step is possible, `take` what it changes."""

    status: str = "open"
    hands: list[str] = field(default_factory=list)
    """Who rectified, then who verified, in the round at hand."""
    asker: str | None = None
    asked_until: date | None = None
    shelved_until: date | None = None
    rounds: int = 0
    returns: int = 0
    closures: int = 0
    reopenings: int = 0

    def permits(self, step: str, who: str, *, today: date, until: date | None = None) -> bool:
        if step == "rectify":
            return self.status in ("open", "deferred")
        if step == "verify":
            return self.status == "submitted" and who not in self.hands
        if step == "approve":
            return self.status == "pre_closed" and who not in self.hands
        if step == "return":
            return self.status in ("submitted", "pre_closed") and who not in self.hands
        if step == "recheck":
            return self.status == "closed"
        if step == "ask":
            assert until is not None
            in_time = timedelta(0) < until - today <= timedelta(days=366)
            return self.status in ("open", "deferred") and self.asker is None and in_time
        if step == "grant":
            return self._others_request(who) and self.asked_until > today
        if step == "refuse":
            return self._others_request(who)
        raise AssertionError(step)

    def take(self, step: str, who: str, *, until: date | None = None) -> None:
        if step == "rectify":
            self.status, self.hands, self.rounds = "submitted", [who], self.rounds + 1
            self.asker = self.asked_until = self.shelved_until = None
        elif step == "verify":
            self.status = "pre_closed"
            self.hands.append(who)
        elif step == "approve":
            self.status, self.closures = "closed", self.closures + 1
        elif step == "return":
            self.status, self.returns = "open", self.returns + 1
        elif step == "recheck":
            self.status, self.reopenings = "open", self.reopenings + 1
        elif step == "ask":
            self.asker, self.asked_until = who, until
        elif step == "grant":
            self.status, self.shelved_until = "deferred", self.asked_until
            self.asker = self.asked_until = None
        else:
            self.asker = self.asked_until = None

    def wake(self, day: date) -> bool:
        """Dispatch says that a day has come; whether a deferral ends with it."""
        if self.shelved_until is None or day < self.shelved_until:
            return False
        self.status, self.shelved_until = "open", None
        return True

    def _others_request(self, who: str) -> bool:
        return self.asker is not None and self.asker != who
