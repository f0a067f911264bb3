"""About the whole service: its tables, its doors, its first account."""

import re

from services.chassis import migrate
from services.contracts.identity import PersonChanged
from services.identity import store
from services.identity.app import service
from services.identity.first_administrator import create_administrator
from services.identity.jobs import JOBS
from tests.service.identity.office import PASSWORD, person


async def test_the_migrations_make_the_declared_tables(office, form):
    assert await migrate.differences(service, form.database_url("identity")) == []


async def test_every_route_needs_a_caller_or_is_declared_public(office):
    document = (await office.client.get("/openapi.json")).json()
    public = set()
    for path, methods in document["paths"].items():
        for method in methods:
            address = re.sub(r"\{\w+\}", "00000000-0000-0000-0000-000000000001", path)
            answer = await office.client.request(method, f"https://city.test{address}", json={})
            missing = answer.status_code == 401 and answer.json()["type"].endswith(
                "/unauthenticated"
            )
            if not missing and not path.startswith("/health"):
                public.add(path.removeprefix("/api/identity"))

    assert public == service.public_paths


async def test_making_the_first_administrator_again_changes_nothing(office):
    told = len(await office.events(PersonChanged))

    again = await create_administrator(
        office.runtime.database, username="Admin", name="别名", password="whatever this is"
    )

    assert str(again) == (await office.person("admin"))["id"]
    assert (await office.sign_in("admin", PASSWORD)).status_code == 201
    assert len(await office.events(PersonChanged)) == told


async def test_an_account_that_exists_is_only_given_the_role(office):
    await office.put_people(person("wang", handler="C"))

    await create_administrator(
        office.runtime.database, username="wang", name="别名", password="whatever this is"
    )

    wang = await office.person("wang")
    assert [grant["role"] for grant in wang["grants"]] == ["administrator", "handler"]
    assert (await office.sign_in("wang", PASSWORD)).status_code == 201


async def test_what_is_over_is_forgotten_and_what_lives_is_kept(office):
    await office.sign_in("nobody", "wrong wrong wrong")
    await office.sign_in()
    office.hand.turn(hours=37)
    living = (await office.sign_in()).json()["refresh_token"]
    office.client.cookies.clear()

    for job in JOBS:
        await job.run(office.runtime)

    async with office.runtime.database.read() as tx:
        sessions = (await tx.execute(service.tables.tables["sessions"].select())).all()
        failures = await store.find_failures(
            tx, office.runtime.resources.secrets.account_key("nobody")
        )
    assert len(sessions) == 1
    assert failures.count == 0
    assert (await office.refresh(living)).status_code == 200
