"""For operators, when a key leaked; identity's processes are stopped meanwhile, or restarted after:

`python -m services.identity replace-keys` makes every access token void at once, and
`… change-key-secret` seals everything anew by `SHIRONG_NEW_KEY_SECRET`.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import sqlalchemy as sa

from services.chassis import logs
from services.chassis.database import Database
from services.chassis.settings import read_settings
from services.identity import second_factor, store
from services.identity.domain import signing_keys
from services.identity.keyring import Keyring
from services.identity.secrets import Secrets, WrongSecret
from services.identity.settings import IdentitySettings
from services.identity.tables import outside_sign_ins, second_factors, sign_in_failures
from services.identity.tables import signing_keys as keys_table

NEW_SECRET = "SHIRONG_NEW_KEY_SECRET"  # noqa: S105 - the variable's name
SHORTEST = 32


async def replace_keys(database: Database, secrets: Secrets) -> int:
    """Forget every signing key and make others; how many were forgotten."""
    async with database.begin() as tx:
        known = await store.list_signing_keys(tx)
        for key in known:
            await store.remove_signing_key(tx, key.sequence)
        last = max((key.sequence for key in known), default=0)
        keyring = Keyring(database, secrets)
        for slot in signing_keys.afresh(after=last, at=tx.at):
            await store.add_signing_key(tx, keyring.made(slot))
    return len(known)


async def change_secret(database: Database, old: Secrets, new: Secrets) -> int:
    """Seal anew what is sealed; how much that was. `WrongSecret` changes nothing."""
    async with database.begin() as tx:
        sealed = 0
        for key in await store.list_signing_keys(tx):
            opened = old.unseal(key.sealed, name=key.key_id)
            again = {"sealed": new.seal(opened, name=key.key_id)}
            mine = keys_table.c.sequence == key.sequence
            await tx.execute(sa.update(keys_table).where(mine).values(again))
            sealed += 1
        for row in (await tx.execute(sa.select(second_factors))).all():
            name = second_factor.seal_name(row.person_id)
            again = {"sealed": new.seal(old.unseal(row.sealed, name=name), name=name)}
            mine = second_factors.c.person_id == row.person_id
            await tx.execute(sa.update(second_factors).where(mine).values(again))
            sealed += 1
        # Begun with the old one, or counted under names made of it.
        for table in (outside_sign_ins, sign_in_failures):
            await tx.execute(sa.delete(table))
    return sealed


def main_replace_keys(arguments: Sequence[str]) -> None:
    argparse.ArgumentParser(prog="python -m services.identity replace-keys").parse_args(arguments)
    settings = _settings()
    secrets = Secrets(settings.key_secret)
    forgotten = _run(settings, lambda database: replace_keys(database, secrets))
    print(f"{forgotten} keys are forgotten; restart every service, so that none trusts them")


def main_change_secret(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m services.identity change-key-secret")
    parser.parse_args(arguments)
    settings = _settings()
    new = os.environ.get(NEW_SECRET, "")
    if len(new) < SHORTEST:
        sys.exit(f"{NEW_SECRET} must have {SHORTEST} characters or more")
    old = Secrets(settings.key_secret)
    try:
        sealed = _run(settings, lambda database: change_secret(database, old, Secrets(new)))
    except WrongSecret:
        sys.exit("SHIRONG_KEY_SECRET does not open what is in the database; nothing was changed")
    print(f"{sealed} secrets are sealed anew; start identity with the new SHIRONG_KEY_SECRET")


def _settings() -> IdentitySettings:
    settings = read_settings(IdentitySettings)
    logs.start("identity", settings.log_level)
    return settings


def _run(settings: IdentitySettings, work: Callable[[Database], Coroutine[Any, Any, int]]) -> int:
    async def opened() -> int:
        database = Database(settings.database_url, name="identity", pool=2)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(opened())
