"""Reports, the steps of their history, and what became of their photos."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import TypeAdapter

from services.chassis.columns import Instant
from services.chassis.geography import cell, cells_within
from services.chassis.history import Actor
from services.chassis.inbox_store import insert
from services.chassis.pages import PageRequest
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.contracts.event import Event
from services.contracts.intake import Judgement
from services.contracts.place import Place
from services.intake.domain.report import Change, Content, Outcome, Report, Status
from services.intake.judgement.duplicates import Earlier, Look, Reach
from services.intake.tables import case_numbers, photos, reports, steps

STILL_OPEN = (Status.WAITING, Status.APPROVED, Status.CONFIRMED, Status.REOPENED)
"""A new report may tell of one of these; one that ended has to be dealt with anew. The index by
cell holds no others."""
NEAR_AT_MOST = 200

_outcome = TypeAdapter(Outcome)


@dataclass(frozen=True)
class Step:
    """One entry of a report's history; `who` is empty for another service's fact."""

    did: str
    by: UUID | None
    who: str | None
    organisation_id: UUID | None
    at: datetime
    details: Mapping[str, Any]


@dataclass(frozen=True)
class PhotoFate:
    """What media said about a photo; `reason` is a stable code where it was refused."""

    ready: bool
    reason: str
    sha256: str | None = None
    perceptual_hash: str | None = None


async def add(tx: Transaction, report: Report, event: Event, *, by: Actor) -> bool:
    """Keep a new report; false, and nothing kept, when its id is taken."""
    added = await tx.execute(
        insert(tx, reports)
        .values(id=report.id, **_row(report))
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(reports.c.id)
    )
    if added.one_or_none() is None:
        return False
    await _add_step(tx, report, event, by)
    return True


async def save(tx: Transaction, report: Report, event: Event, *, by: Actor | None = None) -> None:
    """Write a report's present state and the step that led to it."""
    await tx.execute(sa.update(reports).where(reports.c.id == report.id).values(_row(report)))
    await _add_step(tx, report, event, by)


async def find(tx: Transaction, report_id: UUID) -> Report:
    """The report; `NotFound` when there is none."""
    return _report(await tx.execute(sa.select(reports).where(reports.c.id == report_id)))


async def goes_on_in(tx: Transaction, report: Report) -> Report | None:
    """The report that a merged one goes on in, at the end of its mergers; `None` if not merged."""
    end = None
    into = report.into_case_id
    while into is not None:
        end = await find(tx, into)
        into = end.into_case_id
    return end


async def lock(tx: Transaction, report_id: UUID) -> Report:
    """Read the report and hold it until commit, so that two changes can't race."""
    wanted = sa.select(reports).where(reports.c.id == report_id).with_for_update()
    return _report(await tx.execute(wanted))


async def page(
    tx: Transaction,
    *,
    reporter_id: UUID,
    organisation_ids: Collection[UUID],
    status: Status | None,
    paging: PageRequest,
) -> list[Report]:
    """A person's own reports and those of the organisations, newest first, one beyond the page."""
    visible = sa.or_(
        reports.c.reporter_id == reporter_id, reports.c.organisation_id.in_(organisation_ids)
    )
    wanted = sa.select(reports).where(visible)
    if status is not None:
        wanted = wanted.where(reports.c.status == status)
    if paging.after is not None:
        at, report_id = datetime.fromisoformat(paging.after[0]), UUID(paging.after[1])
        last = sa.tuple_(sa.literal(at, Instant), sa.literal(report_id, sa.Uuid))
        wanted = wanted.where(sa.tuple_(reports.c.reported_at, reports.c.id) < last)
    newest = wanted.order_by(reports.c.reported_at.desc(), reports.c.id.desc())
    rows = await tx.execute(newest.limit(paging.limit + 1))
    return [of_row(row) for row in rows]


async def near(
    tx: Transaction, place: Place, *, besides: UUID, reach: Reach, until: datetime
) -> list[Earlier]:
    """Open reports within reach of a place, in the grid's cells round it, the newest first."""
    if place.longitude is None or place.latitude is None:
        return []
    # Written out, because a partial index is used for literals only.
    still_open = [sa.literal(each.value, literal_execute=True) for each in STILL_OPEN]
    cells = list(cells_within(place.longitude, place.latitude, reach.metres))
    since = until - timedelta(days=reach.days)
    rows = await tx.execute(
        sa.select(
            reports.c.id.label("case_id"),
            reports.c.category_code,
            reports.c.description,
            reports.c.longitude,
            reports.c.latitude,
            reports.c.reported_at,
            reports.c.photo_ids,
        )
        .where(
            reports.c.cell.in_(cells),
            reports.c.reported_at.between(since, until),
            reports.c.status.in_(still_open),
            reports.c.id != besides,
        )
        .order_by(reports.c.reported_at.desc())
        .limit(NEAR_AT_MOST)
    )
    found = list(rows)
    seen = await looks(tx, {UUID(each) for row in found for each in row.photo_ids})
    return [_earlier(row, seen) for row in found]


def _earlier(row: sa.Row[Any], seen: Mapping[UUID, Look]) -> Earlier:
    return Earlier(
        case_id=row.case_id,
        category_code=row.category_code,
        description=row.description,
        longitude=row.longitude,
        latitude=row.latitude,
        reported_at=row.reported_at,
        looks=tuple(seen[UUID(each)] for each in row.photo_ids if UUID(each) in seen),
    )


async def history(tx: Transaction, report_id: UUID) -> list[Step]:
    """What happened to a report, in the order this service learned it."""
    rows = await tx.execute(
        sa.select(
            steps.c.did,
            steps.c.by,
            steps.c.who,
            steps.c.organisation_id,
            steps.c.at,
            steps.c.details,
        )
        .where(steps.c.report_id == report_id)
        .order_by(steps.c.id)
    )
    return [Step(**row._mapping) for row in rows]


async def keep_photo(tx: Transaction, photo_id: UUID, fate: PhotoFate) -> None:
    """Remember what became of a photo, whether or not its report has come yet."""
    values = asdict(fate)
    statement = insert(tx, photos).values(id=photo_id, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def keep_number(tx: Transaction, case_id: UUID, number: str) -> None:
    """Remember the number that dispatch gave a case, so that a spreadsheet's row finds it."""
    statement = insert(tx, case_numbers).values(case_id=case_id, number=number)
    replacing = statement.on_conflict_do_update(index_elements=["case_id"], set_={"number": number})
    await tx.execute(replacing)


async def photo_fates(tx: Transaction, found: Sequence[Report]) -> dict[UUID, PhotoFate]:
    """What is known of the reports' photos; one that is still awaited is not in it."""
    ids = {photo_id for report in found for photo_id in report.content.photo_ids}
    rows = await tx.execute(sa.select(photos).where(photos.c.id.in_(ids)))
    return {
        row.id: PhotoFate(row.ready, row.reason, row.sha256, row.perceptual_hash) for row in rows
    }


async def looks(tx: Transaction, photo_ids: Collection[UUID]) -> dict[UUID, Look]:
    """What the photos are compared by, as far as media told it."""
    if not photo_ids:
        return {}
    rows = await tx.execute(
        sa.select(photos).where(photos.c.id.in_(photo_ids), photos.c.sha256.is_not(None))
    )
    return {
        row.id: Look(row.sha256, int(row.perceptual_hash, 16) if row.perceptual_hash else None)
        for row in rows
    }


async def _add_step(tx: Transaction, report: Report, event: Event, by: Actor | None) -> None:
    await tx.execute(
        sa.insert(steps).values(
            report_id=report.id,
            did=event.type.split(".")[2],
            by=event.by,
            who=by.name if by else None,
            organisation_id=by.organisation_id if by else None,
            at=event.at,
            details=event.model_dump(mode="json", exclude={"case_id", "version", "at", "by"}),
        )
    )


def _row(report: Report) -> dict[str, Any]:
    content = report.content
    return {
        "reporter_id": report.reporter_id,
        "organisation_id": report.organisation_id,
        "mode": report.mode,
        "urgent_reason": report.urgent_reason,
        "description": content.description,
        "address": content.place.address,
        "longitude": content.place.longitude,
        "latitude": content.place.latitude,
        "chosen_category_code": content.category_code,
        "photo_ids": [str(photo_id) for photo_id in content.photo_ids],
        "source": report.source,
        "captured_at": report.captured_at,
        "reported_at": report.reported_at,
        "digest": report.digest,
        "judgement": report.judgement.model_dump(mode="json"),
        "withdrawn": report.withdrawn,
        "verdict": _outcome.dump_python(report.verdict, mode="json") if report.verdict else None,
        "closure": _outcome.dump_python(report.closure, mode="json") if report.closure else None,
        "version": report.version,
        "last_who": report.last.who,
        "last_did": report.last.did,
        "last_at": report.last.at,
        "status": report.status,
        "category_code": report.category_code,
        "cell": _cell(content.place),
    }


def _cell(place: Place) -> str | None:
    if place.longitude is None or place.latitude is None:
        return None
    return cell(place.longitude, place.latitude)


def _report(result: sa.Result[Any]) -> Report:
    row = result.one_or_none()
    if row is None:
        raise NotFound
    return of_row(row)


def of_row(row: sa.Row[Any]) -> Report:
    """The report that a row of the table holds."""
    return Report(
        id=row.id,
        reporter_id=row.reporter_id,
        organisation_id=row.organisation_id,
        mode=row.mode,
        urgent_reason=row.urgent_reason,
        content=Content(
            description=row.description,
            place=Place(address=row.address, longitude=row.longitude, latitude=row.latitude),
            category_code=row.chosen_category_code,
            photo_ids=tuple(map(UUID, row.photo_ids)),
        ),
        source=row.source,
        captured_at=row.captured_at,
        reported_at=row.reported_at,
        digest=row.digest,
        judgement=Judgement.model_validate(row.judgement),
        version=row.version,
        last=Change(row.last_who, row.last_did, row.last_at),
        withdrawn=row.withdrawn,
        verdict=_outcome.validate_python(row.verdict) if row.verdict else None,
        closure=_outcome.validate_python(row.closure) if row.closure else None,
    )
