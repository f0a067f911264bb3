"""Checkpoints as C2SP signed notes: what a chain's whole content was at a moment.

    shirong/<chain>
    <entries>
    <root in base64>

    — shirong/<chain> <key id and signature in base64>

c2sp.org/tlog-checkpoint and c2sp.org/signed-note, Ed25519. Whoever keeps such a note can later tell
a rewritten chain from the one that was signed, even if all of the database was rewritten.
"""

import base64
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

ED25519 = b"\x01"
PURPOSE = b"shirong ledger checkpoints 1\n"


class NoteMalformed(Exception):
    """It isn't a checkpoint's note."""


@dataclass(frozen=True)
class Checkpoint:
    """A chain's first `size` entries and the root of the tree over them."""

    chain: UUID
    size: int
    root: bytes

    @property
    def origin(self) -> str:
        return origin_of(self.chain)

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"


def origin_of(chain: UUID) -> str:
    """The log's name in its notes, which also names its key."""
    return f"shirong/{chain}"


class Signer:
    """Signs checkpoints with a key made from the ledger's secret, which no database knows."""

    def __init__(self, secret: str) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(sha256(PURPOSE + secret.encode()).digest())

    @property
    def public_key(self) -> bytes:
        """32 bytes, to be published."""
        return self._key.public_key().public_bytes_raw()

    def signed(self, checkpoint: Checkpoint) -> str:
        """The note: the checkpoint's text, an empty line and its signature."""
        text, name = checkpoint.text, checkpoint.origin
        signature = key_id(name, self.public_key) + self._key.sign(text.encode())
        return f"{text}\n\u2014 {name} {_base64(signature)}\n"


def verifier_key(chain: UUID, public_key: bytes) -> str:
    """The key in the form that verifiers of signed notes take: name, id and key."""
    name = origin_of(chain)
    return f"{name}+{key_id(name, public_key).hex()}+{_base64(ED25519 + public_key)}"


def key_id(name: str, public_key: bytes) -> bytes:
    return sha256(f"{name}\n".encode() + ED25519 + public_key).digest()[:4]


def opened(note: str, public_key: bytes) -> Checkpoint:
    """The checkpoint in a note; `NoteMalformed` unless the key signed it."""
    try:
        text, _, signatures = note.partition("\n\n")
        text += "\n"
        origin, size, root = text.splitlines()
        name, signature = signatures.removeprefix("\u2014 ").rstrip("\n").split(" ")
        raw = base64.b64decode(signature, validate=True)
        if name != origin or raw[:4] != key_id(name, public_key):
            raise NoteMalformed
        Ed25519PublicKey.from_public_bytes(public_key).verify(raw[4:], text.encode())
        chain = UUID(origin.removeprefix("shirong/"))
        return Checkpoint(chain, int(size), base64.b64decode(root, validate=True))
    except (ValueError, InvalidSignature) as error:
        raise NoteMalformed from error


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
