"""Cases at every step, and the people who take the steps."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.chassis.history import Actor
from services.closure.domain import deferral, rectification
from services.closure.domain.case import Case
from services.closure.domain.step import Change

DISTRICT = UUID(int=1)
STREET = UUID(int=2)
CITY = UUID(int=3)
BEFORE = (UUID(int=11), UUID(int=12))
AFTER = (UUID(int=21), UUID(int=22))
CASE = UUID(int=100)

HANDLER = Actor(UUID(int=31), "王建强", DISTRICT)
VERIFIER = Actor(UUID(int=32), "李晓梅", CITY)
LEAD = Actor(UUID(int=33), "张国峰", CITY)
LEADER = Actor(UUID(int=34), "刘永军", CITY)
SUPERVISOR = Actor(UUID(int=35), "陈志东", CITY)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
LATER = NOW + timedelta(hours=3)


def a_case(**changes: Any) -> Case:
    """As dispatch sent it: open, before any step of closure's own."""
    case = Case(
        case_id=CASE,
        number="XF-2026-0001",
        organisation_id=DISTRICT,
        pool="list",
        reporter_id=UUID(int=30),
        reporter_organisation_id=STREET,
        before_photo_ids=BEFORE,
        due_at=NOW + timedelta(days=9),
        rectifier_organisation_id=None,
        handed_back=False,
        last=Change("系统 (system)", "dispatched", NOW),
    )
    return replace(case, **changes)


def submitted(case: Case | None = None, *, by: Actor = HANDLER) -> Case:
    case, _ = rectification.submit(
        case or a_case(), by=by, at=NOW, solution="已清运垃圾", after_photo_ids=AFTER
    )
    return case


def pre_closed(case: Case | None = None) -> Case:
    case, _ = rectification.verify(case or submitted(), by=VERIFIER, at=NOW, note="")
    return case


def closed(case: Case | None = None) -> Case:
    case, _ = rectification.approve(case or pre_closed(), by=LEAD, at=NOW, note="")
    return case


def asked(case: Case | None = None, *, days: int = 20, by: Actor = HANDLER) -> Case:
    case, _ = deferral.request(
        case or a_case(),
        by=by,
        at=NOW,
        until=TODAY + timedelta(days=days),
        reason="冬季无法施工",
        zone=ZONE,
    )
    return case


def deferred(case: Case | None = None, *, days: int = 20) -> Case:
    case, _ = deferral.grant(asked(case, days=days), by=LEADER, at=NOW, note="", zone=ZONE)
    return case
