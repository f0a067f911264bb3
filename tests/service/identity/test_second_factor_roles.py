"""Roles that demand a second factor: no token before one is enrolled."""

from datetime import timedelta

import pytest

from services.identity.settings import IdentitySettings
from tests.service.identity.authenticator import WRONG_CODE, Phone, code_of
from tests.service.identity.office import an_office, key, person


@pytest.fixture
async def strict(office, form):
    """A process that demands a second factor of reviewers and leaders."""
    await office.put_people(
        person("wang", reviewer="C"), person("li", handler="C"), person("zhao", leader="C")
    )
    roles = "reviewer, leader"
    async with an_office(form, office.hand, office.record, second_factor_roles=roles) as strict:
        yield strict


async def begin(office, phone):
    """The challenge of somebody who has to enrol, and their authenticator set up."""
    answer = await office.sign_in(phone.username)
    assert (answer.status_code, answer.json()["next"]) == (202, "enrolment")
    challenge = answer.json()["challenge"]
    begun = await phone.post("/sessions/enrolment", challenge=challenge)
    assert begun.headers["cache-control"] == "no-store"
    phone.address = begun.json()["address"]
    return challenge


async def test_who_holds_such_a_role_enrols_before_the_first_session(strict):
    phone = Phone(strict, "wang")
    challenge = await begin(strict, phone)

    answer = await phone.second_step(challenge, phone.code())

    assert answer.status_code == 201
    assert len(answer.json()["recovery_codes"]) == 10
    assert (await phone.sign_in(answer.json()["recovery_codes"][3])).status_code == 201
    assert (await strict.me(await phone.bearer())).status_code == 200


async def test_before_that_there_is_nothing_but_a_challenge(strict):
    answer = await strict.sign_in("wang")

    assert set(answer.json()) == {"challenge", "next", "expires_in"}
    assert "set-cookie" not in answer.headers


async def test_others_sign_in_as_ever(strict):
    assert (await strict.sign_in("li")).status_code == 201


async def test_a_wrong_first_code_enrols_nothing(strict):
    phone = Phone(strict, "wang")
    challenge = await begin(strict, phone)

    for _ in range(2):
        assert (await phone.second_step(challenge, WRONG_CODE)).status_code == 401

    assert (await strict.sign_in("wang")).json()["next"] == "enrolment"
    assert (await phone.second_step(challenge, phone.next_code())).status_code == 201


async def test_a_challenge_for_a_code_enrols_no_other_authenticator(strict):
    phone = Phone(strict, "wang")
    await phone.second_step(await begin(strict, phone), phone.code())

    answer = await phone.post("/sessions/enrolment", challenge=await phone.challenge())

    assert (answer.status_code, code_of(answer)) == (409, "already-enrolled")
    late = await phone.post("/sessions/enrolment", challenge="made up")
    assert (late.status_code, code_of(late)) == (401, "code-failed")


async def test_a_session_from_before_the_demand_gets_no_new_token(office, strict):
    answer = await office.sign_in("wang")
    office.client.cookies.clear()

    refused = await strict.refresh(answer.json()["refresh_token"])

    assert (refused.status_code, code_of(refused)) == (401, "session-ended")


async def test_a_borrowed_role_demands_it_too(strict):
    leader, deputy = Phone(strict, "zhao"), await strict.sign_in("li")
    strict.client.cookies.clear()
    admitted = await leader.second_step(await begin(strict, leader), leader.code())
    headers = {"authorization": f"Bearer {admitted.json()['access_token']}"}
    now = strict.hand.now
    lent = {
        "deputy_id": deputy.json()["person"]["id"],
        "role": "leader",
        "organisation_id": admitted.json()["person"]["organisation_id"],
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(days=3)).isoformat(),
    }
    made = await strict.client.post("/delegations", json=lent, headers={**headers, **key()})
    assert made.status_code == 201, made.text

    assert (await strict.refresh(deputy.json()["refresh_token"])).status_code == 401
    assert (await strict.sign_in("li")).json()["next"] == "enrolment"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("none", set()),
        ("", set()),
        ("reviewer", {"reviewer"}),
        ("leader, reviewer,", {"leader", "reviewer"}),
    ],
)
def test_the_setting_is_names_with_commas_between(text, roles, monkeypatch):
    monkeypatch.setenv("SHIRONG_SECOND_FACTOR_ROLES", text)

    settings = IdentitySettings(
        database_url="sqlite+aiosqlite:///x.db",
        bus_url="local:",
        cursor_secret="x" * 32,
        key_secret="x" * 32,
    )

    assert settings.second_factor_roles == roles
