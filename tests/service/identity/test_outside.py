"""Signing in at an outside provider: a real one, in a process of its own."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.identity.outside import Account
from services.identity.outside_link import link_account
from tests.servers.openid import CLIENT, SECRET, OpenId, openid
from tests.service.identity.office import PASSWORD, Office, an_office, key, person

REDIRECT = "https://city.test/sign-in/outside"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenId]:
    folder: Path = tmp_path_factory.mktemp("openid")
    with openid(folder, redirect=REDIRECT) as provider:
        yield provider


def settings(provider: OpenId) -> dict[str, str]:
    return {
        "oidc_issuer": provider.issuer,
        "oidc_name": "政务统一认证",
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_redirect_url": REDIRECT,
    }


@pytest.fixture
async def city(office: Office, form, elsewhere: OpenId) -> AsyncIterator[Office]:
    """An office where wang, a reviewer, may sign in elsewhere as `w-1`."""
    office.hand.now = datetime.now(UTC)
    await office.put_people(person("wang", reviewer="C"), person("li", handler="C"))
    account = Account(elsewhere.issuer, "w-1")
    await link_account(office.runtime.database, username="wang", account=account)
    async with an_office(form, office.hand, office.record, **settings(elsewhere)) as city:
        yield city


async def go(city: Office, elsewhere: OpenId, *, login: str, wrong: str = "") -> dict[str, str]:
    """Begin here, sign in there; what the browser comes back with."""
    begun = await city.client.post("/sessions/outside")
    assert begun.status_code == 201, begun.text
    return elsewhere.sign_in(begun.json()["address"], login=login, wrong=wrong)


async def test_who_is_linked_gets_a_session(city, elsewhere):
    back = await go(city, elsewhere, login="w-1")

    answer = await city.client.post("/sessions/outside/completion", json=back)

    assert answer.status_code == 201, answer.text
    assert answer.json()["person"]["username"] == "wang"
    bearer = {"authorization": f"Bearer {answer.json()['access_token']}"}
    assert (await city.me(bearer)).status_code == 200
    assert (await city.client.get("/sessions/outside")).json() == {"name": "政务统一认证"}


async def test_who_is_linked_to_nobody_is_told_so(city, elsewhere):
    back = await go(city, elsewhere, login="stranger")

    answer = await city.client.post("/sessions/outside/completion", json=back)

    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/outside-account-unknown"


@pytest.mark.parametrize("wrong", ["nonce", "audience", "issuer", "time", "key"])
async def test_a_token_that_is_not_for_this_sign_in_is_refused(city, elsewhere, wrong):
    back = await go(city, elsewhere, login="w-1", wrong=wrong)

    answer = await city.client.post("/sessions/outside/completion", json=back)

    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/outside-sign-in-failed"


async def test_an_answer_counts_once(city, elsewhere):
    back = await go(city, elsewhere, login="w-1")
    cookie = city.client.cookies.get("shirong_outside")
    assert (await city.client.post("/sessions/outside/completion", json=back)).status_code == 201
    city.client.cookies.set("shirong_outside", cookie)

    again = await city.client.post("/sessions/outside/completion", json=back)

    assert again.status_code == 401


async def test_another_browser_can_not_finish_it(city, elsewhere):
    back = await go(city, elsewhere, login="w-1")
    city.client.cookies.clear()

    answer = await city.client.post("/sessions/outside/completion", json=back)

    assert answer.status_code == 401


async def test_after_ten_minutes_it_is_too_late(city, elsewhere):
    back = await go(city, elsewhere, login="w-1")
    city.hand.turn(minutes=11)

    answer = await city.client.post("/sessions/outside/completion", json=back)

    assert answer.status_code == 401


async def test_a_code_of_another_sign_in_is_refused_by_the_provider(city, elsewhere):
    # The verifier is of another beginning: PKCE.
    first = await go(city, elsewhere, login="w-1")
    second = await go(city, elsewhere, login="w-1")

    answer = await city.client.post(
        "/sessions/outside/completion", json={"state": second["state"], "code": first["code"]}
    )

    assert answer.status_code == 401


async def test_somebody_disabled_gets_no_session(city, elsewhere):
    wang = await city.person("wang")
    disabled = await city.client.patch(
        f"/people/{wang['id']}",
        json={"active": False},
        headers=await city.bearer() | {"If-Match": f'"v{wang["version"]}"', **key()},
    )
    assert disabled.status_code == 200, disabled.text
    back = await go(city, elsewhere, login="w-1")

    answer = await city.client.post("/sessions/outside/completion", json=back)

    assert answer.status_code == 401


async def test_a_second_factor_that_is_demanded_here_is_demanded(city, form, elsewhere):
    given = settings(elsewhere) | {"second_factor_roles": "reviewer"}
    async with an_office(form, city.hand, city.record, **given) as strict:
        back = await go(strict, elsewhere, login="w-1")

        answer = await strict.client.post("/sessions/outside/completion", json=back)

    assert (answer.status_code, answer.json()["next"]) == (202, "enrolment")


async def test_one_links_and_unlinks_an_account_of_ones_own(city, elsewhere):
    bearer = await city.bearer("li")
    back = await go(city, elsewhere, login="l-1")

    linked = await city.client.post(
        "/people/me/outside-account", json=back | {"password": PASSWORD}, headers=bearer
    )

    assert linked.status_code == 204, linked.text
    assert (await city.steps("li"))[0]["en"] == "linked an outside account"
    back = await go(city, elsewhere, login="l-1")
    assert (await city.client.post("/sessions/outside/completion", json=back)).status_code == 201

    bearer = await city.bearer("li")
    unlinked = await city.client.delete("/people/me/outside-account", headers=bearer)
    assert unlinked.status_code == 204
    back = await go(city, elsewhere, login="l-1")
    assert (await city.client.post("/sessions/outside/completion", json=back)).status_code == 401


async def test_a_link_needs_the_password(city, elsewhere):
    bearer = await city.bearer("li")
    back = await go(city, elsewhere, login="l-1")

    answer = await city.client.post(
        "/people/me/outside-account", json=back | {"password": "a wrong one"}, headers=bearer
    )

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("username", "login", "problem"),
    [("li", "w-1", "outside-account-taken"), ("wang", "w-2", "outside-account-linked")],
)
async def test_accounts_are_linked_one_to_one(city, elsewhere, username, login, problem):
    bearer = await city.bearer(username)
    back = await go(city, elsewhere, login=login)

    answer = await city.client.post(
        "/people/me/outside-account", json=back | {"password": PASSWORD}, headers=bearer
    )

    assert (answer.status_code, answer.json()["type"]) == (409, f"/problems/{problem}")


async def test_without_a_provider_there_is_none(office):
    assert (await office.client.get("/sessions/outside")).json() == {"name": None}
    assert (await office.client.post("/sessions/outside")).status_code == 404


async def test_a_provider_that_is_away_is_no_fault_of_ours(form, office):
    nowhere = OpenId("http://127.0.0.1:9", REDIRECT)
    async with an_office(form, office.hand, office.record, **settings(nowhere)) as city:
        answer = await city.client.post("/sessions/outside")

    assert answer.status_code == 503
