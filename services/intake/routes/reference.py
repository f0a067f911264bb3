"""Reference data, put as a whole by an administrator; putting it again changes nothing."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field, StringConstraints

from services.chassis import reference_lists
from services.chassis.callers import CurrentCaller
from services.chassis.commands import Replacing, etag
from services.chassis.directory import Directory
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.intake.domain import reference as domain
from services.intake.domain.reference import Category, CategoryMapping, RoutingRule
from services.intake.store import reference as store

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
OptionalCode = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
Scheme = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]

routes = router()


class CategoryBody(BaseModel):
    code: Code
    level: int = Field(ge=1, le=4)
    name: Name
    name_en: str = Field(default="", max_length=200)
    parent_code: Code | None = None
    scheme: Scheme
    keywords: tuple[Code, ...] = Field(default=(), max_length=200)


class MappingBody(BaseModel):
    scheme: Scheme
    code: Code
    name: Name
    to_code: Code | None = None
    basis: Note = ""


class RuleBody(BaseModel):
    priority: int = Field(ge=0, le=1_000_000)
    category_prefix: OptionalCode = ""
    area_code: Code | None = None
    source: OptionalCode = ""
    organisation_code: Code
    note: Note = ""
    valid_from: date | None = None
    valid_until: date | None = None


class Categories(BaseModel):
    categories: list[CategoryBody] = Field(max_length=5000)


class CategoryMappings(BaseModel):
    mappings: list[MappingBody] = Field(max_length=5000)


class RoutingRules(BaseModel):
    rules: list[RuleBody] = Field(max_length=5000)


class Replaced(BaseModel):
    """How many entries the list has now, and its version."""

    count: int
    version: int


@routes.put("/categories", response_model=Replaced)
async def put_categories(body: Categories, command: Replacing) -> Response:
    """Replace every category."""
    command.caller.require_everywhere("administrator")
    found = [Category(**each.model_dump()) for each in body.categories]
    domain.check_categories(found)
    async with command.begin() as tx:
        state = await reference_lists.lock(tx, "categories")
        command.require_version(state.version, state.last)
        version = await store.replace_categories(tx, found, state=state, by=command.caller.actor)
        await _announce(tx, found, by=command.caller.id)
        answer = Replaced(count=len(found), version=version)
        return command.answer(200, answer, version=version)


@routes.put("/category-mappings", response_model=Replaced)
async def put_mappings(body: CategoryMappings, command: Replacing) -> Response:
    """Replace every mapping of other standards' categories."""
    command.caller.require_everywhere("administrator")
    found = [CategoryMapping(**each.model_dump()) for each in body.mappings]
    async with command.begin() as tx:
        state = await reference_lists.lock(tx, "category-mappings")
        command.require_version(state.version, state.last)
        domain.check_mappings(found, known={each.code for each in await store.categories(tx)})
        version = await store.replace_mappings(tx, found, state=state, by=command.caller.actor)
        answer = Replaced(count=len(found), version=version)
        return command.answer(200, answer, version=version)


@routes.put("/routing-rules", response_model=Replaced)
async def put_rules(body: RoutingRules, command: Replacing, runtime: CurrentRuntime) -> Response:
    """Replace every routing rule; `UnknownOrganisation` names a code nobody has."""
    command.caller.require_everywhere("administrator")
    found = [RoutingRule(**each.model_dump()) for each in body.rules]
    require_organisations(found, runtime.directory)
    async with command.begin() as tx:
        state = await reference_lists.lock(tx, "routing-rules")
        command.require_version(state.version, state.last)
        domain.check_rules(found, known={each.code for each in await store.categories(tx)})
        version = await store.replace_rules(tx, found, state=state, by=command.caller.actor)
        answer = Replaced(count=len(found), version=version)
        return command.answer(200, answer, version=version)


@routes.get("/categories", response_model=Categories)
async def list_categories(
    caller: CurrentCaller, database: OwnDatabase, response: Response
) -> Categories:
    """Every category, for whoever is signed in."""
    async with database.read() as tx:
        response.headers["ETag"] = etag(await reference_lists.version(tx, "categories"))
        found = await store.categories(tx)
    return Categories.model_validate({"categories": found}, from_attributes=True)


@routes.get("/category-mappings", response_model=CategoryMappings)
async def list_mappings(
    caller: CurrentCaller, database: OwnDatabase, response: Response
) -> CategoryMappings:
    """Every mapping, for whoever is signed in."""
    async with database.read() as tx:
        response.headers["ETag"] = etag(await reference_lists.version(tx, "category-mappings"))
        found = await store.mappings(tx)
    return CategoryMappings.model_validate({"mappings": found}, from_attributes=True)


@routes.get("/routing-rules", response_model=RoutingRules)
async def list_rules(
    caller: CurrentCaller, database: OwnDatabase, response: Response
) -> RoutingRules:
    """Every routing rule in the order they are tried, for whoever is signed in."""
    async with database.read() as tx:
        response.headers["ETag"] = etag(await reference_lists.version(tx, "routing-rules"))
        found = await store.rules(tx)
    return RoutingRules.model_validate({"rules": found}, from_attributes=True)


def require_organisations(rules: Sequence[RoutingRule], directory: Directory) -> None:
    """`UnknownOrganisation` names a code in a rule that nobody has."""
    for rule in rules:
        directory.find_code(rule.organisation_code)
        if rule.area_code is not None:
            directory.find_code(rule.area_code)


async def _announce(tx: Transaction, found: Sequence[Category], *, by: UUID) -> None:
    announced = await store.announced_categories(tx)
    facts = list(domain.announce_categories(found, announced=announced, at=tx.at, by=by))
    await store.keep_announced(tx, facts)
    for fact in facts:
        await tx.publish(fact)
