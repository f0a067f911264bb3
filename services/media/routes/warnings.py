"""What a verifier should look at before deciding."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel

from services.chassis.callers import CurrentCaller, Scope
from services.chassis.commands import etag
from services.chassis.problems import language_of
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.chassis.web import OwnDatabase, router
from services.contracts.identity import Role
from services.media.case_warnings import Warned
from services.media.store import cases, checks

MAY_SEE_WARNINGS: tuple[Role, ...] = (
    "verifier",
    "reviewer",
    "lead_administrator",
    "supervisor",
)

routes = router()


class OtherCaseView(BaseModel):
    """The case and photo a warning points to; empty for a reader who may not see that case."""

    case_id: UUID | None
    number: str | None
    photo_id: UUID | None


class WarningView(BaseModel):
    """`code` is stable, `detail` the same in words; `evidence` holds its numbers. `other_photo_id`
    is a photo of this case, `elsewhere` tells of another one."""

    photo_id: UUID
    code: str
    detail: str
    evidence: dict[str, Any]
    other_photo_id: UUID | None
    elsewhere: OtherCaseView | None


class WarningsView(BaseModel):
    """A case's warnings; `version` counts their changes."""

    items: list[WarningView]
    version: int


@routes.get("/cases/{case_id}/warnings", response_model=WarningsView)
async def case_warnings(
    case_id: UUID,
    request: Request,
    caller: CurrentCaller,
    database: OwnDatabase,
    response: Response,
) -> WarningsView:
    """What contradicts a case's photos. Advice for people: it decides nothing."""
    scope = caller.require(*MAY_SEE_WARNINGS)
    language = language_of(request)
    async with database.read() as tx:
        if not await cases.is_visible(tx, case_id, scope):
            raise NotFound
        check = await checks.find(tx, case_id)
        items = [
            WarningView(
                photo_id=each.photo_id,
                code=each.code,
                detail=each.sentence(language),
                evidence=dict(each.evidence),
                other_photo_id=each.other_photo_id if each.other_case_id is None else None,
                elsewhere=await _elsewhere(tx, each, scope),
            )
            for each in check.warnings
        ]
    response.headers["ETag"] = etag(check.version)
    return WarningsView(items=items, version=check.version)


async def _elsewhere(tx: Transaction, warned: Warned, scope: Scope) -> OtherCaseView | None:
    other = warned.other_case_id
    if other is None:
        return None
    if not await cases.is_visible(tx, other, scope):
        return OtherCaseView(case_id=None, number=None, photo_id=None)
    number = await cases.number(tx, other)
    return OtherCaseView(case_id=other, number=number, photo_id=warned.other_photo_id)
