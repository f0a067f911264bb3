"""Give a running system its city: `python -m deploy.cities.load deploy/cities/fushun --url …`.

The account that signs in must be an administrator. Loading again changes nothing.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from deploy.cities.city import City, read_city
from deploy.cities.records import (
    Alias,
    Category,
    Limit,
    Mapping,
    Organisation,
    Retention,
    RoutingRule,
)
from deploy.cities.table import BrokenRow
from deploy.cities.watermarks import Watermark

PATIENCE = 30.0
"""Seconds for organisations to travel over the bus from identity to intake and dispatch."""


class LoadRefused(Exception):
    """The running system did not take a file; the message is one sentence saying which and why."""


@dataclass(frozen=True)
class LoadReport:
    """What was given to the system: the city, and the number of entries of each file."""

    city: str
    counts: dict[str, int]


@dataclass(frozen=True)
class Put:
    """One request. `follows` is true where the receiver hears of organisations over the bus."""

    file: str
    path: str
    body: dict[str, Any]
    follows: bool = False

    @property
    def count(self) -> int:
        """The number of entries the body carries."""
        return sum(len(part) if isinstance(part, list) else 1 for part in self.body.values())


async def load(
    city: Path,
    client: httpx.AsyncClient,
    *,
    patience: float = PATIENCE,
    say: Callable[[str], None] = print,
) -> LoadReport:
    """Put the folder's data into the system behind `client`, which carries base URL and token.

    Nothing is sent unless every file is sound. Raises BrokenRow, LoadRefused, or httpx's
    TransportError when nobody answers.
    """
    data = read_city(city)
    counts = {}
    for put in _puts(data):
        await _send(client, put, patience)
        counts[put.file] = put.count
        say(f"{put.file}: {put.count} to {put.path}")
    return LoadReport(city=data.name_zh, counts=counts)


async def sign_in(client: httpx.AsyncClient, username: str, password: str) -> None:
    """Let `client` carry the account's access token from now on."""
    path = "/api/identity/sessions"
    response = await client.post(path, json={"username": username, "password": password})
    if not response.is_success:
        raise LoadRefused(f"{username} could not sign in: {_reason(response)}")
    client.headers["Authorization"] = f"Bearer {response.json()['access_token']}"


def _puts(city: City) -> tuple[Put, ...]:
    identity, intake, dispatch = "/api/identity", "/api/intake", "/api/dispatch"
    return (
        Put(
            "organisations.csv",
            f"{identity}/organisations",
            {"organisations": _bodies(city.organisations)},
        ),
        Put("categories.csv", f"{intake}/categories", {"categories": _bodies(city.categories)}),
        Put(
            "category_mappings.csv",
            f"{intake}/category-mappings",
            {"mappings": _bodies(city.mappings)},
        ),
        Put("routing.csv", f"{intake}/routing-rules", {"rules": _bodies(city.rules)}, follows=True),
        Put(
            "organisation_aliases.csv",
            f"{intake}/organisation-aliases",
            {"aliases": _bodies(city.aliases)},
            follows=True,
        ),
        Put("limits.csv", f"{dispatch}/limits", {"limits": _bodies(city.limits)}, follows=True),
        Put("retention.csv", "/api/media/retention-rules", {"rules": _bodies(city.retention)}),
        Put(
            "watermarks.csv",
            "/api/media/watermark-templates",
            {"templates": _bodies(city.watermarks)},
        ),
        Put("city.toml", f"{dispatch}/number-format", {"format": city.number_format}),
    )


def _bodies(
    records: Iterable[
        Organisation | Category | Mapping | RoutingRule | Limit | Retention | Watermark | Alias
    ],
) -> list[dict[str, Any]]:
    return [
        {field: value for field, value in asdict(record).items() if field != "at"}
        for record in records
    ]


async def _send(client: httpx.AsyncClient, put: Put, patience: float) -> None:
    pause, deadline = 0.1, time.monotonic() + patience
    while True:
        response = await client.put(put.path, json=put.body)
        if response.is_success:
            return
        # A service that has heard of no organisation yet can't tell who stands above all others.
        unheard = response.status_code == httpx.codes.SERVICE_UNAVAILABLE
        waits = unheard or (put.follows and _organisation_unknown(response))
        if not waits or time.monotonic() + pause > deadline:
            raise LoadRefused(f"{put.file} was not taken by {put.path}: {_reason(response)}")
        await asyncio.sleep(pause)
        pause = min(2 * pause, 2.0)


def _organisation_unknown(response: httpx.Response) -> bool:
    kind = str(_problem(response).get("type", ""))
    return response.status_code in (409, 422) and kind.endswith("/unknown-organisation")


def _reason(response: httpx.Response) -> str:
    problem = _problem(response)
    words = problem.get("detail") or problem.get("title") or response.reason_phrase
    return f"{response.status_code} {words}"


def _problem(response: httpx.Response) -> dict[str, Any]:
    try:
        problem = response.json()
    except ValueError:
        return {}
    return problem if isinstance(problem, dict) else {}


async def _run(city: Path, *, url: str, username: str, password: str) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=30) as client:
        await sign_in(client, username, password)
        report = await load(city, client)
    print(f"{report.city} is loaded.")


def main() -> None:
    parser = argparse.ArgumentParser(description="Load a city's data into a running system.")
    parser.add_argument("city", type=Path, help="the city's folder")
    parser.add_argument("--url", required=True, help="where the gateway listens")
    parser.add_argument("--user", required=True, help="an administrator's username")
    parser.add_argument("--password-file", type=Path, required=True)
    given = parser.parse_args()
    try:
        password = given.password_file.read_text(encoding="utf-8").strip()
        asyncio.run(_run(given.city, url=given.url, username=given.user, password=password))
    except (BrokenRow, LoadRefused, OSError) as error:
        sys.exit(str(error))
    except httpx.TransportError as error:
        sys.exit(f"{given.url} does not answer: {error}")


if __name__ == "__main__":
    main()
