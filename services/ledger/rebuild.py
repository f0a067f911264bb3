"""The projections made anew from the journal. The official ledger is not touched.

One transaction: readers see the old rows until the new ones are whole. Facts that arrive
meanwhile wait; stop the workers first where the journal is long.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from services.chassis.database import Database
from services.chassis.transaction import Transaction
from services.contracts.media import PhotoReady, PhotoRejected
from services.ledger.domain.projection import replay
from services.ledger.statistics.figures import Mark, marks
from services.ledger.statistics.standings import Stand, stands_of
from services.ledger.store import cases, city, journal, photos, rollups, standings, texts

AT_ONCE = 500


async def rebuild(database: Database, *, zone: str) -> int:
    """Empty the projections and replay the journal; the number of cases there are now."""
    async with database.begin() as tx:
        await city.lock_all(tx, zone=zone)
        noted = await cases.noted(tx)
        for projection in (cases, photos, rollups, standings, texts):
            await projection.empty(tx)
        await _replay_photos(tx)
        return await _replay_cases(tx, noted)


async def _replay_cases(tx: Transaction, noted: Mapping[UUID, dict[str, str]]) -> int:
    zone, turn = await city.hold(tx)
    cells: Counter[Mark] = Counter()
    stands: Counter[Stand] = Counter()
    last, made = None, 0
    while ids := await journal.cases_after(tx, last, limit=AT_ONCE):
        facts = await journal.facts_of(tx, ids)
        rows = [replay(case_id, told, zone=zone) for case_id, told in facts.items()]
        made_anew = [row for row in rows if row is not None]
        found = [replace(row, noted=noted.get(row.case_id)) for row in made_anew]
        await cases.add_all(tx, found, changed_in=turn)
        await texts.add_all(tx, found)
        for row in found:
            cells.update(marks(row))
            stands.update(stands_of(row))
        last, made = ids[-1], made + len(found)
    await rollups.add(tx, cells)
    await standings.add(tx, stands)
    return made


async def _replay_photos(tx: Transaction) -> None:
    types, after = (PhotoReady.type, PhotoRejected.type), None
    while facts := await journal.facts_of_types(tx, types, after=after, limit=AT_ONCE):
        newest = {fact.subject: fact for fact in facts}
        await photos.save(
            tx, [fact for fact in newest.values() if isinstance(fact, PhotoReady | PhotoRejected)]
        )
        after = (facts[-1].subject, facts[-1].version)
