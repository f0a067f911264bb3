"""Frozen monthly editions: every indicator of a month as it stood then, never changed again.

An edition holds a table for every organisation and grouping: what somebody who answers for that
organisation and those below it saw at the freezing. Whoever covers the organisation may read it.
"""

import json
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from services.chassis import logs
from services.chassis.callers import Scope
from services.chassis.directory import Directory
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.contracts.ledger import EditionFrozen
from services.ledger.bulletin import Statistics, tell
from services.ledger.domain.months import bounds, month_after
from services.ledger.reckoning import reckon
from services.ledger.settings import LedgerSettings
from services.ledger.statistics.groups import By
from services.ledger.store import editions, journal
from services.ledger.store.editions import Edition, Table

GROUPINGS: tuple[By, ...] = ("organisation", "district", "street", "category")
EDITIONS = UUID("5b0f7d1c-61f3-4c52-9d0e-0a4f3c1f7a10")
"""The namespace of editions' ids: a month has one wherever it is frozen."""
UNNAMED = ("未分类", "no category")

log = logs.get()


async def tables_of(tx: Transaction, month: date, directory: Directory) -> list[Table]:
    """The month's tables of every organisation; in a transaction that has asked nothing yet."""
    if not tx.is_sqlite:
        # All tables must show one moment, while workers go on writing.
        await tx.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    categories = await journal.category_names(tx)
    last = month_after(month) - timedelta(days=1)
    found = []
    everybody = frozenset() if directory.root is None else directory.subtree(directory.root)
    for organisation_id in sorted(everybody):
        scope, name = (
            Scope(directory.subtree(organisation_id)),
            directory.find(organisation_id).name,
        )
        for by in GROUPINGS:
            reckoned = await reckon(
                tx, by, scope=scope, directory=directory, first_day=month, last_day=last
            )
            told = tell(reckoned, by, first=month, last=last, directory=directory)
            if by == "category":
                _name(told, categories)
            found.append(Table(organisation_id, name, by, told.model_dump(mode="json")))
    return found


def seal(tables: list[Table]) -> str:
    """The SHA-256 of an edition's whole content."""
    content = [[str(each.organisation_id), each.name, each.by, each.told] for each in tables]
    return sha256(_canonical(sorted(content, key=lambda each: (each[0], each[2])))).hexdigest()


async def freeze(
    tx: Transaction, edition: Edition, tables: list[Table], *, directory: Directory
) -> bool:
    """Keep an edition for good and announce it; whether there was none of its month yet."""
    if not await editions.freeze(tx, edition, tables):
        return False
    assert directory.root is not None, "tables are made of its organisations"
    await tx.publish(
        EditionFrozen(
            version=1,
            at=tx.at,
            by=edition.frozen_by,
            organisation_id=directory.root,
            edition_id=uuid5(EDITIONS, edition.month.isoformat()),
            month=edition.month,
            sha256=edition.sha256,
        )
    )
    return True


async def freeze_due(runtime: Runtime) -> None:
    """Freeze the month that ended, some days later, so that late facts are in."""
    assert isinstance(runtime.settings, LedgerSettings)
    zone = ZoneInfo(runtime.settings.time_zone)
    today = runtime.clock().astimezone(zone).date()
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    if today.day <= runtime.settings.ledger_edition_days:
        return
    async with runtime.database.read() as tx:
        if await editions.find(tx, month) is not None:
            return
    async with runtime.database.read() as tx:
        tables = await tables_of(tx, month, runtime.directory)
    if not tables:
        return
    async with runtime.database.begin() as tx:
        edition = Edition(month, tx.at, None, seal(tables))
        frozen = await freeze(tx, edition, tables, directory=runtime.directory)
    log.info("edition frozen" if frozen else "edition was there", month=month.isoformat())


def has_ended(month: date, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the month is over on the city's clocks."""
    return bounds(month, zone)[1] <= now


def _name(told: Statistics, categories: dict[str, tuple[str, str]]) -> None:
    for row in told.rows:
        row.name, row.name_en = categories.get(row.key or "", (row.name, row.name_en))
        if not row.key:
            row.name, row.name_en = UNNAMED


def _canonical(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
