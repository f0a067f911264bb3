"""Many rows in one command: each for itself, the same in both forms."""

import asyncio
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.chassis import tables
from tests.service.chassis import notes as toy
from tests.service.chassis.test_commands import key, notes_over_http, write

PATH = "/api/notes/notes/texts"


async def some_notes(client, count):
    """So many notes, at version 1; their ids, the greatest first."""
    answers = [await write(client, "a", **key()) for _ in range(count)]
    return sorted((UUID(answer.json()["id"]) for answer in answers), reverse=True)


def rows(*items):
    """A row for each (note, version, text)."""
    named = [{"id": str(id), "version": version, "text": text} for id, version, text in items]
    return {"items": named}


def outcomes(answer):
    return [
        (UUID(each["id"]), each["version"] if each["done"] else each["problem"]["type"])
        for each in answer.json()["items"]
    ]


async def texts(runtime):
    async with runtime.database.read() as tx:
        found = await tx.execute(sa.select(toy.notes.c.id, toy.notes.c.text))
        return {row.id: row.text for row in found}


async def test_a_refused_row_stops_no_other_and_leaves_no_trace(form):
    async with notes_over_http(form) as (client, runtime):
        first, second, third = await some_notes(client, 3)
        unknown = uuid4()
        wanted = rows((first, 1, "b"), (second, 1, "ugly"), (unknown, 1, "b"), (third, 1, "c"))

        answer = await client.post(PATH, json=wanted, headers=key())

        assert answer.status_code == 200
        assert outcomes(answer) == [
            (first, 2),
            (second, "/problems/ugly"),
            (unknown, "/problems/not-found"),
            (third, 2),
        ]
        assert await texts(runtime) == {first: "b", second: "a", third: "c"}


async def test_every_result_has_the_same_fields(form):
    async with notes_over_http(form) as (client, _):
        first, second = await some_notes(client, 2)
        headers = {"accept-language": "en", **key()}

        answer = await client.post(
            PATH, json=rows((first, 1, "b"), (second, 1, "ugly")), headers=headers
        )

        problem = {"type": "/problems/ugly", "detail": "This note can't be pinned."}
        assert answer.json() == {
            "items": [
                {"id": str(first), "done": True, "version": 2, "problem": None},
                {"id": str(second), "done": False, "version": None, "problem": problem},
            ]
        }


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "已被更新：李四 于"), ("en", "李四 rewrote the note at")]
)
async def test_a_stale_row_names_who_was_first(form, language, told):
    async with notes_over_http(form) as (client, _):
        (note,) = await some_notes(client, 1)
        headers = {"accept-language": language, **key()}

        answer = await client.post(PATH, json=rows((note, 1, "b"), (note, 1, "c")), headers=headers)

        assert outcomes(answer) == [(note, 2), (note, "/problems/stale-version")]
        assert answer.json()["items"][1]["problem"]["detail"].startswith(told)


async def test_rows_of_one_thing_take_effect_in_the_order_they_came(form):
    async with notes_over_http(form) as (client, runtime):
        first, second = await some_notes(client, 2)
        wanted = rows((first, 1, "b"), (second, 1, "b"), (first, 2, "c"))

        answer = await client.post(PATH, json=wanted, headers=key())

        assert outcomes(answer) == [(first, 2), (second, 2), (first, 3)]
        assert await texts(runtime) == {first: "c", second: "b"}


async def test_a_repeated_key_gives_the_first_answer_again(form):
    async with notes_over_http(form) as (client, runtime):
        first, second = await some_notes(client, 2)
        wanted = rows((first, 1, "b"), (second, 7, "b"))
        headers = key()

        answer = await client.post(PATH, json=wanted, headers=headers)
        again = await client.post(PATH, json=wanted, headers=headers)

        assert again.json() == answer.json()
        assert again.headers["idempotency-replayed"] == "true"
        assert await toy.count(runtime, tables.answers) == 3


async def test_two_commands_over_the_same_rows_in_opposite_orders_both_end(form):
    async with notes_over_http(form) as (client, _):
        ids = await some_notes(client, 6)
        bodies = [rows(*((id, 1, "b") for id in order)) for order in (ids, ids[::-1])]

        answers = await asyncio.gather(
            *(client.post(PATH, json=body, headers=key()) for body in bodies)
        )

        told = {outcome for answer in answers for outcome in outcomes(answer)}
        assert told == {(id, each) for id in ids for each in (2, "/problems/stale-version")}


@pytest.mark.parametrize("count", [0, 501])
async def test_there_are_1_to_500_rows(form, count):
    async with notes_over_http(form) as (client, _):
        wanted = rows(*((uuid4(), 1, "b") for _ in range(count)))

        assert (await client.post(PATH, json=wanted, headers=key())).status_code == 422
