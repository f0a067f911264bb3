"""Making, changing and removing a department on the broker, through its management API."""

import re
import secrets
from collections.abc import Collection
from urllib.parse import quote, urlsplit

import httpx

from services.dispatch.departments.wire import ORDERS, RECEIPTS, VHOST, arguments, name_of

CONNECTIONS = 10
"""A department's user may hold so many at a time."""
NOTHING = "^$"


class BrokerRefused(Exception):
    """The management API is away, or doesn't do what it is asked; says why in a sentence."""


class Broker:
    """The departments' vhost, as its operator sees it."""

    def __init__(self, url: str, *, user: str, password: str, vhost: str = VHOST) -> None:
        self.vhost = vhost
        self._client = httpx.Client(
            base_url=f"{url.rstrip('/')}/api/", auth=(user, password), timeout=30
        )

    def add(self, code: str) -> str:
        """Make the department's queue and its user; the user's password, never told again."""
        name, at = name_of(code), quote(self.vhost, safe="")
        made = {"durable": True, "auto_delete": False, "arguments": arguments()}
        self._ask("PUT", f"queues/{at}/{_part(name)}", made)
        bound = {"routing_key": name, "arguments": {}}
        self._ask("POST", f"bindings/{at}/e/{ORDERS}/q/{_part(name)}", bound)
        return self._let_in(name)

    def rotate(self, code: str) -> str:
        """Give the department's user another password; whoever uses the old one is cut off."""
        self._delete(f"users/{_part(name_of(code))}")
        return self._let_in(name_of(code))

    def revoke(self, code: str) -> None:
        """Remove the user, which ends its connections, and the queue with what is in it."""
        self._delete(f"users/{_part(name_of(code))}")
        self._delete(f"queues/{quote(self.vhost, safe='')}/{_part(name_of(code))}")

    def close(self) -> None:
        self._client.close()

    def _let_in(self, name: str) -> str:
        """Make the user anew: it reads its own queue, writes its own receipts, and no more."""
        password = secrets.token_urlsafe(32)
        only, at = f"^{re.escape(name)}$", quote(self.vhost, safe="")
        self._ask("PUT", f"users/{_part(name)}", {"password": password, "tags": ""})
        limit = {"value": CONNECTIONS}
        self._ask("PUT", f"user-limits/{_part(name)}/max-connections", limit)
        topic = {"exchange": RECEIPTS, "write": only, "read": NOTHING}
        # The topic first: without it, a user who may write could write everybody's receipts.
        self._ask("PUT", f"topic-permissions/{at}/{_part(name)}", topic)
        rights = {"configure": NOTHING, "write": f"^{RECEIPTS}$", "read": only}
        self._ask("PUT", f"permissions/{at}/{_part(name)}", rights)
        return password

    def _delete(self, path: str) -> None:
        self._ask("DELETE", path, passing={404})

    def _ask(
        self, method: str, path: str, body: object = None, *, passing: Collection[int] = ()
    ) -> None:
        try:
            answer = self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            host = urlsplit(str(self._client.base_url)).netloc
            raise BrokerRefused(f"{host} does not answer: {type(error).__name__}") from error
        if answer.is_error and answer.status_code not in passing:
            raise BrokerRefused(f"{method} {path}: {answer.status_code} {answer.text[:200]}")


def _part(name: str) -> str:
    return quote(name, safe="")
