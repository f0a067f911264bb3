"""The chains of the official ledger, and whether they are whole."""

from datetime import datetime
from uuid import UUID

from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from services.chassis.callers import CurrentCaller
from services.chassis.directory import UnknownOrganisation
from services.chassis.refusals import Conflict
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.ledger import resources, verification
from services.ledger.auditing import lines
from services.ledger.merkle import inclusion
from services.ledger.notes import verifier_key
from services.ledger.store import checkpoints, entries

routes = router()

MOST_CHECKPOINTS = 200


class NotSignedYet(Conflict):
    zh = "该条目尚未纳入签名检查点，请十分钟后再试。"
    en = "This entry is under no signed checkpoint yet; try again in ten minutes."


class ChainView(BaseModel):
    """A district's chain, its length and the hash of its last entry."""

    chain: UUID
    name: str
    seq: int
    hash: str


class VerifiedView(BaseModel):
    """Whether a chain is whole; else `broken` is its first entry that isn't as it was written, or
    `unlike` the size of its first checkpoint that signed something else."""

    chain: UUID
    entries: int
    whole: bool
    broken: int | None
    redacted: int
    """Entries whose content was taken out; their hash still stands."""
    checkpoints: int
    """Signed checkpoints that agree with the entries."""
    unlike: int | None


class CheckpointView(BaseModel):
    """What was signed: a C2SP note, and the key (name, id, Ed25519) that it is verified with."""

    size: int
    at: datetime
    note: str
    verifier_key: str


class Proof(BaseModel):
    """That an entry is under the signed root: the RFC 6962 path from its leaf, in hexadecimal.

    The leaf is the entry's `hash` (32 bytes), `index` counts from 0.
    """

    index: int
    size: int
    leaf: str
    path: list[str]
    note: str
    verifier_key: str


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
    caller: CurrentCaller,
    database: OwnDatabase,
    runtime: CurrentRuntime,
    chain: UUID | None = None,
) -> list[VerifiedView]:
    """Follow the chains of the caller's organisations, or one of them, entry by entry."""
    among = caller.scope.organisation_ids
    if chain is not None:
        caller.scope.require(chain)
        among = frozenset({chain})
    signer = resources.of(runtime).signer
    found = await verification.verify(database, public_key=signer.public_key, among=among)
    return [VerifiedView.model_validate({**vars(each), "whole": each.whole}) for each in found]


@routes.get("/chains/{chain}/checkpoints")
async def list_checkpoints(
    chain: UUID, caller: CurrentCaller, database: OwnDatabase, runtime: CurrentRuntime
) -> list[CheckpointView]:
    """What was signed of a chain, the newest first; keep it where nobody here can change it."""
    caller.scope.require(chain)
    key = verifier_key(chain, resources.of(runtime).signer.public_key)
    async with database.read() as tx:
        found = await checkpoints.of_chain(tx, chain, limit=MOST_CHECKPOINTS)
    return [
        CheckpointView(size=each.frontier.size, at=each.at, note=each.note, verifier_key=key)
        for each in found
    ]


@routes.get("/chains/{chain}/entries/{seq}/proof")
async def prove_entry(
    chain: UUID, seq: int, caller: CurrentCaller, database: OwnDatabase, runtime: CurrentRuntime
) -> Proof:
    """That an entry is in the ledger as it was signed last."""
    async with database.read() as tx:
        found = await entries.find(tx, chain, seq, scope=caller.scope)
        last = await checkpoints.latest(tx, chain)
        if last is None or last.frontier.size < seq:
            raise NotSignedYet
        leaves = await checkpoints.leaves(tx, chain, after=0, until=last.frontier.size)
    return Proof(
        index=seq - 1,
        size=last.frontier.size,
        leaf=found.link.hash,
        path=[node.hex() for node in inclusion(leaves, seq - 1)],
        note=last.note,
        verifier_key=verifier_key(chain, resources.of(runtime).signer.public_key),
    )


@routes.get("/chains/{chain}/export", response_class=StreamingResponse)
async def export_chain(
    chain: UUID, caller: CurrentCaller, database: OwnDatabase
) -> StreamingResponse:
    """Everything that an auditor needs to verify a chain elsewhere, one JSON object a line."""
    caller.scope.require(chain)
    name = f"ledger-{chain}.jsonl"
    return StreamingResponse(
        lines(database, chain),
        media_type="application/jsonl",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
