"""A deputy's tokens: what they say, until when, and what takes it back."""

from datetime import timedelta

from services.contracts.identity import DelegationChanged, PersonChanged
from tests.service.identity.office import key, person


async def delegate(office, *, minutes=60, role="leader", by="boss", deputy="deputy"):
    ends_at = office.hand.now + timedelta(minutes=minutes)
    body = {
        "deputy_id": (await office.person(deputy))["id"],
        "role": role,
        "organisation_id": await office.organisation_id("C"),
        "starts_at": office.hand.now.isoformat(),
        "ends_at": ends_at.isoformat(),
    }
    headers = {**await office.bearer(by), **key()}
    return await office.client.post("/delegations", json=body, headers=headers)


async def take_back(office, delegation, *, by="boss", version=1):
    headers = {**await office.bearer(by), "if-match": f'"v{version}"'}
    return await office.client.delete(f"/delegations/{delegation['id']}", headers=headers)


async def with_a_deputy(office):
    await office.put_people(
        person("boss", leader="C"), person("deputy"), person("other", leader="C")
    )


def roles(answer):
    return [grant["role"] for grant in answer.json()["person"]["grants"]]


async def test_a_deputy_holds_the_role_from_the_next_token_on(office):
    await with_a_deputy(office)
    before = await office.sign_in("deputy")

    made = await delegate(office)

    assert (made.status_code, made.headers["etag"]) == (201, '"v1"')
    assert roles(before) == []
    after = await office.refresh(before.json()["refresh_token"])
    [grant] = after.json()["person"]["grants"]
    assert (grant["role"], grant["lent_by"]) == ("leader", made.json()["person_id"])
    caller = await office.runtime.tokens.caller(after.json()["access_token"])
    assert caller.has("leader")


async def test_no_token_outlives_the_deputation_in_it(office):
    await with_a_deputy(office)
    await delegate(office, minutes=3)

    deputy = await office.sign_in("deputy")
    assert deputy.json()["expires_in"] == 180

    office.hand.turn(minutes=3)
    assert roles(await office.refresh(deputy.json()["refresh_token"])) == []


async def test_what_is_taken_back_is_gone_from_the_deputys_tokens_at_once(office):
    await with_a_deputy(office)
    made = (await delegate(office)).json()
    deputy = (await office.sign_in("deputy")).json()
    headers = {"authorization": f"Bearer {deputy['access_token']}"}
    assert (await office.me(headers)).status_code == 200

    ended = await take_back(office, made)

    assert (ended.status_code, ended.json()["active"]) == (200, False)
    assert (await office.me(headers)).status_code == 401
    assert roles(await office.refresh(deputy["refresh_token"])) == []
    said = [(event.version, event.active) for event in await office.events(DelegationChanged)]
    assert said == [(1, True), (2, False)]
    assert (await office.events(PersonChanged))[-1].token_version == 2


async def test_a_leader_who_loses_the_role_lends_it_no_longer(office):
    await with_a_deputy(office)
    await delegate(office)
    deputy = (await office.sign_in("deputy")).json()

    await office.put_people(person("boss", observer="C"))

    refreshed = await office.refresh(deputy["refresh_token"])
    assert roles(refreshed) == []
    assert [event.active for event in await office.events(DelegationChanged)] == [True, False]


async def test_a_borrowed_role_is_not_lent_on(office):
    await with_a_deputy(office)
    await delegate(office)

    answer = await delegate(office, by="deputy", deputy="other")

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-held")


async def test_only_leaders_and_lead_administrators_name_deputies(office):
    await with_a_deputy(office)

    answer = await delegate(office, by="admin", role="administrator")

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/role-missing")


async def test_a_deputation_is_known_to_those_it_concerns(office):
    await with_a_deputy(office)
    made = (await delegate(office)).json()

    for username, sees in (("boss", 200), ("deputy", 200), ("admin", 200), ("other", 404)):
        headers = await office.bearer(username)
        one = await office.client.get(f"/delegations/{made['id']}", headers=headers)
        listed = await office.client.get("/delegations", headers=headers)
        assert one.status_code == sees
        assert bool(listed.json()["items"]) is (sees == 200)
    assert (await take_back(office, made, by="other")).status_code == 404
    assert (await take_back(office, made, by="deputy")).status_code == 404


async def test_taking_back_needs_the_version_and_tells_who_was_first(office):
    await with_a_deputy(office)
    made = (await delegate(office)).json()
    assert (await take_back(office, made, by="admin")).status_code == 200

    late = await take_back(office, made)
    assert late.status_code == 412
    assert "系统管理员" in late.json()["detail"]
    assert (await take_back(office, made, version=2)).status_code == 409


async def test_who_could_be_a_deputy_is_found_by_a_part_of_the_name(office):
    await with_a_deputy(office)
    headers = await office.bearer("boss")

    async def found(named):
        answer = await office.client.get("/deputies", params={"named": named}, headers=headers)
        return [each["id"] for each in answer.json()]

    assert await found("DEPU") == [(await office.person("deputy"))["id"]]
    assert await found("boss") == []
    assert await found("%") == []
    refused = await office.client.get(
        "/deputies", params={"named": "o"}, headers=await office.bearer("deputy")
    )
    assert refused.status_code == 403
