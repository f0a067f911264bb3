"""Loading a city: what is sent, in which order, and what happens when it isn't taken."""

import json
import shutil
from pathlib import Path

import httpx
import pytest

from deploy.cities.load import LoadRefused, load, sign_in
from deploy.cities.table import BrokenRow

FUSHUN = Path(__file__).parents[3] / "deploy" / "cities" / "fushun"
UNKNOWN_ORGANISATION = {
    "type": "/problems/unknown-organisation",
    "title": "Conflict",
    "detail": "CGZX-01 is not known yet",
}


class System:
    """A running system seen from outside: what it was sent, and what it answers."""

    def __init__(self, answers=None):
        self.sent = []
        self.answers = answers or {}

    def __call__(self, request):
        name = request.url.path.removeprefix("/api/")
        self.sent.append((name, json.loads(request.content)))
        queue = self.answers.get(name, [])
        return queue.pop(0) if queue else httpx.Response(200, json={})

    def body(self, name):
        return dict(self.sent)[name]

    def client(self):
        return httpx.AsyncClient(transport=httpx.MockTransport(self), base_url="http://city")


def silent(line):
    pass


async def test_a_city_is_sent_organisations_first_and_counted():
    system, said = System(), []

    async with system.client() as client:
        report = await load(FUSHUN, client, say=said.append)

    assert [name for name, _ in system.sent] == [
        "identity/organisations",
        "intake/categories",
        "intake/category-mappings",
        "intake/routing-rules",
        "intake/organisation-aliases",
        "dispatch/limits",
        "media/retention-rules",
        "media/watermark-templates",
        "dispatch/number-format",
    ]
    assert report.city == "抚顺市"
    assert report.counts["organisations.csv"] == 96
    assert said[0] == "organisations.csv: 96 to /api/identity/organisations"
    assert len(said) == 9


async def test_a_row_travels_under_the_names_the_services_use():
    system = System()

    async with system.client() as client:
        await load(FUSHUN, client, say=silent)

    organisations = system.body("identity/organisations")["organisations"]
    assert organisations[0] == {
        "code": "210400",
        "name": "抚顺市",
        "name_en": "Fushun City",
        "short_name": "抚顺",
        "kind": "city",
        "parent_code": None,
        "number_prefix": "",
        "lat": None,
        "lon": None,
    }
    assert system.body("intake/routing-rules")["rules"][-1] == {
        "priority": 999,
        "category_prefix": "",
        "area_code": None,
        "source": "",
        "organisation_code": "CGZX-01",
        "note": "兜底规则：所在区未知",
    }
    assert system.body("dispatch/limits")["limits"][0] == {
        "category_code": "*",
        "mode": "general",
        "working_days": 7,
        "hours": None,
    }
    assert system.body("dispatch/number-format") == {"format": "{prefix}-{year}-{sequence:05d}"}


@pytest.mark.parametrize("status", [409, 422])
async def test_organisations_still_on_their_way_are_waited_for(status):
    late = httpx.Response(status, json=UNKNOWN_ORGANISATION)
    system = System({"intake/routing-rules": [late], "dispatch/limits": [late]})

    async with system.client() as client:
        await load(FUSHUN, client, say=silent)

    names = [name for name, _ in system.sent]
    assert names.count("intake/routing-rules") == names.count("dispatch/limits") == 2


async def test_organisations_that_never_arrive_are_reported():
    late = [httpx.Response(409, json=UNKNOWN_ORGANISATION) for _ in range(9)]
    system = System({"intake/routing-rules": late})

    async with system.client() as client:
        with pytest.raises(LoadRefused) as refused:
            await load(FUSHUN, client, patience=0.2, say=silent)

    assert str(refused.value) == (
        "routing.csv was not taken by /api/intake/routing-rules: 409 CGZX-01 is not known yet"
    )


async def test_any_other_refusal_is_final():
    problem = {"type": "/problems/invalid", "detail": "codes must be text"}
    system = System({"intake/categories": [httpx.Response(422, json=problem)]})

    async with system.client() as client:
        with pytest.raises(LoadRefused, match=r"categories\.csv .*: 422 codes must be text"):
            await load(FUSHUN, client, say=silent)

    assert [name for name, _ in system.sent] == ["identity/organisations", "intake/categories"]


async def test_nothing_is_sent_of_a_city_with_a_broken_file(tmp_path):
    folder = Path(shutil.copytree(FUSHUN, tmp_path / "fushun"))
    (folder / "limits.csv").write_text("category_code,mode,working_days,hours\n", encoding="utf-8")
    system = System()

    async with system.client() as client:
        with pytest.raises(BrokenRow, match=r"limits\.csv: there is no limit for \*"):
            await load(folder, client, say=silent)

    assert system.sent == []


async def test_signing_in_gives_the_client_its_token():
    answer = httpx.Response(201, json={"access_token": "abc"})
    system = System({"identity/sessions": [answer]})

    async with system.client() as client:
        await sign_in(client, "admin", "secret")

        assert client.headers["Authorization"] == "Bearer abc"
    assert system.sent == [("identity/sessions", {"username": "admin", "password": "secret"})]


async def test_a_wrong_password_is_told_without_repeating_it():
    answer = httpx.Response(401, json={"detail": "wrong username or password"})
    system = System({"identity/sessions": [answer]})

    async with system.client() as client:
        with pytest.raises(LoadRefused) as refused:
            await sign_in(client, "admin", "secret")

    assert str(refused.value) == "admin could not sign in: 401 wrong username or password"
