"""Access tokens: who somebody is and what they may do, for ten minutes. RFC 9068."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from services.chassis.transaction import Transaction
from services.identity import store
from services.identity.domain import sessions
from services.identity.domain.delegations import Delegation
from services.identity.domain.people import Person
from services.identity.domain.sessions import Session
from services.identity.keyring import Keyring


@dataclass(frozen=True)
class AccessToken:
    """The encoded token and the seconds it lives."""

    encoded: str
    expires_in: int


@dataclass(frozen=True)
class Standing:
    """A person in a session, with what is lent to them at the moment."""

    person: Person
    session: Session
    borrowed: tuple[Delegation, ...]
    at: datetime


async def read_standing(tx: Transaction, person: Person, session: Session) -> Standing:
    borrowed = await store.list_borrowed(tx, person.id)
    return Standing(person, session, tuple(borrowed), tx.at)


async def issue(standing: Standing, *, keyring: Keyring, issuer: str) -> AccessToken:
    """A token that no deputation in it outlives."""
    person, session = standing.person, standing.session
    ends_at = sessions.access_ends(
        session, borrowed_until=[each.ends_at for each in standing.borrowed], at=standing.at
    )
    issued, expires = int(standing.at.timestamp()), int(ends_at.timestamp())
    own = {(grant.role, str(grant.organisation_id)) for grant in person.grants}
    borrowed = {(each.role, str(each.organisation_id)) for each in standing.borrowed}
    claims = {
        "iss": issuer,
        "aud": issuer,
        "sub": str(person.id),
        "sid": str(session.id),
        "org": str(person.organisation_id),
        "ver": person.token_version,
        "name": person.name,
        "grants": [list(pair) for pair in sorted(own | borrowed)],
        "iat": issued,
        "exp": expires,
        "jti": str(uuid4()),
    }
    encoded = await keyring.sign(claims, at=standing.at)
    return AccessToken(encoded, expires - issued)
