"""Going on and signing out."""

import asyncio

from services.contracts.identity import SessionRevoked
from tests.forms import until
from tests.service.identity.office import an_office


def bearer(answer):
    return {"authorization": f"Bearer {answer.json()['access_token']}"}


async def signed_in(office):
    answer = await office.sign_in()
    office.client.cookies.clear()
    return answer, answer.json()["refresh_token"]


async def test_a_refresh_token_gives_new_tokens_of_the_same_session(office):
    first, token = await signed_in(office)
    office.hand.turn(minutes=9)

    second = await office.refresh(token)

    assert second.status_code == 200
    assert second.json()["refresh_token"] not in (None, token)
    office.hand.turn(minutes=5)
    assert (await office.me(bearer(first))).status_code == 401
    assert (await office.me(bearer(second))).status_code == 200


async def test_two_tabs_at_once_get_the_same_successor(office):
    _, token = await signed_in(office)

    first = await office.refresh(token)
    office.hand.turn(seconds=29)
    second = await office.refresh(token)

    assert second.status_code == 200
    assert second.json()["refresh_token"] == first.json()["refresh_token"]


async def test_a_token_sent_many_times_at_once_has_one_successor(office):
    _, token = await signed_in(office)

    answers = await asyncio.gather(*(office.refresh(token) for _ in range(5)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1


async def test_a_token_used_again_later_ends_the_whole_session(office):
    _, token = await signed_in(office)
    successor = await office.refresh(token)
    office.hand.turn(seconds=31)

    stolen = await office.refresh(token)

    assert stolen.status_code == 401
    assert stolen.json()["type"] == "/problems/session-ended"
    assert (await office.me(bearer(successor))).status_code == 401
    assert (await office.refresh(successor.json()["refresh_token"])).status_code == 401
    [revoked] = await office.events(SessionRevoked)
    assert (revoked.version, revoked.by) == (1, None)


async def test_a_session_lies_idle_for_half_an_hour_at_most(office):
    _, token = await signed_in(office)
    office.hand.turn(minutes=29)
    going_on = await office.refresh(token)
    assert going_on.status_code == 200

    office.hand.turn(minutes=30)
    assert (await office.refresh(going_on.json()["refresh_token"])).status_code == 401


async def test_a_session_ends_after_twelve_hours_however_much_it_is_used(office):
    _, token = await signed_in(office)
    for _ in range(35):
        office.hand.turn(minutes=20)
        token = (await office.refresh(token)).json()["refresh_token"]

    office.hand.turn(minutes=19, seconds=30)
    last = await office.refresh(token)
    assert last.json()["expires_in"] == 30
    office.hand.turn(seconds=30)
    assert (await office.refresh(last.json()["refresh_token"])).status_code == 401


async def test_with_the_cookie_no_token_is_in_the_body(office):
    await office.sign_in()

    answer = await office.client.post("/sessions/refresh")

    assert answer.status_code == 200
    assert answer.json()["refresh_token"] is None
    assert "shirong_refresh=" in answer.headers["set-cookie"]


async def test_nothing_at_all_is_no_session(office):
    for body in (None, {}, {"refresh_token": "made up"}):
        assert (await office.client.post("/sessions/refresh", json=body)).status_code == 401


async def test_signing_out_ends_the_session_at_once(office):
    answer, token = await signed_in(office)

    out = await office.client.delete("/sessions/current", headers=bearer(answer))

    assert out.status_code == 204
    assert 'shirong_refresh=""' in out.headers["set-cookie"]
    assert (await office.me(bearer(answer))).status_code == 401
    assert (await office.refresh(token)).status_code == 401
    assert len(await office.events(SessionRevoked)) == 1


async def test_another_process_knows_soon(office, form):
    answer, _ = await signed_in(office)
    async with an_office(form, office.hand, office.record) as other:
        assert (await other.me(bearer(answer))).status_code == 200
        await office.client.delete("/sessions/current", headers=bearer(answer))

        async def refused():
            return (await other.me(bearer(answer))).status_code == 401

        await until(refused)
