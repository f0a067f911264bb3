"""Administrators learn that messages wait for a person: the first of an hour is announced."""

from datetime import timedelta

from services.contracts.dispatch import DispatchMessageParked
from tests.service.dispatching import a_city


async def test_the_first_message_of_an_hour_that_waits_for_a_person_is_announced(form):
    async with a_city(form) as city:
        for body in (b"no message", b"no message either"):
            await city.runtime.inbox.park_dead(body)
        city.now += timedelta(hours=1, minutes=1)
        await city.runtime.inbox.park_dead(b"and an hour later")

        told = [each for each in await city.announced() if isinstance(each, DispatchMessageParked)]

    assert [(each.code, each.version) for each in told] == [("unreadable-message", 1)] * 2
    assert len({each.message_id for each in told}) == 2
