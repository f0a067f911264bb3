"""The digests of files that were shown, now or once, and what each was about."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.media.tables import shown_files


@dataclass(frozen=True)
class Shown:
    """A file shown as `kind`: about a case for a comparison, about a photo otherwise."""

    kind: str
    about: UUID


async def keep(tx: Transaction, about: UUID, digests: Mapping[str, str]) -> None:
    """Remember for good that these files, by kind, are shown."""
    await tx.execute(
        insert(tx, shown_files).on_conflict_do_nothing(),
        [
            {"sha256": sha256, "kind": kind, "about": about, "at": tx.at}
            for kind, sha256 in digests.items()
        ],
    )


async def find(tx: Transaction, sha256: str) -> Shown | None:
    """What the file with this digest was first shown as."""
    row = (
        await tx.execute(
            sa.select(shown_files.c.kind, shown_files.c.about)
            .where(shown_files.c.sha256 == sha256)
            .order_by(shown_files.c.at, shown_files.c.about)
            .limit(1)
        )
    ).one_or_none()
    return Shown(row.kind, row.about) if row else None
