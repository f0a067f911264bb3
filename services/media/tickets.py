"""Capture tickets: signed on the server before a photo is taken, good once, for one person.

A ticket is a JWT (RFC 7519, HS256) so that a phone can read and show it. Media alone can check
it, and has no row of one before it is used.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from services.chassis.marks import key_for

ALGORITHM = "HS256"
TYPE = "capture-ticket+jwt"


@dataclass(frozen=True)
class Ticket:
    """The server's word that a person had the right to photograph at `issued_at`."""

    nonce: UUID
    person_id: UUID
    organisation_id: UUID
    issued_at: datetime
    expires_at: datetime


def written(ticket: Ticket, *, secret: str) -> str:
    """The ticket as a phone keeps it; its times are told in whole seconds."""
    claims = {
        "jti": str(ticket.nonce),
        "sub": str(ticket.person_id),
        "org": str(ticket.organisation_id),
        "iat": int(ticket.issued_at.timestamp()),
        "exp": int(ticket.expires_at.timestamp()),
    }
    return jwt.encode({"alg": ALGORITHM, "typ": TYPE}, claims, _key(secret))


def read(text: str, *, secret: str) -> Ticket | None:
    """The ticket, also an expired one; `None` for anything that wasn't written here."""
    try:
        token = jwt.decode(text, _key(secret), algorithms=[ALGORITHM])
        claims = token.claims
        return Ticket(
            nonce=UUID(claims["jti"]),
            person_id=UUID(claims["sub"]),
            organisation_id=UUID(claims["org"]),
            issued_at=datetime.fromtimestamp(claims["iat"], UTC),
            expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        )
    except (JoseError, ValueError, KeyError, TypeError):
        return None


def _key(secret: str) -> OctKey:
    return OctKey.import_key(key_for(secret, "shirong media capture ticket"))
