"""Other names of organisations, as spreadsheets use them: put and read as a whole."""

from fastapi import Response

from services.chassis import reference_lists
from services.chassis.callers import CurrentCaller
from services.chassis.commands import Replacing, etag
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.intake.domain.refusals import GivenTwice
from services.intake.routes.import_bodies import Alias, Aliases
from services.intake.routes.reference import Replaced
from services.intake.store import meanings as store

LIST = "organisation-aliases"

routes = router()


@routes.put("/organisation-aliases", response_model=Replaced)
async def put_aliases(body: Aliases, command: Replacing, runtime: CurrentRuntime) -> Response:
    """Replace every other name of every organisation."""
    command.caller.require_everywhere("administrator")
    found: dict[str, str] = {}
    for each in body.aliases:
        if each.name in found:
            raise GivenTwice(code=each.name)
        found[each.name] = runtime.directory.find_code(each.organisation_code).code
    async with command.begin() as tx:
        state = await reference_lists.lock(tx, LIST)
        command.require_version(state.version, state.last)
        version = state.version
        if found != await store.aliases(tx):
            await store.replace_aliases(tx, found)
            by = command.caller.actor
            version = await reference_lists.raise_version(tx, state, by=by)
        return command.answer(200, Replaced(count=len(found), version=version), version=version)


@routes.get("/organisation-aliases", response_model=Aliases)
async def list_aliases(caller: CurrentCaller, database: OwnDatabase, response: Response) -> Aliases:
    """Every other name, for whoever is signed in."""
    async with database.read() as tx:
        response.headers["ETag"] = etag(await reference_lists.version(tx, LIST))
        found = await store.aliases(tx)
    return Aliases(
        aliases=[Alias(name=name, organisation_code=code) for name, code in found.items()]
    )
