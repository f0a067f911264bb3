"""Other platforms, their keys, and which record each of their own ids became."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.intake.domain.external import ExternalKey, ExternalSource
from services.intake.external_tables import external_keys, external_records, external_sources
from services.intake.sheets.mapping import Choice

USED_AGAIN = timedelta(minutes=1)
"""How exactly it is kept when a key was last used."""


@dataclass(frozen=True)
class TakenRecord:
    """A platform's own id, the digest of what it last said, its number among the platform's
    records, the record that it became, and the case that it told of when it came."""

    own_id: str
    digest: bytes
    row: int
    record_id: UUID
    case_id: UUID | None = None


async def sources(tx: Transaction) -> list[ExternalSource]:
    """Every platform, by code."""
    rows = await tx.execute(sa.select(external_sources).order_by(external_sources.c.code))
    return list(map(_source, rows))


async def find_source(tx: Transaction, code: str) -> ExternalSource:
    """The platform; `NotFound` when there is none."""
    return _one(await tx.execute(_coded(code)))


async def lock_code(tx: Transaction, code: str) -> ExternalSource | None:
    """The platform, held until commit, if there is one."""
    row = (await tx.execute(_coded(code).with_for_update())).one_or_none()
    return _source(row) if row is not None else None


async def lock_source(tx: Transaction, source_id: UUID) -> ExternalSource:
    """Read the platform and hold it until commit."""
    wanted = sa.select(external_sources).where(external_sources.c.id == source_id)
    return _one(await tx.execute(wanted.with_for_update()))


async def save_source(tx: Transaction, source: ExternalSource) -> None:
    """Write a platform's present state, a new one's too."""
    values = {**asdict(source), "fields": {k: vars(v) for k, v in source.fields.items()}}
    del values["taken"]
    statement = insert(tx, external_sources).values(**values, taken=source.taken)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def keys(tx: Transaction, source_ids: Collection[UUID]) -> list[ExternalKey]:
    """The platforms' keys, revoked ones too, the oldest first."""
    wanted = sa.select(external_keys).where(external_keys.c.source_id.in_(source_ids))
    rows = await tx.execute(wanted.order_by(external_keys.c.made_at, external_keys.c.id))
    return [ExternalKey(**row._mapping) for row in rows]


async def find_key(tx: Transaction, key_id: UUID) -> tuple[ExternalKey, ExternalSource] | None:
    """A key and whose it is."""
    wanted = sa.select(external_keys).where(external_keys.c.id == key_id)
    row = (await tx.execute(wanted)).one_or_none()
    if row is None:
        return None
    of = sa.select(external_sources).where(external_sources.c.id == row.source_id)
    return ExternalKey(**row._mapping), _one(await tx.execute(of))


async def add_key(tx: Transaction, key: ExternalKey) -> None:
    await tx.execute(sa.insert(external_keys).values(asdict(key)))


async def save_key(tx: Transaction, key: ExternalKey) -> None:
    await tx.execute(
        sa.update(external_keys).where(external_keys.c.id == key.id).values(asdict(key))
    )


def is_noted(key: ExternalKey, *, at: datetime) -> bool:
    """Whether a use of the key at this time needs no note: it is kept to the minute."""
    return key.used_at is not None and at - key.used_at < USED_AGAIN


async def note_use(tx: Transaction, key_id: UUID) -> None:
    """Keep when a key was last used."""
    of_key = sa.update(external_keys).where(external_keys.c.id == key_id)
    await tx.execute(of_key.values(used_at=tx.at))


async def taken(
    tx: Transaction, source_id: UUID, own_ids: Collection[str]
) -> dict[str, TakenRecord]:
    """What came of a platform's ids before."""
    c = external_records.c
    wanted = sa.select(c.own_id, c.digest, c.row, c.record_id, c.case_id)
    rows = await tx.execute(wanted.where(c.source_id == source_id, c.own_id.in_(own_ids)))
    return {row.own_id: TakenRecord(**row._mapping) for row in rows}


async def keep_taken(
    tx: Transaction, source_id: UUID, found: Iterable[TakenRecord], *, count: int
) -> None:
    """Keep what came of these ids, and how many the platform has."""
    rows = [{"source_id": source_id, "changed_at": tx.at, **asdict(each)} for each in found]
    if not rows:
        return
    told = insert(tx, external_records)
    replacing = told.on_conflict_do_update(
        index_elements=["source_id", "own_id"],
        set_={"digest": told.excluded.digest, "changed_at": told.excluded.changed_at},
    )
    await tx.execute(replacing, rows)
    of_source = sa.update(external_sources).where(external_sources.c.id == source_id)
    await tx.execute(of_source.values(taken=count))


def _coded(code: str) -> sa.Select[Any]:
    return sa.select(external_sources).where(external_sources.c.code == code)


def _one(result: sa.Result[Any]) -> ExternalSource:
    row = result.one_or_none()
    if row is None:
        raise NotFound
    return _source(row)


def _source(row: sa.Row[Any]) -> ExternalSource:
    fields = {name: Choice(**choice) for name, choice in row.fields.items()}
    return ExternalSource(**{**row._mapping, "fields": fields})
