"""What the ledger's command line does beyond every service's own: `rebuild` and `verify`."""

import asyncio
import sys
from collections.abc import Awaitable, Callable

from services.chassis.blueprint import Service
from services.chassis.database import Database
from services.chassis.settings import Settings, read_settings
from services.ledger import rebuild as rebuilding
from services.ledger import verification
from services.ledger.notes import Signer
from services.ledger.settings import LedgerSettings


async def rebuild(database: Database, settings: Settings) -> int:
    """Make the projections anew from the journal; for use while the workers are stopped."""
    made = await rebuilding.rebuild(database, zone=settings.time_zone)
    print(f"{made} cases rebuilt")
    return 0


async def verify(database: Database, settings: Settings) -> int:
    """Follow every chain and checkpoint; 1 when one of them is broken."""
    assert isinstance(settings, LedgerSettings)
    signer = Signer(settings.ledger_secret)
    found = await verification.verify(database, public_key=signer.public_key)
    for each in found:
        state = "whole"
        if each.broken is not None:
            state = f"BROKEN at entry {each.broken}"
        elif each.unlike is not None:
            state = f"NOT WHAT WAS SIGNED at {each.unlike} entries"
        told = f"{each.entries} entries, {each.redacted} redacted, {each.checkpoints} checkpoints"
        print(f"{each.chain} {told}: {state}")
    return 0 if all(each.whole for each in found) else 1


COMMANDS: dict[str, Callable[[Database, Settings], Awaitable[int]]] = {
    "rebuild": rebuild,
    "verify": verify,
}


def run(service: Service, name: str) -> None:
    """Run one of the commands and end the process with its outcome."""
    sys.exit(asyncio.run(_run(COMMANDS[name], read_settings(service.settings))))


async def _run(command: Callable[[Database, Settings], Awaitable[int]], settings: Settings) -> int:
    database = Database(settings.database_url, name="ledger", pool=2)
    try:
        return await command(database, settings)
    finally:
        await database.close()
