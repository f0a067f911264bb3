"""Random lives of cases through the real services, each step compared with the pure model."""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from deploy.demo.person import Person, Refused
from deploy.demo.steps import dispatched, organisations, problem, worked
from deploy.embedded import secrets
from deploy.embedded.assembly import System, embedded, prepare
from deploy.embedded.first_start import furnish
from tests.e2e.life_model import APART, ENDS, Life

CITY = Path("deploy/cities/fushun")
PASSWORD = "long-enough-for-tests"
STEPS = (
    "approve",
    "reject",
    "withdraw",
    "confirm",
    "decline",
    "rectify",
    "verify",
    "return",
    "close",
    "recheck",
    "request_deferral",
    "grant",
    "refuse",
    "hand_back",
    "assign",
)
CLOSURE = {
    "open": "open",
    "supervised": "open",
    "asked": "open",
    "handed_back": "open",
    "submitted": "submitted",
    "pre_closed": "pre_closed",
    "deferred": "deferred",
    "extension_asked": "deferred",
    "closed": "closed",
}
DISPATCH = {
    "open": "in_pool",
    "supervised": "in_pool",
    "asked": "in_pool",
    "handed_back": "handed_back",
    "submitted": "submitted",
    "pre_closed": "pre_closed",
    "deferred": "deferred",
    "extension_asked": "deferred",
    "closed": "closed",
}


class Town:
    """One running city for all examples, on an event loop of its own."""

    loop: asyncio.AbstractEventLoop
    system: System
    people: dict[str, Person]
    organisations: dict[str, str]

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()
        self._folder = tempfile.TemporaryDirectory()
        self.run(self._open())

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def close(self) -> None:
        self.run(self._stack.aclose())
        self.loop.close()
        self._folder.cleanup()

    async def _open(self) -> None:
        folder = Path(self._folder.name)
        kept = secrets.keep(folder)
        await prepare(folder, kept)
        self.system = await self._stack.enter_async_context(embedded(folder, kept))
        self.people = await furnish(self.system, CITY, PASSWORD)
        listed = await organisations(self.people["admin"])
        self.organisations = {each["code"]: each["id"] for each in listed}


class Lives(RuleBasedStateMachine):
    """Steps in any order by the people who take them; the model says what must come of it."""

    town: ClassVar[Town]
    cases = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self.lives: dict[str, Life] = {}

    @initialize(target=cases, mode=st.sampled_from(["general", "urgent"]))
    def first_report(self, mode: str) -> str:
        return self._report(mode)

    @rule(target=cases, mode=st.sampled_from(["general", "urgent"]))
    def report(self, mode: str) -> str:
        return self._report(mode)

    @rule(case_id=cases, step=st.sampled_from(STEPS))
    def step(self, case_id: str, step: str) -> None:
        life = self.lives[case_id]
        wanted = life.after(step)
        if (life.state, step) in APART:
            return
        if wanted is None and _address(step, case_id) != problem(case_id) and not life.number:
            return  # nothing is there yet to command
        refusal = self.town.run(self._refusal_of(case_id, step, life))
        if refusal is None:
            assert wanted is not None, f"{step} in {life.state} was not refused"
            self.lives[case_id] = wanted
        else:
            assert wanted is None, f"{step} in {life.state} was refused: {refusal}"
            assert refusal.status in {403, 404, 409, 412, 422}, refusal
        self.town.run(self._compare(case_id))

    def _report(self, mode: str) -> str:
        case_id = str(uuid4())
        body = {
            "id": case_id,
            "mode": mode,
            "urgent_reason": "危险" if mode == "urgent" else "",
            "description": "路边堆放垃圾",
            "place": {"address": "站前街", "longitude": 123.9, "latitude": 41.86},
            "photo_ids": [],
        }
        worker = self.town.people["inspector-zqj"]
        self.town.run(worker.create("/api/intake/reports", body))
        self.lives[case_id] = Life("urgent" if mode == "urgent" else "waiting")
        self.town.run(self._compare(case_id))
        return case_id

    async def _refusal_of(self, case_id: str, step: str, life: Life) -> Refused | None:
        try:
            await self._take(case_id, step, life)
        except Refused as refusal:
            return refusal
        return None

    async def _take(self, case_id: str, step: str, life: Life) -> None:
        people, organisations = self.town.people, self.town.organisations
        district = "handler-wh" if life.transfers % 2 else "handler-xf"
        handler = "brigade1" if life.pool == "supervised" else district
        other = organisations["210402" if life.transfers % 2 else "210404"]
        until = (
            self.town.system.runtimes["closure"].clock()
            + timedelta(days=12 if life.state == "deferred" else 9)
        ).date()
        verdict = {"category_code": "06010", "organisation_id": organisations["210402"]}
        after = {"solution": "已清理", "after_photo_ids": [str(uuid4())]}
        deferral = {"until": until.isoformat(), "reason": "冬季无法施工"}
        recheck = {"reason": "反弹", "photo_ids": [str(uuid4())]}
        checker = "lead1" if life.state == "pre_closed" else "verifier1"
        who, command, body = {
            "approve": ("reviewer1", "approval", verdict),
            "reject": ("reviewer1", "rejection", {"reason": "不属实"}),
            "withdraw": ("inspector-zqj", "withdrawal", {"reason": "已自行解决"}),
            "confirm": ("leader1", "confirmation", {}),
            "decline": ("leader1", "declination", {"reason": "不紧急"}),
            "rectify": (handler, "rectification", after),
            "verify": ("verifier1", "verification", {}),
            "return": (checker, "return", {"reason": "未整改到位"}),
            "close": ("lead1", "approval", {}),
            "recheck": ("brigade1", "recheck", recheck),
            "request_deferral": (handler, "deferral", deferral),
            "grant": ("leader1", "deferral/grant", {}),
            "refuse": ("leader1", "deferral/refusal", {"reason": "不同意"}),
            "hand_back": (handler, "hand-back", {"reason": "不属于本区"}),
            "assign": ("reviewer1", "assignment", {"organisation_id": other}),
        }[step]
        await people[who].change(_address(step, case_id), command, body)

    async def _compare(self, case_id: str) -> None:
        """Every service comes to show what the model says."""
        life, people = self.lives[case_id], self.town.people
        if life.state in ENDS | {"waiting", "urgent"}:
            await people["reviewer1"].wait_for(problem(case_id), status=life.state)
            return
        case = await people["observer1"].wait_for(
            dispatched(case_id), status=DISPATCH[life.state], transfers=life.transfers
        )
        assert life.number in {"", case["number"]}, "the number changed"
        shown = await people["observer1"].wait_for(
            worked(case_id), status=CLOSURE[life.state], returns=life.returns
        )
        assert shown["closures"] == life.closures
        self.lives[case_id] = Life(**{**life.__dict__, "number": case["number"]})


def _address(step: str, case_id: str) -> str:
    if step in {"approve", "reject", "confirm", "decline"}:
        return problem(case_id)
    if step == "withdraw":
        return f"/api/intake/reports/{case_id}"
    if step in {"hand_back", "assign"}:
        return dispatched(case_id)
    return worked(case_id)


def test_any_order_of_steps_ends_where_the_model_says():
    Lives.town = Town()
    try:
        machine = Lives.TestCase
        machine.settings = settings(
            max_examples=12,
            stateful_step_count=25,
            derandomize=True,  # a red run can be walked again as it was
            phases=[Phase.explicit, Phase.generate],  # a step takes real time: no shrinking
            suppress_health_check=list(HealthCheck),
        )
        machine().runTest()
    finally:
        Lives.town.close()
