"""What is kept and for how long: retention rules, what they removed, what an audit found."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel, Field

from services.chassis import reference_lists
from services.chassis.callers import CurrentCaller
from services.chassis.commands import Replacing, etag
from services.chassis.web import OwnDatabase, router
from services.contracts.media import RetentionKind, RetentionState
from services.media import retention
from services.media.retention import Rule
from services.media.store import audit
from services.media.store import retention as store

PAGE = 200
LIST = "retention-rules"

routes = router()


class RuleBody(BaseModel):
    """Days after which it is removed; without them it is kept."""

    kind: RetentionKind
    state: RetentionState
    days: Annotated[int | None, Field(ge=0, le=36500)] = None


class Rules(BaseModel):
    rules: Annotated[list[RuleBody], Field(max_length=100)]


class RulesView(Rules):
    version: int


class RemovalView(BaseModel):
    """`number` counts up; `sha256` is the seal of the original."""

    number: int
    photo_id: UUID
    case_id: UUID | None
    kind: str
    state: str
    days: int
    sha256: str
    at: datetime


class FindingView(BaseModel):
    """`kind` is orphan, missing-picture, missing-comparison, missing-original or
    altered-original; `row_id` is the photo's or comparison's."""

    kind: str
    key: str
    row_id: UUID | None
    found_at: datetime


@routes.get("/retention-rules")
async def read_rules(caller: CurrentCaller, database: OwnDatabase, response: Response) -> RulesView:
    """Every retention rule; what none speaks of is kept."""
    caller.require_everywhere("administrator")
    async with database.read() as tx:
        version = await reference_lists.version(tx, LIST)
        rules = await store.read_rules(tx)
    response.headers["ETag"] = etag(version)
    return _view(rules, version)


@routes.put("/retention-rules", response_model=RulesView)
async def put_rules(body: Rules, command: Replacing) -> Response:
    """An administrator replaces all retention rules."""
    command.caller.require_everywhere("administrator")
    rules = [Rule(each.kind, each.state, each.days) for each in body.rules]
    retention.require_sound(rules)
    async with command.begin() as tx:
        state = await reference_lists.lock(tx, LIST)
        command.require_version(state.version, state.last)
        version = await store.replace_rules(tx, rules, state=state, by=command.caller.actor)
        view = _view(await store.read_rules(tx), version)
        return command.answer(200, view, version=version)


@routes.get("/removals")
async def read_removals(
    caller: CurrentCaller,
    database: OwnDatabase,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> list[RemovalView]:
    """What retention removed, the latest first, 200 at a time; `before` is a number seen."""
    caller.require_everywhere("administrator")
    async with database.read() as tx:
        found = await store.list_removals(tx, before=before, limit=PAGE)
    return [RemovalView(number=row.id, **row._mapping) for row in found]


@routes.get("/findings")
async def read_findings(caller: CurrentCaller, database: OwnDatabase) -> list[FindingView]:
    """Where store and rows differed at the last audit."""
    caller.require_everywhere("administrator")
    async with database.read() as tx:
        findings = await audit.list_findings(tx)
    return [FindingView.model_validate(each, from_attributes=True) for each in findings]


def _view(rules: list[Rule], version: int) -> RulesView:
    bodies = [RuleBody(kind=r.kind, state=r.state, days=r.days) for r in rules]
    return RulesView(rules=bodies, version=version)
