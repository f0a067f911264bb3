"""Other platforms that send records by themselves: who they are, and the keys they sign with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from services.chassis.history import Actor, LastChange
from services.intake.domain.refusals import TooManyKeys
from services.intake.domain.spreadsheet_import import Rule
from services.intake.sheets.mapping import Choice

Use = Literal["signing", "open311"]
"""What a key is good for: signing records, or as an `api_key` that Open311 sends along openly."""
MOST_KEYS = 4
"""Living keys of one source: while one is replaced, both are good."""


@dataclass(frozen=True)
class ExternalSource:
    """A platform. What it tells counts as `organisation_id`'s word.

    `id_field` is its field with its own ids, `fields` say what the others mean, `words` what texts
    in them mean, by field of ours. `taken` counts its records.
    """

    id: UUID
    code: str
    name: str
    organisation_id: UUID
    id_field: str
    rule: Rule
    active: bool
    version: int
    last_who: str
    last_at: datetime
    fields: Mapping[str, Choice] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    taken: int = 0

    @property
    def last(self) -> LastChange:
        return LastChange(who=self.last_who, zh="更新", en="changed it", when=self.last_at)


@dataclass(frozen=True)
class ExternalKey:
    """A key, without its secret: that is nowhere kept."""

    id: UUID
    source_id: UUID
    use: Use
    made_who: str
    made_at: datetime
    used_at: datetime | None = None
    revoked_who: str | None = None
    revoked_at: datetime | None = None

    @property
    def is_good(self) -> bool:
        return self.revoked_at is None


def make_key(
    key_id: UUID,
    source: ExternalSource,
    *,
    use: Use,
    there: Sequence[ExternalKey],
    by: Actor,
    at: datetime,
) -> ExternalKey:
    """Another key of the source, good beside those that are there."""
    if sum(each.is_good for each in there) >= MOST_KEYS:
        raise TooManyKeys(most=MOST_KEYS)
    return ExternalKey(key_id, source.id, use, by.name, at)


def revoke(key: ExternalKey, *, by: Actor, at: datetime) -> ExternalKey:
    """The key, good no longer; one that was revoked before stays as it was."""
    return replace(key, revoked_who=by.name, revoked_at=at) if key.is_good else key
