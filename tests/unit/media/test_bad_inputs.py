"""Whatever is sent, nobody but the sender notices."""

import asyncio
import resource
import time

from services.contracts.media import PHOTO_REFUSALS
from services.media.pictures import Refused
from services.media.sandboxes import Sandboxes
from tests.unit.media import bad_inputs, corpus
from tests.unit.media.bad_inputs import Input
from tests.unit.media.test_sandbox import BOTH

MOST_MEMORY = 1_200_000
"""Kilobytes that a process of ours may hold at once."""
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


async def test_every_foreign_file_is_shown_or_refused_for_its_reason_and_hurts_nobody():
    inputs = bad_inputs.all_inputs()
    assert len(inputs) > 200
    assert len({each.name for each in inputs}) == len(inputs)
    sandboxes = Sandboxes(2)
    await asyncio.gather(*(outcome(sandboxes, ORDINARY) for _ in range(2)))
    born = [each._process.pid for each in sandboxes._all]
    wrong, waited = [], []

    async def send(one: Input) -> None:
        became = await outcome(sandboxes, one.content)
        assert became == "good" or became in PHOTO_REFUSALS
        if became not in one.outcomes:
            wrong.append((one.name, became))

    for start in range(0, len(inputs), AMONG):
        await asyncio.gather(*(send(one) for one in inputs[start : start + AMONG]))
        began = time.perf_counter()
        assert await outcome(sandboxes, ORDINARY) == "good"
        waited.append(time.perf_counter() - began)

    assert wrong == []
    assert [each._process.pid for each in sandboxes._all] == born, "no process was lost"
    await sandboxes.close()
    # Of the largest process that ended, these sandboxes' children among them.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MOST_MEMORY
    assert max(waited) < 10
