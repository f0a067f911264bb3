"""Deferral: asked for, granted or refused, resumed on its date (domain rule 2)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from services.chassis.history import SYSTEM, Actor
from services.closure.domain import refusals
from services.closure.domain.case import (
    Case,
    Deferral,
    Outcome,
    Shelving,
    Signature,
    Status,
    stepped,
)
from services.closure.domain.rectification import require_status
from services.closure.domain.step import Change
from services.contracts.closure import (
    DeferralEnded,
    DeferralGranted,
    DeferralRefused,
    DeferralRequested,
)

LONGEST = timedelta(days=366)
DAY = timedelta(days=1)

DECISIONS: Mapping[Outcome, str] = {
    Outcome.GRANTED: "deferral_granted",
    Outcome.REFUSED: "deferral_refused",
    Outcome.LAPSED: "deferral_lapsed",
}
"""The step that gave a request each of its outcomes."""


def request(
    case: Case, *, by: Actor, at: datetime, until: date, reason: str, zone: tzinfo
) -> tuple[Case, DeferralRequested]:
    """Somebody asks to shelve the case, or to shelve it for longer; the clock runs on."""
    require_status(case, Status.OPEN, Status.DEFERRED)
    if case.deferral and case.deferral.outcome is Outcome.UNDECIDED:
        raise refusals.DeferralUndecided(**_asked(case.deferral))
    today = at.astimezone(zone).date()
    if not today < until <= today + LONGEST:
        raise refusals.DeferralDateOutOfRange(earliest=today + DAY, latest=today + LONGEST)
    extension = case.status is Status.DEFERRED
    case = stepped(
        case,
        "deferral_requested",
        by=by,
        at=at,
        details={"until": until.isoformat(), "reason": reason, "extension": extension},
        deferral=Deferral(until, extension, Signature(by, at, reason)),
    )
    return case, DeferralRequested(
        **case.facts(by=by, at=at), reason=reason, until=until, extension=extension
    )


def grant(
    case: Case, *, by: Actor, at: datetime, note: str, zone: tzinfo
) -> tuple[Case, DeferralGranted]:
    """Somebody other than the asker shelves the case until the date."""
    asked = _undecided(case, by=by)
    if asked.until <= at.astimezone(zone).date():
        raise refusals.DeferralDatePassed(**_asked(asked))
    extension = case.status is Status.DEFERRED
    case = stepped(
        case,
        "deferral_granted",
        by=by,
        at=at,
        details={"until": asked.until.isoformat(), "note": note, "extension": extension},
        to=Status.DEFERRED,
        deferral=replace(
            asked,
            extension=extension,
            outcome=Outcome.GRANTED,
            decided=Signature(by, at, note),
        ),
        shelving=Shelving(asked.until, datetime.combine(asked.until, time.min, zone)),
    )
    return case, DeferralGranted(
        **case.facts(by=by, at=at), until=asked.until, extension=extension, note=note
    )


def refuse(case: Case, *, by: Actor, at: datetime, reason: str) -> tuple[Case, DeferralRefused]:
    """Somebody other than the asker refuses: as if nothing was asked."""
    asked = _undecided(case, by=by)
    case = stepped(
        case,
        "deferral_refused",
        by=by,
        at=at,
        details={"until": asked.until.isoformat(), "reason": reason},
        deferral=replace(asked, outcome=Outcome.REFUSED, decided=Signature(by, at, reason)),
    )
    return case, DeferralRefused(**case.facts(by=by, at=at), reason=reason)


def resume(case: Case, *, due_at: datetime, at: datetime) -> tuple[Case, DeferralEnded | None]:
    """Dispatch says that a date has come; `due_at` is the end of that day.

    No fact when the case isn't shelved any more, or when it was shelved for longer before
    dispatch could know.
    """
    if case.shelving is None or due_at < case.shelving.last_day:
        return case, None
    details = {"until": case.shelving.until.isoformat()}
    case = stepped(
        case,
        "resumed",
        by=SYSTEM,
        at=at,
        details=details,
        to=Status.OPEN,
        due_at=due_at,
        shelving=None,
    )
    return case, DeferralEnded(**case.facts(by=SYSTEM, at=at))


def _undecided(case: Case, *, by: Actor) -> Deferral:
    asked = case.deferral
    if asked is None:
        raise refusals.DeferralNotRequested(**case.last.facts)
    if asked.decided is not None:
        change = Change(asked.decided.by.name, DECISIONS[asked.outcome], asked.decided.at)
        raise refusals.DeferralDecided(until=asked.until, **change.facts)
    if asked.asked.by.id == by.id:
        raise refusals.SeparationOfDuties(**_asked_by(asked).facts)
    return asked


def _asked(deferral: Deferral) -> dict[str, str]:
    return {"until": deferral.until.isoformat(), **_asked_by(deferral).facts}


def _asked_by(deferral: Deferral) -> Change:
    return Change(deferral.asked.by.name, "deferral_requested", deferral.asked.at)
