"""How another platform signs a request, and what its secret is made of.

    Authorization: Shirong-HMAC-SHA256 key=<id>, time=<Unix seconds>, signature=<hex>

The signature is the HMAC-SHA256, under the secret's characters, of four lines: method, path with
its query, time, and the SHA-256 of the body in hex. No secret is stored: each is made of the key's
id and a secret that only intake's processes know, so a reader of the database has none.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from services.intake.domain.external import Use

SCHEME = "Shirong-HMAC-SHA256"
WINDOW = 300
"""Seconds that a request's time may differ from the server's."""
PARTS = re.compile(
    rf"{SCHEME} key=(?P<key>[0-9a-f-]{{36}}), ?time=(?P<time>\d{{1,12}}), ?"
    r"signature=(?P<signature>[0-9a-f]{64})",
    re.ASCII,
)


@dataclass(frozen=True)
class Signature:
    """What an `Authorization` header states."""

    key_id: UUID
    time: int
    value: str

    @classmethod
    def read(cls, header: str) -> "Signature | None":
        """`None` for any other header."""
        found = PARTS.fullmatch(header.strip())
        if found is None:
            return None
        try:
            return cls(UUID(found["key"]), int(found["time"]), found["signature"])
        except ValueError:
            return None

    @property
    def header(self) -> str:
        return f"{SCHEME} key={self.key_id}, time={self.time}, signature={self.value}"

    def is_of(self, secret: str, *, method: str, path: str, body: bytes) -> bool:
        """Whether the holder of the secret signed this."""
        right = _value(secret, method=method, path=path, time=self.time, body=body)
        return hmac.compare_digest(right, self.value)


def sign(secret: str, *, key_id: UUID, method: str, path: str, time: int, body: bytes) -> Signature:
    """What a platform sends along; `path` with its query, `time` in Unix seconds."""
    value = _value(secret, method=method, path=path, time=time, body=body)
    return Signature(key_id, time, value)


def secret_of(key_id: UUID, *, use: Use, external_secret: str) -> str:
    """A key's secret, 43 characters; one for each use, so that none is good for the other."""
    label = f"shirong external key\n{use}\n{key_id}"
    made = hmac.new(external_secret.encode(), label.encode(), sha256).digest()
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def open311_key(key_id: UUID, secret: str) -> str:
    """The `api_key` that tells which key it is and proves it."""
    return f"{key_id.hex}.{secret}"


def _value(secret: str, *, method: str, path: str, time: int, body: bytes) -> str:
    lines = f"{method}\n{path}\n{time}\n{sha256(body).hexdigest()}"
    return hmac.new(secret.encode(), lines.encode(), sha256).hexdigest()
