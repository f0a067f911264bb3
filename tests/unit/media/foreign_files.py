"""Sends every bad input through two sandboxes, ordinary photos among them, and tells what became.

A process of its own, so that the memory it tells of is that of these sandboxes: the system keeps
one figure for the largest of all children that a process ever had.
"""

import asyncio
import json
import resource
from typing import Any

from services.contracts.media import PHOTO_REFUSALS
from services.media.pictures import Refused
from services.media.sandboxes import Sandboxes
from tests.unit.media import bad_inputs, corpus
from tests.unit.media.bad_inputs import Input
from tests.unit.media.test_sandbox import BOTH

AMONG = 12
"""After so many foreign files an ordinary photo is sent."""
ORDINARY = corpus.photo(640, 480)


async def outcome(sandboxes: Sandboxes, content: bytes) -> str:
    """What becomes of a file that is taken in as uploads are: looked at, then made pictures of."""
    try:
        await sandboxes.run("inspect", content)
        answer = await sandboxes.run("picture", content, **BOTH)
    except Refused as refused:
        return refused.reason
    assert len(answer.parts) == 4
    for part in answer.parts:
        assert corpus.SECRET not in part
        assert b"Exif" not in part
    return "good"


async def send_all() -> dict[str, Any]:
    """Wrong outcomes by name, whether every process lived, and the memory of the largest one in
    kilobytes."""
    inputs = bad_inputs.all_inputs()
    sandboxes = Sandboxes(2)
    await asyncio.gather(*(outcome(sandboxes, ORDINARY) for _ in range(2)))
    born = [each._process.pid for each in sandboxes._all]
    wrong: dict[str, str] = {}

    async def send(one: Input) -> None:
        became = await outcome(sandboxes, one.content)
        assert became == "good" or became in PHOTO_REFUSALS
        if became not in one.outcomes:
            wrong[one.name] = became

    for start in range(0, len(inputs), AMONG):
        await asyncio.gather(*(send(one) for one in inputs[start : start + AMONG]))
        assert await outcome(sandboxes, ORDINARY) == "good"
    lived = [each._process.pid for each in sandboxes._all] == born
    await sandboxes.close()
    return {
        "wrong": wrong,
        "lived": lived,
        "memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(send_all())))
