"""A changed account is kept with everything that follows: sessions, and what it lent to others."""

from uuid import UUID

from services.chassis.history import Actor
from services.chassis.transaction import Transaction
from services.contracts.identity import PersonChanged
from services.identity import store
from services.identity.announcing import announce
from services.identity.domain import delegations, people, sessions
from services.identity.domain.delegations import Delegation
from services.identity.domain.people import Person


async def keep(
    tx: Transaction, before: Person, after: Person, event: PersonChanged, *, by: Actor
) -> None:
    """Save a change of a person; where it ends their tokens, end their sessions too."""
    await store.save_person(tx, after, by=by.id)
    await announce(tx, event)
    if after.token_version > before.token_version:
        await end_sessions(tx, after.id, by=by)
        await store.drop_challenges(tx, after.id)
        await _end_lost_delegations(tx, after, by=by)


async def end_sessions(
    tx: Transaction, person_id: UUID, *, by: Actor, but: UUID | None = None
) -> None:
    """Every device is signed out, `but` the one with this session."""
    for session in await store.lock_living(tx, person_id):
        if session.id == but:
            continue
        ended, revoked = sessions.end(session, by=by.id, at=tx.at)
        await store.save_session(tx, ended)
        await announce(tx, revoked)


async def end_delegation(tx: Transaction, delegation: Delegation, *, by: Actor) -> Delegation:
    """Take a deputation back; a deputy who has it in their tokens needs new ones."""
    was_in_force = delegation.is_in_force(at=tx.at)
    ended, event = delegations.end(delegation, by=by, at=tx.at)
    await store.save_delegation(tx, ended)
    await announce(tx, event)
    if was_in_force:
        deputy = await store.lock_person(tx, delegation.deputy_id)
        deputy, changed = people.lose_deputation(deputy, by=by, at=tx.at)
        await store.save_person(tx, deputy, by=by.id)
        await announce(tx, changed)
    return ended


async def _end_lost_delegations(tx: Transaction, person: Person, *, by: Actor) -> None:
    lent = await store.lock_lent(tx, person.id)
    paths = await store.paths_of(tx, {each.organisation_id for each in lent})
    for delegation in delegations.no_longer_held(lent, person, paths=paths):
        await end_delegation(tx, delegation, by=by)
