"""The tree over HTTP, with the model city's own list."""

from dataclasses import asdict
from pathlib import Path

from deploy.cities.city import read_city
from services.contracts.identity import OrganisationChanged
from tests.service.identity.office import organisation, person

FUSHUN = Path(__file__).parents[3] / "deploy" / "cities" / "fushun"


async def test_the_model_city_loads_and_loading_again_changes_nothing(office):
    entries = [
        {name: value for name, value in asdict(each).items() if name != "at"}
        for each in read_city(FUSHUN).organisations
    ]
    root = {**entries[0], "code": "C"}
    below = [
        {**each, "parent_code": "C"} if each["parent_code"] == entries[0]["code"] else each
        for each in entries[1:]
    ]

    first = await office.put_organisations(root, *below)
    second = await office.put_organisations(root, *below)

    assert first.json() == {"given": len(entries), "changed": len(entries)}
    assert second.json()["changed"] == 0
    assert len(await office.events(OrganisationChanged)) == len(entries) + 1


async def test_the_process_that_changed_the_tree_knows_it_at_once(office):
    await office.put_organisations(organisation("EAST"), organisation("STREET", "EAST"))

    directory = office.runtime.directory
    street = directory.find_code("STREET")
    assert street.id in directory.subtree(directory.find_code("EAST").id)


async def test_moving_a_district_moves_its_streets(office):
    await office.put_organisations(
        organisation("EAST"), organisation("WEST"), organisation("STREET", "EAST")
    )

    moved = await office.put_organisations(organisation("EAST", "WEST"))

    assert moved.json() == {"given": 1, "changed": 2}
    directory = office.runtime.directory
    assert [each.code for each in directory.chain(directory.find_code("STREET").id)] == [
        "STREET",
        "EAST",
        "WEST",
        "C",
    ]
    versions = [(event.code, event.version) for event in await office.events(OrganisationChanged)]
    assert sorted(versions[-2:]) == [("EAST", 2), ("STREET", 2)]


async def test_the_tree_is_read_by_everybody_with_versions(office):
    await office.put_organisations(organisation("EAST", lat=41.8, lon=123.9))
    await office.put_people(person("wang"))
    headers = await office.bearer("wang")

    tree = (await office.client.get("/organisations", headers=headers)).json()["organisations"]
    one = await office.client.get(f"/organisations/{tree[1]['id']}", headers=headers)

    assert [each["code"] for each in tree] == ["C", "EAST"]
    assert (tree[1]["lat"], tree[1]["lon"]) == (41.8, 123.9)
    assert (one.json(), one.headers["etag"]) == (tree[1], '"v1"')


async def test_a_list_isnt_put_over_what_its_sender_never_saw(office):
    headers = await office.bearer()
    read = await office.client.get("/organisations", headers=headers)
    await office.put_organisations(organisation("EAST", name="东区"))
    await office.put_organisations(organisation("EAST", name="东区"))
    old = {"organisations": [organisation("EAST", name="东")]}

    async def put(version: str):
        seen = {**headers, "If-Match": version}
        return await office.client.put("/organisations", json=old, headers=seen)

    stale = await put(read.headers["etag"])
    again = (await office.client.get("/organisations", headers=headers)).headers["etag"]
    kept = await put(again)

    assert (read.headers["etag"], again, kept.headers["etag"]) == ('"v0"', '"v1"', '"v2"')
    assert (stale.status_code, kept.status_code) == (412, 200)
    assert office.runtime.directory.find_code("EAST").name == "东"


async def test_a_second_root_is_refused_in_words(office):
    answer = await office.put_organisations(organisation("OTHER", None))

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/second-root")
    assert "OTHER" in answer.json()["detail"]


async def test_half_a_place_is_no_place(office):
    assert (await office.put_organisations(organisation("E", lat=41.8))).status_code == 422


async def test_only_administrators_put_organisations(office):
    await office.put_people(person("wang", leader="C"))
    answer = await office.client.put(
        "/organisations",
        json={"organisations": [organisation("EAST")]},
        headers=await office.bearer("wang"),
    )

    assert answer.status_code == 403


async def test_a_district_administrator_puts_only_what_is_below(office):
    await office.put_organisations(organisation("EAST"), organisation("WEST"))
    await office.put_people(person("east", "EAST", administrator="EAST"))
    headers = await office.bearer("east")
    for entry, status in (
        (organisation("S1", "EAST"), 200),
        (organisation("S2", "WEST"), 404),
        (organisation("WEST", name="西"), 404),
    ):
        body = {"organisations": [entry]}
        answer = await office.client.put("/organisations", json=body, headers=headers)
        assert answer.status_code == status
