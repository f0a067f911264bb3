"""A process that nothing reaches ends; one whose broker is away goes on."""

import asyncio

import pytest

from services.chassis.watchdog import watch


async def ended(*looks: int | Exception) -> bool:
    """Whether the process gave up over these looks at the queue; the last one repeats."""
    given_up, stopping, left = asyncio.Event(), asyncio.Event(), list(looks)

    async def consumers() -> int:
        look = left.pop(0)
        if not left:
            stopping.set()
        if isinstance(look, Exception):
            raise look
        return look

    async with asyncio.timeout(5):
        await watch(
            consumers, service="board", stopping=stopping, give_up=given_up.set, every=0.001
        )
    return given_up.is_set()


async def test_two_looks_without_a_consumer_end_the_process():
    assert await ended(1, 0, 0, 1)


@pytest.mark.parametrize("looks", [(1, 0, 1, 0, 1), (0, ConnectionError(), 1, 1)])
async def test_a_consumer_that_comes_back_does_not(looks):
    assert not await ended(*looks)


async def test_a_broker_that_is_away_is_waited_for():
    assert not await ended(*[ConnectionError()] * 5)
