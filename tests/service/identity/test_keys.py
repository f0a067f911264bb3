"""Signing keys: published, kept sealed, changed by the clock, trusted by other services."""

import asyncio

import httpx
import pytest
import sqlalchemy as sa
from joserfc import jws

from services.chassis import migrate
from services.chassis.callers import PublishedKeys, Tokens
from services.chassis.directory import Directory
from services.identity import tables
from services.identity.app import service
from services.identity.jobs import JOBS
from tests.service.identity.office import Hand, Record, an_office


def key_id(answer):
    return jws.extract_compact(answer.json()["access_token"].encode()).headers()["kid"]


async def published(office):
    answer = await office.client.get("/.well-known/jwks.json")
    assert answer.headers["cache-control"] == "public, max-age=300"
    return [key["kid"] for key in answer.json()["keys"]]


async def days_later(office, days):
    """Time passes, the worker does its jobs, the process reads its keys again."""
    office.hand.turn(days=days)
    for job in JOBS:
        await job.run(office.runtime)
    await office.runtime.resources.keyring.read()


async def test_two_keys_are_published_and_nothing_private(office):
    keys = (await office.client.get("/.well-known/jwks.json")).json()["keys"]

    assert len(keys) == 2
    for key in keys:
        assert set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
        assert (key["alg"], key["use"]) == ("ES256", "sig")


async def test_the_private_keys_are_sealed_in_the_database(office):
    async with office.runtime.database.read() as tx:
        kept = (await tx.execute(sa.select(tables.signing_keys.c.sealed))).scalars().all()

    assert len(kept) == 2
    assert not any(b"PRIVATE KEY" in sealed for sealed in kept)


async def test_another_service_trusts_the_tokens_by_the_published_keys(office):
    token = (await office.sign_in()).json()["access_token"]
    transport = office.client._transport
    async with httpx.AsyncClient(transport=transport) as http:
        tokens = Tokens(
            PublishedKeys("https://city.test/api/identity", http),
            issuer="shirong",
            directory=Directory(),
            clock=office.hand,
        )
        caller = await tokens.caller(token)

    assert (caller.name, caller.has("administrator")) == ("系统管理员", True)


async def test_keys_follow_one_another_every_ninety_days(office):
    first, second = await published(office)
    assert key_id(await office.sign_in()) == first

    await days_later(office, 90)
    assert key_id(await office.sign_in()) == second
    *old, third = await published(office)
    assert old == [first, second]

    await days_later(office, 1)
    assert await published(office) == [second, third]
    assert key_id(await office.sign_in()) == second


async def test_processes_that_start_at_once_share_their_first_keys(form):
    await migrate.upgrade(service, form.database_url("identity"))
    hand, record = Hand(), Record()

    async def start():
        async with an_office(form, hand, record) as office:
            return await published(office)

    first, second, third = await asyncio.gather(start(), start(), start())

    assert len(first) == 2
    assert first == second == third


async def test_a_process_with_another_secret_does_not_start(office, form):
    with pytest.raises(SystemExit, match="SHIRONG_KEY_SECRET"):
        async with an_office(form, Hand(), Record(), key_secret="x" * 32):
            pass
