"""Clients of other HTTP servers. All trust the same authorities, whose list is read once."""

import ssl
from functools import cache
from typing import Any

import httpx


def open_client(**options: Any) -> httpx.AsyncClient:
    """A client with these `options` of httpx; whoever opens it closes it."""
    return httpx.AsyncClient(verify=_trusted(), **options)


@cache
def _trusted() -> ssl.SSLContext:
    # Some 40 ms of processor each time, and the one-process form has ten clients.
    return httpx.create_ssl_context()
