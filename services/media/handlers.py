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
from services.contracts.intake import (
    AreaOutlined,
    CategoryListed,
    RecordImported,
    RecordRemoved,
    ReportAmended,
    ReportSubmitted,
)
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
    await _free(tx, event.case_id, kind=cases.REPORT, keep=event.photo_ids)


async def link_record(event: RecordImported, tx: Transaction) -> None:
    """A record is seen by those who see its row of the table, and so are its photos. Each is its
    own import's to give: no other spreadsheet can name it."""
    named = {
        each.photo_id: event.sources[each.source].import_id
        for each in event.photos
        if each.photo_id is not None
    }
    await cases.hold_photo_ids(tx, list(named))
    if named:
        await cases.keep(
            tx,
            event.record_id,
            reporter_organisation_id=event.street_id or event.organisation_id,
            organisation_id=event.responsible_organisation_id,
            rectifier_organisation_id=event.organisation_id,
            category_code=event.category_code,
            **_position(event.place),
        )
    for photo_id, import_id in named.items():
        kind = cases.RECORD
        await cases.add_links(tx, [photo_id], case_id=event.record_id, kind=kind, by=import_id)
    here = await photos.lock_known(tx, list(named))
    linked = [each.id for each in here if domain.may_link(each, by=named[each.id])]
    await photos.link(tx, linked, case_id=event.record_id)
    await _free(tx, event.record_id, kind=cases.RECORD, keep=list(named))


async def free_record(event: RecordRemoved, tx: Transaction) -> None:
    await _free(tx, event.record_id, kind=cases.RECORD, keep=())


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


async def _free(tx: Transaction, case_id: UUID, *, kind: str, keep: Sequence[UUID]) -> None:
    """Let go of the photos that a later fact of this kind names no more; they stay sealed."""
    dropped = await cases.drop_links(tx, case_id, kind=kind, keep=keep)
    held = await photos.lock_known(tx, dropped) if dropped else []
    freed = [photo.id for photo in held if photo.case_id == case_id]
    await photos.link(tx, freed, case_id=None)


def _position(place: Place) -> dict[str, float | None]:
    return {"longitude": place.longitude, "latitude": place.latitude}


HANDLERS: dict[type[Event], Handler] = {
    ReportSubmitted: link_report,
    ReportAmended: link_amended_report,
    RecordImported: link_record,
    RecordRemoved: free_record,
    CaseDispatched: write_number,
    CaseTransferred: keep_organisation,
    RectifierNamed: keep_rectifier,
    RectificationSubmitted: plan_comparison,
    CaseClosed: keep_closure,
    CaseReopened: link_recheck,
    AreaOutlined: keep_area,
    CategoryListed: keep_category,
}
