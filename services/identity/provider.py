"""The outside provider, as OpenID Connect has it: code flow with PKCE, state and nonce.

OpenID Connect Core 1.0 §3.1, RFC 7636, RFC 9700.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import quote

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.chassis import logs
from services.chassis.clock import Clock
from services.identity.domain.outside import OutsideProviderAway, OutsideSignInFailed
from services.identity.secrets import new_token
from services.identity.settings import IdentitySettings

READ_AGAIN = 3600.0
"""Seconds after which the provider's addresses and keys are asked for again."""
FIRST_READ_AGAIN = 60.0
"""Seconds before an unknown key may have them asked for earlier."""
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
TIMEOUT = 10.0
LEEWAY = 60
"""Seconds that the provider's clock may differ."""

log = logs.get()


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and what has to fit when it comes back."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class _Known:
    addresses: Mapping[str, Any]
    keys: KeySet
    read_at: float


class Provider:
    """One provider, which is asked nothing before somebody signs in by it."""

    def __init__(
        self, settings: IdentitySettings, *, http: httpx.AsyncClient, clock: Clock
    ) -> None:
        self.issuer = settings.oidc_issuer
        self.name = settings.oidc_name
        self._client_id = settings.oidc_client_id
        self._client_secret = settings.oidc_client_secret
        self._redirect = settings.oidc_redirect_url
        self._http = http
        self._clock = clock
        self._known: _Known | None = None

    async def begin(self) -> Begun:
        """A new sign-in. `OutsideProviderAway` when the provider can't be asked how."""
        known = await self._read()
        state, verifier, nonce = new_token(), new_token(), new_token()
        address = prepare_grant_uri(
            known.addresses["authorization_endpoint"],
            self._client_id,
            "code",
            redirect_uri=self._redirect,
            scope="openid",
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Begun(address, state, nonce, verifier)

    async def subject(self, code: str, begun_nonce: str, verifier: str) -> str:
        """Who signed in there. `OutsideSignInFailed` when anything about it is wrong."""
        known = await self._read()
        body = prepare_token_request(
            "authorization_code", redirect_uri=self._redirect, code=code, code_verifier=verifier
        )
        try:
            answer = await self._http.post(
                known.addresses["token_endpoint"],
                content=body,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                auth=(quote(self._client_id, safe=""), quote(self._client_secret, safe="")),
                timeout=TIMEOUT,
            )
            if answer.status_code >= 500:
                raise OutsideProviderAway
            answer.raise_for_status()
            encoded = str(answer.json()["id_token"])
        except httpx.TransportError as error:
            raise OutsideProviderAway from error
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            log.info("outside sign-in failed", reason=type(error).__name__)
            raise OutsideSignInFailed from error
        try:
            return await self._checked(encoded, begun_nonce, known)
        except (JoseError, ValueError, KeyError) as error:
            log.warning("outside token refused", reason=type(error).__name__)
            raise OutsideSignInFailed from error

    async def _checked(self, encoded: str, nonce: str, known: _Known) -> str:
        try:
            token = jwt.decode(encoded, known.keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            # The provider may have changed its keys since.
            if monotonic() - known.read_at < FIRST_READ_AGAIN:
                raise
            known = await self._read(anew=True)
            token = jwt.decode(encoded, known.keys, algorithms=ALGORITHMS)
        now = int(self._clock().timestamp())
        claims = jwt.JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self._client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        claims.validate(token.claims)
        audience = token.claims["aud"]
        # A token for several is for us only when it was given to us.
        several = isinstance(audience, list) and len(audience) > 1
        if token.claims.get("azp", None if several else self._client_id) != self._client_id:
            raise ValueError("azp")
        return str(token.claims["sub"])

    async def _read(self, *, anew: bool = False) -> _Known:
        known = self._known
        if known is not None and not anew and monotonic() - known.read_at < READ_AGAIN:
            return known
        try:
            addresses = await self._json(f"{self.issuer}/.well-known/openid-configuration")
            if addresses["issuer"] != self.issuer:
                raise ValueError("the provider calls itself otherwise")
            keys = KeySet.import_key_set(await self._json(addresses["jwks_uri"]))
        except (httpx.HTTPError, JoseError, ValueError, KeyError) as error:
            log.warning("outside provider away", error=type(error).__name__)
            raise OutsideProviderAway from error
        self._known = _Known(addresses, keys, monotonic())
        return self._known

    async def _json(self, address: str) -> Any:
        answer = await self._http.get(address, timeout=TIMEOUT)
        answer.raise_for_status()
        return json.loads(answer.content)
