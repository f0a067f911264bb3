"""Signing in at an outside provider, and linking an account there to the one here.

What was begun is kept under the hash of its state, sealed, once, for the browser that began it.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from services.chassis.history import Actor
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.identity import accounts, store
from services.identity.domain import outside, people
from services.identity.domain.outside import (
    NoOutsideProvider,
    OutsideAccountLinked,
    OutsideAccountTaken,
    OutsideSignInFailed,
)
from services.identity.domain.people import Person
from services.identity.provider import Provider
from services.identity.resources import Resources
from services.identity.secrets import new_token, token_hash


@dataclass(frozen=True)
class Beginning:
    """Where the browser goes, and the secret that shows later that it is the same one."""

    address: str
    browser: str


@dataclass(frozen=True)
class Account:
    """Who somebody is at the provider."""

    issuer: str
    subject: str


def provider(resources: Resources) -> Provider:
    """The one that is set up; `NoOutsideProvider` otherwise."""
    if resources.provider is None:
        raise NoOutsideProvider
    return resources.provider


async def begin(runtime: Runtime, resources: Resources) -> Beginning:
    """A sign-in or a link begins; it lives ten minutes and can be finished once."""
    begun = await provider(resources).begin()
    browser, state = new_token(), token_hash(begun.state)
    kept = json.dumps([begun.nonce, begun.verifier]).encode()
    sealed = resources.secrets.seal(kept, name=_seal_name(state))
    async with runtime.database.begin() as tx:
        await store.add_outside_sign_in(
            tx, state, token_hash(browser), sealed, lives=outside.SIGN_IN_LIVES
        )
    return Beginning(begun.address, browser)


async def finish(
    runtime: Runtime, resources: Resources, *, state: str, code: str, browser: str
) -> Account:
    """Who signed in at the provider. `OutsideSignInFailed` whatever was wrong."""
    asked = provider(resources)
    hashed = token_hash(state)
    # Used up before anybody is asked: the same answer can't be tried twice, nor at once.
    async with runtime.database.begin() as tx:
        sealed = await store.take_outside_sign_in(tx, hashed, token_hash(browser))
    if sealed is None:
        raise OutsideSignInFailed
    nonce, verifier = json.loads(resources.secrets.unseal(sealed, name=_seal_name(hashed)))
    return Account(asked.issuer, await asked.subject(code, nonce, verifier))


async def link(tx: Transaction, person: Person, account: Account, *, by: Actor) -> None:
    """Sign-ins with the account there open the one here. Whoever calls holds the person."""
    owner = await store.find_outside_owner(tx, account.issuer, account.subject)
    if owner == person.id:
        return
    if owner is not None:
        raise OutsideAccountTaken
    if not await store.add_outside_account(tx, person.id, account.issuer, account.subject):
        raise OutsideAccountLinked
    linked, event = people.link_outside_account(person, by=by, at=tx.at)
    await accounts.keep(tx, person, linked, event, by=by)


async def unlink(tx: Transaction, person_id: UUID, *, by: Actor) -> None:
    """The account there opens nothing here any more; without one nothing happens."""
    person = await store.lock_person(tx, person_id)
    if await store.remove_outside_account(tx, person.id):
        unlinked, event = people.unlink_outside_account(person, by=by, at=tx.at)
        await accounts.keep(tx, person, unlinked, event, by=by)


def _seal_name(state: bytes) -> str:
    return f"outside sign-in {state.hex()}"
