"""The official ledger: chains with one writer each, entries that are only ever added."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis import faults
from services.chassis.callers import Scope
from services.chassis.inbox_store import insert
from services.chassis.pages import PageRequest
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.ledger.chain import GENESIS, Head, Link, canonical, link
from services.ledger.domain.entry import Facts, Kind
from services.ledger.tables import chains, entries, payloads

Written = list[tuple[sa.Executable, list[dict[str, Any]]]]
"""Statements, each with the rows it is run for."""

_MOVE_HEAD = (
    sa.update(chains)
    .where(chains.c.chain == sa.bindparam("of"))
    .values(seq=sa.bindparam("to"), hash=sa.bindparam("by"))
    .execution_options(synchronize_session=None)
)
LINK = tuple(field.name for field in fields(Link))


@dataclass(frozen=True)
class Entry:
    """An entry with its content; `None` when that was taken out."""

    link: Link
    payload: Facts | None
    organisation_id: UUID
    reporter_organisation_id: UUID | None


@dataclass(frozen=True)
class New:
    """An entry to be made, and where it will be found."""

    kind: Kind
    case_id: UUID
    occasion: int | None
    payload: Facts
    organisation_id: UUID
    reporter_organisation_id: UUID | None


@dataclass(frozen=True)
class Added:
    """An entry in its place, not written yet."""

    link: Link
    body: bytes
    occasion: int | None
    organisation_id: UUID
    reporter_organisation_id: UUID | None


def follow(head: Head, new: New, *, chain: UUID, at: datetime) -> Added:
    """The entry that a new one becomes behind `head`."""
    body = canonical(new.payload)
    made = link(head, chain=chain, kind=new.kind, case_id=new.case_id, at=at, payload=body)
    return Added(made, body, new.occasion, new.organisation_id, new.reporter_organisation_id)


async def lock_head(tx: Transaction, chain: UUID) -> Head:
    """The end of a chain, held until commit: one writer at a time, numbers without gaps."""
    first = insert(tx, chains).values(chain=chain, seq=0, hash=GENESIS)
    await tx.execute(first.on_conflict_do_nothing())
    found = await tx.execute(
        sa.select(chains.c.seq, chains.c.hash).where(chains.c.chain == chain).with_for_update()
    )
    return Head(*found.one())


def put(added: Sequence[Added]) -> Written:
    """The statements that add entries, each chain's in order, and move the heads."""
    links = [asdict(each.link) for each in added]
    places = [
        {
            "occasion": each.occasion,
            "organisation_id": each.organisation_id,
            "reporter_organisation_id": each.reporter_organisation_id,
        }
        for each in added
    ]
    bodies = [
        {"chain": each.link.chain, "seq": each.link.seq, "body": each.body.decode()}
        for each in added
    ]
    ends = {each.link.chain: each.link for each in added}
    heads = [{"of": end.chain, "to": end.seq, "by": end.hash} for end in ends.values()]
    return [
        (
            sa.insert(entries),
            [{**link, **place} for link, place in zip(links, places, strict=True)],
        ),
        (sa.insert(payloads), bodies),
        (_MOVE_HEAD, heads),
    ]


async def append(tx: Transaction, new: New, *, chain: UUID) -> Link:
    """Add an entry to the end of a chain."""
    added = follow(await lock_head(tx, chain), new, chain=chain, at=tx.at)
    for statement, rows in put([added]):
        await tx.execute(statement, rows)
    faults.point("ledger.after_hash_before_commit")
    return added.link


async def find(tx: Transaction, chain: UUID, seq: int, *, scope: Scope) -> Entry:
    """The entry; `NotFound` outside the scope."""
    query = _read().where(entries.c.chain == chain, entries.c.seq == seq, within(scope))
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    return _entry(row)


async def of_case(tx: Transaction, case_id: UUID, *, scope: Scope) -> list[Entry]:
    """Every entry about a case, in the order they were made; `NotFound` for none."""
    query = _read().where(entries.c.case_id == case_id, within(scope))
    rows = await tx.execute(query.order_by(entries.c.at, entries.c.chain, entries.c.seq))
    if found := [_entry(row) for row in rows]:
        return found
    raise NotFound


async def page(
    tx: Transaction,
    *,
    chain: UUID | None,
    since: datetime | None,
    before: datetime | None,
    scope: Scope,
    paging: PageRequest,
) -> list[Entry]:
    """The newest entries first, one more than asked for."""
    query = _read().where(within(scope))
    if chain is not None:
        query = query.where(entries.c.chain == chain)
    if since is not None:
        query = query.where(entries.c.at >= since)
    if before is not None:
        query = query.where(entries.c.at < before)
    order = (entries.c.at, entries.c.chain, entries.c.seq)
    if paging.after is not None:
        at, of, seq = paging.after
        after = (datetime.fromisoformat(at), UUID(of), int(seq))
        query = query.where(sa.tuple_(*order) < after)
    query = query.order_by(*(column.desc() for column in order)).limit(paging.limit + 1)
    return [_entry(row) for row in await tx.execute(query)]


async def closings(
    tx: Transaction,
    *,
    since: datetime,
    before: datetime,
    scope: Scope,
    after: tuple[UUID, int] | None,
    limit: int,
) -> list[Entry]:
    """The next closings that were entered in a period, chain by chain in their order."""
    place = (entries.c.chain, entries.c.seq)
    query = _read().where(
        within(scope), entries.c.kind == "closed", entries.c.at >= since, entries.c.at < before
    )
    if after is not None:
        query = query.where(sa.tuple_(*place) > after)
    return [_entry(row) for row in await tx.execute(query.order_by(*place).limit(limit))]


async def count_closings(
    tx: Transaction, *, since: datetime, before: datetime, scope: Scope
) -> int:
    """How many closings were entered in a period."""
    query = sa.select(sa.func.count()).where(
        within(scope), entries.c.kind == "closed", entries.c.at >= since, entries.c.at < before
    )
    return int((await tx.execute(query)).scalar_one())


async def later_words(tx: Transaction, case_ids: Collection[UUID]) -> dict[UUID, list[Entry]]:
    """Corrections and reopenings of these cases, in the order they were made."""
    found: dict[UUID, list[Entry]] = {}
    about = entries.c.case_id.in_(case_ids) & (entries.c.kind != "closed")
    for row in await tx.execute(_read().where(about).order_by(entries.c.at, entries.c.seq)):
        found.setdefault(row.case_id, []).append(_entry(row))
    return found


async def heads(tx: Transaction, *, among: Collection[UUID] | None = None) -> dict[UUID, Head]:
    """Where each chain ends, of all or of those asked for."""
    query = sa.select(chains).where(chains.c.seq > 0)
    if among is not None:
        query = query.where(chains.c.chain.in_(among))
    rows = await tx.execute(query.order_by(chains.c.chain))
    return {row.chain: Head(row.seq, row.hash) for row in rows}


async def links_after(
    tx: Transaction, chain: UUID, seq: int, *, until: int, limit: int
) -> list[tuple[Link, bytes | None]]:
    """The next entries of a chain with their payloads, as they are chained."""
    query = _read().where(entries.c.chain == chain, entries.c.seq > seq, entries.c.seq <= until)
    rows = await tx.execute(query.order_by(entries.c.seq).limit(limit))
    return [(_link(row), None if row.body is None else row.body.encode()) for row in rows]


def within(scope: Scope) -> sa.ColumnElement[bool]:
    ids = scope.organisation_ids
    return entries.c.organisation_id.in_(ids) | entries.c.reporter_organisation_id.in_(ids)


def _read() -> sa.Select[Any]:
    same = (payloads.c.chain == entries.c.chain) & (payloads.c.seq == entries.c.seq)
    return sa.select(entries, payloads.c.body).outerjoin_from(entries, payloads, same)


def _link(row: Any) -> Link:
    return Link(**{name: row._mapping[name] for name in LINK})


def _entry(row: Any) -> Entry:
    payload = None if row.body is None else json.loads(row.body)
    return Entry(_link(row), payload, row.organisation_id, row.reporter_organisation_id)
