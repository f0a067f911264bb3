"""Service requests: which reports they became, and what Open311 alone knows of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.transaction import Transaction
from services.intake.domain.report import Report, Status
from services.intake.external_tables import open311_requests
from services.intake.open311.answers import PUBLIC, STANDING, Made
from services.intake.open311.parameters import Question, Wish
from services.intake.store import reports as store
from services.intake.tables import reports

AT_MOST = 1_000
"""Requests of one answer."""


async def add(tx: Transaction, report: Report, wish: Wish, *, source_id: UUID) -> None:
    await tx.execute(
        sa.insert(open311_requests).values(
            report_id=report.id,
            source_id=source_id,
            service_code=wish.service_code,
            media_url=wish.media_url,
            requested_at=report.reported_at,
        )
    )


async def find(tx: Transaction, report_id: UUID) -> Made | None:
    """The request, if the report is one."""
    found = await tx.execute(_joined().where(open311_requests.c.report_id == report_id))
    return next(map(_made, found), None)


async def since(tx: Transaction, ids: Collection[UUID], *, at: datetime) -> UUID | None:
    """Which of these reports was made after an instant."""
    wanted = sa.select(reports.c.id).where(reports.c.id.in_(ids), reports.c.reported_at > at)
    found: UUID | None = (await tx.execute(wanted.limit(1))).scalar()
    return found


async def asked(tx: Transaction, question: Question, *, source_id: UUID | None) -> list[Made]:
    """Requests, the newest first: the platform's own, or those that anyone may see."""
    c = open311_requests.c
    wanted = _joined()
    if source_id is not None:
        wanted = wanted.where(c.source_id == source_id)
    else:
        wanted = wanted.where(reports.c.status.in_(PUBLIC))
    if question.ids is not None:
        wanted = wanted.where(c.report_id.in_(question.ids))
    else:
        wanted = wanted.where(c.requested_at.between(question.since, question.until))
        if question.service_codes:
            wanted = wanted.where(c.service_code.in_(question.service_codes))
        if question.standing is not None:
            wanted = wanted.where(reports.c.status.in_(_standing(question)))
    newest = wanted.order_by(c.requested_at.desc(), c.report_id).limit(AT_MOST)
    return list(map(_made, await tx.execute(newest)))


def _standing(question: Question) -> list[Status]:
    return [status for status, standing in STANDING.items() if standing == question.standing]


def _joined() -> sa.Select[Any]:
    c = open311_requests.c
    columns = [*reports.c, c.service_code, c.media_url]
    return sa.select(*columns).join(reports, reports.c.id == c.report_id)


def _made(row: sa.Row[Any]) -> Made:
    return Made(store.of_row(row), row.service_code, row.media_url)
