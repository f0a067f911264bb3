"""People over HTTP: lists, single accounts, what ends with them, who may."""

from services.contracts.identity import PersonChanged, SessionRevoked
from tests.service.identity.office import PASSWORD, key, organisation, person


async def patch(office, username, change, version=None, by="admin"):
    found = await office.person(username)
    version = version or found["version"]
    return await office.client.patch(
        f"/people/{found['id']}",
        json=change,
        headers={**await office.bearer(by), "if-match": f'"v{version}"'},
    )


async def a_district_with(office, *people):
    await office.put_organisations(organisation("EAST"), organisation("WEST"))
    answer = await office.put_people(*people)
    assert answer.status_code == 200, answer.text


async def test_a_list_of_people_given_twice_changes_nothing(office):
    entries = [person("wang", leader="C"), person("li", handler="C", verifier="C")]

    first = await office.put_people(*entries)
    told = len(await office.events(PersonChanged))
    second = await office.put_people(*entries)

    assert first.json() == {"given": 2, "changed": 2}
    assert second.json() == {"given": 2, "changed": 0}
    assert len(await office.events(PersonChanged)) == told == 3


async def test_a_list_never_replaces_a_password_somebody_has(office):
    await office.put_people(person("wang"))
    await office.put_people(person("wang") | {"password": "another one entirely 7"})

    assert (await office.sign_in("wang", PASSWORD)).status_code == 201


async def test_a_list_with_one_wrong_entry_changes_nothing(office):
    answer = await office.put_people(person("wang"), person("li", "NOWHERE"))

    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/unknown-organisation"
    assert (await office.sign_in("wang")).status_code == 401


async def test_a_common_first_password_is_refused(office):
    answer = await office.put_people(person("wang") | {"password": "Password2024!"})

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/password-too-common")


async def test_a_username_belongs_to_one_person(office):
    city = await office.organisation_id("C")
    body = {"username": "Wang", "name": "王", "organisation_id": city}
    headers = await office.bearer()

    first = await office.client.post("/people", json=body, headers={**headers, **key()})
    second = await office.client.post("/people", json=body, headers={**headers, **key()})

    assert (first.status_code, first.headers["etag"]) == (201, '"v1"')
    assert first.json()["username"] == "wang"
    assert second.status_code == 409
    address = "https://city.test" + first.headers["location"]
    read = await office.client.get(address, headers=headers)
    assert (read.json(), read.headers["etag"]) == (first.json(), '"v1"')


async def test_the_second_to_change_a_person_is_told_who_was_first(office):
    await office.put_people(person("wang"))
    await patch(office, "wang", {"name": "王一"})

    late = await patch(office, "wang", {"name": "王二"}, version=1)

    assert late.status_code == 412
    assert "系统管理员" in late.json()["detail"]


async def test_a_disabled_person_is_out_at_once(office):
    await office.put_people(person("wang", handler="C"))
    signed_in = (await office.sign_in("wang")).json()
    headers = {"authorization": f"Bearer {signed_in['access_token']}"}

    await patch(office, "wang", {"active": False})

    assert (await office.me(headers)).status_code == 401
    assert (await office.refresh(signed_in["refresh_token"])).status_code == 401
    [revoked] = await office.events(SessionRevoked)
    event = (await office.events(PersonChanged))[-1]
    assert str(revoked.person_id) == str(event.person_id) == signed_in["person"]["id"]
    assert (event.active, event.version, event.token_version) == (False, 2, 2)


async def test_losing_a_role_signs_out_and_gaining_one_does_not(office):
    await office.put_people(person("wang", handler="C"))
    city, headers = await office.organisation_id("C"), await office.bearer("wang")

    handler, verifier = (
        {"role": role, "organisation_id": city} for role in ("handler", "verifier")
    )
    await patch(office, "wang", {"grants": [handler, verifier]})
    assert (await office.me(headers)).status_code == 200

    await patch(office, "wang", {"grants": [verifier]})
    assert (await office.me(headers)).status_code == 401


async def test_only_administrators_manage_people(office):
    await office.put_people(person("wang", leader="C"))
    headers = await office.bearer("wang")

    assert (await office.client.get("/people", headers=headers)).status_code == 403
    body = {"people": [person("new")]}
    assert (await office.client.put("/people", json=body, headers=headers)).status_code == 403


async def test_anybody_may_ask_for_the_names_of_people_they_know(office):
    await office.put_people(person("wang"))
    wang = await office.person("wang")

    answer = await office.client.get(
        "/people", params={"ids": [wang["id"]]}, headers=await office.bearer("wang")
    )

    assert answer.json() == {
        "items": [{name: wang[name] for name in ("id", "name", "organisation_id")}],
        "next": None,
    }


async def test_a_district_administrator_sees_and_gives_only_what_is_theirs(office):
    await a_district_with(
        office,
        person("east", "EAST", administrator="EAST"),
        person("west", "WEST"),
        person("chief", "EAST", leader="C"),
    )
    headers = await office.bearer("east")
    east, west = await office.organisation_id("EAST"), await office.organisation_id("WEST")

    listed = (await office.client.get("/people", headers=headers)).json()["items"]
    assert [each["username"] for each in listed] == ["chief", "east"]

    west_id = (await office.person("west"))["id"]
    assert (await office.client.get(f"/people/{west_id}", headers=headers)).status_code == 404
    assert (await patch(office, "west", {"name": "x"}, by="east")).status_code == 404
    assert (await patch(office, "chief", {"active": False}, by="east")).status_code == 403
    chief = (await office.person("chief"))["id"]
    link = await office.client.post(f"/people/{chief}/password-reset", headers=headers)
    assert link.status_code == 403
    for given, status in ((east, 201), (west, 403)):
        body = {
            "username": f"new-{status}",
            "name": "新",
            "organisation_id": east,
            "grants": [{"role": "administrator", "organisation_id": given}],
        }
        made = await office.client.post("/people", json=body, headers={**headers, **key()})
        assert made.status_code == status


async def test_the_list_goes_on_where_a_page_ended(office):
    await office.put_people(*(person(f"p{number}") for number in range(4)))
    headers, found, after = await office.bearer(), [], {}
    while True:
        page = await office.client.get("/people", params={"limit": 2, **after}, headers=headers)
        found += [each["username"] for each in page.json()["items"]]
        if page.json()["next"] is None:
            break
        after = {"after": page.json()["next"]}

    assert found == ["admin", "p0", "p1", "p2", "p3"]


async def test_people_are_found_by_a_part_of_their_name_or_username(office):
    await office.put_people(person("wang.li"), person("zhao"))

    answer = await office.client.get(
        "/people", params={"named": "NG.L"}, headers=await office.bearer()
    )

    assert [each["username"] for each in answer.json()["items"]] == ["wang.li"]
