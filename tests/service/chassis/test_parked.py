"""Messages that wait for a person: parked with their reason, replayed, skipped."""

from dataclasses import replace
from uuid import uuid4

import aio_pika
import pytest

from services.chassis import envelope, inbox_store
from services.chassis.inbox import Delivery, Outcome
from tests.forms import Form, until
from tests.service.chassis import notes as toy
from tests.service.chassis.boards import delivery, note, notes_and_board


async def test_a_refused_message_is_parked_with_its_reason_and_others_flow_on(form):
    async with notes_and_board(form) as (_, board):
        ugly, fine = note(1, "ugly"), note(1, "fine")
        behind = note(2, "behind the ugly one", ugly.note_id)

        outcomes = await board.inbox.receive([delivery(ugly), delivery(behind), delivery(fine)])

        assert outcomes == [Outcome.PARKED, Outcome.HELD, Outcome.APPLIED]
        assert await toy.pinned_texts(board) == ["fine"]
        async with board.database.read() as tx:
            [parked] = await inbox_store.list_parked(tx)
        assert (parked.code, parked.reason) == ("ugly", "This note can't be pinned.")


async def test_skipping_a_parked_message_frees_what_waits_behind_it(form):
    async with notes_and_board(form) as (_, board):
        ugly = note(1, "ugly")
        await board.inbox.receive([delivery(ugly), delivery(note(2, "behind", ugly.note_id))])
        async with board.database.read() as tx:
            [parked] = await inbox_store.list_parked(tx)

        await board.inbox.skip(parked.message_id, by=None)

        assert await toy.pinned_texts(board) == ["behind"]
        async with board.database.read() as tx:
            assert await inbox_store.list_parked(tx) == []


async def test_a_parked_message_can_be_replayed_when_its_cause_is_gone(form):
    board_rules = toy.Board()
    board_rules.failures = 1000
    async with notes_and_board(form, board_rules) as (notes, board):
        note_id = uuid4()
        async with notes.database.begin() as tx:
            await toy.add_note(tx, note_id, "fragile")
            await toy.write_again(tx, note_id, "after", 2)

        async def parked():
            async with board.database.read() as tx:
                return await inbox_store.list_parked(tx)

        [waiting] = await until(parked)
        assert waiting.code == "RuntimeError"
        board_rules.failures = 0
        outcome = await board.inbox.replay(waiting.message_id, by=None)

        assert outcome is Outcome.APPLIED
        await until(lambda: toy.count(board, toy.pins))

        async def both():
            return await toy.pinned_texts(board) == ["fragile", "after"]

        await until(both)


async def test_a_replayed_message_that_fails_again_stays_parked(form):
    board_rules = toy.Board()
    board_rules.failures = 4  # each time in the batch, then by itself
    async with notes_and_board(form, board_rules) as (_, board):
        fragile = delivery(note(1, "fragile"))
        await board.inbox.receive([replace(fragile, comes_again=False)])
        async with board.database.read() as tx:
            [parked] = await inbox_store.list_parked(tx)

        first = await board.inbox.replay(parked.message_id, by=None)
        async with board.database.read() as tx:
            [still] = await inbox_store.list_parked(tx)
        second = await board.inbox.replay(parked.message_id, by=None)

        assert (first, second) == (Outcome.PARKED, Outcome.APPLIED)
        assert (parked.attempts, still.attempts) == (1, 2)
        assert await toy.pinned_texts(board) == ["fragile"]


async def test_bytes_that_are_no_message_are_parked(form):
    async with notes_and_board(form) as (_, board):
        outcomes = await board.inbox.receive([Delivery(b"{not json"), Delivery(b"[]")])

        assert outcomes == [Outcome.PARKED, Outcome.PARKED]
        async with board.database.read() as tx:
            codes = {parked.code for parked in await inbox_store.list_parked(tx)}
        assert codes == {"unreadable-message"}


async def test_a_message_of_a_wrong_shape_is_parked_and_holds_back_its_subject(form):
    async with notes_and_board(form) as (_, board):
        good = note(1, "good")
        body = envelope.encode(good, uuid4(), traceparent=None).replace(b'"text"', b'"txet"')

        outcomes = await board.inbox.receive(
            [Delivery(body), delivery(note(2, "later", good.note_id))]
        )

        assert outcomes == [Outcome.PARKED, Outcome.HELD]


@pytest.mark.service
async def test_what_the_broker_gave_up_is_parked_for_a_person(tmp_path, postgres_server, new_vhost):
    form = Form("distributed", tmp_path, postgres_server.create, new_vhost)
    async with notes_and_board(form) as (_, board):
        connection = await aio_pika.connect(form.bus_url())
        async with connection, connection.channel() as channel:
            message = aio_pika.Message(delivery(note(1, "deadly")).body)
            await channel.default_exchange.publish(message, routing_key="board.dead")

        async def parked():
            async with board.database.read() as tx:
                return await inbox_store.list_parked(tx)

        [waiting] = await until(parked)
        assert waiting.code == "delivery-limit"
        assert await board.inbox.replay(waiting.message_id, by=None) is Outcome.APPLIED
        assert await toy.pinned_texts(board) == ["deadly"]
