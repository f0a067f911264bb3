"""For operators who bring people in from a directory, before anybody signed in:

`python -m services.identity link-outside --username … --subject …`.
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
from services.identity import outside, store
from services.identity.domain.people import plain_username
from services.identity.outside import Account
from services.identity.settings import IdentitySettings


async def link_account(database: Database, *, username: str, account: Account) -> None:
    """Let sign-ins at the provider open this account."""
    async with database.begin() as tx:
        found = await store.lock_people(tx, [plain_username(username)])
        if not found:
            raise NotFound
        [person] = found.values()
        await outside.link(tx, person, account, by=SYSTEM)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m services.identity link-outside")
    parser.add_argument("--username", required=True)
    parser.add_argument("--subject", required=True, help="the account's `sub` at the provider")
    given = parser.parse_args(arguments)
    settings = read_settings(IdentitySettings)
    logs.start("identity", settings.log_level)
    if not settings.oidc_issuer:
        sys.exit("no provider is set up: SHIRONG_OIDC_ISSUER is not set")
    account = Account(settings.oidc_issuer, given.subject)
    try:
        asyncio.run(_link(settings, given.username, account))
    except Refusal as refusal:
        sys.exit(str(refusal))
    print(f"{given.username} signs in by {account.subject} of {account.issuer}")


async def _link(settings: IdentitySettings, username: str, account: Account) -> None:
    database = Database(settings.database_url, name="identity", pool=2)
    try:
        await link_account(database, username=username, account=account)
    finally:
        await database.close()
