"""Work shared out: done once per wish, over both forms, whatever messages and workers do."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import aio_pika
import pytest
import sqlalchemy as sa

from services.chassis import metrics, workshop
from services.chassis.due import ATTEMPTS, WORKER_LOST
from services.chassis.refusals import NotFound
from services.chassis.runtime import running
from services.chassis.tables import outbox
from services.chassis.workshop import Workshop
from tests.forms import Form, until
from tests.service.chassis import notes
from tests.service.chassis.chores import (
    ROWS,
    Household,
    chores,
    house,
    made,
    row,
    service_of,
    wish,
    wish_again,
    wish_in,
)


async def idle(runtime):
    """Whether no task is on its way out."""
    return await notes.count(runtime, outbox) == 0


async def test_what_was_asked_for_is_done_and_nothing_of_it_is_left(form):
    household = Household()
    async with house(form, household) as runtime:
        [chore] = await wish(runtime)

        await until(lambda: household.done)
        await until(lambda: idle(runtime))

        found = await row(runtime, chore)
        assert (found.made, found.claim, found.attempts, found.asked_at) == (1, None, 0, None)


async def test_what_a_rolled_back_transaction_asked_for_is_never_begun(form):
    household = Household()
    async with house(form, household) as runtime:
        with suppress(ZeroDivisionError):
            async with runtime.database.begin() as tx:
                await wish_in(tx)
                raise ZeroDivisionError
        [real] = await wish(runtime)

        await until(lambda: household.done)

        assert household.begun == [real]


async def test_many_messages_about_one_thing_are_one_piece_of_work(form):
    household = Household()
    async with house(form, household) as runtime:
        [chore] = await wish(runtime)
        async with runtime.database.begin() as tx:
            await tx.hand_out("chore", [chore] * 5)
        [last] = await wish(runtime)

        await until(lambda: last in household.done)
        await until(lambda: idle(runtime))

        assert await made(runtime) == {chore: 1, last: 1}


async def test_a_wish_that_comes_while_the_work_is_done_is_fulfilled_after_it(form):
    household = Household()
    household.go_on.clear()
    async with house(form, household) as runtime:
        [chore] = await wish(runtime)
        await until(lambda: household.begun)
        async with runtime.database.begin() as tx:
            await tx.execute(sa.update(chores).values(wanted=2))
            await ROWS.ask(tx, [chore])
        household.go_on.set()

        await until(lambda: len(household.done) == 2)

        assert await made(runtime) == {chore: 2}


async def test_as_many_are_done_side_by_side_as_a_worker_takes(form):
    household = Household()
    household.go_on.clear()
    async with house(form, household) as runtime:
        wanted = await wish(runtime, *(uuid4() for _ in range(4)))

        await until(lambda: len(household.begun) == 2)
        await until(lambda: idle(runtime))

        assert len(household.begun) == 2
        household.go_on.set()
        await until(lambda: len(household.done) == 4)
        assert set(household.done) == set(wanted)


async def test_what_always_fails_is_put_off_longer_each_time_then_parked_and_stops_no_other(form):
    household = Household()
    async with house(form, household) as runtime:
        [poison] = await wish(runtime)
        household.broken.add(poison)
        waits = []
        for attempt in range(1, ATTEMPTS + 1):
            await until(lambda at=attempt: household.begun.count(poison) == at)

            async def let_go():
                return (await row(runtime, poison)).claim is None

            await until(let_go)
            found = await row(runtime, poison)
            if found.leased_until is not None:
                waits.append((found.leased_until - household.now).total_seconds())
                household.now = found.leased_until
                household.later(seconds=1)
                await Workshop(runtime).ask_again()
        [fine] = await wish(runtime)
        await until(lambda: fine in household.done)

        assert waits == [2, 4, 8, 16, 32, 64, 128]
        [parked] = await workshop.list_parked(runtime.database, runtime.service.works.by_name)
        assert (parked.work, parked.id, parked.reason) == ("chore", poison, "BrokenBroom")
        household.later(days=1)
        await Workshop(runtime).ask_again()
        await wish(runtime)
        await until(lambda: len(household.done) == 2)
        assert household.begun.count(poison) == ATTEMPTS


async def test_a_person_retries_what_is_parked_when_its_cause_is_gone(form):
    household = Household()
    async with house(form, household) as runtime:
        works = runtime.service.works.by_name
        [chore] = await wish(runtime)
        await until(lambda: household.done)
        async with runtime.database.begin() as tx:
            await tx.execute(sa.update(chores).values(wanted=2, parked_at=tx.at, attempts=8))

        await workshop.retry(runtime.database, works, "chore", chore)

        await until(lambda: len(household.done) == 2)
        assert await workshop.list_parked(runtime.database, works) == []
        for name, unknown in (("chore", chore), ("chore", uuid4()), ("no such work", chore)):
            with pytest.raises(NotFound):
                await workshop.retry(runtime.database, works, name, unknown)


async def test_a_part_that_is_away_costs_time_but_no_attempt(form):
    household = Household()
    household.water_is_off = True
    async with house(form, household) as runtime:
        [chore] = await wish(runtime)
        for attempt in range(1, ATTEMPTS + 3):
            await until(lambda at=attempt: len(household.begun) == at)

            async def let_go():
                return (await row(runtime, chore)).claim is None

            await until(let_go)
            household.later(minutes=1)
            await Workshop(runtime).ask_again()
        household.water_is_off = False
        await until(lambda: len(household.begun) > ATTEMPTS + 2)
        household.later(minutes=1)
        await Workshop(runtime).ask_again()

        await until(lambda: household.done)


async def test_what_is_due_without_a_message_is_found_by_the_sweep(form):
    household = Household()
    async with house(form, household) as runtime:
        async with runtime.database.begin() as tx:
            await tx.execute(sa.insert(chores).values(id=uuid4(), wanted=1, made=0))

        await Workshop(runtime).ask_again()

        await until(lambda: household.done)


async def test_the_sweep_leaves_alone_what_waits_in_the_queue_or_is_in_hand(form):
    household = Household()
    household.go_on.clear()
    async with house(form, household) as runtime:
        await wish(runtime, *(uuid4() for _ in range(5)))
        await until(lambda: len(household.begun) == 2)

        asked = []
        for _ in range(2):
            async with runtime.database.begin() as tx:
                asked.append(await ROWS.ask_again(tx, limit=100))

        assert asked == [0, 0]
        household.go_on.set()
        await until(lambda: len(household.done) == 5)


async def test_a_task_of_nothing_known_stops_no_other(form):
    household = Household()
    async with house(form, household) as runtime:
        async with runtime.database.begin() as tx:
            await tx.hand_out("chore", [uuid4()])
            await tx.hand_out("juggling", [uuid4()])
        await wish(runtime)

        await until(lambda: household.done)
        await until(lambda: idle(runtime))


async def test_a_worker_that_is_told_to_stop_finishes_what_it_has_in_hand(form):
    household = Household()
    household.go_on.clear()
    async with house(form, household) as runtime:
        [chore] = await wish(runtime)
        await until(lambda: household.begun)
        asyncio.get_running_loop().call_later(0.3, household.go_on.set)

    assert household.done == [chore]


async def test_a_new_process_takes_up_what_the_last_one_left(form):
    household = Household()
    async with house(form, household) as runtime:
        await wish(runtime)
        await until(lambda: household.done)
        async with runtime.database.begin() as tx:
            await tx.execute(sa.update(chores).values(wanted=2, claim=uuid4(), attempts=1))

    async with form.running(service_of(household), clock=household.clock) as runtimes:
        household.later(minutes=2)
        await Workshop(runtimes["house"]).ask_again()
        await until(lambda: len(household.done) == 2)


async def test_a_vanished_workers_row_is_taken_over_once_and_its_late_result_is_dropped(form):
    household = Household()
    household.go_on.clear()
    async with house(form, household) as runtime:
        [chore] = await wish(runtime)
        await until(lambda: household.begun)

        async with runtime.database.begin() as tx:
            assert await ROWS.claim(tx, chore) is None
            second = await ROWS.claim(tx, chore, again=True)
        async with runtime.database.begin() as tx:
            assert second is not None
            assert await ROWS.claim(tx, chore, again=True) is None
        household.go_on.set()
        await wish(runtime)

        await until(lambda: household.done)
        assert (await made(runtime))[chore] == 0


async def test_what_ends_its_workers_each_time_is_parked(form):
    household = Household()
    async with house(form, household) as runtime:
        await wish(runtime)
        await until(lambda: household.done)
        async with runtime.database.begin() as tx:
            lost = {"claim": uuid4(), "attempts": ATTEMPTS, "leased_until": tx.at}
            await tx.execute(sa.update(chores).values(wanted=2, **lost))
        household.later(seconds=1)

        await Workshop(runtime).ask_again()

        [parked] = await workshop.list_parked(runtime.database, runtime.service.works.by_name)
        assert parked.reason == WORKER_LOST


async def test_what_waits_is_counted_with_its_age(form):
    household = Household()
    household.go_on.clear()
    async with house(form, household) as runtime:
        await wish(runtime, *(uuid4() for _ in range(3)))
        began = household.now
        household.later(seconds=30)
        await wish(runtime)

        async with runtime.database.read() as tx:
            backlog = await ROWS.backlog(tx)

        assert (backlog.waiting, backlog.oldest, backlog.parked) == (4, began, 0)
        household.go_on.set()
        await until(lambda: len(household.done) == 4)


@pytest.mark.service
async def test_workers_compete_and_each_thing_is_done_by_one(postgres_server, new_vhost, tmp_path):
    form = Form("distributed", tmp_path, postgres_server.create, new_vhost)
    first, second = Household(), Household()
    async with house(form, first) as runtime:
        service = service_of(second)
        settings = form.settings_of(service)
        async with running(service, settings, works=True, clock=second.clock):
            wanted = await wish(runtime, *(uuid4() for _ in range(60)))
            await until(lambda: len(first.done) + len(second.done) == 60)

    assert sorted(first.done + second.done) == sorted(wanted)
    assert first.done
    assert second.done


@pytest.mark.service
async def test_the_message_of_a_lost_worker_comes_to_another_at_once(
    postgres_server, new_vhost, tmp_path
):
    form = Form("distributed", tmp_path, postgres_server.create, new_vhost)
    household = Household()
    service = service_of(household)
    settings = form.settings_of(service)
    await notes.create_tables(service, form.database_url("house"))
    await form.declare_topology(service)
    async with running(service, settings, works=False, clock=household.clock) as runtime:
        [chore] = await wish(runtime)
        connection = await aio_pika.connect(form.bus_url())
        async with connection, connection.channel() as channel:
            queue = await channel.get_queue("house.work")
            await until(lambda: queue.get(fail=False))
            async with runtime.database.begin() as tx:
                assert await ROWS.claim(tx, chore) is not None

        async with running(service, settings, works=True, clock=household.clock):
            await until(lambda: household.done == [chore])


@pytest.mark.service
async def test_what_the_broker_gave_up_is_counted_and_its_row_is_asked_for_again(
    postgres_server, new_vhost, tmp_path
):
    form = Form("distributed", tmp_path, postgres_server.create, new_vhost)
    household = Household()
    async with house(form, household) as runtime:
        before = metrics.work_dead.labels("house")._value.get()
        connection = await aio_pika.connect(form.bus_url())
        async with connection, connection.channel() as channel:
            message = aio_pika.Message(b"{}")
            await channel.default_exchange.publish(message, routing_key="house.work.dead")

            async def counted():
                return metrics.work_dead.labels("house")._value.get() == before + 1

            await until(counted)
        await wish_again(runtime, (await wish(runtime))[0])
        await until(lambda: household.done)
