"""Making an export: its document into a file, and the file into the store."""

import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from services.chassis.blueprint import Work, Works
from services.chassis.due import Claim
from services.chassis.runtime import Runtime
from services.contracts.ledger import ExportReady
from services.ledger import resources
from services.ledger.exports import album, edition, official, view, weekly
from services.ledger.exports.kinds import MEDIA_TYPES, Document
from services.ledger.exports.work import Making, NoLongerWanted
from services.ledger.store import exports
from services.ledger.store.exports import EXPORTS

MAKERS: Mapping[Document, Callable[[Making], Awaitable[int]]] = {
    "table": view.make,
    "ledger": official.make,
    "weekly": weekly.make,
    "album": album.make,
    "edition": edition.make,
}
"""Each writes its file and tells how many cases are in it."""


async def make(runtime: Runtime, claim: Claim) -> None:
    """Make the file and keep it; what an earlier worker left of it is replaced."""
    async with runtime.database.read() as tx:
        export = await exports.find(tx, claim.id)
    store = resources.of(runtime).objects
    with tempfile.TemporaryDirectory(prefix="shirong-export-") as folder:
        path = Path(folder) / f"file.{export.format}"
        try:
            rows = await MAKERS[export.document](Making(runtime, claim, export, path))
        except NoLongerWanted:
            return
        size = path.stat().st_size
        await store.put_file(export.key, path, content_type=MEDIA_TYPES[export.format])
    async with runtime.database.begin() as tx:
        kept = await EXPORTS.hold(tx, claim)
        if kept:
            await exports.keep(tx, claim.id, rows=rows, size=size)
            await EXPORTS.finish(tx, claim)
            await tx.publish(
                ExportReady(version=1, at=tx.at, export_id=claim.id, owner_id=export.owner_id)
            )
    if not kept:
        # Cancelled meanwhile, or another worker took it over: that one puts the same key again.
        async with runtime.database.read() as tx:
            cancelled = not await exports.is_there(tx, claim.id)
        if cancelled:
            await store.delete(export.key)


WORKS = Works([Work(EXPORTS, make)], at_once=lambda settings: 1)
