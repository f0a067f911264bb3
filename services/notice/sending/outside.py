"""What may be reached from here, and what it means when it isn't."""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx

from services.notice.sealing import Seals
from services.notice.settings import NoticeSettings

PATIENCE = 10.0
"""Seconds that a receiver has for one letter."""


class Undelivered(Exception):
    """A letter didn't get through; `str()` is the stable code. `gone` when it never will."""

    def __init__(self, code: str, *, gone: bool = False) -> None:
        super().__init__(code)
        self.gone = gone


@dataclass(frozen=True)
class Outside:
    """Everything that sending needs. The client follows no redirect: it would lead anywhere."""

    settings: NoticeSettings
    seals: Seals
    http: httpx.AsyncClient


def allowed(url: str, *, inside: tuple[str, ...], public: tuple[str, ...] = ()) -> SplitResult:
    """The URL's parts; ValueError for one that must not be called. `public` are the only hosts
    outside, with their subdomains; without them every host is."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in inside and parts.scheme in {"http", "https"}:
        return parts
    if parts.scheme != "https" or not host or parts.username or parts.password:
        raise ValueError("it must begin with https:// and name a host")
    if public and not any(host == each or host.endswith(f".{each}") for each in public):
        raise ValueError(f"{host} is not among the hosts that are allowed")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return parts
    if not address.is_global:
        raise ValueError(f"{host} lies inside the house")
    return parts


async def post(
    url: str,
    content: bytes,
    headers: dict[str, str],
    outside: Outside,
    *,
    public: tuple[str, ...] = (),
) -> httpx.Response:
    """Send to where the URL leads at this moment, and nowhere else; `Undelivered` otherwise."""
    inside = outside.settings.notice_webhook_hosts
    try:
        parts = allowed(url, inside=inside, public=public)
    except ValueError:
        raise Undelivered("address-not-allowed") from None
    host, extensions = parts.hostname or "", {}
    target = httpx.URL(url)
    if host not in inside:
        # The name is looked up once: a second look could lead into the house.
        target = target.copy_with(host=await _public_address(host, parts.port or 443))
        extensions = {"sni_hostname": host}
        headers = {**headers, "Host": parts.netloc}
    try:
        return await outside.http.post(
            target, content=content, headers=headers, timeout=PATIENCE, extensions=extensions
        )
    except httpx.TimeoutException:
        raise Undelivered("timed-out") from None
    except httpx.HTTPError:
        raise Undelivered("unreachable") from None


async def _public_address(host: str, port: int) -> str:
    try:
        found: list[Any] = await asyncio.get_running_loop().getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )
    except OSError:
        raise Undelivered("unreachable") from None
    addresses = [str(each[4][0]) for each in found]
    if not all(ipaddress.ip_address(each).is_global for each in addresses):
        raise Undelivered("address-not-allowed")
    return addresses[0]
