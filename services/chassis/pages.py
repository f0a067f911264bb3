"""Keyset pages: no page numbers, no counting; an opaque signed cursor says where to go on."""

import base64
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Generic, TypeVar, cast

from fastapi import Depends, Query, Request
from pydantic import BaseModel

from services.chassis.refusals import Invalid

LARGEST = 200
_SIGNATURE = 16

Item = TypeVar("Item")


class CursorMalformed(Invalid):
    zh = "翻页参数无效，请从第一页重新开始。"
    en = "This cursor is not valid; start from the first page."


class Page(BaseModel, Generic[Item]):
    """Some of a list, and the cursor for what follows; `next` is `None` at the end."""

    items: list[Item]
    next: str | None


@dataclass(frozen=True)
class PageRequest:
    """How many, and after which key (the values the list is ordered by; `None` from the start)."""

    limit: int
    after: tuple[Any, ...] | None
    _secret: bytes

    def page(self, found: Sequence[Item], key: Callable[[Item], Sequence[Any]]) -> "Page[Item]":
        """Cut a list that was read with `limit + 1`; `key` gives an item's order values.

        A page of models is a `Page` of their class, so a route may answer with one of several.
        """
        items = list(found[: self.limit])
        more = len(found) > self.limit
        return _page_of(items)(items=items, next=self._cursor(key(items[-1])) if more else None)

    def _cursor(self, key: Sequence[Any]) -> str:
        content = json.dumps([str(each) for each in key], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(_sign(self._secret, content) + content).decode()


def _page_of(items: Sequence[Item]) -> type[Page[Item]]:
    # Rows that aren't models yet stand on no page that is sent.
    kind = type(items[0]) if items and isinstance(items[0], BaseModel) else Any
    return cast(type[Page[Item]], Page.__class_getitem__(kind))


def _sign(secret: bytes, content: bytes) -> bytes:
    return hmac.digest(secret, content, sha256)[:_SIGNATURE]


def read_cursor(cursor: str, secret: bytes) -> tuple[str, ...]:
    """The order values in a cursor, as text; `CursorMalformed` for one not made here."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode())
        signature, content = raw[:_SIGNATURE], raw[_SIGNATURE:]
        if not hmac.compare_digest(signature, _sign(secret, content)):
            raise CursorMalformed
        return tuple(json.loads(content))
    except ValueError:
        raise CursorMalformed from None


def page_request(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=LARGEST)] = 50,
    after: Annotated[str | None, Query(max_length=1000)] = None,
) -> PageRequest:
    secret = request.app.state.runtime.settings.cursor_secret.encode()
    return PageRequest(limit, read_cursor(after, secret) if after else None, secret)


Paging = Annotated[PageRequest, Depends(page_request)]
