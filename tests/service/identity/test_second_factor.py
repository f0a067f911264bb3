"""The second factor: enrolled, asked for, recovered, removed, reset."""

import asyncio

import pytest
import sqlalchemy as sa

from services.contracts.identity import PersonChanged, SessionRevoked
from services.identity import tables
from services.identity.domain.second_factors import NotEnrolled
from services.identity.jobs import JOBS
from services.identity.second_factor_reset import reset_second_factor
from tests.service.identity.authenticator import WRONG_CODE, Phone, code_of
from tests.service.identity.office import PASSWORD, person


@pytest.fixture
async def wang(office):
    """Somebody who works at the city and has enrolled."""
    await office.put_people(person("wang", reviewer="C"))
    phone = Phone(office, "wang")
    await phone.enrol()
    return phone


async def test_the_first_step_answers_a_challenge_and_no_token(office, wang):
    answer = await office.sign_in("wang")

    assert answer.status_code == 202
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    body = answer.json()
    assert body.pop("challenge")
    assert body == {"next": "code", "expires_in": 600}


async def test_password_and_code_open_a_session(office, wang):
    answer = await wang.sign_in()

    assert answer.status_code == 201
    assert answer.json()["person"]["username"] == "wang"
    assert answer.json()["recovery_codes"] == []
    assert (await office.me(await wang.bearer())).status_code == 200


async def test_a_challenge_is_good_for_nothing_else(office, wang):
    challenge = await wang.challenge()

    assert (await office.me({"authorization": f"Bearer {challenge}"})).status_code == 401
    assert (await office.refresh(challenge)).status_code == 401


async def test_a_challenge_opens_one_session(office, wang):
    challenge = await wang.challenge()
    assert (await wang.second_step(challenge, wang.next_code())).status_code == 201

    again = await wang.second_step(challenge, wang.next_code())

    assert (again.status_code, code_of(again)) == (401, "code-failed")


async def test_a_challenge_answered_twice_at_once_opens_one_session(office, wang):
    challenge, code = await wang.challenge(), wang.next_code()

    answers = await asyncio.gather(*(wang.second_step(challenge, code) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 401, 401, 401]


async def test_a_challenge_lives_ten_minutes(office, wang):
    challenge = await wang.challenge()
    office.hand.turn(minutes=10)

    assert (await wang.second_step(challenge, wang.code())).status_code == 401


async def test_a_code_is_good_once_even_with_a_new_challenge(office, wang):
    code = wang.next_code()
    assert (await wang.sign_in(code)).status_code == 201

    assert (await wang.sign_in(code)).status_code == 401
    assert (await wang.sign_in()).status_code == 201


async def test_the_code_that_enrolled_opens_no_session(office, wang):
    assert (await wang.sign_in(wang.code())).status_code == 401


async def test_whatever_is_wrong_with_a_code_the_answer_is_the_same(office, wang):
    challenge = await wang.challenge()
    used = wang.recovery_codes[0]
    assert (await wang.sign_in(used)).status_code == 201

    answers = [
        await wang.second_step("made up", wang.next_code()),
        await wang.second_step(challenge, WRONG_CODE),
        await wang.second_step(challenge, used),
        await wang.second_step(challenge, "no code at all"),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.json()["detail"] for answer in answers}) == 1


async def test_wrong_codes_lock_the_account_and_good_passwords_do_not_open_it(office, wang):
    for _ in range(5):
        challenge = await wang.challenge()
        assert (await wang.second_step(challenge, WRONG_CODE)).status_code == 401

    locked = await office.sign_in("wang")
    assert (locked.status_code, code_of(locked)) == (429, "account-locked")
    still = await wang.second_step(challenge, wang.code(1))
    assert (still.status_code, code_of(still)) == (429, "account-locked")

    office.hand.turn(seconds=1)
    assert (await wang.sign_in()).status_code == 201
    assert (await wang.sign_in(WRONG_CODE)).status_code == 401


async def test_ten_recovery_codes_open_ten_sessions(office, wang):
    assert len(wang.recovery_codes) == 10

    for code in wang.recovery_codes:
        assert (await wang.sign_in(code)).status_code == 201
        assert (await wang.sign_in(code)).status_code == 401

    headers = await wang.bearer()
    shown = await office.client.get("/people/me/second-factor", headers=headers)
    assert shown.json() == {"enrolled": True, "recovery_codes_left": 0}


async def test_nothing_in_the_database_tells_a_code(office, wang):
    async with office.runtime.database.read() as tx:
        sealed = (await tx.execute(sa.select(tables.second_factors.c.sealed))).scalar_one()
        hashes = (await tx.execute(sa.select(tables.recovery_codes.c.code_hash))).scalars().all()

    secret = wang.address.split("secret=")[1].split("&")[0]
    assert secret.encode() not in sealed
    assert len(hashes) == 10
    assert not {code.encode() for code in wang.recovery_codes} & set(hashes)


async def test_enrolling_needs_the_password_and_a_first_code(office):
    await office.put_people(person("wang"))
    phone, headers = Phone(office, "wang"), await office.bearer("wang")

    wrong = await phone.post("/people/me/second-factor", headers, password="guess")
    assert (wrong.status_code, code_of(wrong)) == (401, "sign-in-failed")
    begun = await phone.post("/people/me/second-factor", headers, password=PASSWORD)
    assert begun.headers["cache-control"] == "no-store"
    failed = await phone.post("/people/me/second-factor/enrolment", headers, code=WRONG_CODE)
    assert (failed.status_code, code_of(failed)) == (401, "code-failed")

    assert (await office.sign_in("wang")).status_code == 201


async def test_only_the_secret_told_last_can_be_enrolled(office):
    await office.put_people(person("wang"))
    headers, first, last = await office.bearer("wang"), Phone(office), Phone(office)
    for phone in (first, last):
        begun = await phone.post("/people/me/second-factor", headers, password=PASSWORD)
        phone.address = begun.json()["address"]
    path = "/people/me/second-factor/enrolment"

    assert (await first.post(path, headers, code=first.code())).status_code == 401
    assert (await last.post(path, headers, code=last.code())).status_code == 201


async def test_an_enrolled_factor_is_not_replaced_but_removed_first(office, wang):
    again = await wang.post("/people/me/second-factor", await wang.bearer(), password=PASSWORD)

    assert (again.status_code, code_of(again)) == (409, "already-enrolled")


async def test_enrolling_ends_every_other_session(office):
    await office.put_people(person("wang"))
    elsewhere = await office.bearer("wang")

    here = await Phone(office, "wang").enrol()

    assert (await office.me(elsewhere)).status_code == 401
    assert (await office.me(here)).status_code == 200
    assert len(await office.events(SessionRevoked)) == 1


async def test_removing_needs_password_and_code_and_ends_every_session(office, wang):
    headers, path = await wang.bearer(), "/people/me/second-factor/removal"

    refused = [
        await wang.post(path, headers, password="guess", code=wang.next_code()),
        await wang.post(path, headers, password=PASSWORD, code=WRONG_CODE),
    ]
    assert [code_of(answer) for answer in refused] == ["sign-in-failed", "code-failed"]
    assert (await office.me(headers)).status_code == 200

    removed = await wang.post(path, headers, password=PASSWORD, code=wang.next_code())
    assert removed.status_code == 204
    assert (await office.me(headers)).status_code == 401
    assert (await office.sign_in("wang")).status_code == 201
    assert [each["code"] for each in await office.steps("wang")] == [
        "second-factor-removed",
        "second-factor-enrolled",
        "account-created",
    ]


async def reset(office, username, headers=None):
    found = await office.person(username)
    return await office.client.delete(
        f"/people/{found['id']}/second-factor",
        headers={**(headers or await office.bearer()), "if-match": f'"v{found["version"]}"'},
    )


async def test_an_administrator_resets_that_of_a_lost_phone(office, wang):
    headers, challenge = await wang.bearer(), await wang.challenge()
    assert (await office.person("wang"))["has_second_factor"] is True

    answer = await reset(office, "wang")

    assert answer.status_code == 200
    assert answer.json()["has_second_factor"] is False
    assert (await office.me(headers)).status_code == 401
    assert (await wang.second_step(challenge, wang.next_code())).status_code == 401
    assert (await office.sign_in("wang")).status_code == 201
    latest = (await office.steps("wang"))[0]
    administrator = (await office.person("admin"))["id"]
    assert (latest["code"], latest["by"]) == ("second-factor-reset", administrator)
    event = (await office.events(PersonChanged))[-1]
    assert (str(event.by), event.token_version) == (administrator, 2)
    nothing = await reset(office, "wang")
    assert (nothing.status_code, code_of(nothing)) == (409, "not-enrolled")


async def test_nobody_resets_their_own(office):
    await office.put_people(person("zhao", administrator="C"))
    phone = Phone(office, "zhao")
    headers = await phone.enrol()

    answer = await reset(office, "zhao", headers)

    assert (answer.status_code, code_of(answer)) == (403, "own-second-factor")


async def test_an_operator_resets_it_where_no_administrator_is_left(office):
    phone = Phone(office, "admin")
    headers = await phone.enrol()

    await reset_second_factor(office.runtime.database, username="Admin")

    await office.runtime.directory.refresh(office.runtime.database)
    assert (await office.me(headers)).status_code == 401
    assert (await office.sign_in("admin")).status_code == 201
    with pytest.raises(NotEnrolled):
        await reset_second_factor(office.runtime.database, username="admin")


async def test_a_new_password_by_link_leaves_the_second_factor(office, wang):
    challenge, found = await wang.challenge(), await office.person("wang")
    path = f"/people/{found['id']}/password-reset"
    link = await office.client.post(path, headers=await office.bearer())
    new = "the other side of the river"
    await wang.post("/password", token=link.json()["token"], password=new)

    assert (await wang.second_step(challenge, wang.next_code())).status_code == 401
    assert (await office.sign_in("wang", new)).status_code == 202


async def test_what_is_left_of_sign_ins_is_forgotten(office, wang):
    await wang.challenge()
    office.hand.turn(minutes=10)

    for job in JOBS:
        await job.run(office.runtime)

    async with office.runtime.database.read() as tx:
        assert (await tx.execute(sa.select(tables.challenges))).all() == []
