"""How one case lives: which branch of the domain document's picture it takes, step by step."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from deploy.cities.records import Organisation
from deploy.demo import photos, steps
from deploy.demo.person import Person, Refused
from deploy.demo.steps import dispatched, problem, worked

if TYPE_CHECKING:
    from deploy.demo.season import Story

RETURN_REASONS = ("整改后照片与整改前角度不一致", "现场仍有残留", "整改说明过于简单，请补充")
REJECTIONS = ("照片不清晰，无法确认问题", "不属于市容管理范围", "现场核实无此问题")


class Crew:
    """Who does what: people by username, handlers by the organisation that holds a case."""

    def __init__(
        self,
        people: Mapping[str, Person],
        organisations: Sequence[Organisation],
        *,
        today: Callable[[], date],
    ) -> None:
        self.people = people
        self.today = today
        self._prefixes = {each.code: each.number_prefix.lower() for each in organisations}
        self._codes: dict[str, str] = {}

    def __getitem__(self, username: str) -> Person:
        return self.people[username]

    def inspector(self, street: Organisation) -> Person:
        return self.people[f"inspector-{street.number_prefix.lower()}"]

    async def handler(self, case_id: str) -> Person:
        """The handler of the organisation whose list pool holds the case."""
        if not self._codes:
            listed = await steps.organisations(self["admin"])
            self._codes = {each["id"]: each["code"] for each in listed}
        case = await self["reviewer1"].wait_for(dispatched(case_id))
        return self.people[f"handler-{self._prefixes[self._codes[case['organisation_id']]]}"]


async def live(
    crew: Crew,
    story: "Story",
    street: Organisation,
    spot: tuple[float, float],
    chance: random.Random,
) -> AsyncIterator[timedelta]:
    """One case's life; yields how long until its next step."""
    seed = chance.randrange(1_000_000)
    urgent = bool(story.urgent_reason) and chance.random() < 0.7
    case_id = await steps.report(
        crew.inspector(street),
        description=story.description,
        address=f"{street.name}{chance.randrange(1, 180)}号附近",
        longitude=spot[0],
        latitude=spot[1],
        pictures=(await _picture(seed, solved=False),),
        mode="urgent" if urgent else "general",
        urgent_reason=story.urgent_reason if urgent else "",
        category_code=story.category_code if chance.random() < 0.5 else None,
    )
    yield _hours(chance, 4, 30)
    if urgent:
        async for pause in _decided_by_leader(crew, case_id, story, chance):
            yield pause
        if (await crew["reviewer1"].get(problem(case_id)))["status"] == "waiting":
            urgent = False
    if not urgent:
        if not await _reviewed(crew, case_id, story, chance):
            return
        yield _hours(chance, 20, 90)
    async for pause in _worked(crew, case_id, story, chance, seed, urgent=urgent):
        yield pause


async def _decided_by_leader(
    crew: Crew, case_id: str, story: "Story", chance: random.Random
) -> AsyncIterator[timedelta]:
    if chance.random() < 0.85:
        await steps.confirm(crew["leader1"], case_id, "请直属大队立即处置")
        yield _hours(chance, 3, 12)
        case = await crew["brigade1"].wait_for(dispatched(case_id))
        assert case["pool"] == "supervision"
    else:
        await crew["leader1"].wait_for(problem(case_id))
        await crew["leader1"].change(
            problem(case_id), "declination", {"reason": "按一般问题办理即可"}
        )
        yield _hours(chance, 3, 24)


async def _reviewed(crew: Crew, case_id: str, story: "Story", chance: random.Random) -> bool:
    """Whether the problem became a case."""
    reviewer = crew[chance.choice(["reviewer1", "reviewer2"])]
    await reviewer.wait_for(problem(case_id))
    if chance.random() < 0.05:
        reason = chance.choice(REJECTIONS)
        await reviewer.change(problem(case_id), "rejection", {"reason": reason})
        return False
    await steps.approve(reviewer, case_id, category_code=story.category_code)
    return True


async def _worked(
    crew: Crew, case_id: str, story: "Story", chance: random.Random, seed: int, *, urgent: bool
) -> AsyncIterator[timedelta]:
    handler = crew["brigade1"] if urgent else await crew.handler(case_id)
    if not urgent and chance.random() < 0.07:
        async for pause in _deferred(crew, handler, case_id, chance):
            yield pause
        if chance.random() < 0.6:
            return
    if chance.random() < 0.08:
        yield _hours(chance, 150, 320)  # forgotten for a while: it will be overdue
    after = await _picture(seed, solved=True)
    await steps.rectify(handler, case_id, story.solution, after)
    yield _hours(chance, 4, 40)
    if chance.random() < 0.12:
        await crew["verifier1"].wait_for(worked(case_id), status="submitted")
        await crew["verifier1"].change(
            worked(case_id), "return", {"reason": chance.choice(RETURN_REASONS)}
        )
        yield _hours(chance, 20, 60)
        await handler.wait_for(dispatched(case_id), status="in_pool")
        again = await _picture(seed + 1, solved=True)
        await steps.rectify(handler, case_id, story.solution + "，已按要求补充整改", again)
        yield _hours(chance, 4, 40)
    await steps.verify(crew["verifier1"], case_id)
    yield _hours(chance, 4, 30)
    await steps.close(crew["lead1"], case_id)
    yield _hours(chance, 50, 200)
    if chance.random() < 0.03:
        photo = await crew["brigade1"].upload(await _picture(seed + 2, solved=False))
        await crew["brigade1"].wait_for(worked(case_id), status="closed")
        await crew["brigade1"].change(
            worked(case_id), "recheck", {"reason": "问题反弹", "photo_ids": [str(photo)]}
        )


async def _deferred(
    crew: Crew, handler: Person, case_id: str, chance: random.Random
) -> AsyncIterator[timedelta]:
    await handler.wait_for(worked(case_id), status="open")
    until = crew.today() + timedelta(days=chance.randrange(8, 120))
    await handler.change(
        worked(case_id),
        "deferral",
        {"until": until.isoformat(), "reason": "需等待天气转暖后施工，申请挂号"},
    )
    yield _hours(chance, 4, 30)
    try:
        await crew["leader1"].change(worked(case_id), "deferral/grant", {"note": "同意挂号"})
    except Refused as refusal:
        if refusal.status != 409:
            raise
    yield _hours(chance, 40, 120)


async def _picture(seed: int, *, solved: bool) -> bytes:
    return await asyncio.to_thread(photos.street, seed, solved=solved)


def _hours(chance: random.Random, least: int, most: int) -> timedelta:
    return timedelta(hours=chance.uniform(least, most))
