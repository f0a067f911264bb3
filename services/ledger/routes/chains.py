"""The chains of the official ledger, and whether they are whole."""

from uuid import UUID

from pydantic import BaseModel

from services.chassis.callers import CurrentCaller
from services.chassis.directory import UnknownOrganisation
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.ledger import verification
from services.ledger.store import entries

routes = router()


class ChainView(BaseModel):
    """A district's chain, its length and the hash of its last entry."""

    chain: UUID
    name: str
    seq: int
    hash: str


class VerifiedView(BaseModel):
    """Whether a chain is whole; else `broken` is its first entry that isn't as it was written."""

    chain: UUID
    entries: int
    whole: bool
    broken: int | None
    redacted: int
    """Entries whose content was taken out; their hash still stands."""


@routes.get("/chains")
async def list_chains(
    caller: CurrentCaller, database: OwnDatabase, runtime: CurrentRuntime
) -> list[ChainView]:
    """The chains of the caller's organisations."""
    async with database.read() as tx:
        heads = await entries.heads(tx, among=caller.scope.organisation_ids)
    found = []
    for chain, head in heads.items():
        try:
            name = runtime.directory.find(chain).name
        except UnknownOrganisation:
            name = ""
        found.append(ChainView(chain=chain, name=name, seq=head.seq, hash=head.hash))
    return found


@routes.get("/chains/verify")
async def verify_chains(
    caller: CurrentCaller, database: OwnDatabase, chain: UUID | None = None
) -> list[VerifiedView]:
    """Follow the chains of the caller's organisations, or one of them, entry by entry."""
    among = caller.scope.organisation_ids
    if chain is not None:
        caller.scope.require(chain)
        among = frozenset({chain})
    found = await verification.verify(database, among=among)
    return [VerifiedView.model_validate({**vars(each), "whole": each.whole}) for each in found]
