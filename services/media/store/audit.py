"""Which keys rows hold, and what an audit found different in the store."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.due import DueRows
from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.media.store.comparisons import COMPARISONS
from services.media.store.photos import PICTURES
from services.media.tables import audit_findings, comparisons, metadata, photos

ORPHAN, ALTERED_ORIGINAL, MISSING_ORIGINAL = "orphan", "altered-original", "missing-original"
MISSING_PICTURE, MISSING_COMPARISON = "missing-picture", "missing-comparison"
KINDS = (ORPHAN, MISSING_PICTURE, MISSING_COMPARISON, MISSING_ORIGINAL, ALTERED_ORIGINAL)

KEY_COLUMNS = [
    column
    for table in metadata.sorted_tables
    for column in table.c
    if isinstance(column.type, sa.String)
    and (column.name == "key" or column.name.endswith("_key"))
    and table is not audit_findings
]
"""Every column that can hold a file: one whose name is or ends in `key`. A file that none of them
holds is an orphan."""

HOLDERS = [
    (MISSING_ORIGINAL, photos.c.original_key, photos.c.id),
    (MISSING_PICTURE, photos.c.picture_key, photos.c.id),
    (MISSING_PICTURE, photos.c.thumbnail_key, photos.c.id),
    (MISSING_PICTURE, photos.c.public_key, photos.c.id),
    (MISSING_PICTURE, photos.c.ghost_key, photos.c.id),
    (MISSING_COMPARISON, comparisons.c.key, comparisons.c.id),
]


@dataclass(frozen=True)
class Finding:
    """One difference. `row_id` is the photo's or comparison's whose file it is, if any."""

    kind: str
    key: str
    row_id: UUID | None
    found_at: datetime


async def known_keys(tx: Transaction, keys: Sequence[str]) -> set[str]:
    """Those of the keys that some row holds."""
    known: set[str] = set()
    for column in KEY_COLUMNS:
        known |= set((await tx.execute(sa.select(column).where(column.in_(keys)))).scalars())
    return known


async def held_keys(
    tx: Transaction, *, after: str, up_to: str | None
) -> dict[str, tuple[str, UUID]]:
    """The keys in a stretch that must have a file, with what it means if one has not."""
    held: dict[str, tuple[str, UUID]] = {}
    for kind, column, row_id in HOLDERS:
        stretch = column > after
        if up_to is not None:
            stretch &= column <= up_to
        found = await tx.execute(sa.select(column.label("key"), row_id).where(stretch))
        held |= {row.key: (kind, row.id) for row in found}
    return held


async def originals(tx: Transaction, keys: Sequence[str]) -> dict[str, tuple[UUID, int, str]]:
    """Photo, size and seal of the keys that are originals'."""
    columns = (photos.c.original_key, photos.c.id, photos.c.size, photos.c.sha256)
    found = await tx.execute(sa.select(*columns).where(photos.c.original_key.in_(keys)))
    return {row.original_key: (row.id, row.size, row.sha256) for row in found}


async def keep(tx: Transaction, findings: Sequence[Finding]) -> Collection[str]:
    """Note what was found; the keys that are new. A known one keeps the time it was first found."""
    if not findings:
        return ()
    keys = [each.key for each in findings]
    columns = audit_findings.c
    old = await tx.execute(sa.select(columns.key).where(columns.key.in_(keys)))
    new = set(keys) - set(old.scalars())
    statement = insert(tx, audit_findings)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={"kind": statement.excluded.kind, "seen_at": tx.at}
        ),
        [
            {
                "key": each.key,
                "kind": each.kind,
                "row_id": each.row_id,
                "found_at": each.found_at,
                "seen_at": tx.at,
            }
            for each in findings
        ],
    )
    return new


async def forget_unseen(tx: Transaction, *, since: datetime) -> None:
    """Drop findings that an audit since then didn't see again."""
    await tx.execute(sa.delete(audit_findings).where(audit_findings.c.seen_at < since))


async def list_findings(tx: Transaction) -> list[Finding]:
    """What the last audit found, the oldest first."""
    columns = audit_findings.c
    found = await tx.execute(sa.select(audit_findings).order_by(columns.found_at, columns.key))
    return [Finding(row.kind, row.key, row.row_id, row.found_at) for row in found]


async def make_again(tx: Transaction, finding: Finding) -> bool:
    """Ask for a missing picture or comparison; `False` for what can't be made again."""
    rows: DueRows
    wish: dict[str, Any]
    if finding.kind == MISSING_PICTURE:
        rows, wish = PICTURES, {"wanted": photos.c.wanted + 1}
    elif finding.kind == MISSING_COMPARISON:
        rows, wish = COMPARISONS, {"made_round": 0}
    else:
        return False
    assert finding.row_id is not None
    made = rows.table.c.id == finding.row_id
    # Another missing file of the same photo may have asked already.
    await tx.execute(sa.update(rows.table).where(made, ~rows.due).values(wish))
    await rows.ask(tx, [finding.row_id])
    return True
