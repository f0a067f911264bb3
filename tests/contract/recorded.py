"""What was recorded of the events: their shapes, and messages as they once went over the bus."""

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from services.chassis import envelope
from services.contracts.event import Event
from tests.contract.additive import Schema

SCHEMAS = Path(__file__).parent / "schemas"
MESSAGES = Path(__file__).parent / "messages"
TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def schema_of(event: type[Event]) -> Schema:
    """The event's shape as a reader sees it: what has a default is optional."""
    schema = event.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": event.type,
        "x-subject": event.subject_field,
        **schema,
    }


def schema_path(event_type: str) -> Path:
    return SCHEMAS / f"{event_type}.json"


def message_of(event: Event, number: int = 1) -> bytes:
    """The event as its publisher sends it, with an id that is the same in every run."""
    message_id = uuid5(NAMESPACE_URL, f"{event.type}/{number}")
    return envelope.encode(event, message_id, traceparent=TRACEPARENT)


def messages_of(event_type: str) -> list[Path]:
    """Every recorded message of an event type, the oldest first."""
    return sorted((MESSAGES / event_type).glob("*.json"))


def fields_in(data: object, path: str = "") -> frozenset[str]:
    """The path of every field in a message's data: the shape it was written with."""
    found = {path} if path else set()
    if isinstance(data, dict):
        for name, value in data.items():
            found |= fields_in(value, f"{path}.{name}" if path else name)
    elif isinstance(data, list):
        for value in data:
            found |= fields_in(value, f"{path}[]")
    return frozenset(found)


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
