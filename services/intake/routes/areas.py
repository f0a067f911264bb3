"""Areas over HTTP: the outlines of all streets, put as one GeoJSON FeatureCollection (RFC 7946)."""

from typing import Annotated, Any, Literal

import anyio
from fastapi import Response
from pydantic import BaseModel, Field

from services.chassis import reference_lists
from services.chassis.callers import CurrentCaller
from services.chassis.commands import Replacing, etag
from services.chassis.directory import Directory, Organisation, UnknownOrganisation
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.intake.domain import area as domain
from services.intake.domain.area import Area, KnownArea
from services.intake.domain.refusals import GivenTwice, NobodysArea, SeveralOfThatName
from services.intake.routes.reference import Replaced
from services.intake.store import areas as store

LIST = "areas"

routes = router()


class Geometry(BaseModel):
    """A Polygon or MultiPolygon in WGS 84."""

    type: str
    coordinates: list[Any]


class Feature(BaseModel):
    """An outline; `properties` name its organisation by `code` or, without one, by `name`."""

    type: Literal["Feature"] = "Feature"
    properties: dict[str, Any] | None
    geometry: Geometry


class Areas(BaseModel):
    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: Annotated[list[Feature], Field(max_length=5000)]


@routes.put("/areas", response_model=Replaced)
async def put_areas(body: Areas, command: Replacing, runtime: CurrentRuntime) -> Response:
    """Replace every outline; an organisation that is not named has none any more."""
    command.caller.require_everywhere("administrator")
    found = await anyio.to_thread.run_sync(_read, body, runtime.directory)
    async with command.begin() as tx:
        state = await reference_lists.lock(tx, LIST)
        command.require_version(state.version, state.last)
        known = await store.known(tx)
        by = command.caller.actor
        changed = list(domain.announce_areas(found, known=known, at=tx.at, by=by.id))
        await store.save(tx, [KnownArea(area, fact.version) for area, fact in changed])
        for _, fact in changed:
            await tx.publish(fact)
        version = state.version
        if changed:
            version = await reference_lists.raise_version(tx, state, by=by)
        answer = Replaced(count=len(found), version=version)
        return command.answer(200, answer, version=version)


@routes.get("/areas", response_model=Areas)
async def list_areas(
    caller: CurrentCaller, database: OwnDatabase, runtime: CurrentRuntime, response: Response
) -> Areas:
    """Every outline, for whoever is signed in."""
    async with database.read() as tx:
        response.headers["ETag"] = etag(await reference_lists.version(tx, LIST))
        known = await store.known(tx)
    features = [_feature(each.area, runtime.directory) for each in known if each.area.outline]
    return Areas(features=features)


def _read(body: Areas, directory: Directory) -> list[Area]:
    found: dict[str, Area] = {}
    for number, feature in enumerate(body.features, start=1):
        organisation = _organisation(feature.properties or {}, number, directory)
        if organisation.code in found:
            raise GivenTwice(code=organisation.code)
        outline = domain.read_outline(feature.geometry.model_dump(), name=organisation.name)
        found[organisation.code] = Area(organisation.id, organisation.name, outline)
    return list(found.values())


def _organisation(properties: dict[str, Any], number: int, directory: Directory) -> Organisation:
    code, name = properties.get("code"), properties.get("name")
    if code:
        return directory.find_code(str(code).strip())
    if not name:
        raise NobodysArea(number=number)
    named = directory.named(str(name).strip())
    if not named:
        raise UnknownOrganisation(organisation=name)
    if len(named) > 1:
        raise SeveralOfThatName(name=name)
    return named[0]


def _feature(area: Area, directory: Directory) -> Feature:
    organisation = directory.find(area.organisation_id)
    return Feature(
        properties={"code": organisation.code, "name": organisation.name},
        geometry=Geometry(type="MultiPolygon", coordinates=list(area.outline)),
    )
