"""Outbox, relay, bus and inbox: the same promises over both forms."""

import asyncio
import random
from contextlib import suppress
from functools import partial
from uuid import uuid4

import aio_pika
import pytest
import sqlalchemy as sa

from services.chassis import faults, tables
from services.chassis.inbox import Delivery, Outcome
from tests.forms import Form, until
from tests.servers.cable import cable_to
from tests.service.chassis import notes as toy
from tests.service.chassis.boards import delivery, note, notes_and_board
from tests.service.chassis.notes import NoteDropped


async def test_a_committed_fact_takes_effect_in_the_other_service_and_leaves_the_outbox(form):
    async with notes_and_board(form) as (notes, board):
        async with notes.database.begin() as tx:
            await toy.add_note(tx, uuid4(), "hello")

        await until(lambda: toy.pinned_texts(board))

        assert await toy.pinned_texts(board) == ["hello"]

        async def delivered():
            return await toy.count(notes, tables.outbox) == 0

        await until(delivered)


async def test_a_fact_of_a_rolled_back_transaction_is_never_told(form):
    async with notes_and_board(form) as (notes, board):
        with suppress(ZeroDivisionError):
            async with notes.database.begin() as tx:
                await toy.add_note(tx, uuid4(), "ghost")
                raise ZeroDivisionError
        async with notes.database.begin() as tx:
            await toy.add_note(tx, uuid4(), "real")

        await until(lambda: toy.pinned_texts(board))

        assert await toy.pinned_texts(board) == ["real"]


async def test_facts_of_one_subject_take_effect_in_order(form):
    async with notes_and_board(form) as (notes, board):
        note_id = uuid4()
        async with notes.database.begin() as tx:
            await toy.add_note(tx, note_id, "1")
        for version in range(2, 30):
            async with notes.database.begin() as tx:
                await toy.write_again(tx, note_id, str(version), version)

        async def all_there():
            return await toy.count(board, toy.pins) == 29

        await until(all_there)

        assert await toy.pinned_texts(board) == [str(version) for version in range(1, 30)]


async def test_the_same_message_twice_takes_effect_once(form):
    async with notes_and_board(form) as (_, board):
        twice = delivery(note(1, "once"))

        outcomes = await board.inbox.receive([twice, twice])
        again = await board.inbox.receive([twice])

        assert outcomes == [Outcome.APPLIED, Outcome.DUPLICATE]
        assert again == [Outcome.DUPLICATE]
        assert await toy.pinned_texts(board) == ["once"]


async def test_a_fact_that_comes_before_its_predecessor_waits_for_it(form):
    async with notes_and_board(form) as (_, board):
        note_id = uuid4()

        outcomes = [
            (await board.inbox.receive([delivery(note(version, str(version), note_id))]))[0]
            for version in (3, 2, 1)
        ]

        assert outcomes == [Outcome.HELD, Outcome.HELD, Outcome.APPLIED]
        assert await toy.pinned_texts(board) == ["1", "2", "3"]
        assert await toy.count(board, tables.held) == 0


async def test_a_fact_without_a_handler_only_moves_the_version_on(form):
    async with notes_and_board(form) as (_, board):
        first = note(1, "a")
        dropped = NoteDropped(note_id=first.note_id, version=2, at=first.at)

        await board.inbox.receive([delivery(first), delivery(dropped)])
        await board.inbox.receive([delivery(note(3, "c", first.note_id))])

        assert await toy.pinned_texts(board) == ["a", "c"]


async def test_a_waiting_fact_that_fails_is_tried_again_with_the_one_it_waited_for(form):
    board_rules = toy.Board()
    board_rules.failures = 2  # in the batch, then by itself
    async with notes_and_board(form, board_rules) as (_, board):
        first = note(1, "first")
        await board.inbox.receive([delivery(note(2, "fragile", first.note_id))])

        outcomes = [(await board.inbox.receive([delivery(first)]))[0] for _ in range(2)]

        assert outcomes == [Outcome.RETRY, Outcome.DUPLICATE]
        assert await toy.pinned_texts(board) == ["first", "fragile"]
        assert await toy.count(board, tables.held) == 0


async def test_a_failing_message_is_tried_again_until_it_works(form):
    board_rules = toy.Board()
    board_rules.failures = 2
    async with notes_and_board(form, board_rules) as (notes, board):
        async with notes.database.begin() as tx:
            await toy.add_note(tx, uuid4(), "fragile")

        await until(lambda: toy.pinned_texts(board))

        assert await toy.pinned_texts(board) == ["fragile"]
        assert board_rules.failures == 0


@pytest.mark.service
async def test_a_message_no_service_hears_waits_in_the_unrouted_queue(
    tmp_path, postgres_server, new_vhost
):
    form = Form("distributed", tmp_path, postgres_server.create, new_vhost)
    lonely = toy.notes_service()
    await toy.create_tables(lonely, form.database_url("notes"))
    await form.declare_topology(lonely)
    async with form.running(lonely) as runtimes:
        async with runtimes["notes"].database.begin() as tx:
            await toy.add_note(tx, uuid4(), "anyone?")

        connection = await aio_pika.connect(form.bus_url())
        async with connection, connection.channel() as channel:
            queue = await channel.get_queue("unrouted")
            message = await until(lambda: queue.get(fail=False, no_ack=True))

    assert message.type == "notes.note.written.v1"
    assert message.content_type == "application/cloudevents+json"


@pytest.mark.service
async def test_what_was_told_while_the_reader_was_away_reaches_it(
    tmp_path, postgres_server, new_vhost
):
    form = Form("distributed", tmp_path, postgres_server.create, new_vhost)
    services = (toy.notes_service(), toy.board_service(toy.Board()))
    for service in services:
        await toy.create_tables(service, form.database_url(service.name))
    await form.declare_topology(*services)
    async with form.running(services[0]) as runtimes, runtimes["notes"].database.begin() as tx:
        await toy.add_note(tx, uuid4(), "kept")
    async with form.running(services[1]) as runtimes:
        await until(lambda: toy.pinned_texts(runtimes["board"]))


@pytest.mark.service
async def test_a_failed_message_whose_rung_is_away_is_not_left_in_hand(
    tmp_path, postgres_server, new_vhost
):
    form = Form("distributed", tmp_path, postgres_server.create, new_vhost)
    board_rules = toy.Board()
    board_rules.failures = 2  # in the batch, then by itself
    connection = await aio_pika.connect(form.bus_url())
    async with connection, notes_and_board(form, board_rules) as (notes, board):
        channel = await connection.channel()
        rung = await channel.get_queue("board.retry-0.2s")
        await rung.unbind("retry", "board.retry-0.2s")
        async with notes.database.begin() as tx:
            await toy.add_note(tx, uuid4(), "fragile")

        await until(lambda: toy.pinned_texts(board))


@pytest.mark.service
async def test_a_reader_whose_connection_breaks_with_a_batch_in_hand_goes_on(
    tmp_path, postgres_server, new_vhost
):
    async with cable_to(new_vhost()) as (cable, url):
        form = Form("distributed", tmp_path, postgres_server.create, lambda: url)
        board_rules = toy.Board()
        async with notes_and_board(form, board_rules) as (notes, board):

            async def break_the_connection():
                cable.pull()
                await until(lambda: not board.bus.is_ready())

            board_rules.meanwhile = break_the_connection
            for text in ("in hand", "after"):
                async with notes.database.begin() as tx:
                    await toy.add_note(tx, uuid4(), text)
                await until(partial(is_pinned, board, text))

        connection = await aio_pika.connect(url)
        async with connection, connection.channel() as channel:
            queue = await channel.declare_queue("board", passive=True)

    assert queue.declaration_result.message_count == 0


@pytest.mark.service
async def test_a_reader_whose_loop_has_failed_is_not_counted(tmp_path, postgres_server, new_vhost):
    form = Form("distributed", tmp_path, postgres_server.create, new_vhost)
    async with notes_and_board(form) as (_, board):
        consumer = board.bus._consumer
        before = await consumer.count_consumers()
        loop, consumer._task = consumer._task, asyncio.create_task(asyncio.sleep(0))
        await consumer._task

        assert (before, await consumer.count_consumers()) == (1, 0)
        consumer._task = loop


async def is_pinned(board, text):
    return text in await toy.pinned_texts(board)


async def test_a_broken_row_is_put_aside_and_blocks_only_its_subject(form):
    async with notes_and_board(form) as (notes, board):
        async with notes.database.begin() as tx:
            stuck = uuid4()
            await toy.add_note(tx, stuck, "first")
        await until(lambda: toy.pinned_texts(board))
        async with notes.database.begin() as tx:
            await toy.write_again(tx, stuck, "second", 2)
            await tx.execute(
                sa.insert(tables.outbox_dead).from_select(
                    [column.name for column in tables.outbox.c], sa.select(tables.outbox)
                )
            )
            await tx.execute(sa.delete(tables.outbox))
            await toy.write_again(tx, stuck, "third", 3)
            await toy.add_note(tx, uuid4(), "other")

        async def other():
            return "other" in await toy.pinned_texts(board)

        await until(other)

        async def only_the_third_waits():
            return await toy.count(notes, tables.outbox) == 1

        await until(only_the_third_waits)
        assert await toy.pinned_texts(board) == ["first", "other"]


async def test_what_is_told_while_the_process_ends_is_heard_after_the_next_start(tmp_path):
    form = Form("embedded", tmp_path)
    async with notes_and_board(form) as (notes, _):
        await notes.bus.unsubscribe()
        async with notes.database.begin() as tx:
            await toy.add_note(tx, uuid4(), "late")

    async with form.running(toy.notes_service(), toy.board_service(toy.Board())) as runtimes:
        await until(lambda: toy.pinned_texts(runtimes["board"]))

        assert await toy.pinned_texts(runtimes["board"]) == ["late"]


def troubled(note_id, count: int) -> list[Delivery]:
    """The facts of one note with repetitions and in disorder, the same each time."""
    chance = random.Random(7)
    facts = [delivery(note(version, str(version), note_id)) for version in range(1, count + 1)]
    facts += chance.sample(facts, k=count // 2)
    chance.shuffle(facts)
    return facts


async def test_repetition_and_disorder_leave_no_trace(form):
    async with notes_and_board(form) as (_, board):
        for each in troubled(uuid4(), 20):
            await board.inbox.receive([each])

        assert await toy.pinned_texts(board) == [str(version) for version in range(1, 21)]


@pytest.mark.parametrize("guard", ["inbox", "gate"])
async def test_without_either_guard_they_do(form, monkeypatch, guard):
    monkeypatch.setitem(faults._ARMED, f"without.{guard}", 1.0)
    async with notes_and_board(form) as (_, board):
        for each in troubled(uuid4(), 20):
            await board.inbox.receive([each])

        assert await toy.pinned_texts(board) != [str(version) for version in range(1, 21)]


async def test_a_held_message_whose_second_copy_was_applied_is_forgotten(form):
    rules = toy.Board()
    async with notes_and_board(form, rules) as (_, board):
        first = note(1, "first")
        fragile = delivery(note(2, "fragile", first.note_id))
        await board.inbox.receive([fragile])
        rules.failures = 2  # once in the quick batch, once in the careful one
        await board.inbox.receive([delivery(first)])
        await board.inbox.receive([fragile])

        assert await toy.pinned_texts(board) == ["first", "fragile"]
        assert await toy.count(board, tables.held) == 0
