"""A case's trace, as a collector gets it from every service that had a part in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from deploy.demo import photos, steps
from deploy.demo.person import Person
from deploy.embedded import secrets
from deploy.embedded.assembly import embedded, prepare
from deploy.embedded.first_start import furnish
from services.chassis import tracing
from tests.forms import until
from tests.servers.collector import Collector, collector

pytestmark = pytest.mark.asyncio(loop_scope="module")

CITY = Path("deploy/cities/fushun")
PASSWORD = "long-enough-for-tests"
PLACE = "站前街 12 号"
WORDS = "路边堆放生活垃圾，影响通行"
ATTRIBUTES = {"http.request.method", "http.route", "http.response.status_code"}


class Watched:
    """A city that tells a collector, and the traces that its answers named."""

    def __init__(self, collected: Collector) -> None:
        self.collected = collected
        self.people: dict[str, Person] = {}
        self.traces: dict[str, str] = {}

    async def keep(self, answer: httpx.Response) -> None:
        self.traces[f"{answer.request.method} {answer.url.path}"] = answer.headers["x-trace-id"]

    async def goes_through(self, request: str, *services: str) -> None:
        """Wait until the trace of the request has spans of all these services."""
        trace = self.traces[request]
        await until(lambda: set(services) <= self.collected.services(trace), within=30)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    folder = tmp_path_factory.mktemp("traced")
    with collector() as collected, pytest.MonkeyPatch.context() as environment:
        environment.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collected.url)
        environment.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
        kept = secrets.keep(folder)
        await prepare(folder, kept)
        async with embedded(folder, kept) as system:
            watched = Watched(collected)
            watched.people = await furnish(system, CITY, PASSWORD)
            system.client.event_hooks = {"response": [watched.keep]}
            yield watched


async def test_a_trace_leads_from_the_photo_to_the_ledger(city: Watched):
    people = city.people
    case_id = await steps.report(
        people["inspector-zqj"],
        description=WORDS,
        address=PLACE,
        longitude=123.9,
        latitude=41.86,
        pictures=(photos.street(7, solved=False, size=(320, 240)),),
    )
    organisations = {
        each["code"]: each["id"] for each in await steps.organisations(people["reviewer1"])
    }
    await steps.approve(
        people["reviewer1"],
        case_id,
        category_code="06010",
        organisation_id=organisations["210402"],
    )

    await city.goes_through("POST /api/intake/reports", "intake", "media", "review", "ledger")
    approval = f"POST /api/review/problems/{case_id}/approval"
    await city.goes_through(approval, "review", "dispatch", "closure", "notice", "ledger")


async def test_a_span_tells_routes_and_names_and_nothing_of_people(city: Watched):
    await city.goes_through("GET /api/identity/organisations", "identity")
    collected = city.collected

    assert {name for span in collected.spans for name in span.attributes} == ATTRIBUTES
    assert "POST /api/review/problems/{case_id}/approval" in {span.name for span in collected.spans}
    for word in (WORDS, PLACE, PASSWORD, "inspector-zqj"):
        assert word.encode() not in collected.bodies


async def test_an_error_is_told_by_its_class(city: Watched):
    with pytest.raises(UnicodeError, match="张三"):
        fail()

    await until(lambda: "UnicodeError" in {span.status for span in city.collected.spans})
    assert "张三".encode() not in city.collected.bodies


def fail() -> None:
    with tracing.span("fail", service="review", parent=None):
        raise UnicodeError("张三")
