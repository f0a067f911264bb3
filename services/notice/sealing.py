"""Addresses at rest: sealed for the channel they belong to. The push key is made here as well."""

from hashlib import sha256
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Randomness(Protocol):
    def __call__(self, size: int, /) -> bytes: ...


class Unsealable(Exception):
    """Sealed with another secret, for another channel, or damaged."""


class Seals:
    """Made from the installation's secret, one key for each purpose."""

    def __init__(self, secret: str, *, randomness: Randomness) -> None:
        self._secret = secret.encode()
        self._randomness = randomness
        self._cipher = AESGCM(self._derived(b"channel addresses", 32))
        self._digests = self._derived(b"address digests", 32)

    def seal(self, address: str, *, channel_id: UUID) -> bytes:
        """The address as it is kept; it opens for this channel only."""
        nonce = self._randomness(NONCE)
        return nonce + self._cipher.encrypt(nonce, address.encode(), channel_id.bytes)

    def unseal(self, sealed: bytes, *, channel_id: UUID) -> str:
        """The address; `Unsealable` when this secret doesn't open it."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], channel_id.bytes).decode()
        except InvalidTag:
            raise Unsealable from None

    def digest(self, address: str) -> bytes:
        """32 bytes by which the same address is known again, and from which it can't be guessed."""
        return sha256(self._digests + address.encode()).digest()

    @property
    def push_key(self) -> ec.EllipticCurvePrivateKey:
        """The key that push services know this installation by (VAPID, RFC 8292)."""
        # 16 bytes more than the order has make the remainder even (FIPS 186-5, A.2.1).
        number = int.from_bytes(self._derived(b"web push", 48)) % (P256_ORDER - 1) + 1
        return ec.derive_private_key(number, ec.SECP256R1())

    def _derived(self, purpose: bytes, length: int) -> bytes:
        return HKDF(SHA256(), length, salt=None, info=purpose).derive(self._secret)
