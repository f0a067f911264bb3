"""Records: problems that departments' spreadsheets tell of, beside the cases of the workflow.

A record that a case tells of too, or of which every import was taken back, belongs to nobody: so it
is in no list and no count. What it says is shown and found with the case.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from services.contracts.intake import RecordCell, RecordImported, RecordRemoved
from services.ledger.domain.case import Case, Projections
from services.ledger.domain.derived import IMPORTED

OWN_COLUMNS = {"description", "solution", "return_reason", "address", "number", "status"}
"""Fields that the table has columns for; the others stand under their names in `told`."""


def imported(case: Case, event: RecordImported) -> Case:
    cells = {cell.field: cell for cell in event.cells}
    return replace(
        case,
        source=IMPORTED,
        description=_text(cells, "description"),
        solution=_text(cells, "solution"),
        return_reason=_text(cells, "return_reason"),
        place=event.place.model_dump(),
        reported_category=event.category_code,
        told_number=_text(cells, "number") or _text(cells, "source_id"),
        told_status=event.status,
        told_case_id=event.told_case_id,
        found_on=event.found_on,
        told=_told(event),
        before_photo_ids=_photo_ids(event, "before_photo"),
        after_photo_ids=_photo_ids(event, "after_photo"),
        sources=tuple(source.model_dump(mode="json") for source in event.sources),
        **_owners(event),
    )


def removed(case: Case, event: RecordRemoved) -> Case:
    bare = Case(case.case_id, begun_at=case.begun_at, noted=case.noted)
    return replace(bare, source=IMPORTED)


def _owners(event: RecordImported) -> dict[str, Any]:
    if event.told_case_id is not None:
        return {"reporter_organisation_id": None, "organisation_id": None}
    return {
        "reporter_organisation_id": event.street_id or event.organisation_id,
        "organisation_id": event.responsible_organisation_id,
        "named_organisation_id": event.organisation_id,
    }


def _photo_ids(event: RecordImported, kind: str) -> tuple[UUID, ...]:
    named = (each.photo_id for each in event.photos if each.kind == kind)
    return tuple(dict.fromkeys(each for each in named if each is not None))


def _told(event: RecordImported) -> dict[str, str]:
    others = [cell for cell in event.cells if cell.field not in OWN_COLUMNS]
    known = ((cell.field, cell.holds) for cell in (*others, *event.extra))
    return {name: text for name, holds in known if (text := holds.raw or holds.value)}


def _text(cells: dict[str, RecordCell], field: str) -> str | None:
    cell: Any = cells.get(field)
    return None if cell is None else cell.holds.value or cell.holds.raw


PROJECTIONS: Projections = {RecordImported: imported, RecordRemoved: removed}
