"""Cases that a screen's test needs, lived over HTTP by the people whose work it is."""

from deploy.demo import photos, steps
from tests.screens.city import City


async def reported(city: City, description: str) -> str:
    """A problem that an inspector has just reported."""
    return await steps.report(
        city.person("inspector-zqj"),
        description=description,
        address="站前街道中央大街18号附近",
        longitude=123.8972,
        latitude=41.8587,
        pictures=(photos.street(7, solved=False),),
    )


async def closed(city: City, description: str) -> str:
    """A case from its report to the ledger, its comparison ready to be shown."""
    case_id = await reported(city, description)
    reviewer = city.person("reviewer1")
    await steps.approve(reviewer, case_id, category_code="06010")
    case = await reviewer.wait_for(steps.dispatched(case_id))
    listed = await steps.organisations(reviewer)
    [holder] = [each for each in listed if each["id"] == case["organisation_id"]]
    handler = city.person(f"handler-{holder['number_prefix'].lower()}")
    await steps.rectify(handler, case_id, "已清运并冲洗地面", photos.street(7, solved=True))
    await steps.verify(city.person("verifier1"), case_id)
    await steps.close(city.person("lead1"), case_id)
    await city.person("lead1").wait_for(
        f"/api/ledger/cases/{case_id}", stage="closed", comparison_ready=True
    )
    return case_id
