"""Open311 GeoReport v2, as its clients ask it, in both forms."""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4
from xml.etree import ElementTree

import pytest
import pytest_asyncio

from services.contracts.closure import CaseClosed
from services.contracts.intake import ReportSubmitted
from services.contracts.place import Place
from services.contracts.review import ProblemApproved
from tests.forms import Form
from tests.service.importing import ADMINISTRATOR, SHUNCHENG, an_import_desk
from tests.service.platform import a_key, a_source

ROOT = "/api/intake/open311/v2"


class Client:
    """An application that reports through Open311."""

    def __init__(self, office, api_key):
        self.office, self.api_key = office, api_key

    async def get(self, page, **query):
        return await self.office.desk.client.get(f"{ROOT}/{page}", params=query)

    async def post(self, page="requests.json", **given):
        body = {
            "api_key": self.api_key,
            "service_code": "01001",
            "lat": "41.8683",
            "long": "123.9182",
            "address_string": "新华大街12号",
            "description": "沿街商户占道 <b>&</b> 经营",
            **given,
        }
        content = urlencode({name: value for name, value in body.items() if value is not None})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.office.desk.client.post(
            f"{ROOT}/{page}", content=content, headers=headers
        )

    async def made(self, **given):
        answer = await self.post(**given)
        assert answer.status_code == 201, answer.text
        (request,) = answer.json()
        return request["service_request_id"]


@pytest.fixture
async def client(form):
    async with an_import_desk(form) as office:
        yield await a_client(office)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory):
    """A client that changes nothing: what is refused is refused alike in both forms."""
    form = Form("embedded", tmp_path_factory.mktemp("open311"), settings={"external_burst": 1_000})
    async with an_import_desk(form) as office:
        yield await a_client(office)


async def a_client(office, code="app", **given):
    source = a_source(name="随手拍", **given)
    await office.desk.put(f"/external-sources/{code}", source, by=ADMINISTRATOR)
    return Client(office, (await a_key(office, code, use="open311"))["secret"])


def verdict(report_id, at, version=1):
    return ProblemApproved(
        case_id=report_id,
        reporter_id=uuid4(),
        reporter_organisation_id=SHUNCHENG,
        organisation_id=SHUNCHENG,
        category_code="01001",
        description="占道经营",
        place=Place(),
        photo_ids=(),
        version=version,
        at=at,
    )


def closure(report_id, at):
    return CaseClosed(
        case_id=report_id,
        organisation_id=SHUNCHENG,
        round=1,
        closures=1,
        solution="已清理",
        before_photo_ids=(),
        after_photo_ids=(),
        rectifier_id=None,
        verifier_id=None,
        version=1,
        at=at,
    )


async def test_a_client_finds_its_way_from_the_discovery_to_a_service(client):
    discovery = ElementTree.fromstring((await client.get("discovery.xml")).content)
    endpoint = discovery.find("endpoints/endpoint")
    assert endpoint.find("specification").text == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint.find("url").text == f"http://desk{ROOT}"
    assert [each.text for each in endpoint.find("formats")] == ["text/xml", "application/json"]

    answer = await client.get("services.xml")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    services = ElementTree.fromstring(answer.content)
    told = (await client.get("services.json")).json()
    assert [each.find("service_code").text for each in services] == [
        each["service_code"] for each in told
    ]
    (one,) = (each for each in told if each["service_code"] == "01001")
    assert one["metadata"] is False
    assert one["type"] == "realtime"
    definition = ElementTree.fromstring((await client.get("services/01001.xml")).content)
    assert definition.find("service_code").text == "01001"
    assert list(definition.find("attributes")) == []


async def test_a_request_becomes_a_report_in_the_problem_pool(client):
    request_id = await client.made(email="a@b.cn", first_name="三", phone="13800000000")

    (report,) = await client.office.desk.announced(ReportSubmitted)
    assert str(report.case_id) == request_id
    assert (report.mode, report.source, report.category_code) == ("general", "app", "01001")
    assert report.place == Place(address="新华大街12号", longitude=123.9182, latitude=41.8683)
    assert report.organisation_id == SHUNCHENG
    assert "a@b.cn" not in report.model_dump_json()
    token = (await client.get(f"tokens/{request_id}.json")).json()
    assert token == [{"token": request_id, "service_request_id": request_id}]


async def test_a_request_is_told_alike_in_both_forms(client):
    request_id = await client.made(media_url="https://app.example/1.jpg")

    (told,) = (await client.get(f"requests/{request_id}.json")).json()
    page = ElementTree.fromstring((await client.get(f"requests/{request_id}.xml")).content)

    (request,) = page.findall("request")
    assert {each.tag: each.text for each in request} == {
        name: None if value is None else str(value) for name, value in told.items()
    }
    assert told["description"] == "沿街商户占道 <b>&</b> 经营"
    assert (told["status"], told["lat"], told["long"]) == ("open", 41.8683, 123.9182)
    assert told["requested_datetime"].endswith("+00:00")
    assert told["media_url"] is None


async def test_its_status_follows_review_and_closure(client):
    request_id = await client.made(media_url="https://app.example/1.jpg")
    desk = client.office.desk

    await desk.hear(verdict(request_id, desk.now))
    (told,) = (await client.get(f"requests/{request_id}.json")).json()
    assert (told["status"], told["media_url"]) == ("open", "https://app.example/1.jpg")

    await desk.hear(closure(request_id, desk.now))
    (told,) = (await client.get(f"requests/{request_id}.json")).json()
    assert told["status"] == "closed"


async def test_the_same_content_within_a_day_is_the_same_request(client):
    first = await client.made()
    assert await client.made() == first
    assert await client.made(description="另一处") != first
    client.office.desk.now += timedelta(hours=23)
    assert await client.made() == first

    client.office.desk.now += timedelta(hours=2)

    assert await client.made() != first


async def test_anybody_lists_what_was_accepted_and_a_platform_all_of_its_own(client):
    seen, unseen = await client.made(), await client.made(description="另一处")
    other = await a_client(client.office, "other")
    theirs = await other.made(description="第三处")
    await client.office.desk.hear(verdict(seen, client.office.desk.now))

    async def listed(**query):
        answer = (await client.get("requests.json", **query)).json()
        return {each["service_request_id"] for each in answer}

    assert await listed() == {seen}
    assert await listed(api_key=client.api_key) == {seen, unseen}
    assert await listed(api_key=other.api_key) == {theirs}
    assert await listed(api_key=client.api_key, service_request_id=f"{unseen},{theirs},x") == {
        unseen
    }
    assert await listed(status="closed") == set()
    assert await listed(service_code="01001,01002", status="open") == {seen}
    assert await listed(service_code="01002") == set()
    assert await listed(start_date="2026-03-01T00:00:00Z", end_date="2026-03-03T00:00:00Z") == {
        seen
    }
    assert await listed(end_date="2026-03-01T00:00:00+08:00") == set()


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"api_key": None}, 403, "Missing or invalid api_key"),
        ({"api_key": "made.up"}, 403, "Missing or invalid api_key"),
        ({"service_code": None}, 400, "service_code was not provided"),
        ({"service_code": "9999"}, 404, "service_code was not found"),
        ({"jurisdiction_id": "elsewhere"}, 404, "jurisdiction_id was not found"),
        ({"lat": None}, 400, "lat was not provided"),
        ({"lat": None, "long": None, "address_string": None}, 400, "address_string was not"),
        ({"lat": "north"}, 400, "lat is not valid"),
        ({"long": "181"}, 400, "long is not valid"),
        ({"media_url": "javascript:alert(1)"}, 400, "media_url is not valid"),
        ({"description": "x" * 4001}, 400, "description is not valid"),
    ],
    ids=str,
)
@pytest.mark.asyncio(loop_scope="module")
async def test_each_bad_request_gets_the_error_that_the_specification_asks_for(
    shared, given, status, words
):
    for form in ("json", "xml"):
        answer = await shared.post(f"requests.{form}", **given)
        assert answer.status_code == status
        if form == "json":
            (error,) = answer.json()
        else:
            page = ElementTree.fromstring(answer.content)
            assert page.tag == "errors"
            error = {each.tag: each.text for each in page.find("error")}
        assert int(error["code"]) == status
        assert words in error["description"]


@pytest.mark.asyncio(loop_scope="module")
async def test_pages_that_are_not_there_are_errors_of_the_same_kind(shared):
    for page in ("requests/1.json", f"requests/{uuid4()}.json", "services/99.json"):
        answer = await shared.get(page)
        assert (answer.status_code, answer.json()[0]["code"]) == (404, 404)
    assert (await shared.get("services.yaml")).status_code == 404
    assert (await shared.get("requests.json", status="pending")).status_code == 400
    assert (await shared.get("requests.json", start_date="yesterday")).status_code == 400
    assert (await shared.get("requests.json", start_date="2026-03-01")).status_code == 400


async def test_a_signing_key_is_no_api_key(client):
    signing = await a_key(client.office, "app")
    client.api_key = f"{signing['id'].replace('-', '')}.{signing['secret']}"

    assert (await client.post()).status_code == 403
