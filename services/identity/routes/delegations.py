"""Delegations over HTTP."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.chassis.callers import CurrentCaller
from services.chassis.commands import Changing, Creating, etag
from services.chassis.pages import Page, Paging
from services.chassis.refusals import NotFound
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.contracts.identity import Role
from services.identity import accounts, store
from services.identity.announcing import announce, known_at_once
from services.identity.domain import delegations as domain
from services.identity.routes.people import PersonName

DEPUTIES = 20
"""People whom one answer names."""

routes = router()


class NewDelegation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    deputy_id: UUID
    role: Role
    organisation_id: UUID
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class DelegationView(BaseModel):
    id: UUID
    person_id: UUID
    deputy_id: UUID
    role: Role
    organisation_id: UUID
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    active: bool
    version: int


@routes.post("/delegations", response_model=DelegationView, status_code=201, tags=["delegations"])
async def delegate(body: NewDelegation, command: Creating, runtime: CurrentRuntime) -> Response:
    """A leader or lead administrator names a deputy for a role of their own."""
    command.caller.require("leader", "lead_administrator")
    path = runtime.directory.find(body.organisation_id).path
    async with command.begin() as tx:
        person = await store.lock_person(tx, command.caller.id)
        delegation, event = domain.delegate(
            uuid4(),
            person=person,
            deputy=await store.find_person(tx, body.deputy_id),
            role=body.role,
            organisation_id=body.organisation_id,
            path=path,
            starts_at=body.starts_at,
            ends_at=body.ends_at,
            by=command.caller.actor,
            at=tx.at,
        )
        await store.save_delegation(tx, delegation)
        await announce(tx, event)
        return command.answer(
            201,
            view(delegation),
            version=delegation.version,
            location=f"/api/identity/delegations/{delegation.id}",
        )


@routes.get("/deputies", tags=["delegations"])
async def find_deputies(
    named: Annotated[str, Query(min_length=1, max_length=120)],
    caller: CurrentCaller,
    database: OwnDatabase,
) -> list[PersonName]:
    """Who could be a deputy, by a part of the name, for those who may name one."""
    caller.require("leader", "lead_administrator")
    async with database.read() as tx:
        found = await store.list_deputies(tx, named, but=caller.id, limit=DEPUTIES)
    return [PersonName.model_validate(each, from_attributes=True) for each in found]


@routes.get("/delegations", tags=["delegations"])
async def list_delegations(
    caller: CurrentCaller, database: OwnDatabase, paging: Paging
) -> Page[DelegationView]:
    """One's own, lent or borrowed; for administrators also those of their organisations."""
    administers = caller.has("administrator")
    within = caller.require("administrator").organisation_ids if administers else frozenset()
    async with database.read() as tx:
        found = await store.list_delegations(
            tx,
            person_id=caller.id,
            within=within,
            after=UUID(paging.after[0]) if paging.after else None,
            limit=paging.limit,
        )
    return paging.page([view(each) for each in found], lambda each: [each.id])


@routes.get("/delegations/{delegation_id}", tags=["delegations"])
async def read_delegation(
    delegation_id: UUID, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> DelegationView:
    """One delegation, for its lender, its deputy and administrators."""
    async with database.read() as tx:
        delegation = await store.find_delegation(tx, delegation_id)
    if caller.id != delegation.deputy_id:
        _require_concern(delegation, caller)
    response.headers["ETag"] = etag(delegation.version)
    return view(delegation)


@routes.delete("/delegations/{delegation_id}", response_model=DelegationView, tags=["delegations"])
async def end_delegation(
    delegation_id: UUID, command: Changing, runtime: CurrentRuntime
) -> Response:
    """Take a deputation back: who lent it, or an administrator of the organisation."""
    async with known_at_once(runtime), command.begin() as tx:
        delegation = await store.lock_delegation(tx, delegation_id)
        _require_concern(delegation, command.caller)
        command.require_version(delegation.version, delegation.last.in_words)
        ended = await accounts.end_delegation(tx, delegation, by=command.caller.actor)
        return command.answer(200, view(ended), version=ended.version)


def view(delegation: domain.Delegation) -> DelegationView:
    return DelegationView.model_validate(delegation, from_attributes=True)


def _require_concern(delegation: domain.Delegation, caller: CurrentCaller) -> None:
    if caller.id == delegation.person_id:
        return
    if not caller.has("administrator"):
        raise NotFound
    caller.require("administrator").require(delegation.organisation_id)
