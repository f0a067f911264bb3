"""Asking somebody signed in for their password again, before they change how they sign in.

ASVS 7.5.1. Guessing it here is slowed as it is at the door.
"""

from uuid import UUID

from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.identity import store
from services.identity.domain import sign_in
from services.identity.domain.people import Person
from services.identity.domain.sign_in import SignInFailed
from services.identity.resources import Resources


async def prove(runtime: Runtime, resources: Resources, person_id: UUID, password: str) -> Person:
    """The person whose password it was. `SignInFailed`, and counted, when it was not."""
    async with runtime.database.read() as tx:
        person = await store.find_person(tx, person_id)
        account = resources.secrets.account_key(person.username)
        (await store.find_failures(tx, account)).require_open(at=tx.at)
    verdict = await resources.hashing.verify(password, person.password_hash)
    if not verdict.good:
        async with runtime.database.begin() as tx:
            await count_failure(tx, person, resources)
        raise SignInFailed
    return person


async def lock_open(tx: Transaction, person_id: UUID, resources: Resources) -> Person:
    """The person, held until commit; refused while a delay runs."""
    person = await store.lock_person(tx, person_id)
    account = resources.secrets.account_key(person.username)
    (await store.lock_failures(tx, account)).require_open(at=tx.at)
    return person


async def lock_proven(tx: Transaction, proven: Person, resources: Resources) -> Person:
    """As `lock_open`; refused as well when the password changed since it was shown."""
    person = await lock_open(tx, proven.id, resources)
    if person.password_hash != proven.password_hash:
        raise SignInFailed
    return person


async def count_failure(tx: Transaction, person: Person, resources: Resources) -> None:
    """One more wrong password or code of the account."""
    account = resources.secrets.account_key(person.username)
    failures = await store.lock_failures(tx, account)
    await store.save_failures(tx, account, sign_in.failed(failures, at=tx.at))
