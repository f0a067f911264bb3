"""What tests of the desk begin with: problems and cases of their own, made over HTTP."""

from dataclasses import dataclass
from itertools import count
from uuid import uuid4

from deploy.demo import photos, steps
from tests.screens.city import City

HANDLER, DISTRICT = "handler-xf", "新抚区"
"""Who works the cases that these tests dispatch, and where."""

_seeds = count(1)


@dataclass(frozen=True)
class Problem:
    """A problem in the pool; its description is nobody else's."""

    case_id: str
    description: str


@dataclass(frozen=True)
class Case(Problem):
    number: str


def picture(*, solved: bool = False) -> bytes:
    """A photo that no other case has."""
    return photos.street(next(_seeds) * 7919, solved=solved)


async def a_problem(city: City, *, urgent: bool = False) -> Problem:
    """A report that waits for its reviewer or, an urgent one, for the leader."""
    description = f"路面散落生活垃圾 {uuid4().hex[:6]}"
    seed = next(_seeds)
    case_id = await steps.report(
        city.person("inspector-zqj"),
        description=description,
        address="中央大街1号",
        # Far enough from each other to be no duplicates.
        longitude=123.90 + seed * 0.005,
        latitude=41.86,
        pictures=(picture(),),
        mode="urgent" if urgent else "general",
        urgent_reason="影响通行安全" if urgent else "",
    )
    await city.person("reviewer2").wait_for(steps.problem(case_id))
    return Problem(case_id, description)


async def a_case(city: City) -> Case:
    """A problem that was approved and lies in the district's list pool."""
    problem = await a_problem(city)
    reviewer = city.person("reviewer2")
    listed = await steps.organisations(reviewer)
    district = next(each["id"] for each in listed if each["name"] == DISTRICT)
    await steps.approve(reviewer, problem.case_id, category_code="06010", organisation_id=district)
    case = await reviewer.wait_for(steps.dispatched(problem.case_id))
    await reviewer.wait_for(steps.worked(problem.case_id))
    await reviewer.wait_for(f"/api/ledger/cases/{problem.case_id}", stage="in_pool")
    return Case(problem.case_id, problem.description, case["number"])


async def a_rectified_case(city: City) -> Case:
    """A case that waits to be verified."""
    case = await a_case(city)
    handler = city.person(HANDLER)
    await steps.rectify(handler, case.case_id, "已清运全部垃圾", picture(solved=True))
    await handler.wait_for(steps.dispatched(case.case_id), status="submitted")
    await handler.wait_for(f"/api/ledger/cases/{case.case_id}", stage="submitted")
    return case
