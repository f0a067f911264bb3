"""Web Push: a browser's subscription gets a letter, encrypted for it alone (RFC 8291, RFC 8292)."""

import json
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import WebPusher, WebPushException

from services.chassis.clock import utc_now
from services.notice.sending.letters import Letter
from services.notice.sending.outside import Outside, Undelivered, post

LIVES = 24 * 3600
"""Seconds that a push service keeps a letter for a phone that is off."""
TOKEN_LIVES = 12 * 3600
GONE = {404, 410}
"""The browser unsubscribed (RFC 8030, 7.3)."""
CONTACT = "mailto:notices@localhost.invalid"


def public_key(key: ec.EllipticCurvePrivateKey) -> str:
    """What browsers subscribe with: the point, uncompressed, in base64url."""
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()


def require_usable(subscription: dict[str, Any]) -> None:
    """ValueError for keys that nothing can be encrypted for."""
    try:
        WebPusher(subscription).encode(b"?")
    except (WebPushException, ValueError, TypeError) as error:
        raise ValueError("its keys can't be used") from error


async def send(address: str, letter: Letter, outside: Outside) -> None:
    subscription = json.loads(address)
    endpoint = subscription["endpoint"]
    payload = {"title": letter.title, "link": letter.link, "count": len(letter.notices)}
    content = json.dumps(payload, ensure_ascii=False).encode()
    encrypted = WebPusher(subscription).encode(content)["body"]
    settings = outside.settings
    answer = await post(
        endpoint,
        encrypted,
        {
            **_token(endpoint, outside.seals.push_key, settings.notice_public_url or CONTACT),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(LIVES),
            "Urgency": "high" if letter.urgent else "normal",
        },
        outside,
        public=settings.notice_push_hosts,
    )
    if answer.status_code in GONE:
        raise Undelivered("refused", gone=True)
    if not answer.is_success:
        raise Undelivered("refused")


def _token(endpoint: str, key: ec.EllipticCurvePrivateKey, contact: str) -> dict[str, str]:
    vapid = Vapid02()
    vapid.private_key = key
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(utc_now().timestamp()) + TOKEN_LIVES,
        "sub": contact,
    }
    signed: dict[str, str] = vapid.sign(claims)
    return signed
