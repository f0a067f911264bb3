"""What is sent and answered about channels."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from services.notice.domain import words
from services.notice.domain.refusals import QuietHoursUnclear
from services.notice.store.channels import Channel, Kind
from services.notice.store.messages import Attempt

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class ChannelHabits(BaseModel):
    """How a channel is used: `least` is what goes over it at all, `digest` waits for 8:30, and from
    `quiet_from` until `quiet_until` (the city's time) only what is urgent goes out."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    language: Literal["zh", "en"] = "zh"
    least: Literal["normal", "urgent"] = "normal"
    digest: bool = False
    quiet_from: Clock | None = None
    quiet_until: Clock | None = None

    def quiet(self) -> tuple[int | None, int | None]:
        """Minutes of the day; `QuietHoursUnclear` when only one is given, or both are the same."""
        start, end = _minutes(self.quiet_from), _minutes(self.quiet_until)
        if (start is None) != (end is None) or (start is not None and start == end):
            raise QuietHoursUnclear
        return start, end


class NewChannel(ChannelHabits):
    """`address` is an e-mail address, a telephone number, a robot's Apprise URL or a webhook's.
    With `organisation_id` the channel is that organisation's, and its administrator's to set up."""

    kind: Literal["email", "sms", "robot", "webhook"]
    address: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
    organisation_id: UUID | None = None


class PushKeys(BaseModel):
    model_config = ConfigDict(extra="ignore")

    p256dh: Annotated[str, StringConstraints(max_length=200)]
    auth: Annotated[str, StringConstraints(max_length=100)]


class NewSubscription(ChannelHabits):
    """A browser's `PushSubscription` as it writes itself; it ends with the session."""

    endpoint: Annotated[str, StringConstraints(max_length=1000)]
    keys: PushKeys


class ChannelView(BaseModel):
    """`failing` tells why nothing gets through; `secret` signs a webhook's letters and is shown
    once, when the channel is made."""

    id: UUID
    kind: Kind
    name: str
    organisation_id: UUID | None
    language: str
    least: str
    digest: bool
    quiet_from: str | None
    quiet_until: str | None
    failing: str | None
    version: int
    secret: str | None = None

    @classmethod
    def of(cls, channel: Channel, *, language: str = "zh", secret: str | None = None) -> Self:
        return cls(
            id=channel.id,
            kind=channel.kind,
            name=channel.name,
            organisation_id=channel.organisation_id,
            language=channel.language,
            least=channel.least,
            digest=channel.digest,
            quiet_from=_clock(channel.quiet_start),
            quiet_until=_clock(channel.quiet_end),
            failing=_failing(channel, language),
            version=channel.version,
            secret=secret,
        )


class FailingChannel(ChannelView):
    """`person_id` is whose it is, if it isn't an organisation's; `parked` channels are tried again
    within the hour, the others sooner."""

    person_id: UUID | None
    attempts: int
    parked_at: datetime | None


class AttemptView(BaseModel):
    """`outcome` is `sent` or `failed`, `reason` the failure's stable code, `messages` how many
    notices the letter told of."""

    at: datetime
    outcome: str
    reason: str
    messages: int
    seconds: float

    @classmethod
    def of(cls, attempt: Attempt) -> Self:
        return cls.model_validate(vars(attempt))


def _failing(channel: Channel, language: str) -> str | None:
    if channel.parked_reason is None:
        return None
    zh, en = words.failure(channel.parked_reason.rpartition(": ")[2])
    return en if language == "en" else zh


def _minutes(clock: str | None) -> int | None:
    return None if clock is None else int(clock[:2]) * 60 + int(clock[3:])


def _clock(minutes: int | None) -> str | None:
    return None if minutes is None else f"{minutes // 60:02d}:{minutes % 60:02d}"
