"""Every role at every place knocks at every door of every service. OWASP Authorization Testing."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.contract.authorisation.city import City, a_city
from tests.contract.authorisation.knocking import knock
from tests.contract.authorisation.knocks import KNOCKS, OPERATIONS, knock_of
from tests.contract.authorisation.table import ANSWERS, ROLES, Actor, Door, cells, read
from tests.contract.test_routes import OPEN, endpoints
from tests.whole import SERVICES

LINES = read()
DOORS = list(dict.fromkeys(line.door for line in LINES))
NAMED = {*ROLES, "anyone", "others", "public", "reporter"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[City]:
    async with a_city(tmp_path_factory.mktemp("city")) as city:
        yield city


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("door", DOORS, ids=str)
async def test_everybody_is_answered_what_the_table_says(city: City, door: Door):
    said = cells(LINES, door)
    how = knock_of(door)

    answers = {actor: await knock(city, door, how, actor) for actor in said}

    assert _by_name(answers) == _by_name(said)


def _by_name(answers: dict[Actor, str]) -> dict[str, str]:
    return {str(actor): answer for actor, answer in answers.items()}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_route_has_a_line_in_the_table(service):
    routes = {(each.method, each.path) for each in endpoints(service)}
    lines = {
        (line.door.method, line.door.path) for line in LINES if line.door.service == service.name
    }

    assert lines == routes


def test_the_public_doors_of_the_table_are_the_open_routes():
    public = {line.door for line in LINES if "public" in line.roles}

    assert {(door.service, door.method, door.path) for door in public} == set(OPEN)


def test_the_table_uses_its_own_words_and_names_no_role_twice_at_a_door():
    said = [(line.door, role) for line in LINES for role in line.roles]

    assert {role for _, role in said} <= NAMED
    assert {answer for line in LINES for answer in line.answers.values()} <= ANSWERS
    assert len(said) == len(set(said))


def test_every_request_belongs_to_a_line():
    doors = {line.door for line in LINES}
    known = {(each.service, f"{each.method} {each.path}") for each in doors}
    known |= {(each.service, f"{each.method} {each.path} [{each.thing}]") for each in doors}
    written = {(service, at) for service, knocks in KNOCKS.items() for at in knocks}

    assert written <= known
    assert {("intake", at) for at in OPERATIONS} <= known
