"""Other platforms as administrators keep them: what their fields mean, and their keys."""

from dataclasses import replace
from uuid import UUID, uuid4

from fastapi import Response

from services.chassis.callers import Caller, CurrentCaller
from services.chassis.commands import Replacing, etag
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.intake.domain.external import ExternalSource, make_key, revoke
from services.intake.external.reading import table_of
from services.intake.external.signed import external_secret
from services.intake.external.signing import open311_key, secret_of
from services.intake.imports import confirming
from services.intake.imports.words import words
from services.intake.routes.external_bodies import (
    KeyView,
    MadeKey,
    NewKey,
    NewSource,
    Proposals,
    ProposalView,
    SentRecords,
    SourceCode,
    Sources,
    SourceView,
)
from services.intake.sheets.mapping import propose
from services.intake.store import external as store
from services.intake.store import reference

routes = router()


@routes.get("/external-sources", response_model=Sources)
async def list_sources(caller: CurrentCaller, database: OwnDatabase) -> Sources:
    """Every platform with its keys, without their secrets."""
    caller.require_everywhere("administrator")
    async with database.read() as tx:
        found = await store.sources(tx)
        keys = await store.keys(tx, [each.id for each in found])
    return Sources(sources=[SourceView.of(each, keys) for each in found])


@routes.get("/external-sources/{code}", response_model=SourceView)
async def read_source(
    code: str, caller: CurrentCaller, database: OwnDatabase, response: Response
) -> SourceView:
    """One platform."""
    caller.require_everywhere("administrator")
    async with database.read() as tx:
        found = await store.find_source(tx, code)
        keys = await store.keys(tx, [found.id])
    response.headers["ETag"] = etag(found.version)
    return SourceView.of(found, keys)


@routes.put("/external-sources/{code}", response_model=SourceView)
async def put_source(
    code: SourceCode, body: NewSource, command: Replacing, runtime: CurrentRuntime
) -> Response:
    """Make a platform known, or change what is known of it; the code is its address."""
    command.caller.require_everywhere("administrator")
    runtime.directory.find(body.organisation_id)
    async with command.begin() as tx:
        before = await store.lock_code(tx, code)
        last = before.last if before else None
        command.require_version(before.version if before else 0, last)
        after = await _checked(tx, code, body, before, command.caller, runtime)
        if after != before:
            version = before.version + 1 if before else 1
            after = replace(after, version=version, last_who=command.caller.name, last_at=tx.at)
            await store.save_source(tx, after)
        view = SourceView.of(after, await store.keys(tx, [after.id]))
        return command.answer(201 if before is None else 200, view, version=after.version)


@routes.post("/external-sources/proposals", response_model=Proposals)
async def propose_fields(
    body: SentRecords, caller: CurrentCaller, runtime: CurrentRuntime
) -> Proposals:
    """What the fields of some records may mean; nothing is kept."""
    caller.require_everywhere("administrator")
    async with runtime.database.read() as tx:
        known = await words(tx, runtime, at=tx.at)
    found = propose(table_of(body.records), known.vocabulary)
    return Proposals(fields=list(map(ProposalView.of, found)))


@routes.post("/external-sources/{code}/keys", response_model=MadeKey, status_code=201)
async def make(code: str, body: NewKey, caller: CurrentCaller, runtime: CurrentRuntime) -> MadeKey:
    """Make a key; its secret is shown in this answer and never again. An older one stays good."""
    caller.require_everywhere("administrator")
    secret_from = external_secret(runtime)
    async with runtime.database.begin() as tx:
        source = await store.lock_code(tx, code)
        if source is None:
            raise NotFound
        there = await store.keys(tx, [source.id])
        made = make_key(uuid4(), source, use=body.use, there=there, by=caller.actor, at=tx.at)
        await store.add_key(tx, made)
    secret = secret_of(made.id, use=made.use, external_secret=secret_from)
    shown = secret if made.use == "signing" else open311_key(made.id, secret)
    return MadeKey(**KeyView.of(made).model_dump(), secret=shown)


@routes.delete("/external-sources/{code}/keys/{key_id}", response_model=KeyView)
async def revoke_key(
    code: str, key_id: UUID, caller: CurrentCaller, runtime: CurrentRuntime
) -> KeyView:
    """Revoke a key: nothing that it signs is taken any more."""
    caller.require_everywhere("administrator")
    async with runtime.database.begin() as tx:
        source = await store.lock_code(tx, code)
        there = await store.keys(tx, [source.id]) if source else []
        found = next((each for each in there if each.id == key_id), None)
        if found is None:
            raise NotFound
        revoked = revoke(found, by=caller.actor, at=tx.at)
        await store.save_key(tx, revoked)
    return KeyView.of(revoked)


async def _checked(
    tx: Transaction,
    code: str,
    body: NewSource,
    before: ExternalSource | None,
    caller: Caller,
    runtime: CurrentRuntime,
) -> ExternalSource:
    """The platform as it is told; `MeaningsMalformed` names what can't be."""
    categories = await reference.categories(tx)
    schemes = {each.scheme for each in categories}
    schemes |= {each.scheme for each in await reference.mappings(tx)}
    fields = {name: each.choice for name, each in body.fields.items() if name != body.id_field}
    confirming.require_choices(fields.values(), schemes=frozenset(schemes))
    explained = confirming.explained(
        body.words,
        directory=runtime.directory,
        categories=frozenset(each.code for each in categories),
    )
    return ExternalSource(
        id=before.id if before else uuid4(),
        code=code,
        name=body.name,
        organisation_id=body.organisation_id,
        id_field=body.id_field,
        rule=body.rule,
        active=body.active,
        version=before.version if before else 1,
        last_who=before.last_who if before else caller.name,
        last_at=before.last_at if before else tx.at,
        fields=fields,
        words=explained,
        taken=before.taken if before else 0,
    )
