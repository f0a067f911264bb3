"""Last step: all rows become records, or none does; and the way back."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from services.chassis.due import Claim
from services.chassis.history import SYSTEM, Actor
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.contracts.intake import ImportFinished
from services.intake import resources
from services.intake.domain.cell_photo import told_by
from services.intake.domain.record import Record, Source, Winner, begin, merge, without
from services.intake.domain.spreadsheet_import import SpreadsheetImport, Status, go_on
from services.intake.imports.announcing import Fact, announce
from services.intake.imports.surveying import held_in
from services.intake.sheets import packing
from services.intake.sheets.matching import as_known, keys_of, keys_sought
from services.intake.store import cell_photos, import_rows, imports, records
from services.intake.store.import_rows import ImportRow
from services.intake.store.imports import IMPORTS

AT_ONCE = 500
LOOKED_THROUGH = 2_000
"""Records changed since a preview that its rows are laid beside; after more it is made anew."""


class WritingStopped(Exception):
    """Somebody wants it stopped; the transaction takes back what was written."""

    def __init__(self, who: str) -> None:
        self.who = who
        super().__init__("writing stopped")


async def write(runtime: Runtime, claim: Claim, found: SpreadsheetImport) -> None:
    """Write every row in one transaction; compare anew if what changed since the preview may be
    what a row tells of. Stopped in between, nothing is written."""
    try:
        async with runtime.database.begin() as tx:
            held = await held_in(tx, claim, Status.WRITING)
            if held is None:
                await IMPORTS.finish(tx, claim)
                return
            version = await records.lock_table(tx)
            if await _is_outdated(tx, held, version=version):
                again = go_on(held, Status.COMPARING, did="approved", by=SYSTEM, at=tx.at)
            else:
                await _Writer(tx, runtime, held, version=version + 1).write_all()
                await records.raise_version(tx)
                again = go_on(
                    held, Status.WRITTEN, did="written", by=SYSTEM, at=tx.at, done=held.total
                )
                # An import is written once: what is undone is brought anew, as another.
                await tx.publish(
                    ImportFinished(
                        version=1,
                        at=tx.at,
                        import_id=held.id,
                        organisation_id=held.organisation_id,
                        owner_id=held.importer_id,
                    )
                )
            await imports.save(tx, again)
            await IMPORTS.finish(tx, claim)
    except WritingStopped as stopped:
        await _cancel(runtime, claim, by=Actor(None, stopped.who))


async def _cancel(runtime: Runtime, claim: Claim, *, by: Actor) -> None:
    async with runtime.database.begin() as tx:
        held = await held_in(tx, claim, Status.WRITING)
        if held is not None:
            cancelled = go_on(held, Status.CANCELLED, did="cancelled", by=by, at=tx.at)
            await imports.save(tx, cancelled)
        await IMPORTS.finish(tx, claim)


async def undo(runtime: Runtime, claim: Claim, found: SpreadsheetImport) -> None:
    """Take everything back that the import told, in one transaction."""
    async with runtime.database.begin() as tx:
        held = await held_in(tx, claim, Status.UNDOING)
        if held is None:
            await IMPORTS.finish(tx, claim)
            return
        version = await records.lock_table(tx)
        await cell_photos.take_back(tx, held.id)
        for some in _some(await records.of_import(tx, held.id)):
            there = await records.load(tx, some)
            changed = [_next(without(each, held.id)) for each in there.values()]
            await save(tx, changed, by=held.importer_id, version=version + 1)
        await records.raise_version(tx)
        await imports.save(tx, go_on(held, Status.UNDONE, did="undone", by=SYSTEM, at=tx.at))
        await IMPORTS.finish(tx, claim)


@dataclass(frozen=True)
class _Batch:
    """Rows to be written, and the records there were when they were read."""

    rows: list[ImportRow]
    targets: dict[int, UUID]
    there: dict[UUID, Record]


class _Writer:
    """Rows in the file's order; one batch is worked out while the one before is saved. Where a
    doubtful match was answered by "another problem", later rows that were taken for the same go
    with it."""

    def __init__(
        self, tx: Transaction, runtime: Runtime, found: SpreadsheetImport, *, version: int
    ) -> None:
        self._tx, self._import, self._version = tx, found, version
        self._writings = resources.of(runtime).writings
        self._became: dict[UUID, UUID] = {}
        self._unsaved: dict[UUID, Record] = {}

    async def write_all(self) -> None:
        saving: asyncio.Task[None] | None = None
        try:
            batch = await self._read(0)
            while batch is not None:
                changed, facts = await asyncio.to_thread(self._work_out, batch)
                # A transaction does one thing at a time.
                if saving is not None:
                    await saving
                following = await self._read(batch.rows[-1].number)
                self._unsaved = {each.id: each for each in changed}
                saving = asyncio.create_task(self._save(changed, facts))
                batch = following
        finally:
            if saving is not None:
                await saving

    async def _read(self, number: int) -> _Batch | None:
        if who := await self._writings.tell(self._import.id, done=number):
            raise WritingStopped(who)
        rows = await import_rows.page(self._tx, self._import.id, after=number, limit=AT_ONCE)
        targets = {row.number: self._target(row) for row in rows if row.outcome != "refused"}
        there = await records.load(self._tx, set(targets.values()))
        return _Batch(rows, targets, there) if rows else None

    def _work_out(self, batch: _Batch) -> tuple[list[Record], list[Fact]]:
        """The records that these rows change, and what is announced of them."""
        there = batch.there | self._unsaved
        changed: dict[UUID, Record] = {}
        for row in batch.rows:
            target = batch.targets.get(row.number)
            if target is None:
                continue
            before = changed.get(target) or there.get(target)
            entry = packing.unpacked_entry(row.entry)
            source = self._source(entry.sheet, entry.row)
            if before is None or before.removed:
                one = not row.doubtful or (row.decision or {}).get("same_problem")
                linked = row.case_id if one else None
                begun = begin(target, entry, source, case_id=linked)
                # One that was taken back and is told of again goes on with its versions.
                changed[target] = replace(begun, version=before.version if before else 0)
                continue
            after = merge(before, entry, source, winners=self._winners(row))
            if after is not before:
                changed[target] = after
        new = [_next(each) for each in changed.values()]
        by = self._import.importer_id
        return new, [announce(each, at=self._tx.at, by=by) for each in new]

    async def _save(self, changed: list[Record], facts: list[Fact]) -> None:
        await records.save_all(self._tx, changed, version=self._version)
        await self._tx.publish(*facts)
        await cell_photos.add(self._tx, list(told_by(self._import.id, changed)))

    def _target(self, row: ImportRow) -> UUID:
        own = uuid5(self._import.id, str(row.number))
        assert row.record_id is not None, "every row that isn't refused has its record"
        if row.doubtful:
            apart = not (row.decision or {}).get("same_problem")
            if apart:
                return own
            self._became[own] = self._became.get(row.record_id, row.record_id)
        return self._became.get(row.record_id, row.record_id)

    def _winners(self, row: ImportRow) -> Mapping[str, Winner]:
        conflicts = (row.comparison or {}).get("conflicts", ())
        chosen: dict[str, Winner] = dict((row.decision or {}).get("winners", {}))
        by_rule: Winner = "theirs" if self._import.rule == "newest" else "ours"
        return {each["field"]: chosen.get(each["field"], by_rule) for each in conflicts}

    def _source(self, sheet: str, row: int) -> Source:
        found = self._import
        return Source(found.id, found.organisation_id, sheet, row, found.created_at)


async def save(tx: Transaction, changed: list[Record], *, by: UUID | None, version: int) -> None:
    """Keep records for the table's next version, and announce them."""
    await records.save_all(tx, changed, version=version)
    await tx.publish(*(announce(record, at=tx.at, by=by) for record in changed))


async def _is_outdated(tx: Transaction, held: SpreadsheetImport, *, version: int) -> bool:
    """Whether a record that changed since the preview may be what one of the rows tells of.

    Without the look at the rows, platforms that send all day would keep every import from being
    written.
    """
    previewed = await imports.previewed_on(tx, held.id)
    if previewed == version:
        return False
    if previewed is None:
        return True
    changed = await records.changed_since(tx, previewed, limit=LOOKED_THROUGH)
    if len(changed) == LOOKED_THROUGH:
        return True
    ids = {each.id for each in changed}
    keys = {key for each in changed for key in keys_of(records.known(each))}
    number = 0
    while rows := await import_rows.page(tx, held.id, after=number, limit=AT_ONCE):
        for row in rows:
            if row.record_id in ids:
                return True
            entry = packing.unpacked_entry(row.entry)
            seeker = as_known(entry, id=held.id, organisation_id=held.organisation_id)
            if not keys.isdisjoint(keys_sought(seeker)):
                return True
        number = rows[-1].number
    return False


def _next(record: Record) -> Record:
    return replace(record, version=record.version + 1)


def _some(ids: list[UUID]) -> Iterable[list[UUID]]:
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))
