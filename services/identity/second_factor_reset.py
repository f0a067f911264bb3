"""For operators, when no administrator is left who could do it over HTTP:

`python -m services.identity reset-second-factor --username …`.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence

from services.chassis import logs
from services.chassis.database import Database
from services.chassis.history import SYSTEM
from services.chassis.refusals import NotFound, Refusal
from services.chassis.settings import read_settings
from services.identity import second_factor, store
from services.identity.domain.people import plain_username
from services.identity.settings import IdentitySettings


async def reset_second_factor(database: Database, *, username: str) -> None:
    """Take the account's second factor away and end its sessions. `NotEnrolled` without one."""
    async with database.begin() as tx:
        found = await store.lock_people(tx, [plain_username(username)])
        if not found:
            raise NotFound
        [person] = found.values()
        await second_factor.reset(tx, person, by=SYSTEM)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m services.identity reset-second-factor")
    parser.add_argument("--username", required=True)
    given = parser.parse_args(arguments)
    settings = read_settings(IdentitySettings)
    logs.start("identity", settings.log_level)
    try:
        asyncio.run(_reset(settings, given.username))
    except Refusal as refusal:
        sys.exit(str(refusal))
    print(f"{given.username} signs in without a second factor until one is enrolled again")


async def _reset(settings: IdentitySettings, username: str) -> None:
    database = Database(settings.database_url, name="identity", pool=2)
    try:
        await reset_second_factor(database, username=username)
    finally:
        await database.close()
