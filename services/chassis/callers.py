"""Who asks, and for which organisations: an access token checked by identity's public keys."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Annotated, Any, Protocol
from uuid import UUID

import httpx
from fastapi import Depends, Request
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.chassis import logs
from services.chassis.clock import Clock
from services.chassis.directory import Directory
from services.chassis.history import Actor
from services.chassis.refusals import Forbidden, NotFound, Unauthenticated, Unavailable
from services.contracts.identity import Role

ALGORITHMS = ["ES256"]
TOKEN_TYPE = "at+jwt"  # noqa: S105 - a media type, RFC 9068
KEYS_KEPT = 300
KEYS_ASKED_AGAIN = 5
"""Seconds: how long keys are trusted, and how soon an unknown key id may ask again."""

log = logs.get()


class RoleMissing(Forbidden):
    zh = "此操作需要以下角色之一：{roles}。"
    en = "This needs one of the roles {roles}."


class RoleTooNarrow(Forbidden):
    zh = "此操作关系到所有单位，需要对最高一级单位持有以下角色之一：{roles}。"
    en = "This concerns every organisation: it needs one of {roles} for the one above all others."


@dataclass(frozen=True)
class Scope:
    """The organisations a caller may act for. Goes into every query."""

    organisation_ids: frozenset[UUID]

    def covers(self, organisation_id: UUID | None) -> bool:
        return organisation_id in self.organisation_ids

    def require(self, *organisation_ids: UUID | None) -> None:
        """`NotFound` unless one of them is covered: what is outside the scope does not exist."""
        if not any(self.covers(each) for each in organisation_ids):
            raise NotFound


@dataclass(frozen=True)
class Caller:
    """A signed-in person. `grants` are (role, organisation) pairs from the token."""

    id: UUID
    name: str
    organisation_id: UUID
    session_id: UUID
    grants: tuple[tuple[Role, UUID], ...]
    directory: Directory

    @property
    def actor(self) -> Actor:
        """The caller as the domain rules know them."""
        return Actor(self.id, self.name, self.organisation_id)

    def has(self, *roles: Role) -> bool:
        return any(role in roles for role, _ in self.grants)

    def require(self, *roles: Role) -> Scope:
        """The organisations for which the caller holds one of the roles; `RoleMissing` if none."""
        if not self.has(*roles):
            raise RoleMissing(roles=", ".join(roles))
        return self._scope(roles)

    def require_everywhere(self, *roles: Role) -> None:
        """For what belongs to all: `RoleTooNarrow` unless a role is held for the whole tree."""
        self.require(*roles)
        root = self.directory.root
        if root is None:
            # No organisation has been heard of yet; identity's facts are on their way.
            raise Unavailable
        if not any(role in roles and held_for == root for role, held_for in self.grants):
            raise RoleTooNarrow(roles=", ".join(roles))

    @property
    def scope(self) -> Scope:
        """Everything the caller may see, under whatever role, their own organisation included."""
        granted = self._scope([role for role, _ in self.grants])
        return Scope(granted.organisation_ids | {self.organisation_id})

    def _scope(self, roles: Sequence[Role]) -> Scope:
        covered: set[UUID] = set()
        for role, organisation_id in self.grants:
            if role in roles:
                covered |= self.directory.subtree(organisation_id)
        return Scope(frozenset(covered))


class Keys(Protocol):
    """The public keys that access tokens are checked by."""

    async def for_key_id(self, key_id: str | None) -> KeySet:
        """The trusted keys, as new as `key_id` needs them."""


class PublishedKeys:
    """The keys that identity publishes, fetched when needed and kept for a while."""

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        self._url = url.rstrip("/") + "/.well-known/jwks.json"
        self._client = client
        self._set: KeySet | None = None
        self._fetched = -float(KEYS_KEPT)

    async def for_key_id(self, key_id: str | None) -> KeySet:
        """The keys, asked again when they are old or don't know `key_id`."""
        age = monotonic() - self._fetched
        known = self._set is not None and any(key.kid == key_id for key in self._set.keys)
        if age > KEYS_KEPT or (not known and age > KEYS_ASKED_AGAIN):
            await self._fetch()
        if self._set is None:
            raise Unavailable
        return self._set

    async def _fetch(self) -> None:
        try:
            answer = await self._client.get(self._url, timeout=5)
            answer.raise_for_status()
            self._set = KeySet.import_key_set(answer.json())
            self._fetched = monotonic()
        except (httpx.HTTPError, ValueError, JoseError) as error:
            log.warning("keys could not be fetched", error=type(error).__name__)


class Tokens:
    """Checks access tokens: algorithm, type, issuer, expiry, revocation."""

    def __init__(self, keys: Keys, *, issuer: str, directory: Directory, clock: Clock) -> None:
        self._keys = keys
        self._issuer = issuer
        self._directory = directory
        self._clock = clock

    async def caller(self, encoded: str) -> Caller:
        """The person a token speaks for; `Unauthenticated` for a token that is not good."""
        claims = await self._claims(encoded)
        try:
            caller = Caller(
                id=UUID(claims["sub"]),
                name=str(claims["name"]),
                organisation_id=UUID(claims["org"]),
                session_id=UUID(claims["sid"]),
                grants=tuple((role, UUID(org)) for role, org in claims["grants"]),
                directory=self._directory,
            )
            version = int(claims["ver"])
        except (KeyError, ValueError, TypeError) as error:
            raise Unauthenticated from error
        if self._directory.is_revoked(
            session_id=caller.session_id, person_id=caller.id, token_version=version
        ):
            raise Unauthenticated
        return caller

    async def _claims(self, encoded: str) -> dict[str, Any]:
        try:
            header = jws.extract_compact(encoded.encode()).headers()
            keys = await self._keys.for_key_id(header.get("kid"))
            token = jwt.decode(encoded, keys, algorithms=ALGORITHMS)
            if token.header.get("typ") != TOKEN_TYPE:
                raise Unauthenticated
            registry = jwt.JWTClaimsRegistry(
                now=lambda: int(self._clock().timestamp()),
                iss={"essential": True, "value": self._issuer},
                aud={"essential": True, "value": self._issuer},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
            )
            registry.validate(token.claims)
        except (JoseError, ValueError) as error:
            raise Unauthenticated from error
        return token.claims


async def current_caller(request: Request) -> Caller:
    """The person behind a request, from its bearer token."""
    kind, _, encoded = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not encoded:
        raise Unauthenticated
    tokens: Tokens = request.app.state.runtime.tokens
    caller = await tokens.caller(encoded)
    request.state.caller_id = caller.id
    return caller


CurrentCaller = Annotated[Caller, Depends(current_caller)]


def caller_again(request: Request) -> Callable[[], Awaitable[Caller]]:
    """Asks anew who the caller is, for an answer that goes on; raises once the token is void."""
    return lambda: current_caller(request)


CallerAgain = Annotated[Callable[[], Awaitable[Caller]], Depends(caller_again)]
