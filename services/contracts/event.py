"""The one kind of event: a fact, owned by its publisher, named by version."""

from typing import Any, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

EVENTS: dict[str, type["Event"]] = {}
"""Every declared event by its wire name."""


class Value(BaseModel):
    """Data inside an event. Unknown fields are ignored, so an old reader accepts a new writer."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Value):
    """A fact about one subject.

    `version` is the publisher's version of that subject: 1, 2, 3 … without gaps, so that a reader
    can apply facts in order. `by` is the person who caused it, `None` when the system did.
    """

    type: ClassVar[str]
    subject_field: ClassVar[str]

    version: int
    at: AwareDatetime
    by: UUID | None = None

    def __init_subclass__(cls, type: str = "", subject: str = "case_id", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if type:
            cls.type = type
            cls.subject_field = subject
            EVENTS[type] = cls

    @property
    def subject(self) -> UUID:
        """What the fact is about; facts of one publisher about one subject are ordered."""
        subject: UUID = getattr(self, self.subject_field)
        return subject


class MessageParked(Event):
    """A message that its reader couldn't handle waits for a person: the first in an hour.

    `about` is the type of the message, and empty where it couldn't even be read. Each service has
    one of its own.
    """

    message_id: UUID
    about: str
    code: str


def publisher_of(event_type: str) -> str:
    """The service that owns an event type: the first word of its name."""
    return event_type.split(".", 1)[0]
