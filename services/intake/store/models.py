"""Trained models: one in use, the last few kept to go back to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.intake.tables import models

TRAINING, IN_USE, KEPT, WORSE, FAILED = "training", "in_use", "kept", "worse", "failed"
"""In hand; judging; judged before, or may again; not taken; came to nothing."""
GIVEN_UP = timedelta(minutes=30)
"""A training that long in hand died with its process."""
KEPT_AT_MOST = 5


@dataclass(frozen=True)
class Trained:
    """A training: what it learned from, what it reached, what became of it."""

    id: int
    status: str
    started_at: datetime
    finished_at: datetime | None
    categories_version: int
    decided: int
    figures: Mapping[str, Any]


async def begin(tx: Transaction, *, categories_version: int, decided: int) -> int:
    """Note that a training begins; its number."""
    added = await tx.execute(
        sa.insert(models)
        .values(
            status=TRAINING,
            started_at=tx.at,
            categories_version=categories_version,
            decided=decided,
            figures={},
        )
        .returning(models.c.id)
    )
    model_id: int = added.scalar_one()
    return model_id


async def in_hand(tx: Transaction) -> bool:
    """Whether a training is going on in some process."""
    begun = sa.select(models.c.id).where(
        models.c.status == TRAINING, models.c.started_at > tx.at - GIVEN_UP
    )
    return (await tx.execute(begun.limit(1))).first() is not None


async def last(tx: Transaction) -> Trained | None:
    """The training that began last."""
    rows = await tx.execute(_about().order_by(models.c.id.desc()).limit(1))
    row = rows.one_or_none()
    return Trained(**row._mapping) if row else None


async def find(tx: Transaction, model_id: int) -> Trained:
    """What is known of a training; `NotFound` when there was none of this number."""
    row = (await tx.execute(_about().where(models.c.id == model_id))).one_or_none()
    if row is None:
        raise NotFound
    return Trained(**row._mapping)


async def listed(tx: Transaction, *, limit: int) -> list[Trained]:
    """The last trainings, the newest first."""
    rows = await tx.execute(_about().order_by(models.c.id.desc()).limit(limit))
    return [Trained(**row._mapping) for row in rows]


async def in_use(tx: Transaction) -> int | None:
    """The number of the model that judges now."""
    found = sa.select(models.c.id).where(models.c.status == IN_USE)
    return (await tx.execute(found)).scalar_one_or_none()


async def content(tx: Transaction, model_id: int) -> bytes:
    """A model as it was dumped; `NotFound` when there is none under this number any more."""
    found = sa.select(models.c.content).where(models.c.id == model_id)
    whole: bytes | None = (await tx.execute(found)).scalar_one_or_none()
    if whole is None:
        raise NotFound
    return whole


async def finish(
    tx: Transaction,
    model_id: int,
    *,
    status: str,
    figures: Mapping[str, Any],
    content: bytes | None = None,
) -> None:
    """Note what a training came to."""
    values = {"status": status, "figures": dict(figures), "finished_at": tx.at}
    await tx.execute(
        sa.update(models).where(models.c.id == model_id).values(**values, content=content)
    )


async def use(tx: Transaction, model_id: int) -> None:
    """Let this model judge, keep the one before, and forget all but the last few."""
    await content(tx, model_id)
    await tx.execute(sa.update(models).where(models.c.status == IN_USE).values(status=KEPT))
    await tx.execute(sa.update(models).where(models.c.id == model_id).values(status=IN_USE))
    newest = (
        sa.select(models.c.id)
        .where(models.c.content.is_not(None))
        .order_by(models.c.id.desc())
        .limit(KEPT_AT_MOST)
    )
    ids = list((await tx.execute(newest)).scalars())
    old = models.c.id.not_in(ids) & (models.c.status != IN_USE)
    await tx.execute(sa.update(models).where(old).values(content=None))


def _about() -> sa.Select[Any]:
    return sa.select(*(each for each in models.c if each is not models.c.content))
