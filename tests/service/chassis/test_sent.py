"""Facts that were sent: kept for a while where a broker could lose them, and sent again."""

from datetime import timedelta
from uuid import uuid4

from services.chassis import sent, tables
from services.chassis.database import Database
from tests.forms import until
from tests.service.chassis import notes as toy
from tests.service.chassis.boards import notes_and_board


async def told_and_gone(notes, board) -> None:
    async with notes.database.begin() as tx:
        await toy.add_note(tx, uuid4(), "hello")

    async def done() -> bool:
        return await toy.count(notes, tables.outbox) == 0 and bool(await toy.pinned_texts(board))

    await until(done)


async def test_what_goes_out_is_kept_where_a_broker_may_lose_it(form):
    async with notes_and_board(form) as (notes, board):
        await told_and_gone(notes, board)

        # The local bus loses nothing: there a fact leaves when everybody has it.
        assert await toy.count(notes, tables.outbox_sent) == (0 if form.is_embedded else 1)


async def test_what_was_kept_goes_out_again_and_takes_effect_once(form):
    async with notes_and_board(form) as (notes, board):
        await told_and_gone(notes, board)
        kept = await toy.count(notes, tables.outbox_sent)

        async with notes.database.begin() as tx:
            assert await sent.again(tx) == kept

        async def sent_again() -> bool:
            waiting = await toy.count(notes, tables.outbox)
            return waiting == 0 and await toy.count(notes, tables.outbox_sent) == kept

        await until(sent_again)
        assert await toy.pinned_texts(board) == ["hello"]


async def test_after_three_days_it_is_forgotten(form):
    async with notes_and_board(form) as (notes, board):
        await told_and_gone(notes, board)
        kept = await toy.count(notes, tables.outbox_sent)
        later = Database(form.database_url("notes"), name="notes", clock=lambda: now)
        now = notes.clock() + timedelta(hours=71)
        await sent.forget_old(later)
        assert await toy.count(notes, tables.outbox_sent) == kept

        now = notes.clock() + timedelta(hours=73)
        await sent.forget_old(later)

        assert await toy.count(notes, tables.outbox_sent) == 0
        await later.close()
