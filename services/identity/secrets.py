"""What is derived from identity's one secret: seals, refresh tokens, the names of accounts.

Each use has its own key by HKDF-SHA-256 (RFC 5869), so that none tells anything of another.
"""

import hmac
import os
from base64 import b32encode, urlsafe_b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class WrongSecret(Exception):
    """What is sealed was sealed with another `SHIRONG_KEY_SECRET`, or was tampered with."""


class Secrets:
    """Everything that needs the secret goes through here; nothing shows it."""

    def __init__(self, secret: str) -> None:
        self._seals = AESGCM(_derived(secret, "signing keys"))
        self._successors = _derived(secret, "refresh tokens")
        self._accounts = _derived(secret, "account names")

    def seal(self, content: bytes, *, name: str) -> bytes:
        """Encrypted and bound to its name: it opens under no other one."""
        nonce = os.urandom(_NONCE)
        return nonce + self._seals.encrypt(nonce, content, name.encode())

    def unseal(self, sealed: bytes, *, name: str) -> bytes:
        try:
            return self._seals.decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
        except InvalidTag:
            raise WrongSecret from None

    def successor(self, token: str) -> str:
        """The refresh token that follows this one: always the same, though only hashes are kept."""
        return _text(hmac.digest(self._successors, token.encode(), sha256))

    def account_key(self, username: str) -> bytes:
        """Stands for a username where it may not be told, in the log and for failed sign-ins."""
        return hmac.digest(self._accounts, username.encode(), sha256)


def new_token() -> str:
    """256 random bits as text."""
    return _text(os.urandom(32))


def token_hash(token: str) -> bytes:
    """What is kept of a token. It is random and long, so a plain hash is enough."""
    return sha256(token.encode()).digest()


def new_code_secret() -> str:
    """160 random bits in base32, as authenticators take them (RFC 4226 §4)."""
    return b32encode(os.urandom(20)).decode()


def new_recovery_code() -> str:
    """120 random bits to be written down: four groups of six letters and digits.

    From 112 bits on a plain hash is enough (ASVS 6.5.2).
    """
    text = b32encode(os.urandom(15)).decode().lower()
    return "-".join(text[start : start + 6] for start in range(0, 24, 6))


def recovery_code_hash(code: str) -> bytes:
    """What is kept of a recovery code, however it was typed."""
    return token_hash("".join(each for each in code.lower() if each.isalnum()))


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _derived(secret: str, purpose: str) -> bytes:
    hkdf = HKDF(SHA256(), length=32, salt=None, info=f"shirong identity {purpose}".encode())
    return hkdf.derive(secret.encode())
