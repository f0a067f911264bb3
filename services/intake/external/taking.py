"""Records of another platform into the super table: each once, under the platform's own id."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.intake.domain.external import ExternalSource
from services.intake.domain.record import (
    Record,
    Source,
    Winner,
    begin,
    compare,
    merge,
    record_beside,
)
from services.intake.external.reading import Record as GivenRecord
from services.intake.external.reading import Sent, read
from services.intake.imports.index import Index
from services.intake.imports.words import words
from services.intake.imports.writing import save
from services.intake.sheets.entries import Fault
from services.intake.sheets.matching import Known, as_known, keys_sought
from services.intake.store import external, records
from services.intake.store.external import TakenRecord

Outcome = Literal["taken", "same", "updated", "refused"]


@dataclass(frozen=True)
class Answer:
    """What became of a record; `record_id` is none for a refused one, which has `faults`."""

    own_id: str
    outcome: Outcome
    record_id: UUID | None = None
    faults: tuple[Fault, ...] = ()


async def take(
    tx: Transaction, runtime: Runtime, source: ExternalSource, given: Sequence[GivenRecord]
) -> list[Answer]:
    """Take the records in, in their order; a refused one keeps no other back.

    A record that surely tells of a known problem is merged with it; one that only may do so stands
    by itself, since nobody is there to be asked.
    """
    known = await words(tx, runtime, at=tx.at)
    sent = list(read(given, source, known.vocabulary))
    version = await records.lock_table(tx)
    source = await external.lock_source(tx, source.id)
    desk = _Desk(runtime, source, at=tx.at)
    await desk.look_up(tx, [each for each in sent if not each.entry.faults])
    answers = [desk.take(each) for each in sent]
    if desk.changed:
        new = [replace(each, version=each.version + 1) for each in desk.changed.values()]
        await save(tx, new, by=None, version=version + 1)
        await records.raise_version(tx)
    await external.keep_taken(tx, source.id, desk.taken.values(), count=desk.count)
    return answers


class _Desk:
    """The records of one request, beside what is known of their problems."""

    def __init__(self, runtime: Runtime, source: ExternalSource, *, at: datetime) -> None:
        self.changed: dict[UUID, Record] = {}
        self.taken: dict[str, TakenRecord] = {}
        self.count = source.taken
        self._source, self._at = source, at
        self._zone = ZoneInfo(runtime.settings.time_zone)
        self._scope = runtime.directory.subtree(source.organisation_id)
        self._before: dict[str, TakenRecord] = {}
        self._records: dict[UUID, Record] = {}
        self._beside: dict[UUID, UUID] = {}
        self._index = Index()

    async def look_up(self, tx: Transaction, sent: Sequence[Sent]) -> None:
        """Fetch what came of these ids before, and what the others may tell of."""
        self._before = await external.taken(tx, self._source.id, {each.own_id for each in sent})
        new = [self._seeker(each) for each in sent if each.own_id not in self._before]
        keys = {key for each in new for key in keys_sought(each)}
        found = await records.known_by(tx, keys, zone=self._zone) if keys else []
        self._beside = await records.of_case(tx, [each.id for each in found if each.is_case])
        wanted = {each.id for each in found if not each.is_case} | set(self._beside.values())
        wanted |= {each.record_id for each in self._before.values()}
        self._records = await records.load(tx, wanted | {each.id for each in new})
        for each in found:
            if each.is_case:
                self._index.show(each)
        for record in self._records.values():
            if not record.removed:
                self._index.show(records.known(record))

    def take(self, sent: Sent) -> Answer:
        """What becomes of one record."""
        if sent.entry.faults:
            return Answer(sent.own_id, "refused", faults=sent.entry.faults)
        before = self.taken.get(sent.own_id) or self._before.get(sent.own_id)
        if before is not None and before.digest == sent.digest:
            return Answer(sent.own_id, "same", before.record_id)
        if before is None:
            self.count += 1
            before = TakenRecord(sent.own_id, b"", self.count, *self._target(sent))
        self.taken[sent.own_id] = replace(before, digest=sent.digest)
        changes = self._tell(before, sent)
        outcome: Outcome = ("updated" if changes else "same") if before.digest else "taken"
        return Answer(sent.own_id, outcome, before.record_id)

    def _target(self, sent: Sent) -> tuple[UUID, UUID | None]:
        """The record that a new one goes into, and the case beside it."""
        seeker = self._seeker(sent)
        match = self._index.best(seeker, keys_sought(seeker))
        if match is None or not match.sure:
            return seeker.id, None
        if not match.known.is_case:
            return match.known.id, None
        case_id = match.known.id
        return self._beside.setdefault(case_id, record_beside(case_id)), case_id

    def _tell(self, taken: TakenRecord, sent: Sent) -> bool:
        """Add what the record says to the problem's; whether that changes anything."""
        source = self._told_by(taken)
        before = self._records.get(taken.record_id)
        if before is None or before.removed:
            begun = begin(taken.record_id, sent.entry, source, case_id=taken.case_id)
            after = replace(begun, version=before.version if before else 0)
        else:
            after = merge(before, sent.entry, source, winners=self._winners(before, sent))
            if after is before:
                return False
        self._records[after.id] = self.changed[after.id] = after
        self._index.show(records.known(after))
        return True

    def _winners(self, record: Record, sent: Sent) -> dict[str, Winner]:
        """By the source's rule, but never over those who are outside its organisation."""
        if self._source.rule == "ours" or not record.organisation_ids <= self._scope:
            return {}
        found = compare(record, sent.entry, organisation_id=self._source.organisation_id)
        return {each.field: "theirs" for each in found.conflicts}

    def _seeker(self, sent: Sent) -> Known:
        own = uuid5(self._source.id, sent.own_id)
        return as_known(sent.entry, id=own, organisation_id=self._source.organisation_id)

    def _told_by(self, taken: TakenRecord) -> Source:
        found = self._source
        return Source(
            found.id, found.organisation_id, found.name, taken.row, self._at, platform=found.code
        )
