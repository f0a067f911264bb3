"""A clock that can be set back and turned on, for rehearsals."""

from datetime import datetime, timedelta

from services.chassis.clock import utc_now


class TurnedClock:
    """The present time, moved by as much as was asked for; it never runs backwards after that."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def turn(self, by: timedelta) -> None:
        """Move the time on."""
        self.ahead += by

    def turn_to(self, instant: datetime) -> None:
        """Move the time on to an instant; one that has passed changes nothing."""
        self.ahead = max(self.ahead, instant - utc_now())

    def turn_to_present(self) -> None:
        """Let the rehearsal end where the real time is."""
        self.ahead = timedelta()
