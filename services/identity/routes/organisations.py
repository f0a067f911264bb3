"""The organisation tree over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.chassis import reference_lists
from services.chassis.callers import CurrentCaller
from services.chassis.commands import Replacing, etag
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.contracts.identity import OrganisationKind
from services.identity import store
from services.identity.announcing import announce, known_at_once
from services.identity.domain import organisations as domain
from services.identity.domain.organisations import Entry

routes = router()

TREE = "organisations"

Code = Annotated[str, Field(pattern=r"^[\w.-]{1,40}$")]


class OrganisationEntry(BaseModel):
    """`null` where there is no parent or no place."""

    model_config = ConfigDict(extra="forbid")

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=120)]
    name_en: Annotated[str, Field(max_length=200)] = ""
    short_name: Annotated[str, Field(max_length=60)] = ""
    kind: OrganisationKind
    parent_code: Code | None = None
    number_prefix: Annotated[str, Field(pattern=r"^[A-Z0-9]{0,20}$")] = ""
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    active: bool = True

    @model_validator(mode="after")
    def _whole_place(self) -> "OrganisationEntry":
        if (self.lat is None) != (self.lon is None):
            raise ValueError("lat and lon are given together or not at all")
        return self

    def entry(self) -> Entry:
        return Entry(
            longitude=self.lon, latitude=self.lat, **self.model_dump(exclude={"lat", "lon"})
        )


class OrganisationList(BaseModel):
    model_config = ConfigDict(extra="forbid")

    organisations: Annotated[list[OrganisationEntry], Field(min_length=1, max_length=2000)]


class ListKept(BaseModel):
    """How many were given, and how many of the tree changed by it."""

    given: int
    changed: int


class OrganisationView(BaseModel):
    id: UUID
    parent_id: UUID | None
    path: str
    code: str
    name: str
    name_en: str
    short_name: str
    kind: OrganisationKind
    number_prefix: str
    lat: float | None
    lon: float | None
    active: bool
    version: int


class Tree(BaseModel):
    """The whole tree, flat: parents before children."""

    organisations: list[OrganisationView]


@routes.put("/organisations", response_model=ListKept, tags=["organisations"])
async def put_organisations(
    body: OrganisationList, command: Replacing, runtime: CurrentRuntime
) -> Response:
    """Bring the tree to the list, by code; what the list doesn't name stays as it is.

    With an `If-Match` of the version it was read at, nothing of others is put back unseen.
    """
    command.caller.require("administrator")
    granted = {org for role, org in command.caller.grants if role == "administrator"}
    async with known_at_once(runtime), command.begin() as tx:
        state = await reference_lists.lock(tx, TREE)
        command.require_version(state.version, state.last)
        version = state.version
        changes = domain.put(
            await store.lock_tree(tx),
            [each.entry() for each in body.organisations],
            within=granted,
            by=command.caller.id,
            at=tx.at,
        )
        for organisation, event in changes:
            await store.save_organisation(tx, organisation)
            await announce(tx, event)
        if changes:
            version = await reference_lists.raise_version(tx, state, by=command.caller.actor)
        kept = ListKept(given=len(body.organisations), changed=len(changes))
        return command.answer(200, kept, version=version)


@routes.get("/organisations", tags=["organisations"])
async def list_organisations(
    caller: CurrentCaller, database: OwnDatabase, response: Response
) -> Tree:
    """The whole tree, for everybody: names of offices are no secret."""
    async with database.read() as tx:
        version = await reference_lists.version(tx, TREE)
        found = await store.list_organisations(tx)
    response.headers["ETag"] = etag(version)
    return Tree(organisations=[view(each) for each in found])


@routes.get("/organisations/{organisation_id}", tags=["organisations"])
async def read_organisation(
    organisation_id: UUID, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> OrganisationView:
    """One organisation, for anybody signed in."""
    async with database.read() as tx:
        organisation = await store.find_organisation(tx, organisation_id)
    response.headers["ETag"] = etag(organisation.version)
    return view(organisation)


def view(organisation: domain.Organisation) -> OrganisationView:
    return OrganisationView(
        id=organisation.id,
        parent_id=organisation.parent_id,
        path=organisation.path,
        code=organisation.code,
        name=organisation.name,
        name_en=organisation.name_en,
        short_name=organisation.short_name,
        kind=organisation.kind,
        number_prefix=organisation.number_prefix,
        lat=organisation.latitude,
        lon=organisation.longitude,
        active=organisation.active,
        version=organisation.version,
    )
