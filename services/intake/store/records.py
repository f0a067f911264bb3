"""Records and what they are found by. Whoever writes them holds the table's one state row."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.chassis.bulk import insert_all
from services.chassis.inbox_store import insert
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.intake.domain.record import Record, Source, Told
from services.intake.domain.report import Status as ReportStatus
from services.intake.sheets.dates import Moment
from services.intake.sheets.matching import Known, keys_of
from services.intake.tables import case_numbers, record_keys, records, records_state, reports

AT_ONCE = 5_000
"""Values of one query."""
FOUND_AT_MOST = 5_000
OVER = (ReportStatus.WITHDRAWN, ReportStatus.REJECTED, ReportStatus.MERGED)
"""Reports that are no case, or go on in another one."""

T = TypeVar("T")


async def version(tx: Transaction) -> int:
    """The table's version, 0 before anything was written."""
    return (await tx.execute(sa.select(records_state.c.version))).scalar() or 0


async def lock_table(tx: Transaction) -> int:
    """Keep everybody else from writing records until commit; the table's version."""
    first = insert(tx, records_state).values(id=1, version=0)
    await tx.execute(first.on_conflict_do_nothing(index_elements=["id"]))
    held = await tx.execute(sa.select(records_state.c.version).with_for_update())
    return int(held.scalar_one())


async def raise_version(tx: Transaction) -> None:
    await tx.execute(sa.update(records_state).values(version=records_state.c.version + 1))


async def find(tx: Transaction, record_id: UUID) -> Record:
    """The record; `NotFound` when there is none, or none any more."""
    found = (await load(tx, [record_id])).get(record_id)
    if found is None or found.removed:
        raise NotFound
    return found


async def load(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, Record]:
    """The records of these ids, removed ones too."""
    found = {}
    for some in _batches(ids):
        rows = await tx.execute(sa.select(records).where(records.c.id.in_(some)))
        found.update({row.id: _record(row) for row in rows})
    return found


async def of_import(tx: Transaction, import_id: UUID) -> list[UUID]:
    """The records that an import tells of."""
    rows = await tx.execute(
        sa.select(record_keys.c.record_id)
        .where(record_keys.c.key == f"i:{import_id}")
        .order_by(record_keys.c.record_id)
    )
    return list(rows.scalars())


async def of_case(tx: Transaction, case_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The records that stand beside cases, by case."""
    found = {}
    for some in _batches(case_ids):
        rows = await tx.execute(
            sa.select(records.c.case_id, records.c.id).where(
                records.c.case_id.in_(some), records.c.removed.is_(False)
            )
        )
        found.update({row.case_id: row.id for row in rows})
    return found


async def changed_since(tx: Transaction, version: int, *, limit: int) -> list[Record]:
    """Records that changed after the table's version, removed ones too."""
    rows = await tx.execute(sa.select(records).where(records.c.changed_in > version).limit(limit))
    return list(map(_record, rows))


async def save_all(tx: Transaction, changed: Sequence[Record], *, version: int) -> None:
    """Write records' present state and what they are found by, for the table's next version."""
    if not changed:
        return
    new = [each for each in changed if each.version == 1]
    old = [each for each in changed if each.version > 1]
    rows = [{"id": each.id, "changed_in": version, **_row(each)} for each in new]
    await insert_all(tx, records, rows)
    if old:
        rows = [{"key": each.id, "changed_in": version, **_row(each)} for each in old]
        each_one = sa.update(records).where(records.c.id == sa.bindparam("key"))
        await tx.execute(each_one, rows)
        for some in _batches(each.id for each in old):
            await tx.execute(sa.delete(record_keys).where(record_keys.c.record_id.in_(some)))
    keys = [
        {"record_id": each.id, "key": key}
        for each in changed
        if not each.removed
        for key in sorted({*keys_of(known(each)), *(f"i:{s.import_id}" for s in each.sources)})
    ]
    await insert_all(tx, record_keys, keys)


async def known_by(tx: Transaction, keys: Collection[str], *, zone: tzinfo) -> list[Known]:
    """Records and cases that may be meant by these keys."""
    ids: set[UUID] = set()
    for some in _batches(keys):
        rows = await tx.execute(
            sa.select(record_keys.c.record_id).where(_among(tx, record_keys.c.key, some)).distinct()
            .limit(FOUND_AT_MOST)
        )  # fmt: skip
        ids.update(rows.scalars())
    found = [known(each) for each in (await load(tx, ids)).values()]
    return [*found, *(await _cases(tx, keys, zone=zone))]


async def _cases(tx: Transaction, keys: Collection[str], *, zone: tzinfo) -> list[Known]:
    numbers = [key[2:] for key in keys if key.startswith("n:")]
    cells = [key[2:] for key in keys if key.startswith("c:")]
    numbered: dict[UUID, str] = {}
    for some in _batches(numbers):
        rows = await tx.execute(
            sa.select(case_numbers.c.case_id, case_numbers.c.number).where(
                _among(tx, case_numbers.c.number, some)
            )
        )
        numbered.update({row.case_id: row.number for row in rows})
    found: dict[UUID, Known] = {}
    for condition in [
        *(_among(tx, reports.c.cell, some) for some in _batches(cells)),
        *(reports.c.id.in_(some) for some in _batches(numbered)),
    ]:
        rows = await tx.execute(
            sa.select(
                reports.c.id, reports.c.organisation_id, reports.c.description, reports.c.address,
                reports.c.longitude, reports.c.latitude, reports.c.category_code,
                reports.c.reported_at, case_numbers.c.number,
            )
            .outerjoin(case_numbers, case_numbers.c.case_id == reports.c.id)
            .where(condition, reports.c.status.not_in(OVER))
            .limit(FOUND_AT_MOST)
        )  # fmt: skip
        found.update({row.id: _case(row, zone) for row in rows})
    return list(found.values())


def _case(row: sa.Row[Any], zone: tzinfo) -> Known:
    return Known(
        id=row.id,
        is_case=True,
        organisation_ids=frozenset({row.organisation_id}),
        numbers=frozenset({row.number} if row.number else ()),
        description=row.description,
        address=row.address,
        category=row.category_code,
        day=row.reported_at.astimezone(zone).date(),
        point=(row.longitude, row.latitude) if row.longitude is not None else None,
    )


def known(record: Record) -> Known:
    """A record as far as it must be known to be recognised."""
    point, found = record.value("point"), record.value("found_at")
    return Known(
        id=record.id,
        organisation_ids=record.organisation_ids,
        numbers=_all_told(record, "number"),
        source_ids=_all_told(record, "source_id"),
        digests=record.digests,
        description=record.text("description"),
        address=record.text("address"),
        category=record.value("category") or record.value("major"),
        street=record.value("street"),
        day=Moment.read(found).day if found else None,
        point=(point["longitude"], point["latitude"]) if point else None,
    )


def _all_told(record: Record, name: str) -> frozenset[str]:
    return frozenset(each.value for each in record.cells.get(name, ()) if each.value)


def _among(tx: Transaction, column: sa.Column[str], values: list[str]) -> sa.ColumnElement[bool]:
    """Whether the column is one of many values, told in one parameter: thousands take seconds."""
    if tx.is_sqlite:
        listed = sa.func.json_each(json.dumps(values)).table_valued("value")
        return column.in_(sa.select(listed.c.value))
    return column == sa.any_(sa.bindparam(None, values, type_=ARRAY(sa.String)))


def _batches(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _row(record: Record) -> dict[str, Any]:
    at = {source: number for number, source in enumerate(record.sources)}
    return {
        "organisation_id": record.organisation_id,
        "case_id": record.case_id,
        "version": record.version,
        "removed": record.removed,
        "content": {
            "sources": [_packed_source(each) for each in record.sources],
            "cells": _packed(record.cells, at),
            "extra": _packed(record.extra, at),
            "photos": {
                name: [[digest, at[source]] for digest, source in told]
                for name, told in record.photos.items()
            },
        },
    }


def _packed_source(source: Source) -> list[Any]:
    told = [str(source.import_id), str(source.organisation_id), source.sheet, source.row]
    platform = [source.platform] if source.platform else []
    return [*told, source.at.isoformat(), *platform]


def _source(told: list[Any]) -> Source:
    import_id, organisation_id, sheet, number, at, *platform = told
    when = datetime.fromisoformat(at)
    return Source(UUID(import_id), UUID(organisation_id), sheet, number, when, *platform)


def _packed(cells: Mapping[str, tuple[Told, ...]], at: Mapping[Source, int]) -> dict[str, Any]:
    return {
        name: [[each.value, each.raw, each.column, at[each.source]] for each in told]
        for name, told in cells.items()
    }


def _record(row: sa.Row[Any]) -> Record:
    content = row.content
    sources = tuple(map(_source, content["sources"]))

    def unpacked(cells: dict[str, Any]) -> dict[str, tuple[Told, ...]]:
        return {
            name: tuple(Told(value, raw, where, sources[at]) for value, raw, where, at in told)
            for name, told in cells.items()
        }

    return Record(
        id=row.id,
        organisation_id=row.organisation_id,
        case_id=row.case_id,
        cells=unpacked(content["cells"]),
        extra=unpacked(content["extra"]),
        photos={
            name: tuple((digest, sources[at]) for digest, at in told)
            for name, told in content["photos"].items()
        },
        sources=sources,
        version=row.version,
        removed=row.removed,
    )
