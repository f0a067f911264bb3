"""Every query of what holds for all cases: rules, calendar, limits and organisations."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from services.chassis import reference_lists
from services.chassis.directory import Organisation, UnknownOrganisation
from services.chassis.history import Actor, LastChange
from services.chassis.inbox_store import insert
from services.chassis.reference_lists import ListState
from services.chassis.tables import organisations
from services.chassis.transaction import Transaction
from services.dispatch.domain.calendar import Calendar, Year
from services.dispatch.domain.clock import Limit
from services.dispatch.domain.number import PLAIN_FORMAT
from services.dispatch.tables import calendar_years, limits, rules


@dataclass(frozen=True)
class Rules:
    """What one row says for the whole city."""

    time_zone: str
    return_days: int
    number_format: str
    calendar_version: int


@dataclass(frozen=True)
class HeldYear:
    """A year as it is kept, with the version that decides who edited first."""

    content: Year
    version: int
    last: LastChange


async def read_rules(tx: Transaction) -> Rules:
    return _rules((await tx.execute(sa.select(rules))).one())


async def lock_rules(tx: Transaction) -> Rules:
    """Read the rules and hold them until commit, so that calendar edits follow one another."""
    return _rules((await tx.execute(sa.select(rules).with_for_update())).one())


async def keep_settings(tx: Transaction, *, time_zone: str, return_days: int) -> None:
    """Keep the process's settings for the handlers; another zone moves every due date."""
    first = {"time_zone": time_zone, "return_days": return_days, "calendar_version": 1}
    await tx.execute(
        insert(tx, rules)
        .values(id=1, number_format=PLAIN_FORMAT, **first)
        .on_conflict_do_nothing(index_elements=["id"])
    )
    held = await lock_rules(tx)
    if held.time_zone != time_zone:
        await _move_calendar(tx)
    if (held.time_zone, held.return_days) != (time_zone, return_days):
        await tx.execute(sa.update(rules).values(time_zone=time_zone, return_days=return_days))


async def save_number_format(tx: Transaction, text: str, *, state: ListState, by: Actor) -> int:
    """Keep how numbers are written; its version, which only another one raises."""
    if text == (await read_rules(tx)).number_format:
        return state.version
    await tx.execute(sa.update(rules).values(number_format=text))
    return await reference_lists.raise_version(tx, state, by=by)


async def calendar(tx: Transaction, *, since: datetime) -> Calendar:
    """The calendar from the year before `since` on, in the city's time zone."""
    # The version first: days read after it may be newer, which only makes a recount find
    # nothing; the other way round a recount would be missed.
    held = await read_rules(tx)
    zone = ZoneInfo(held.time_zone)
    first = since.astimezone(zone).year - 1
    rows = await tx.execute(sa.select(calendar_years).where(calendar_years.c.year >= first))
    years = {row.year: _year(row) for row in rows}
    return Calendar(zone, held.calendar_version, years)


async def all_years(tx: Transaction) -> dict[int, HeldYear]:
    rows = await tx.execute(sa.select(calendar_years))
    return {row.year: _held(row) for row in rows}


async def read_year(tx: Transaction, year: int) -> HeldYear | None:
    """One year; `None` when neither the package nor anybody has told of it."""
    row = (
        await tx.execute(sa.select(calendar_years).where(calendar_years.c.year == year))
    ).one_or_none()
    return _held(row) if row else None


async def save_year(tx: Transaction, year: Year, *, version: int, by: Actor) -> None:
    """Keep the year's days; open cases are counted again. The rules must be locked."""
    row = {
        "version": version,
        "announced": year.announced,
        "days_off": _texts(year.days_off),
        "working_days": _texts(year.working_days),
        "local_days_off": _texts(year.local_days_off),
        "source": year.source,
        "changed_by": by.name,
        "changed_at": tx.at,
    }
    statement = insert(tx, calendar_years).values(year=year.year, **row)
    await tx.execute(statement.on_conflict_do_update(index_elements=["year"], set_=row))
    await _move_calendar(tx)


async def read_limits(tx: Transaction) -> list[Limit]:
    rows = await tx.execute(sa.select(limits).order_by(limits.c.category_code, limits.c.mode))
    return [Limit(**row._mapping) for row in rows]


async def replace_limits(
    tx: Transaction, new: Sequence[Limit], *, state: ListState, by: Actor
) -> int:
    """These limits and no others; their version, which only another content raises."""
    if set(new) == set(await read_limits(tx)):
        return state.version
    rows = [asdict(limit) for limit in new]
    return await reference_lists.replace(tx, limits, rows, state=state, by=by)


async def organisation(tx: Transaction, organisation_id: UUID) -> Organisation | None:
    """The organisation in the replica of identity's tree."""
    found = sa.select(organisations).where(organisations.c.id == organisation_id)
    row = (await tx.execute(found)).one_or_none()
    return Organisation(**row._mapping) if row else None


async def organisation_of_code(tx: Transaction, code: str) -> Organisation:
    """The organisation with this code; `UnknownOrganisation` when there is none."""
    found = sa.select(organisations).where(organisations.c.code == code)
    row = (await tx.execute(found)).one_or_none()
    if row is None:
        raise UnknownOrganisation(organisation=code)
    return Organisation(**row._mapping)


async def subtree(tx: Transaction, organisation_id: UUID) -> list[UUID]:
    """The organisation and everything below it."""
    below = organisations.c.path.contains(f"/{organisation_id}/", autoescape=True)
    return list((await tx.execute(sa.select(organisations.c.id).where(below))).scalars())


async def first_brigade(tx: Transaction) -> Organisation | None:
    """The active brigade whose code comes first."""
    found = (
        sa.select(organisations)
        .where(organisations.c.kind == "brigade", organisations.c.active)
        .order_by(organisations.c.code)
        .limit(1)
    )
    row = (await tx.execute(found)).one_or_none()
    return Organisation(**row._mapping) if row else None


async def _move_calendar(tx: Transaction) -> None:
    await tx.execute(sa.update(rules).values(calendar_version=rules.c.calendar_version + 1))


def _rules(row: Any) -> Rules:
    return Rules(row.time_zone, row.return_days, row.number_format, row.calendar_version)


def _held(row: Any) -> HeldYear:
    edited = LastChange(
        who=row.changed_by, zh="修改了日历", en="changed the calendar", when=row.changed_at
    )
    return HeldYear(_year(row), row.version, edited)


def _year(row: Any) -> Year:
    return Year(
        year=row.year,
        announced=row.announced,
        days_off=_dates(row.days_off),
        working_days=_dates(row.working_days),
        local_days_off=_dates(row.local_days_off),
        source=row.source,
    )


def _dates(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


def _texts(days: Iterable[date]) -> list[str]:
    return sorted(day.isoformat() for day in days)
