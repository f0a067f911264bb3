"""Webhooks: letters for other systems, as signed JSON.

`Shirong-Signature` is `v1=` and the HMAC-SHA-256 of the timestamp, a full stop and the body in
hexadecimal; a receiver compares it, and refuses timestamps that are old.
"""

import hmac
import json
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from services.chassis.clock import utc_now
from services.notice.sending.letters import Letter
from services.notice.sending.outside import Outside, Undelivered, post


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What a receiver computes as well."""
    content = timestamp.encode() + b"." + body
    return "v1=" + hmac.new(secret.encode(), content, sha256).hexdigest()


def body_of(letter: Letter) -> bytes:
    """The letter as JSON: its id, and every notice with an id by which to know it again."""
    content: dict[str, Any] = {
        "id": letter.id,
        "notices": [asdict(each) for each in letter.notices],
    }
    return json.dumps(content, ensure_ascii=False, default=_plain).encode()


async def send(address: str, letter: Letter, outside: Outside) -> None:
    where = json.loads(address)
    body, timestamp = body_of(letter), str(int(utc_now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(letter.id),
        "Shirong-Timestamp": timestamp,
        "Shirong-Signature": signature(where["secret"], timestamp, body),
    }
    answer = await post(where["url"], body, headers, outside)
    if not answer.is_success:
        raise Undelivered("refused")


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
