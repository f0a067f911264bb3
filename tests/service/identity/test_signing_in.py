"""Signing in: who is let in, and how guessing is slowed."""

import asyncio

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet
from prometheus_client import REGISTRY

from services.contracts.identity import PersonChanged
from services.identity import tables
from tests.service.identity.office import PASSWORD, an_office, person

WRONG = "not the right password"


async def test_signing_in_gives_tokens_and_who_one_is(office):
    answer = await office.sign_in()

    body = answer.json()
    assert (answer.status_code, body["token_type"], body["expires_in"]) == (201, "Bearer", 600)
    assert body["person"]["name"] == "系统管理员"
    assert answer.headers["cache-control"] == "no-store"
    me = await office.me({"authorization": f"Bearer {body['access_token']}"})
    assert me.json() == body["person"]
    assert [grant["role"] for grant in me.json()["grants"]] == ["administrator"]


async def test_the_access_token_says_what_every_service_reads(office):
    answer = (await office.sign_in()).json()
    keys = (await office.client.get("/.well-known/jwks.json")).json()["keys"]

    token = jwt.decode(
        answer["access_token"], KeySet([ECKey.import_key(key) for key in keys]), ["ES256"]
    )

    who, now = answer["person"], int(office.hand.now.timestamp())
    header = jws.extract_compact(answer["access_token"].encode()).headers()
    assert header == {"alg": "ES256", "typ": "at+jwt", "kid": keys[0]["kid"]}
    assert token.claims.pop("jti") != token.claims.pop("sid")
    assert token.claims == {
        "iss": "shirong",
        "aud": "shirong",
        "sub": who["id"],
        "org": who["organisation_id"],
        "ver": 1,
        "name": "系统管理员",
        "grants": [["administrator", who["organisation_id"]]],
        "iat": now,
        "exp": now + 600,
    }


async def test_the_refresh_token_is_in_a_cookie_no_script_reads(office):
    cookie = (await office.sign_in()).headers["set-cookie"]

    for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/api/identity/sessions"):
        assert part in cookie
    assert "Max-Age=43200" in cookie


async def test_nobody_learns_whether_a_username_exists(office):
    await office.put_people(person("gone"))
    await disable(office, "gone")

    answers = [
        await office.sign_in("admin", WRONG),
        await office.sign_in("nobody", WRONG),
        await office.sign_in("gone", PASSWORD),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert {answer.json()["type"] for answer in answers} == {"/problems/sign-in-failed"}
    assert len({answer.json()["detail"] for answer in answers}) == 1


async def test_every_refusal_costs_one_hash(office):
    await office.put_people(person("gone"), person("new") | {"password": None})
    await disable(office, "gone")

    spent = [
        await hashes_of(office.sign_in("admin", WRONG)),
        await hashes_of(office.sign_in("nobody", WRONG)),
        await hashes_of(office.sign_in("gone", PASSWORD)),
        await hashes_of(office.sign_in("new", WRONG)),
    ]

    assert spent == [1, 1, 1, 1]


async def test_a_locked_account_costs_none_whether_it_exists_or_not(office):
    for username in ("admin", "nobody"):
        for _ in range(5):
            await office.sign_in(username, WRONG)

        assert await hashes_of(office.sign_in(username, WRONG)) == 0


async def hashes_of(attempt):
    """How many password hashes an attempt makes: what its time consists of."""
    before = REGISTRY.get_sample_value("shirong_password_hashes_total")
    await attempt
    return REGISTRY.get_sample_value("shirong_password_hashes_total") - before


async def test_after_five_failures_even_the_right_password_waits(office):
    for username, right in (("admin", 201), ("nobody", 401)):
        for _ in range(5):
            assert (await office.sign_in(username, WRONG)).status_code == 401

        locked = await office.sign_in(username)
        assert (locked.status_code, locked.headers["retry-after"]) == (429, "1")
        assert locked.json()["type"] == "/problems/account-locked"

        office.hand.turn(seconds=1)
        assert (await office.sign_in(username)).status_code == right


@pytest.mark.parametrize("username", ["admin", "nobody"])
async def test_failures_sent_at_once_are_all_counted(office, username):
    # Two: as many as the smallest machine hashes at once.
    for _ in range(2):
        await asyncio.gather(*(office.sign_in(username, WRONG) for _ in range(2)))
    await office.sign_in(username, WRONG)

    assert (await office.sign_in(username)).status_code == 429


async def test_a_good_sign_in_forgets_the_failures_before_it(office):
    for _ in range(3):
        for _ in range(4):
            await office.sign_in("admin", WRONG)
        assert (await office.sign_in()).status_code == 201


async def test_usernames_do_not_mind_case(office):
    assert (await office.sign_in("ＡＤＭＩＮ")).status_code == 201


async def test_a_weaker_hash_is_replaced_without_telling_anybody(office):
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    told = len(await office.events(PersonChanged))
    async with office.runtime.database.begin() as tx:
        await tx.execute(sa.update(tables.people).values(password_hash=weak))

    await office.sign_in()

    async with office.runtime.database.read() as tx:
        kept = (await tx.execute(sa.select(tables.people.c.password_hash))).scalar_one()
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (await office.sign_in()).status_code == 201
    assert len(await office.events(PersonChanged)) == told


async def test_one_address_may_not_try_for_ever(office, form):
    settings = {"sign_in_burst": 3, "sign_in_rate": 0.01}
    async with an_office(form, office.hand, office.record, **settings) as strict:
        answers = [await strict.sign_in(f"u{number}", WRONG) for number in range(4)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert answers[-1].json()["type"] == "/problems/address-busy"


async def disable(office, username):
    found = await office.person(username)
    answer = await office.client.patch(
        f"/people/{found['id']}",
        json={"active": False},
        headers={**await office.bearer(), "if-match": f'"v{found["version"]}"'},
    )
    assert answer.status_code == 200
