"""Where an import's rows lie beside what is known: what would become of each."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from services.chassis.runtime import Runtime
from services.intake.domain.record import (
    Comparison,
    Record,
    Source,
    begin,
    compare,
    merge,
    record_beside,
)
from services.intake.domain.spreadsheet_import import Outcome, SpreadsheetImport
from services.intake.imports.index import Index
from services.intake.imports.packed_rows import PackedRows
from services.intake.sheets import packing
from services.intake.sheets.entries import Entry
from services.intake.sheets.matching import Known, Match, as_known, keys_sought
from services.intake.sheets.parsing import Batch
from services.intake.store import records
from services.intake.store.import_rows import ImportRow

REPEATED = 3
"""Rows of one file that may share a picture before it is taken for a logo."""


class Desk:
    """Where rows lie beside what is known, the file's own earlier rows among it."""

    def __init__(
        self, runtime: Runtime, found: SpreadsheetImport, earlier: dict[int, ImportRow]
    ) -> None:
        self.number = 0
        self.counts: Counter[str] = Counter()
        self._runtime = runtime
        self._import = found
        self._earlier = earlier
        self._zone = ZoneInfo(runtime.settings.time_zone)
        self._scope = frozenset[UUID]().union(
            *(runtime.directory.subtree(each) for each in found.held_for)
        )
        self._index = Index()
        # Of the rows at hand only: for all of them it would be a hundred megabytes.
        self._sought: dict[UUID, tuple[str, ...]] = {}
        self._records: dict[UUID, Record] = {}
        # Rows whose record nobody needed yet, and the case each is laid beside.
        self._begun = PackedRows()
        self._case_of: dict[UUID, UUID] = {}
        self._beside: dict[UUID, UUID] = {}
        self._pictured: Counter[str] = Counter()

    async def rows(self, batch: Batch) -> list[ImportRow]:
        """What would become of each row."""
        seekers = await asyncio.to_thread(self._seekers, batch.entries)
        await self._look_up()
        return await asyncio.to_thread(self._compare, batch, seekers)

    def _seekers(self, entries: Iterable[Entry]) -> list[Known]:
        """The rows as they will be known, each under the id that its own record would have."""
        found = self._import
        known = []
        for number, entry in enumerate(entries, start=self.number + 1):
            for digests in entry.photos.values():
                self._pictured.update(digests)
            own_id = uuid5(found.id, str(number))
            each = as_known(entry, id=own_id, organisation_id=found.organisation_id)
            logos = frozenset(d for d in each.digests if self._pictured[d] > REPEATED)
            known.append(replace(each, digests=each.digests - logos) if logos else each)
        self._sought = {each.id: tuple(keys_sought(each)) for each in known}
        return known

    async def _look_up(self) -> None:
        """Fetch what the rows may tell of."""
        keys = {key for sought in self._sought.values() for key in sought}
        async with self._runtime.database.read() as tx:
            found = await records.known_by(tx, keys, zone=self._zone)
            cases = [each.id for each in found if each.is_case]
            self._beside.update(await records.of_case(tx, cases))
            wanted = {each.id for each in found if not each.is_case} | set(self._beside.values())
            new = {id for id in wanted - self._records.keys() if id not in self._begun}
            # What this file's own rows did to a record is kept, not read again.
            for record in (await records.load(tx, new)).values():
                if not record.removed:
                    self._records[record.id] = record
                    self._index.show(records.known(record))
        for each in found:
            if each.is_case:
                self._index.show(each)

    def _compare(self, batch: Batch, seekers: Iterable[Known]) -> list[ImportRow]:
        rows = zip(batch.entries, batch.packed, seekers, strict=True)
        compared = [self._row(*each) for each in rows]
        self._begun.press()
        return compared

    def _row(self, entry: Entry, packed: list[Any], seeker: Known) -> ImportRow:
        self.number += 1
        if entry.faults:
            self.counts["refused"] += 1
            return ImportRow(self.number, "refused", packed)
        match = self._best(seeker)
        row = self._matched(entry, packed, seeker, match) if match else None
        if row is None:
            self._begin(packed, seeker)
            row = ImportRow(self.number, "new", packed, seeker.id)
        self.counts[row.outcome] += 1
        return row

    def _best(self, seeker: Known) -> Match | None:
        match = self._index.best(seeker, self._sought[seeker.id])
        # Nobody is asked about what they may not see.
        return match if match and (match.sure or self._covers(match.known)) else None

    def _matched(
        self, entry: Entry, packed: list[Any], seeker: Known, match: Match
    ) -> ImportRow | None:
        covered = self._covers(match.known)
        case_id = match.known.id if match.known.is_case else None
        target = self._beside.get(match.known.id) if case_id else match.known.id
        told = _told(match, covered=covered)
        source = self._source(entry)
        if target is None:
            # The first that spreadsheets say of this case; the workflow's own columns stay.
            beside = record_beside(match.known.id)
            if not match.sure:
                self._begin(packed, seeker)
                return self._asked(
                    ImportRow(self.number, "conflict", packed, beside, case_id, told, None, True)
                )
            self._beside[match.known.id] = beside
            self._begin(packed, replace(seeker, id=beside), case_id)
            return ImportRow(self.number, "update", packed, beside, case_id, told)
        record = self._record(target)
        case_id = record.case_id
        comparison = compare(record, entry, organisation_id=source.organisation_id)
        if not match.sure:
            self._begin(packed, seeker)
            return self._asked(
                ImportRow(
                    self.number, "conflict", packed, target, case_id, told,
                    _packed(comparison, covered=covered), True,
                )
            )  # fmt: skip
        self._keep(merge(record, entry, source, winners={}))
        if comparison.conflicts and covered:
            return self._asked(
                ImportRow(
                    self.number, "conflict", packed, target, case_id, told,
                    _packed(comparison, covered=True),
                )
            )  # fmt: skip
        changes = comparison.changes or bool(comparison.conflicts)
        outcome: Outcome = "update" if changes else "same"
        told_comparison = _packed(comparison, covered=covered)
        return ImportRow(self.number, outcome, packed, target, case_id, told, told_comparison)

    def _asked(self, row: ImportRow) -> ImportRow:
        """The row with what was answered before, if nothing about the question has changed."""
        before = self._earlier.get(self.number)
        asked = before and (before.record_id, before.doubtful, before.comparison)
        if before is None or asked != (row.record_id, row.doubtful, row.comparison):
            return row
        return ImportRow(**{**vars(row), "decision": before.decision})

    def _begin(self, packed: list[Any], seeker: Known, case_id: UUID | None = None) -> None:
        """Know the row; its record is made only if another row tells of the same."""
        self._begun.add(seeker.id, packed)
        if case_id is not None:
            self._case_of[seeker.id] = case_id
        self._index.show(seeker)

    def _record(self, record_id: UUID) -> Record:
        if record_id in self._begun:
            entry = packing.unpacked_entry(self._begun.take(record_id))
            source, case_id = self._source(entry), self._case_of.get(record_id)
            self._records[record_id] = begin(record_id, entry, source, case_id=case_id)
        return self._records[record_id]

    def _keep(self, record: Record) -> None:
        self._records[record.id] = record
        self._index.show(records.known(record))

    def _source(self, entry: Entry) -> Source:
        found = self._import
        return Source(found.id, found.organisation_id, entry.sheet, entry.row, found.created_at)

    def _covers(self, known: Known) -> bool:
        """Whether all who tell of it are in the importer's scope: telling of a problem oneself
        shows nothing of what others said."""
        return known.organisation_ids <= self._scope


def _told(match: Match, *, covered: bool) -> dict[str, Any]:
    """What a match is shown by; of another department's record no more than that it matched."""
    told: dict[str, Any] = {
        "kind": "case" if match.known.is_case else "record",
        "basis": match.basis,
        "confidence": match.confidence,
        "sure": match.sure,
    }
    if covered:
        told |= {
            "evidence": match.evidence,
            "description": match.known.description,
            "address": match.known.address,
        }
    return told


def _packed(comparison: Comparison, *, covered: bool) -> dict[str, Any]:
    packed = asdict(comparison)
    packed["conflicts"] = packed["conflicts"] if covered else []
    return {name: list(v) if isinstance(v, tuple) else v for name, v in packed.items()}
