"""Links and new passwords."""

from services.contracts.identity import PersonChanged
from tests.service.identity.office import PASSWORD, person

NEW = "the other side of the river"


async def a_link(office, username="wang"):
    found = await office.person(username)
    answer = await office.client.post(
        f"/people/{found['id']}/password-reset", headers=await office.bearer()
    )
    assert answer.status_code == 201
    return answer.json()["token"]


async def by_link(office, token, password=NEW):
    return await office.client.post("/password", json={"token": token, "password": password})


async def test_a_link_sets_the_password_once_and_ends_every_session(office):
    await office.put_people(person("wang"))
    headers, token = await office.bearer("wang"), await a_link(office)
    assert (await office.me(headers)).status_code == 200

    assert (await by_link(office, token)).status_code == 204

    assert (await office.me(headers)).status_code == 401
    assert (await office.sign_in("wang", PASSWORD)).status_code == 401
    assert (await office.sign_in("wang", NEW)).status_code == 201
    again = await by_link(office, token, "and yet another one")
    assert (again.status_code, again.json()["type"]) == (422, "/problems/link-spent")
    event = (await office.events(PersonChanged))[-1]
    assert (event.version, event.by) == (3, event.person_id)


async def test_who_made_a_link_and_who_used_it_are_steps_of_the_account(office):
    await office.put_people(person("wang"))
    wang = await office.person("wang")
    await by_link(office, await a_link(office))

    steps = await office.steps("wang")

    assert [each["code"] for each in steps] == [
        "password-set",
        "password-link-made",
        "account-created",
    ]
    set_by, made_by, created_by = (each["by"] for each in steps)
    administrator = (await office.person("admin"))["id"]
    assert (set_by, made_by, created_by) == (wang["id"], administrator, administrator)
    assert steps[1]["zh"] == "生成了重设密码的链接"


async def test_a_link_opens_an_account_without_a_password(office):
    await office.put_people(person("wang") | {"password": None})
    assert (await office.sign_in("wang")).status_code == 401

    await by_link(office, await a_link(office))

    assert (await office.sign_in("wang", NEW)).status_code == 201


async def test_a_link_lives_an_hour_and_only_the_last_one_works(office):
    await office.put_people(person("wang"))
    first, second = await a_link(office), await a_link(office)

    assert (await by_link(office, first)).status_code == 422
    office.hand.turn(hours=1)
    assert (await by_link(office, second)).status_code == 422


async def test_a_refused_password_does_not_spend_the_link(office):
    await office.put_people(person("wang"))
    token = await a_link(office)

    assert (await by_link(office, token, "wang wang wang 1")).status_code == 422
    assert (await by_link(office, token)).status_code == 204


async def test_a_locked_account_opens_by_a_link(office):
    await office.put_people(person("wang"))
    for _ in range(7):
        await office.sign_in("wang", "wrong wrong wrong")
    assert (await office.sign_in("wang")).status_code == 429

    await by_link(office, await a_link(office))

    assert (await office.sign_in("wang", NEW)).status_code == 201


async def test_changing_ones_own_password_needs_the_present_one(office):
    await office.put_people(person("wang"))
    headers = await office.bearer("wang")

    async def change(current, new=NEW):
        return await office.client.post(
            "/people/me/password", json={"current": current, "new": new}, headers=headers
        )

    assert (await change("wrong")).status_code == 401
    assert (await change(PASSWORD, "short")).status_code == 422
    assert (await change(PASSWORD)).status_code == 204
    assert (await office.me(headers)).status_code == 401
    assert (await office.sign_in("wang", NEW)).status_code == 201


async def test_guessing_the_present_password_is_slowed_too(office):
    await office.put_people(person("wang"))
    headers, body = await office.bearer("wang"), {"current": "guess", "new": NEW}

    answers = [
        await office.client.post("/people/me/password", json=body, headers=headers)
        for _ in range(6)
    ]

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
