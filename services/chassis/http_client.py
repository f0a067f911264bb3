"""Clients of other HTTP servers. All trust the same authorities, whose list is read once."""

import ssl
from functools import cache
from typing import Any

import httpx

LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=1.5)
"""A connection rests for less than servers let it (many for 5 seconds, some for 2): a request into
one that is just being closed would be lost."""


def open_client(**options: Any) -> httpx.AsyncClient:
    """A client with these `options` of httpx; whoever opens it closes it."""
    return httpx.AsyncClient(verify=_trusted(), limits=LIMITS, **options)


@cache
def _trusted() -> ssl.SSLContext:
    # Some 40 ms of processor each time, and the one-process form has ten clients.
    return httpx.create_ssl_context()
