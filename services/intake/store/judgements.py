"""Judgements as they were made, and beside each what people decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.transaction import Transaction
from services.contracts.intake import Judgement
from services.intake.judgement.routing import Past
from services.intake.tables import judgements, reports

REMEMBERED = timedelta(days=180)
"""How far back who answered for a problem still tells who will."""


@dataclass(frozen=True)
class Record:
    """A judgement with what it was made of. `lists` are the reference lists' versions."""

    judgement: Judgement
    model_id: int | None
    lists: dict[str, int]
    inputs: dict[str, Any]
    explanation: dict[str, Any]


@dataclass(frozen=True)
class Decision:
    """What people decided about a judged report; `outcome` is a word like approved or merged."""

    outcome: str
    at: datetime
    category: str | None = None
    organisation_id: UUID | None = None


@dataclass(frozen=True)
class Kept:
    """A record as it is kept, with the decision beside it once there is one."""

    id: int
    report_version: int
    at: datetime
    record: Record
    decision: Decision | None
    transferred_to: UUID | None


@dataclass(frozen=True)
class Decided:
    """A text and the category that people gave it."""

    text: str
    category: str


async def add(tx: Transaction, record: Record, *, report_id: UUID, report_version: int) -> None:
    """Keep a judgement as it was made."""
    judgement = record.judgement
    await tx.execute(
        sa.insert(judgements).values(
            report_id=report_id,
            report_version=report_version,
            at=tx.at,
            model_id=record.model_id,
            lists=record.lists,
            inputs=record.inputs,
            judgement=judgement.model_dump(mode="json"),
            explanation=record.explanation,
            judged_category=judgement.category.code,
            judged_organisation_id=judgement.organisation.organisation_id,
            area_id=judgement.organisation.area_id,
        )
    )


async def decide(tx: Transaction, report_id: UUID, decision: Decision) -> None:
    """Write what people decided beside the report's last judgement."""
    await _beside_last(
        tx,
        report_id,
        outcome=decision.outcome,
        decided_category=decision.category,
        decided_organisation_id=decision.organisation_id,
        decided_at=decision.at,
    )


async def transfer(tx: Transaction, report_id: UUID, *, to: UUID) -> None:
    """Write beside the report's last judgement to whom the case went in the end."""
    await _beside_last(tx, report_id, transferred_to=to)


async def _beside_last(tx: Transaction, report_id: UUID, **values: Any) -> None:
    last = (
        sa.select(sa.func.max(judgements.c.id))
        .where(judgements.c.report_id == report_id)
        .scalar_subquery()
    )
    await tx.execute(sa.update(judgements).where(judgements.c.id == last).values(**values))


async def of_report(tx: Transaction, report_id: UUID) -> list[Kept]:
    """Every judgement of a report, the last one first."""
    rows = await tx.execute(
        sa.select(judgements)
        .where(judgements.c.report_id == report_id)
        .order_by(judgements.c.id.desc())
    )
    return [_kept(row) for row in rows]


async def past(tx: Transaction, *, category: str, area_id: UUID | None) -> list[Past]:
    """Whose problems of a category turned out to be, in this area, or anywhere without one."""
    decided = sa.func.coalesce(judgements.c.transferred_to, judgements.c.decided_organisation_id)
    alike = [
        judgements.c.decided_category == category,
        judgements.c.decided_at >= tx.at - REMEMBERED,
        decided.is_not(None),
    ]
    if area_id is not None:
        alike.append(judgements.c.area_id == area_id)
    rows = await tx.execute(
        sa.select(
            judgements.c.judged_organisation_id.label("judged_id"),
            decided.label("decided_id"),
            sa.func.count().label("times"),
        )
        .where(*alike)
        .group_by(judgements.c.judged_organisation_id, decided)
    )
    return [Past(**row._mapping) for row in rows]


async def decided(tx: Transaction, *, limit: int) -> list[Decided]:
    """The last texts whose category people decided, the earliest first."""
    rows = await tx.execute(
        sa.select(judgements.c.inputs, judgements.c.decided_category)
        .where(judgements.c.decided_category.is_not(None), judgements.c.decided_at.is_not(None))
        .order_by(judgements.c.decided_at.desc(), judgements.c.id.desc())
        .limit(limit)
    )
    return [Decided(row.inputs["description"], row.decided_category) for row in rows][::-1]


async def decided_since(tx: Transaction, at: datetime | None) -> int:
    """How many categories people decided after an instant, or ever."""
    counted = sa.select(sa.func.count()).where(judgements.c.decided_category.is_not(None))
    if at is not None:
        counted = counted.where(judgements.c.decided_at > at)
    times: int = (await tx.execute(counted)).scalar_one()
    return times


async def unjudged(tx: Transaction, *, after: UUID | None, limit: int) -> list[UUID]:
    """The next reports of which no judgement is kept, by id."""
    kept = sa.select(judgements.c.id).where(judgements.c.report_id == reports.c.id)
    wanted = sa.select(reports.c.id).where(~kept.exists())
    if after is not None:
        wanted = wanted.where(reports.c.id > after)
    return list((await tx.execute(wanted.order_by(reports.c.id).limit(limit))).scalars())


async def latest(tx: Transaction, *, since: datetime, limit: int) -> list[Kept]:
    """The last judgements since an instant, for trying other rules on."""
    rows = await tx.execute(
        sa.select(judgements)
        .where(judgements.c.at >= since)
        .order_by(judgements.c.at.desc(), judgements.c.id.desc())
        .limit(limit)
    )
    newest: dict[UUID, Kept] = {}
    for row in rows:
        newest.setdefault(row.report_id, _kept(row))
    return list(newest.values())


@dataclass(frozen=True)
class Agreement:
    """Of so many decided judgements, how many categories were right or left open, and how many
    organisations were right."""

    decided: int
    right: int
    open: int
    organisation_right: int


async def agreement(tx: Transaction, *, since: datetime, until: datetime) -> Agreement:
    """How judgements and people agreed over a period of decisions."""
    table = judgements.c
    final = sa.func.coalesce(table.transferred_to, table.decided_organisation_id)
    row = (
        await tx.execute(
            sa.select(
                sa.func.count(),
                _times(table.judged_category == table.decided_category),
                _times(table.judged_category.is_(None)),
                _times(table.judged_organisation_id == final),
            ).where(
                table.decided_category.is_not(None),
                table.decided_at >= since,
                table.decided_at < until,
            )
        )
    ).one()
    return Agreement(*(value or 0 for value in row))


async def judged_majors(
    tx: Transaction, *, since: datetime, until: datetime
) -> dict[str | None, int]:
    """How many reports were judged to be of each major; under `None` those left open."""
    major = sa.func.substr(judgements.c.judged_category, 1, 2)
    rows = await tx.execute(
        sa.select(major.label("major"), sa.func.count().label("times"))
        .where(judgements.c.at >= since, judgements.c.at < until)
        .group_by(major)
    )
    return {row.major: row.times for row in rows}


def _times(condition: sa.ColumnElement[bool]) -> sa.Function[Any]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _kept(row: sa.Row[Any]) -> Kept:
    decision = None
    if row.outcome is not None:
        decision = Decision(
            row.outcome, row.decided_at, row.decided_category, row.decided_organisation_id
        )
    record = Record(
        judgement=Judgement.model_validate(row.judgement),
        model_id=row.model_id,
        lists=row.lists,
        inputs=row.inputs,
        explanation=row.explanation,
    )
    return Kept(row.id, row.report_version, row.at, record, decision, row.transferred_to)
