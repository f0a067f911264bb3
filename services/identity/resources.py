"""What identity needs beside its database: secrets, keys, hashing, the blocked passwords."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends

from services.chassis.buckets import Buckets
from services.chassis.callers import Tokens
from services.chassis.http_client import open_client
from services.chassis.runtime import Runtime
from services.chassis.web import CurrentRuntime
from services.contracts.identity import Role
from services.identity.blocked_passwords import blocked_passwords
from services.identity.hashing import Hashing
from services.identity.keyring import Keyring, OwnKeys
from services.identity.provider import Provider
from services.identity.secrets import Secrets
from services.identity.settings import IdentitySettings


@dataclass(frozen=True)
class Resources:
    """Opened once a process."""

    secrets: Secrets
    keyring: Keyring
    hashing: Hashing
    buckets: Buckets
    blocked: frozenset[str]
    second_factor_roles: frozenset[Role]
    provider: Provider | None


@asynccontextmanager
async def open_resources(runtime: Runtime) -> AsyncIterator[Resources]:
    """Have keys to sign with, and let the runtime check tokens by them."""
    settings = cast(IdentitySettings, runtime.settings)
    secrets = Secrets(settings.key_secret)
    keyring = Keyring(runtime.database, secrets)
    await keyring.open()
    runtime.tokens = Tokens(
        OwnKeys(keyring),
        issuer=settings.issuer,
        directory=runtime.directory,
        clock=runtime.clock,
    )
    hashing = Hashing()
    # A client of its own: the one-process form's reaches nothing but its own services.
    outside = open_client()
    try:
        yield Resources(
            secrets=secrets,
            keyring=keyring,
            hashing=hashing,
            buckets=Buckets(burst=settings.sign_in_burst, rate=settings.sign_in_rate),
            blocked=blocked_passwords(),
            second_factor_roles=settings.second_factor_roles,
            provider=(
                Provider(settings, http=outside, clock=runtime.clock)
                if settings.oidc_issuer
                else None
            ),
        )
    finally:
        hashing.close()
        await outside.aclose()


def own_resources(runtime: CurrentRuntime) -> Resources:
    return cast(Resources, runtime.resources)


OwnResources = Annotated[Resources, Depends(own_resources)]
