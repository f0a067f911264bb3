"""What the facts of one transaction change: read at once, and written just before it commits.

A batch of a hundred facts costs a dozen statements, where each fact by itself would cost five.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.chassis import faults
from services.chassis.transaction import Transaction
from services.ledger.chain import Head
from services.ledger.domain.case import Case
from services.ledger.statistics.figures import Mark, moves
from services.ledger.statistics.standings import Stand, steps
from services.ledger.store import (
    cases,
    city,
    entries,
    journal,
    photos,
    rollups,
    standings,
    texts,
)
from services.ledger.store.entries import Added, Written
from services.ledger.store.photos import PhotoFact

HELD = "ledger.batch"
WATCHED = "ledger.batch watched"


@dataclass
class Batch:
    """Not written yet: facts, cases as they were and as they are now, and official entries.

    `heard` are those of the facts `looked_for` that are journalled already.
    `heads` are the chains' ends, locked and counting what is added; `chains` says into which
    one an organisation's cases go.
    """

    zone: tzinfo
    round: int
    facts: dict[journal.Key, dict[str, Any]] = field(default_factory=dict)
    photos: dict[UUID, PhotoFact] = field(default_factory=dict)
    before: dict[UUID, Case | None] = field(default_factory=dict)
    after: dict[UUID, Case] = field(default_factory=dict)
    added: list[Added] = field(default_factory=list)
    heads: dict[UUID, Head] = field(default_factory=dict)
    chains: dict[UUID, UUID] = field(default_factory=dict)
    looked_for: set[journal.Key] = field(default_factory=set)
    heard: set[journal.Key] = field(default_factory=set)

    def add(self, entry: Added) -> None:
        """Put an entry at the end of its chain."""
        self.added.append(entry)
        self.heads[entry.link.chain] = Head(entry.link.seq, entry.link.hash)

    def write(self, *, sqlite: bool) -> Written:
        """The statements that write it all; there is nothing to write afterwards."""
        cells: Counter[Mark] = Counter()
        stands: Counter[Stand] = Counter()
        said: list[Case] = []
        for case_id, case in self.after.items():
            before = self.before[case_id]
            cells.update(moves(before, case))
            stands.update(steps(before, case))
            if before is None or _says(before) != _says(case):
                said.append(case)
        written: Written = []
        if self.facts:
            written.append((journal.INSERT, list(self.facts.values())))
        if self.photos:
            written.append(photos.put(list(self.photos.values()), sqlite=sqlite))
        if self.after:
            changed = list(self.after.values())
            written.append(cases.put(changed, changed_in=self.round, sqlite=sqlite))
        if said:
            written.append(texts.put(said, sqlite=sqlite))
        written += rollups.put(cells, sqlite=sqlite)
        written += standings.put(stands, sqlite=sqlite)
        if self.added:
            written += entries.put(self.added)
        self.before |= self.after
        for done in (self.facts, self.photos, self.after, self.added):
            done.clear()
        return written


def _says(case: Case) -> tuple[object, ...]:
    return case.told_case_id, texts.of_case(case), texts.whose(case)


async def held(tx: Transaction) -> Batch:
    """The transaction's batch; the first to ask becomes the one writer until the commit."""
    info = tx.session.info
    if WATCHED not in info:
        info[WATCHED] = True
        _watch(tx)
    if HELD not in info:
        zone, turn = await city.hold(tx)
        info[HELD] = Batch(zone, turn)
    batch: Batch = info[HELD]
    return batch


async def look_ahead(
    tx: Transaction, batch: Batch, keys: Collection[journal.Key], case_ids: Collection[UUID]
) -> None:
    """Read for many facts at once what `is_new` would for each."""
    batch.heard |= await journal.heard(tx, keys)
    batch.looked_for.update(keys)
    there = await cases.there(tx, case_ids)
    batch.before |= {case_id: there.get(case_id) for case_id in case_ids}


async def is_new(tx: Transaction, batch: Batch, key: journal.Key, case_id: UUID | None) -> bool:
    """Whether the fact isn't in the journal; its case is in the batch then."""
    if key in batch.facts:
        return False
    if key in batch.looked_for and (case_id is None or case_id in batch.before):
        return key not in batch.heard
    if case_id is None or case_id in batch.before:
        return not await journal.has(tx, key)
    known, batch.before[case_id] = await cases.look(tx, case_id, key)
    return not known


def _watch(tx: Transaction) -> None:
    sqlite = tx.is_sqlite

    def write(session: Session) -> None:
        batch: Batch | None = session.info.get(HELD)
        if batch is None:
            return
        enters = bool(batch.added)
        for statement, rows in batch.write(sqlite=sqlite):
            session.execute(statement, rows)
        if enters:
            faults.point("ledger.after_hash_before_commit")

    def forget(session: Session, previous: object) -> None:
        # A savepoint's end takes the writer's lock and whatever was not written with it.
        session.info.pop(HELD, None)

    session = tx.session.sync_session
    sa.event.listen(session, "before_commit", write)
    sa.event.listen(session, "after_soft_rollback", forget)
