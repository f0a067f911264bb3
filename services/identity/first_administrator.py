"""The first account: `python -m services.identity create-admin --username … --password-file …`.

The one-process form and the tests call `create_administrator` instead.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid4

from services.chassis import logs
from services.chassis.database import Database
from services.chassis.history import SYSTEM
from services.chassis.refusals import Refusal
from services.chassis.settings import read_settings
from services.chassis.transaction import Transaction
from services.contracts.identity import Grant
from services.identity import accounts, store
from services.identity.announcing import announce
from services.identity.blocked_passwords import blocked_passwords
from services.identity.domain import organisations, passwords, people
from services.identity.domain.organisations import Entry
from services.identity.domain.people import plain_username
from services.identity.hashing import Hashing
from services.identity.settings import IdentitySettings


async def create_administrator(
    database: Database,
    *,
    username: str,
    name: str,
    password: str,
    organisation_code: str = "ROOT",
    organisation_name: str = "",
) -> UUID:
    """An administrator of the whole tree; their id. Safe to repeat.

    Where there is no organisation yet, the root is made with the given code and name. An account
    of that name keeps its password and is only given the role.
    """
    username = plain_username(username)
    async with database.read() as tx:
        known = await store.find_username(tx, username)
    password_hash = None
    if known is None:
        passwords.require_good(password, username=username, blocked=blocked_passwords())
        hashing = Hashing(most=1)
        password_hash = await hashing.hash(password)
        hashing.close()
    async with database.begin() as tx:
        root_id = await _root(tx, organisation_code, organisation_name or organisation_code)
        grant = Grant(role="administrator", organisation_id=root_id)
        found = await store.lock_people(tx, [username])
        if username not in found:
            person, event = people.create(
                uuid4(),
                username=username,
                name=name,
                organisation_id=root_id,
                grants=[grant],
                password_hash=password_hash,
                by=SYSTEM,
                at=tx.at,
            )
            await store.add_person(tx, person, by=SYSTEM.id)
            await announce(tx, event)
            return person.id
        person = found[username]
        grants = [*person.grants, grant]
        promoted, changed = people.change(person, grants=grants, by=SYSTEM, at=tx.at)
        if changed is not None:
            await accounts.keep(tx, person, promoted, changed, by=SYSTEM)
        return person.id


async def _root(tx: Transaction, code: str, name: str) -> UUID:
    present = await store.lock_tree(tx)
    if present:
        return present[0].id
    entries = [Entry(code=code, name=name, kind="city", short_name=name)]
    [(root, event)] = organisations.put([], entries, within=None, by=None, at=tx.at)
    await store.save_organisation(tx, root)
    await announce(tx, event)
    return root.id


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m services.identity create-admin")
    parser.add_argument("--username", required=True)
    parser.add_argument("--name", default="系统管理员")
    parser.add_argument("--password-file", type=Path, required=True)
    parser.add_argument("--organisation-code", default="ROOT", help="the city's code")
    parser.add_argument("--organisation-name", default="", help="the city's name")
    given = parser.parse_args(arguments)
    settings = read_settings(IdentitySettings)
    logs.start("identity", settings.log_level)
    try:
        password = given.password_file.read_text(encoding="utf-8").strip()
        asyncio.run(_create(settings, given, password))
    except (Refusal, OSError) as error:
        sys.exit(str(error))


async def _create(settings: IdentitySettings, given: argparse.Namespace, password: str) -> None:
    database = Database(settings.database_url, name="identity", pool=2)
    try:
        person_id = await create_administrator(
            database,
            username=given.username,
            name=given.name,
            password=password,
            organisation_code=given.organisation_code,
            organisation_name=given.organisation_name,
        )
    finally:
        await database.close()
    print(f"{given.username} is an administrator: {person_id}")
