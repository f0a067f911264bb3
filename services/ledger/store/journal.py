"""The journal: every fact received, append-only; timelines are read from it."""

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.transaction import Transaction
from services.contracts.event import EVENTS, Event, publisher_of
from services.contracts.intake import CategoryListed
from services.ledger.domain.projection import case_of
from services.ledger.domain.steps import Step, step
from services.ledger.journal_text import spell
from services.ledger.tables import journal

Key = tuple[str, UUID, int]
"""Publisher, subject and version: what makes a fact one of its kind."""

INSERT = sa.insert(journal)


def key_of(event: Event) -> Key:
    return publisher_of(event.type), event.subject, event.version


def row(tx: Transaction, event: Event) -> dict[str, Any]:
    """A fact as the journal keeps it."""
    publisher, subject, version = key_of(event)
    return {
        "publisher": publisher,
        "subject": subject,
        "version": version,
        "type": event.type,
        "case_id": case_of(event),
        "at": event.at,
        "received_at": tx.at,
        "body": spell(event),
    }


HEARD = (
    sa.select(journal.c.version)
    .where(
        journal.c.publisher == sa.bindparam("heard_publisher"),
        journal.c.subject == sa.bindparam("heard_subject"),
        journal.c.version == sa.bindparam("heard_version"),
    )
    .exists()
)
"""Whether the journal has a fact: asked with `asking`."""
_HAS = sa.select(HEARD)


def asking(key: Key) -> dict[str, Any]:
    """The parameters of `HEARD`."""
    names = ("heard_publisher", "heard_subject", "heard_version")
    return dict(zip(names, key, strict=True))


async def has(tx: Transaction, key: Key) -> bool:
    found: bool = (await tx.execute(_HAS, asking(key))).scalar_one()
    return found


async def heard(tx: Transaction, keys: Collection[Key]) -> set[Key]:
    """Which of these the journal has."""
    if not keys:
        return set()
    columns = journal.c.publisher, journal.c.subject, journal.c.version
    rows = await tx.execute(sa.select(*columns).where(sa.tuple_(*columns).in_(list(keys))))
    return {(row.publisher, row.subject, row.version) for row in rows}


async def timeline(tx: Transaction, case_id: UUID) -> list[Step]:
    """Every step of a case, earliest first."""
    rows = await tx.execute(
        sa.select(journal)
        .where(journal.c.case_id == case_id)
        .order_by(journal.c.at, journal.c.publisher, journal.c.subject, journal.c.version)
    )
    return [step(row.type, version=row.version, at=row.at, body=row.body) for row in rows]


async def cases_after(tx: Transaction, case_id: UUID | None, *, limit: int) -> list[UUID]:
    """The next cases that the journal tells of, in the order of their ids."""
    told = sa.select(journal.c.case_id).where(journal.c.case_id.is_not(None)).distinct()
    if case_id is not None:
        told = told.where(journal.c.case_id > case_id)
    return list((await tx.execute(told.order_by(journal.c.case_id).limit(limit))).scalars())


async def facts_of(tx: Transaction, case_ids: Sequence[UUID]) -> dict[UUID, list[Event]]:
    """What the journal tells of these cases, each publisher's facts in order."""
    rows = await tx.execute(
        sa.select(journal)
        .where(journal.c.case_id.in_(case_ids))
        .order_by(journal.c.case_id, journal.c.publisher, journal.c.subject, journal.c.version)
    )
    return {
        case_id: [_event(row) for row in told]
        for case_id, told in groupby(rows, key=lambda row: row.case_id)
    }


async def facts_of_types(
    tx: Transaction, types: Sequence[str], *, after: tuple[UUID, int] | None, limit: int
) -> list[Event]:
    """The next facts of these types by subject and version."""
    place = sa.tuple_(journal.c.subject, journal.c.version)
    found = sa.select(journal).where(journal.c.type.in_(types))
    if after is not None:
        found = found.where(place > after)
    rows = await tx.execute(found.order_by(journal.c.subject, journal.c.version).limit(limit))
    return [_event(row) for row in rows]


async def category_names(tx: Transaction) -> dict[str, tuple[str, str]]:
    """Chinese and English name of every category that was listed, by code."""
    names: dict[str, tuple[str, str]] = {}
    after = None
    while facts := await facts_of_types(tx, (CategoryListed.type,), after=after, limit=500):
        for fact in facts:
            assert isinstance(fact, CategoryListed)
            names[fact.code] = (fact.name, fact.name_en)
        after = (facts[-1].subject, facts[-1].version)
    return names


def _event(row: Any) -> Event:
    return EVENTS[row.type].model_validate_json(row.body)
