"""An export in the making: what every kind of document needs for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from services.chassis.callers import Scope
from services.chassis.due import Claim
from services.chassis.refusals import Invalid
from services.chassis.runtime import Runtime
from services.ledger.exports.pictures import Pictures
from services.ledger.store import exports
from services.ledger.store.exports import Export


class TooManyForAFile(Invalid):
    zh = (
        "这种文件最多 {most} 件，所选有 {rows} 件；请缩小范围（按单位或时段分开），或不带照片导出。"
    )
    en = (
        "Such a file holds {most} cases at most, {rows} were chosen; ask for parts, "
        "or leave out the photos."
    )


class NoLongerWanted(Exception):
    """The export was cancelled, or is another worker's."""


class Closing(Protocol):
    """A file in the making."""

    def close(self) -> None:
        """Finish the file."""


@asynccontextmanager
async def finished(file: Closing) -> AsyncIterator[None]:
    """Close the file at the end, also of what failed: it may hold files of its own open."""
    try:
        yield
    finally:
        await asyncio.to_thread(file.close)


@dataclass(frozen=True)
class Making:
    """`path` is where the file is to be written, in a folder that goes away afterwards."""

    runtime: Runtime
    claim: Claim
    export: Export
    path: Path

    @property
    def scope(self) -> Scope:
        return Scope(frozenset(self.export.organisation_ids))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.runtime.settings.time_zone)

    @property
    def pictures(self) -> Pictures:
        """To fetch pictures with; they lie beside the file."""
        return Pictures(self.runtime, self.path.parent)

    async def tell(self, rows: int) -> None:
        """Note how far it is and keep the claim; `NoLongerWanted`."""
        async with self.runtime.database.begin() as tx:
            if not await exports.tell(tx, self.claim, rows=rows):
                raise NoLongerWanted
