"""Who did what when: kept on everything that changes, told to the one who came second."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """A person who acts, and for which organisation. `id` is `None` for the system itself."""

    id: UUID | None
    name: str
    organisation_id: UUID | None = None


SYSTEM = Actor(None, "系统 (system)")


@dataclass(frozen=True)
class LastChange:
    """The step that made a thing's present version; the step's words in both languages."""

    who: str
    zh: str
    en: str
    when: datetime
