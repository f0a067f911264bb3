"""Lists that administrators put as a whole: of two who do so at once, the second one is told."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from services.chassis.database import Database
from services.intake.app import service as intake_service
from services.notice.store.reference import rules_brought, templates_brought
from tests.forms import Form
from tests.service import desk, dispatching
from tests.service.media import room
from tests.service.notice import office
from tests.unit.notice import builders


@dataclass
class Door:
    """A service before which its city's administrator stands."""

    client: httpx.AsyncClient
    database: Database
    name: str
    """The administrator's."""


@asynccontextmanager
async def at_dispatch(form: Form) -> AsyncIterator[Door]:
    async with dispatching.a_city(form) as city:
        city.act_as("administrator", dispatching.CITY)
        yield Door(city.client, city.runtime.database, city.caller.name)


@asynccontextmanager
async def at_intake(form: Form) -> AsyncIterator[Door]:
    async with desk.a_desk(form, intake_service) as found:
        found.person = desk.ADMINISTRATOR
        yield Door(found.client, found.runtime.database, found.person.name)


@asynccontextmanager
async def at_media(form: Form) -> AsyncIterator[Door]:
    async with room.opened(form.database_url("media"), form.folder) as found:
        found.as_("administrator")
        yield Door(found.http, found.runtime.database, found.people["administrator"].name)


@asynccontextmanager
async def at_notice(form: Form) -> AsyncIterator[Door]:
    async with office.an_office(form) as found:
        found.act_as(builders.ADMINISTRATOR, "administrator", builders.CITY)
        yield Door(found.client, found.runtime.database, found.caller.name)


DOORS: dict[str, Callable[[Form], AbstractAsyncContextManager[Door]]] = {
    "dispatch": at_dispatch,
    "intake": at_intake,
    "media": at_media,
    "notice": at_notice,
}


def a_limit(days: int) -> dict[str, Any]:
    limit = {"category_code": "*", "mode": "general", "working_days": days, "hours": None}
    return {"limits": [limit]}


def kept_for(days: int) -> dict[str, Any]:
    return {"rules": [{"kind": "photo", "state": "unlinked", "days": days}]}


def a_watermark(title: str) -> dict[str, Any]:
    uses = ["report", "rectification", "recheck"]
    template = {"code": "one", "name": "一", "layout": "strip", "title": title, "fields": ["place"]}
    return {"templates": [{**template, "uses": uses}]}


def notice_rules(urgency: str) -> dict[str, Any]:
    return {"rules": [{**vars(each), "urgency": urgency} for each in rules_brought()]}


def notice_words(body: str) -> dict[str, Any]:
    return {"templates": [{**vars(each), "body": body} for each in templates_brought()]}


LISTS = {
    "/api/dispatch/limits": (a_limit(7), a_limit(9)),
    "/api/dispatch/number-format": (
        {"format": "{prefix}{year}{sequence}"},
        {"format": "{prefix}〔{year}〕{sequence}号"},
    ),
    "/api/media/retention-rules": (kept_for(30), kept_for(60)),
    "/api/media/watermark-templates": (a_watermark("市容"), a_watermark("城管")),
    "/api/notice/rules": (notice_rules("urgent"), notice_rules("silent")),
    "/api/notice/templates": (notice_words("请办理"), notice_words("请尽快办理")),
}
INTAKES = ("areas", "categories", "category-mappings", "judgement", "organisation-aliases")
READ = (*LISTS, *(f"/api/intake/{name}" for name in (*INTAKES, "routing-rules")))


@dataclass
class Kept:
    """A list at its service, and two contents for it that are not what it begins with."""

    door: Door
    path: str
    first: dict[str, Any]
    other: dict[str, Any]

    async def read(self) -> httpx.Response:
        answer = await self.door.client.get(self.path)
        assert answer.status_code == 200, answer.text
        return answer

    async def put(self, content: Any, *, version: int | None = None) -> httpx.Response:
        headers = {} if version is None else {"If-Match": f'"v{version}"'}
        return await self.door.client.put(self.path, json=content, headers=headers)


@pytest.fixture(params=LISTS)
async def kept(request: pytest.FixtureRequest, form: Form) -> AsyncIterator[Kept]:
    async with _door(request.param, form) as door:
        yield Kept(door, request.param, *LISTS[request.param])


def _door(path: str, form: Form) -> AbstractAsyncContextManager[Door]:
    return DOORS[path.split("/")[2]](form)


def told(answer: httpx.Response) -> tuple[int, str, int]:
    """Its status, and its version as the header and the body tell it."""
    return answer.status_code, answer.headers["etag"], answer.json()["version"]


async def test_the_right_version_is_accepted_and_raised(kept: Kept):
    assert told(await kept.read()) == (200, '"v0"', 0)

    first = await kept.put(kept.first, version=0)
    other = await kept.put(kept.other, version=1)

    assert (told(first), told(other)) == ((200, '"v1"', 1), (200, '"v2"', 2))
    assert (await kept.read()).json() == other.json() != first.json()


async def test_a_stale_version_is_refused_naming_who_was_first(kept: Kept):
    await kept.put(kept.first, version=0)
    before = (await kept.read()).json()

    stale = await kept.put(kept.other, version=0)

    assert stale.status_code == 412
    assert stale.json()["type"] == "/problems/stale-version"
    assert kept.door.name in stale.json()["detail"]
    assert (await kept.read()).json() == before


async def test_of_two_at_once_the_second_is_refused(kept: Kept):
    await kept.put(kept.first, version=0)

    answers = await asyncio.gather(*(kept.put(kept.other, version=1) for _ in range(2)))

    assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert told(await kept.read()) == (200, '"v2"', 2)


async def test_without_a_version_whatever_is_there_is_replaced(kept: Kept):
    await kept.put(kept.first, version=0)

    answer = await kept.put(kept.other)

    assert told(answer) == (200, '"v2"', 2)


async def test_what_was_read_may_be_put_as_it_is_and_raises_nothing(kept: Kept):
    read = (await kept.put(kept.first)).json()

    again = await kept.put(read)

    assert told(again) == (200, '"v1"', 1)
    assert again.json() == read


@pytest.mark.parametrize("path", READ)
async def test_the_version_is_read_before_its_list(path: str, form: Form):
    """A list that was read before its version would be put over what nobody saw."""
    asked: list[str] = []
    asking = asyncio.current_task()
    async with _door(path, form) as door:

        @sa.event.listens_for(door.database.reader.sync_engine, "before_cursor_execute")
        def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            if asyncio.current_task() is asking and statement.startswith("SELECT"):
                asked.append(statement)

        assert (await door.client.get(path)).status_code == 200

    assert len(asked) > 1
    assert "FROM reference_lists" in asked[0]
