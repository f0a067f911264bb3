"""Facts of others: whose case a photo is, its number and category, who may see it, what to compare,
and where streets end."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.chassis import logs
from services.chassis.blueprint import Handler
from services.chassis.transaction import Transaction
from services.contracts.closure import CaseClosed, CaseReopened, RectificationSubmitted
from services.contracts.dispatch import CaseDispatched, CaseTransferred, RectifierNamed
from services.contracts.event import Event
from services.contracts.intake import AreaOutlined, CategoryListed, ReportAmended, ReportSubmitted
from services.contracts.place import Place
from services.media import domain
from services.media.domain import Comparison
from services.media.store import areas, cases, categories, checks, comparisons, photos
from services.media.store.areas import Area

log = logs.get()


async def link_report(event: ReportSubmitted, tx: Transaction) -> None:
    await _link(
        tx,
        event.case_id,
        event.photo_ids,
        kind=cases.REPORT,
        by=event.by,
        reporter_organisation_id=event.organisation_id,
        category_code=event.category_code,
        **_position(event.place),
    )


async def link_amended_report(event: ReportAmended, tx: Transaction) -> None:
    # Linked first: everyone takes photo ids, then the case, then photos, so none waits in a ring.
    await _link(
        tx,
        event.case_id,
        event.photo_ids,
        kind=cases.REPORT,
        by=event.by,
        category_code=event.category_code,
        **_position(event.place),
    )
    dropped = await cases.drop_links(tx, event.case_id, kind=cases.REPORT, keep=event.photo_ids)
    held = await photos.lock_known(tx, dropped)
    freed = [photo.id for photo in held if photo.case_id == event.case_id]
    await photos.link(tx, freed, case_id=None)


async def write_number(event: CaseDispatched, tx: Transaction) -> None:
    before = await cases.labels(tx, event.case_id)
    await cases.keep(
        tx,
        event.case_id,
        number=event.number,
        category_code=event.category_code,
        organisation_id=event.organisation_id,
        reporter_organisation_id=event.reporter_organisation_id,
        dispatched_at=event.at,
        **_position(event.place),
    )
    await checks.want(tx, [event.case_id])
    if before != await cases.labels(tx, event.case_id):
        await photos.want_again(tx, event.case_id)


async def keep_organisation(event: CaseTransferred, tx: Transaction) -> None:
    await cases.keep(tx, event.case_id, organisation_id=event.organisation_id)


async def keep_rectifier(event: RectifierNamed, tx: Transaction) -> None:
    await cases.keep(tx, event.case_id, rectifier_organisation_id=event.organisation_id)


async def plan_comparison(event: RectificationSubmitted, tx: Transaction) -> None:
    named = (*event.before_photo_ids, *event.after_photo_ids)
    await _link(tx, event.case_id, named, kind=cases.RECTIFICATION, by=event.by)
    await checks.name_rectified(
        tx,
        event.case_id,
        round=event.round,
        before=event.before_photo_ids,
        after=event.after_photo_ids,
    )
    if not event.before_photo_ids or not event.after_photo_ids:
        return
    planned = Comparison(
        id=domain.comparison_id(event.case_id),
        case_id=event.case_id,
        round=event.round,
        before_photo_id=event.before_photo_ids[0],
        after_photo_id=event.after_photo_ids[0],
    )
    await comparisons.plan(tx, planned)


async def keep_closure(event: CaseClosed, tx: Transaction) -> None:
    await cases.keep(tx, event.case_id, closed_at=event.at)


async def link_recheck(event: CaseReopened, tx: Transaction) -> None:
    await _link(tx, event.case_id, event.photo_ids, kind=cases.RECHECK, by=event.by, closed_at=None)


async def keep_category(event: CategoryListed, tx: Transaction) -> None:
    # Pictures keep the name their category had when they were made.
    await categories.keep(
        tx, event.category_id, code=event.code, name=event.name, active=event.active
    )


async def keep_area(event: AreaOutlined, tx: Transaction) -> None:
    await areas.keep(tx, event.area_id, Area(event.name, event.outline))


async def _link(
    tx: Transaction,
    case_id: UUID,
    photo_ids: Sequence[UUID],
    *,
    kind: str,
    by: UUID | None,
    **known: Any,
) -> None:
    """Link photos that are here now, and remember the others for when they arrive."""
    await cases.hold_photo_ids(tx, photo_ids)
    await cases.keep(tx, case_id, **known)
    if by is not None:
        await cases.add_links(tx, photo_ids, case_id=case_id, kind=kind, by=by)
    here = await photos.lock_known(tx, photo_ids)
    linked = [photo.id for photo in here if domain.may_link(photo, by=by)]
    await photos.link(tx, linked, case_id=case_id)
    for photo in here:
        if photo.id not in linked and photo.case_id != case_id:
            log.warning("photo not linked", photo_id=str(photo.id), case_id=str(case_id))
    await checks.want(tx, [case_id])


def _position(place: Place) -> dict[str, float | None]:
    return {"longitude": place.longitude, "latitude": place.latitude}


HANDLERS: dict[type[Event], Handler] = {
    ReportSubmitted: link_report,
    ReportAmended: link_amended_report,
    CaseDispatched: write_number,
    CaseTransferred: keep_organisation,
    RectifierNamed: keep_rectifier,
    RectificationSubmitted: plan_comparison,
    CaseClosed: keep_closure,
    CaseReopened: link_recheck,
    AreaOutlined: keep_area,
    CategoryListed: keep_category,
}
