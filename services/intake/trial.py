"""Trying other routing rules on the judgements of the last weeks: what would have moved."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.intake.domain.reference import RoutingRule
from services.intake.judgement import routing
from services.intake.knowledge import Known
from services.intake.store.judgements import Kept

AT_MOST = 10_000
"""Judgements that rules are tried on, the last ones."""
SHOWN = 5
"""Cases shown of each move."""

Move = tuple[UUID | None, UUID | None]


@dataclass(frozen=True)
class Moved:
    """So many problems would go from one organisation to another; `None` is nobody."""

    from_id: UUID | None
    to_id: UUID | None
    times: int
    descriptions: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """What rules make of the last judgements."""

    tried: int
    moved: tuple[Moved, ...]
    silent: int
    """Problems for which the tried rules name nobody."""


def try_rules(
    rules: Sequence[RoutingRule],
    *,
    instead_of: Sequence[RoutingRule],
    history: Sequence[Kept],
    known: Known,
    zone: ZoneInfo,
) -> Trial:
    """Compare both lists on what was reported; a decided category counts before the judged."""
    ordered = sorted(rules, key=lambda rule: rule.priority)
    moves: Counter[Move] = Counter()
    shown: dict[Move, list[str]] = defaultdict(list)
    silent = 0
    for kept in history:
        subject = _subject(kept, known, zone)
        before = _answering(instead_of, subject, known)
        after = _answering(ordered, subject, known)
        silent += after is None
        if before != after:
            moves[before, after] += 1
            if len(shown[before, after]) < SHOWN:
                shown[before, after].append(kept.record.inputs["description"][:60])
    moved = tuple(
        Moved(before, after, times, tuple(shown[before, after]))
        for (before, after), times in moves.most_common()
    )
    return Trial(len(history), moved, silent)


def since(at: datetime, days: int) -> datetime:
    """The beginning of the period that rules are tried on."""
    return at - timedelta(days=days)


def _subject(kept: Kept, known: Known, zone: ZoneInfo) -> routing.Subject:
    inputs, judgement = kept.record.inputs, kept.record.judgement
    area_id = judgement.organisation.area_id or UUID(inputs["organisation_id"])
    decided = kept.decision.category if kept.decision else None
    return routing.Subject(
        category_code=decided or judgement.category.code,
        area_codes=[each.code for each in known.chain(area_id)],
        source=inputs["source"],
        day=kept.at.astimezone(zone).date(),
    )


def _answering(rules: Sequence[RoutingRule], subject: routing.Subject, known: Known) -> UUID | None:
    found = routing.first_match(rules, subject, find_organisation=known.active)
    return found[1] if found else None
