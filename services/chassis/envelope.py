"""Facts as CloudEvents 1.0 in structured JSON, `application/cloudevents+json`."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from cloudevents.core.exceptions import BaseCloudEventException
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from pydantic import ValidationError
from pydantic_core import to_json

from services.chassis.refusals import Invalid
from services.contracts.event import EVENTS, Event, publisher_of

CONTENT_TYPE = "application/cloudevents+json"
LIMIT = 64 * 1024
"""Bytes of one message; photos travel by reference."""

_format = JSONFormat()


class UnreadableMessage(Invalid):
    """The bytes are no CloudEvent, or not of a shape this reader knows."""

    zh = "消息无法读取：{reason}"
    en = "The message can't be read: {reason}"


class MessageTooLarge(Invalid):
    zh = "消息过大：{size} 字节。"
    en = "The message is too large: {size} bytes."


@dataclass(frozen=True)
class Message:
    """A received CloudEvent whose envelope could be read."""

    id: UUID
    type: str
    publisher: str
    subject: UUID
    version: int
    time: datetime
    traceparent: str | None
    data: object

    @cached_property
    def event(self) -> Event | None:
        """The fact; `None` for a type this process doesn't know, which it may then ignore."""
        known = EVENTS.get(self.type)
        if known is None:
            return None
        try:
            return known.model_validate(self.data)
        except ValidationError as error:
            raise UnreadableMessage(reason=_first_line(error)) from error


def encode(event: Event, message_id: UUID, *, traceparent: str | None) -> bytes:
    """The fact as bytes; refuses more than `LIMIT`."""
    attributes = {
        "id": str(message_id),
        "source": f"/shirong/{publisher_of(event.type)}",
        "type": event.type,
        "subject": str(event.subject),
        "time": event.at,
        "datacontenttype": "application/json",
        "sequence": str(event.version),
    }
    if traceparent:
        attributes["traceparent"] = traceparent
    # By the library, which only reads here, it would take five times as long.
    body = to_json({"specversion": "1.0", **attributes, "data": event})
    if len(body) > LIMIT:
        raise MessageTooLarge(size=len(body))
    return body


def decode(body: bytes) -> Message:
    """Read a message; `UnreadableMessage` says what is wrong with it."""
    try:
        cloud = _format.read(CloudEvent, body)
        attributes = cloud.get_attributes()
        type_ = str(attributes["type"])
        return Message(
            id=UUID(attributes["id"]),
            type=type_,
            publisher=publisher_of(type_),
            subject=UUID(attributes["subject"]),
            version=int(attributes["sequence"]),
            time=attributes["time"],
            traceparent=attributes.get("traceparent"),
            data=cloud.get_data(),
        )
    except (
        BaseCloudEventException,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        raise UnreadableMessage(reason=_first_line(error)) from error


def as_json(body: bytes) -> object:
    """The message for people to read; bytes that aren't JSON come as text."""
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
