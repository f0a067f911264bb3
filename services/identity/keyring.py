"""The signing keys as a process holds them: read from the database, opened, used."""

from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from services.chassis.callers import ALGORITHMS, TOKEN_TYPE
from services.chassis.database import Database
from services.identity import store
from services.identity.domain import signing_keys
from services.identity.domain.signing_keys import SigningKey
from services.identity.secrets import Secrets, WrongSecret

READ_AGAIN = 300.0
"""Seconds; a key is in the database an hour before it signs."""


class Keyring:
    """Signs with the present key; knows which are published."""

    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._database = database
        self._secrets = secrets
        self._keys: Sequence[SigningKey] = ()
        self._opened: dict[str, ECKey] = {}
        self._read_at = -READ_AGAIN

    async def open(self) -> None:
        """Make the first keys where there are none; end the process if they can't be opened."""
        await self.renew()
        try:
            await self.read()
        except WrongSecret:
            raise SystemExit(
                "cannot start: SHIRONG_KEY_SECRET does not open the signing keys in the database"
            ) from None

    async def renew(self) -> None:
        """Make the keys that are due and forget those no living token can be signed with."""
        async with self._database.begin() as tx:
            keys = await store.list_signing_keys(tx)
            for slot in signing_keys.missing(keys, at=tx.at):
                await store.add_signing_key(tx, self.made(slot))
            for key in signing_keys.outlived(keys, at=tx.at):
                await store.remove_signing_key(tx, key.sequence)

    async def sign(self, claims: dict[str, Any], *, at: datetime) -> str:
        """The claims as an access token (RFC 9068), signed with the key of the moment."""
        await self._read_if_old()
        key = signing_keys.current(self._keys, at=at)
        header = {"alg": ALGORITHMS[0], "typ": TOKEN_TYPE, "kid": key.key_id}
        return jwt.encode(header, claims, self._opened[key.key_id])

    async def published(self) -> list[dict[str, str]]:
        """The public halves: the present key, the next, and the last while its tokens live."""
        await self._read_if_old()
        return [key.public for key in self._keys]

    async def _read_if_old(self) -> None:
        if monotonic() - self._read_at > READ_AGAIN:
            await self.read()

    async def read(self) -> None:
        """Take over what the database holds now."""
        async with self._database.read() as tx:
            keys = await store.list_signing_keys(tx)
        self._opened = {key.key_id: self._open(key) for key in keys}
        self._keys = keys
        self._read_at = monotonic()

    def made(self, slot: signing_keys.Slot) -> SigningKey:
        """A new pair for the place, its private half sealed."""
        pair = ECKey.generate_key("P-256", private=True)
        key_id = pair.thumbprint()
        parameters = {"kid": key_id, "use": "sig", "alg": ALGORITHMS[0]}
        public = {**pair.as_dict(private=False), **parameters}
        return SigningKey(
            sequence=slot.sequence,
            key_id=key_id,
            sealed=self._secrets.seal(pair.as_pem(private=True), name=key_id),
            public={name: str(value) for name, value in public.items()},
            signs_from=slot.signs_from,
        )

    def _open(self, key: SigningKey) -> ECKey:
        return ECKey.import_key(self._secrets.unseal(key.sealed, name=key.key_id))


class OwnKeys:
    """Identity checks tokens by its own keyring instead of asking itself over HTTP."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    async def for_key_id(self, key_id: str | None) -> KeySet:
        """The keys as published now, whichever is asked for."""
        return KeySet([ECKey.import_key(dict(key)) for key in await self._keyring.published()])
