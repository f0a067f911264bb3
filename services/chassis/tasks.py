"""What a worker is handed: which thing to look at. The thing's row says whether anything is due."""

import json
from dataclasses import dataclass
from uuid import UUID

PREFIX = "work."
"""Begins the type of a task in the outbox, which no fact's does."""


class UnreadableTask(Exception):
    """The bytes are no task."""


@dataclass(frozen=True)
class Task:
    """`work` names the kind of work, `id` the row. `traceparent` is of whoever asked for it."""

    work: str
    id: UUID
    traceparent: str | None = None

    @property
    def type(self) -> str:
        """The task's type in the outbox."""
        return f"{PREFIX}{self.work}"

    def encode(self) -> bytes:
        content = {"work": self.work, "id": str(self.id), "traceparent": self.traceparent}
        return json.dumps(content).encode()


def decode(body: bytes) -> Task:
    """Read a task; `UnreadableTask` for anything else."""
    try:
        content = json.loads(body)
        return Task(str(content["work"]), UUID(content["id"]), content.get("traceparent"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableTask from error
