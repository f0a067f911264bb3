"""What the official ledger states: one entry per closing, reopening or correction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from services.chassis.refusals import Conflict, Invalid
from services.contracts.closure import CaseClosed, CaseReopened
from services.ledger.domain.case import Case
from services.ledger.domain.derived import due_in_force

Kind = Literal["closed", "reopened", "correction"]
OWN_CHAIN = {"district", "county"}

Facts = dict[str, Any]
"""JSON without floats."""


class FieldUnknown(Invalid):
    zh = "该条目没有字段 {field}，不能更正。"
    en = "The entry has no field {field} to correct."


class NothingToCorrect(Invalid):
    zh = "更正内容与原条目相同。"
    en = "The correction says what the entry says already."


class EntryRedacted(Conflict):
    zh = "该条目的内容已按规定移除，不能更正。"
    en = "The entry's content was taken out, so it can't be corrected."


@dataclass(frozen=True)
class Ancestor:
    """An organisation on the way from the responsible one up to the root."""

    id: UUID
    kind: str


@dataclass(frozen=True)
class Waiting:
    """A closing or reopening whose entry isn't written yet, with what closure said of it.

    `occasion` counts closings and reopenings of the case, each from 1.
    """

    case_id: UUID
    kind: Kind
    occasion: int
    at: datetime
    facts: Facts


def chain_of(ancestors: Sequence[Ancestor]) -> UUID:
    """Whose ledger an organisation's cases go into, from its ancestors, itself first.

    The nearest district or county; outside of them the organisation below the root.
    """
    for each in ancestors:
        if each.kind in OWN_CHAIN:
            return each.id
    return ancestors[-2].id if len(ancestors) > 1 else ancestors[-1].id


def waiting(case: Case, event: CaseClosed | CaseReopened) -> Waiting:
    """What the entry will say of the event: closure's facts as they stand now."""
    if isinstance(event, CaseReopened):
        reopening: Facts = {
            "reopened_at": _instant(event.at),
            "reopened_by": _text(event.by),
            "reason": event.reason,
            "photo_ids": _ids(event.photo_ids),
        }
        return Waiting(event.case_id, "reopened", event.reopenings, event.at, reopening)
    facts: Facts = {
        "closed_at": _instant(event.at),
        "approver_id": _text(event.by),
        "rectifier_id": _text(event.rectifier_id),
        "verifier_id": _text(event.verifier_id),
        "round": event.round,
        "closures": event.closures,
        "returns": case.returns,
        "deferrals": case.deferrals,
        "solution": event.solution,
        "before_photo_ids": _ids(event.before_photo_ids),
        "after_photo_ids": _ids(event.after_photo_ids),
    }
    return Waiting(event.case_id, "closed", event.closures, event.at, facts)


def payload(case: Case, waits: Waiting) -> Facts:
    """The whole entry: closure's facts with what the other publishers say of the case."""
    due_at = due_in_force(case.due_dates, at=waits.at)
    place = case.approved_place or case.place or {}
    of_case: Facts = {
        "case_id": str(case.case_id),
        "number": case.number,
        "mode": case.mode,
        "pool": case.pool,
        "category": case.category,
        "description": case.approved_description or case.description,
        "place": {name: _text(value) for name, value in place.items()},
        "reporter_id": _text(case.reporter_id),
        "reporter_organisation_id": _text(case.reporter_organisation_id),
        "organisation_id": _text(case.organisation_id),
        "reviewer_id": _text(case.reviewer_id),
        "submitted_at": _instant(case.submitted_at),
        "dispatched_at": _instant(case.dispatched_at),
        "due_at": _instant(due_at),
    }
    if waits.kind == "closed":
        of_case["on_time"] = None if due_at is None else waits.at <= due_at
    return {**of_case, **waits.facts}


def correction(
    entry: Facts | None, *, corrects: Mapping[str, Any], changes: Facts, reason: str, by: UUID
) -> Facts:
    """The new entry that puts an earlier one right; the earlier one stays as it is."""
    if entry is None:
        raise EntryRedacted
    changed: Facts = {}
    for field, now in changes.items():
        if field not in entry:
            raise FieldUnknown(field=field)
        if entry[field] != now:
            changed[field] = {"was": entry[field], "is": now}
    if not changed:
        raise NothingToCorrect
    return {"corrects": dict(corrects), "changes": changed, "reason": reason, "by": str(by)}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")


def _ids(ids: Sequence[UUID]) -> list[str]:
    return [str(each) for each in ids]
