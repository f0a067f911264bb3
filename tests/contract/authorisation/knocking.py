"""How a door is knocked at, and what its answer means; what is asked for changes nothing.

Whoever may change a thing is answered that their version of it is stale: that is decided only
after the right to do it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from fastapi.routing import APIRoute

from tests.contract.authorisation.city import City
from tests.contract.authorisation.table import REPORTER, STRANGER, Actor, Door
from tests.whole import SERVICES

Body = Callable[[City, Actor], Any]
STALE = 9999
PAGES = {
    route.path
    for service in SERVICES
    if service.pages is not None
    for route in service.pages.routes
    if isinstance(route, APIRoute)
}
"""Doors that don't lie below their service's interface."""
MEANINGS = {401: "unknown", 403: "refused", 404: "hidden"}


@dataclass(frozen=True)
class Knock:
    """A request. `lets_in` is the status or problem code for those who may.

    `shows` is the id that a list must hold to count as showing the thing. `files` is sent in the
    place of a body, `headers` beside the usual ones; `spends_token` asks with a token that isn't
    needed again.
    """

    body: Body | None = None
    lets_in: int | str = 200
    version: Callable[[City, Actor], int] | None = None
    shows: str = ""
    query: Callable[[City], dict[str, Any]] = lambda city: {}
    files: dict[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    spends_token: bool = False


def listing(shows: str, **query: Any) -> Knock:
    """A list in which the thing is, or is not."""
    return Knock(shows=shows, query=lambda city: query)


def stale(**body: Any) -> Knock:
    """A change that was decided on a version the thing never had."""
    return Knock(
        body=lambda city, actor: body, lets_in="stale-version", version=lambda city, actor: STALE
    )


def stale_row(thing: str, **decision: Any) -> Knock:
    """The same as one row of many."""

    def body(city: City, actor: Actor) -> Any:
        row = {"id": city.thing(thing)["case_id"], "version": STALE}
        return {"items": [{**row, **decision}]}

    return Knock(body=body, lets_in="stale-version")


def stale_list(name: str) -> Knock:
    """The present list, put by somebody who saw another one."""
    return Knock(
        body=lambda city, actor: city.bodies[name],
        lets_in="stale-version",
        version=lambda city, actor: STALE,
    )


def reporters_own(**body: Any) -> Knock:
    """What only the reporter may do: they come with a stale version, all others with the true."""
    return Knock(
        body=lambda city, actor: body,
        lets_in="stale-version",
        version=lambda city, actor: STALE if actor == REPORTER else city.bodies["report's version"],
    )


async def knock(city: City, door: Door, how: Knock, actor: Actor) -> str:
    """What the actor is answered: yes, hidden, refused, unknown, or whatever else it was."""
    path = _address(door).format(**city.thing(door.thing))
    headers = dict(how.headers)
    if door.method != "GET":
        headers["Idempotency-Key"] = str(uuid4())
    if how.version is not None:
        headers["If-Match"] = f'"v{how.version(city, actor)}"'
    if actor != STRANGER:
        tokens = city.spare_tokens if how.spends_token else city.tokens
        headers["Authorization"] = f"Bearer {tokens[actor]}"
    answer = await city.client.request(
        door.method,
        path,
        params=how.query(city),
        headers=headers,
        json=how.body(city, actor) if how.body else None,
        files=how.files,
    )
    return _meaning(answer, how, shown=_shown(city, door, how))


def _address(door: Door) -> str:
    # The gateway keeps pages and pictures apart from the API.
    beside = door.path in PAGES or (door.service == "media" and door.path.startswith("/files/"))
    return door.path if beside else f"/api/{door.service}{door.path}"


def _shown(city: City, door: Door, how: Knock) -> str:
    return str(city.thing(door.thing)[how.shows]) if how.shows else ""


def _meaning(answer: httpx.Response, how: Knock, *, shown: str) -> str:
    code = _code(answer)
    if how.lets_in in (answer.status_code, code):
        return "yes" if not shown or shown in answer.text else "hidden"
    if code == "not-found":
        return "hidden"
    if answer.status_code in MEANINGS:
        return MEANINGS[answer.status_code]
    return f"{answer.status_code} {answer.text[:300]}"


def _code(answer: httpx.Response) -> str:
    """The problem's code; that of the row where many are answered at once."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if not answer.content or not kind.endswith("json"):
        return ""
    content = answer.json()
    if not isinstance(content, dict):
        return ""
    rows = content.get("items")
    problem = rows[0].get("problem") if rows and isinstance(rows[0], dict) else content
    return str((problem or {}).get("type", "")).removeprefix("/problems/")
