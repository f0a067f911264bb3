"""Checks: which cases' warnings are due, the facts they follow from, and what was found."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.media.case_warnings import CaseFacts, Check, Elsewhere, Warned
from services.media.domain import Photo, Position
from services.media.near_copies import Fingerprint
from services.media.store import fingerprints
from services.media.store.cases import RECORD, REPORT
from services.media.store.photos import photo_of
from services.media.tables import cases, checks, links, photos, rectified_photos

MOST_ELSEWHERE = 20
"""Other photos named beside one photo."""
SETTLING = timedelta(minutes=5)
AFTER = "after"


@dataclass(frozen=True)
class Due:
    """A case whose warnings are to be found again, and the wish that asks for it."""

    case_id: UUID
    wanted: int


async def want(tx: Transaction, case_ids: Collection[UUID]) -> None:
    """Something about these cases' photos changed: their warnings are due."""
    for case_id in sorted(case_ids):
        statement = insert(tx, checks).values(
            case_id=case_id, warnings=[], version=0, wanted=1, made=0, not_before=tx.at
        )
        await tx.execute(
            statement.on_conflict_do_update(
                index_elements=["case_id"],
                set_={"wanted": checks.c.wanted + 1, "not_before": tx.at},
            )
        )


async def next_due(tx: Transaction) -> Due | None:
    """The case that has waited longest."""
    row = (
        await tx.execute(
            sa.select(checks.c.case_id, checks.c.wanted)
            .where(checks.c.made < checks.c.wanted, checks.c.not_before <= tx.at)
            .order_by(checks.c.not_before)
            .limit(1)
        )
    ).one_or_none()
    return Due(row.case_id, row.wanted) if row else None


async def put_off(tx: Transaction, due: Due) -> None:
    """Let a case wait whose facts could not be compared, so that others get their turn."""
    await tx.execute(
        sa.update(checks).where(checks.c.case_id == due.case_id).values(not_before=tx.at + SETTLING)
    )


async def lock(tx: Transaction, due: Due) -> Check | None:
    """The case's warnings, held until commit; `None` when another worker was first."""
    row = (
        await tx.execute(
            sa.select(checks)
            .where(checks.c.case_id == due.case_id, checks.c.made < due.wanted)
            .with_for_update()
        )
    ).one_or_none()
    return _check(row) if row else None


async def save(tx: Transaction, check: Check, due: Due) -> None:
    """Keep what was found; a later wish stays due."""
    await tx.execute(
        sa.update(checks)
        .where(checks.c.case_id == check.case_id)
        .values(
            warnings=[_content(each) for each in check.warnings],
            version=check.version,
            checked_at=tx.at,
            made=due.wanted,
        )
    )


async def find(tx: Transaction, case_id: UUID) -> Check:
    """The warnings a case has now; none for a case that was never checked."""
    row = (await tx.execute(sa.select(checks).where(checks.c.case_id == case_id))).one_or_none()
    return _check(row) if row else Check(case_id)


async def name_rectified(
    tx: Transaction,
    case_id: UUID,
    *,
    round: int,
    before: Sequence[UUID],
    after: Sequence[UUID],
) -> None:
    """Remember which photos the last rectification calls before and after."""
    mine = rectified_photos.c.case_id == case_id
    await tx.execute(sa.delete(rectified_photos).where(mine))
    rows = [
        {"case_id": case_id, "photo_id": photo_id, "side": side, "round": round}
        for side, photo_ids in (("before", before), (AFTER, after))
        for photo_id in dict.fromkeys(photo_ids)
    ]
    if rows:
        await tx.execute(sa.insert(rectified_photos), rows)


async def facts(tx: Transaction, case_id: UUID) -> CaseFacts:
    """Everything that warnings about a case follow from."""
    case = (await tx.execute(sa.select(cases).where(cases.c.id == case_id))).one_or_none()
    own = await all_of_case(tx, case_id)
    ids = [photo.id for photo in own]
    looks = await fingerprints.of_photos(tx, ids)
    position = None
    if case is not None and case.longitude is not None and case.latitude is not None:
        position = Position(case.longitude, case.latitude)
    return CaseFacts(
        position=position,
        dispatched_at=case.dispatched_at if case is not None else None,
        photos=own,
        reported=await _reported(tx, case_id),
        after=await _after(tx, case_id),
        looks=looks,
        screens=await fingerprints.screen_scores(tx, ids),
        elsewhere={photo.id: await _elsewhere(tx, photo, looks.get(photo.id, ())) for photo in own},
    )


async def _elsewhere(
    tx: Transaction, photo: Photo, looks: Sequence[Fingerprint]
) -> list[Elsewhere]:
    same = await with_digest(tx, [photo.original.sha256], limit=MOST_ELSEWHERE)
    found = [
        Elsewhere(other.id, other.case_id, None)
        for other in same
        if other.case_id is not None and other.case_id != photo.case_id
    ]
    near = await fingerprints.near(tx, looks, limit=MOST_ELSEWHERE)
    owners = await cases_of(tx, [photo_id for photo_id, _ in near])
    known = {photo.id, *(other.id for other in same)}
    elsewhere = found + [
        Elsewhere(photo_id, owners[photo_id], likeness)
        for photo_id, likeness in near
        if photo_id not in known and owners.get(photo_id) not in {None, photo.case_id}
    ]
    # Departments' spreadsheets show the cases' own photos: no verifier is warned of that.
    told = await _told_by_records(tx, [each.photo_id for each in elsewhere])
    return [each for each in elsewhere if each.photo_id not in told]


async def _told_by_records(tx: Transaction, photo_ids: Collection[UUID]) -> set[UUID]:
    rows = await tx.execute(
        sa.select(links.c.photo_id).where(links.c.photo_id.in_(photo_ids), links.c.kind == RECORD)
    )
    return set(rows.scalars())


async def _reported(tx: Transaction, case_id: UUID) -> frozenset[UUID]:
    rows = await tx.execute(
        sa.select(links.c.photo_id).where(links.c.case_id == case_id, links.c.kind == REPORT)
    )
    return frozenset(rows.scalars())


async def _after(tx: Transaction, case_id: UUID) -> frozenset[UUID]:
    rows = await tx.execute(
        sa.select(rectified_photos.c.photo_id).where(
            rectified_photos.c.case_id == case_id, rectified_photos.c.side == AFTER
        )
    )
    return frozenset(rows.scalars())


async def with_digest(tx: Transaction, digests: Collection[str], *, limit: int) -> list[Photo]:
    """The photos whose original has one of these digests, the first received first."""
    rows = await tx.execute(
        sa.select(photos)
        .where(photos.c.sha256.in_(digests))
        .order_by(photos.c.received_at, photos.c.id)
        .limit(limit)
    )
    return [photo_of(row) for row in rows]


async def all_of_case(tx: Transaction, case_id: UUID) -> list[Photo]:
    """Every photo of a case, whoever may see it."""
    rows = await tx.execute(
        sa.select(photos)
        .where(photos.c.case_id == case_id)
        .order_by(photos.c.received_at, photos.c.id)
    )
    return [photo_of(row) for row in rows]


async def cases_of(tx: Transaction, photo_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The case of each photo that has one."""
    rows = await tx.execute(
        sa.select(photos.c.id, photos.c.case_id).where(
            photos.c.id.in_(photo_ids), photos.c.case_id.is_not(None)
        )
    )
    return {row.id: row.case_id for row in rows}


def _content(each: Warned) -> dict[str, Any]:
    return {
        "photo_id": str(each.photo_id),
        "code": each.code,
        "evidence": dict(each.evidence),
        "other_photo_id": str(each.other_photo_id) if each.other_photo_id else None,
        "other_case_id": str(each.other_case_id) if each.other_case_id else None,
    }


def _check(row: Any) -> Check:
    return Check(row.case_id, tuple(_warned(each) for each in row.warnings), row.version)


def _warned(content: dict[str, Any]) -> Warned:
    def id_of(name: str) -> UUID | None:
        return UUID(content[name]) if content[name] else None

    return Warned(
        UUID(content["photo_id"]),
        content["code"],
        content["evidence"],
        id_of("other_photo_id"),
        id_of("other_case_id"),
    )
