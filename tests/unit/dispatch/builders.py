"""Calendars, cases and facts for tests of dispatch; each fills in what the test is not about."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from services.chassis.directory import Organisation
from services.chassis.history import Actor
from services.contracts.closure import (
    CaseClosed,
    CasePreClosed,
    CaseReopened,
    CaseReturned,
    DeferralGranted,
    RectificationSubmitted,
)
from services.contracts.place import Place
from services.dispatch.domain.calendar import Calendar, Year
from services.dispatch.domain.case import Case, Problem, dispatch
from services.dispatch.domain.clock import Limit
from services.dispatch.domain.number import CaseNumber
from services.dispatch.official_calendar import official_years

ZONE = ZoneInfo("Asia/Shanghai")
OFFICIAL = {year.year: year for year in official_years()}
CALENDAR = Calendar(ZONE, 1, OFFICIAL)
SEVEN_DAYS = Limit("*", "general", working_days=7)


def an_id(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(UUID(int=0), name)


CASE = an_id("case")
XINFU, DONGZHOU, BRIGADE, STREET = (
    an_id(each) for each in ("xinfu", "dongzhou", "brigade", "street")
)
HANDLER = Actor(an_id("handler"), "赵处置", XINFU)
REVIEWER = Actor(an_id("reviewer"), "钱审核", an_id("city"))
SUPERVISOR = Actor(an_id("supervisor"), "孙督导", BRIGADE)


def local(text: str) -> datetime:
    """`2026-02-09 10:00` on the city's clocks."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def end_of(text: str) -> datetime:
    return local(f"{text} 23:59:59")


NOW = local("2026-11-23 10:00")
"""A Monday; seven working days later is Wednesday 2026-12-02."""
DUE = end_of("2026-12-02")


def with_year(year: Year, calendar: Calendar = CALENDAR) -> Calendar:
    """The calendar with another word on one year."""
    years = {**calendar.years, year.year: year}
    return replace(calendar, version=calendar.version + 1, years=years)


def days(*texts: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


def a_problem(**changes: Any) -> Problem:
    fields: dict[str, Any] = {
        "mode": "general",
        "category_code": "01001",
        "description": "占道经营",
        "place": Place(address="站前街 1 号", longitude=123.9, latitude=41.86),
        "photo_ids": (an_id("photo"),),
        "reporter_id": an_id("reporter"),
        "reporter_organisation_id": STREET,
    }
    return Problem(**{**fields, **changes})


def a_case(
    *,
    at: datetime = NOW,
    limit: Limit = SEVEN_DAYS,
    calendar: Calendar = CALENDAR,
    pool: Any = "list",
    **changes: Any,
) -> Case:
    """A case that was just dispatched and saved."""
    number = CaseNumber("XF-2026-00001", XINFU, 2026, 1)
    if pool == "supervision":
        number = CaseNumber("ZSDD-2026-00001", BRIGADE, 2026, 1)
    case, _ = dispatch(
        CASE,
        a_problem(mode=limit.mode),
        number=number,
        pool=pool,
        limit=limit,
        calendar=calendar,
        by=REVIEWER,
        at=at,
    )
    return replace(case, **{"news": (), **changes})


def an_organisation(name: str = "xinfu", **changes: Any) -> Organisation:
    fields: dict[str, Any] = {
        "id": an_id(name),
        "parent_id": an_id("city"),
        "path": f"/{an_id('city')}/{an_id(name)}/",
        "code": name,
        "name": name,
        "name_en": "",
        "short_name": "",
        "kind": "district",
        "number_prefix": name[:2].upper(),
        "longitude": None,
        "latitude": None,
        "active": True,
    }
    return Organisation(**{**fields, **changes})


def submitted(at: datetime = NOW, **changes: Any) -> RectificationSubmitted:
    fields = {"round": 1, "solution": "已清理", "before_photo_ids": (), "after_photo_ids": ()}
    return RectificationSubmitted(**_fact(at), **{**fields, **changes})


def pre_closed(at: datetime = NOW, **changes: Any) -> CasePreClosed:
    return CasePreClosed(**{**_fact(at), "round": 1, **changes})


def returned(at: datetime = NOW, **changes: Any) -> CaseReturned:
    fields = {
        "round": 1,
        "stage": "verification",
        "reason": "未清理干净",
        "failed_photo_ids": (),
        "returns": 1,
    }
    return CaseReturned(**{**_fact(at), **fields, **changes})


def closed(at: datetime = NOW, **changes: Any) -> CaseClosed:
    fields = {
        "round": 1,
        "closures": 1,
        "solution": "已清理",
        "before_photo_ids": (),
        "after_photo_ids": (),
        "rectifier_id": None,
        "verifier_id": None,
    }
    return CaseClosed(**{**_fact(at), **fields, **changes})


def deferral(until: str, at: datetime = NOW, **changes: Any) -> DeferralGranted:
    fields = {"until": date.fromisoformat(until), "extension": False}
    return DeferralGranted(**{**_fact(at), **fields, **changes})


def reopened(at: datetime = NOW, **changes: Any) -> CaseReopened:
    fields = {"reason": "又占道", "photo_ids": (), "reopenings": 1}
    return CaseReopened(**{**_fact(at), **fields, **changes})


def _fact(at: datetime) -> dict[str, Any]:
    return {
        "case_id": CASE,
        "version": 1,
        "at": at,
        "by": an_id("somebody"),
        "organisation_id": XINFU,
    }
