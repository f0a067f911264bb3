"""Departments at their own queues, by their own credentials, with a real broker between."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import aio_pika
import pytest
from aio_pika.exceptions import AMQPConnectionError, ChannelClosed
from aiormq.exceptions import ChannelAccessRefused, ChannelPreconditionFailed

from services.chassis.clock import utc_now
from services.dispatch.departments import posting, wire
from services.dispatch.departments.office import Office as Way
from services.dispatch.domain.orders import SENDS
from tests.forms import Form, until
from tests.servers import rabbitmq
from tests.servers.ports import free_port
from tests.servers.rabbitmq_private import PrivateRabbitmq
from tests.servers.report import or_skip
from tests.service.departments import (
    an_office,
    channel_at,
    kept_in,
    node_example,
    password_in,
    python_example,
    running_example,
)
from tests.service.dispatching import CITY, approved
from tests.unit.dispatch.builders import CASE, DONGZHOU, XINFU, an_id, closed

pytestmark = pytest.mark.service

FIRST_WAIT = timedelta(minutes=15, seconds=1)
XF = wire.name_of("XF")


@pytest.fixture(scope="module")
def broker() -> Iterator[PrivateRabbitmq]:
    with or_skip("a private RabbitMQ", rabbitmq.private_rabbitmq(management=True)) as server:
        yield server


@pytest.fixture
async def office(tmp_path: Path, postgres_server, broker: PrivateRabbitmq):
    form = Form("distributed", tmp_path, postgres_server.create, lambda: "amqp://unused/")
    async with an_office(form, broker) as office:
        yield office
    for url in form.databases:
        postgres_server.drop(url)


async def taken(url: str, queue: str = XF) -> list[aio_pika.abc.AbstractIncomingMessage]:
    """Everything in a queue, acknowledged."""
    async with channel_at(url) as channel:
        own = await channel.get_queue(queue, ensure=False)
        found = []
        while (message := await own.get(fail=False)) is not None:
            await message.ack()
            found.append(message)
    return found


async def receipt(url: str, *ids: str, sender: str | None = XF, key: str = XF) -> None:
    """Send a receipt as a department does, or as it shouldn't."""
    listed = ", ".join(f'"{each}"' for each in ids)
    message = aio_pika.Message(f'{{"order_ids": [{listed}]}}'.encode(), user_id=sender)
    async with channel_at(url) as channel:
        receipts = await channel.get_exchange(wire.RECEIPTS, ensure=False)
        await receipts.publish(message, routing_key=key, timeout=30)


@pytest.mark.parametrize("example", [python_example, node_example])
async def test_the_examples_keep_orders_and_confirm_them(office, tmp_path, example):
    url = await office.add("XF")
    command = example(tmp_path)

    async def all_confirmed() -> bool:
        return await office.unconfirmed() == 0

    with running_example(command, url=url, folder=tmp_path):
        await office.city.hear(approved())
        await office.city.hear(approved("second"))
        await office.post()
        await until(all_confirmed, within=30)
    await office.city.hear(closed())
    await office.post()
    with running_example(command, url=url, folder=tmp_path):
        await until(all_confirmed, within=30)

    kept = kept_in(tmp_path)
    changes = {case: order["data"]["change"] for case, order in kept.items()}
    assert changes == {str(CASE): "closed", str(an_id("second")): "assigned"}


async def test_cases_that_were_open_before_come_first(office):
    await office.city.hear(approved())
    url = await office.add("XF")
    office.city.now = utc_now()  # as the command's
    await office.post()

    [message] = await taken(url)

    assert (message.message_id, message.type) != ("", "")
    assert message.content_type == "application/cloudevents+json"
    assert b'"assigned"' in message.body


async def test_a_department_may_read_its_queue_and_write_its_receipts_and_nothing_else(office):
    url = await office.add("XF")
    await office.add("DZ")

    async def declare(channel) -> None:
        await channel.declare_queue("department.XF.more", durable=True)

    async def delete(channel) -> None:
        await channel.queue_delete(XF)

    async def read_anothers(channel) -> None:
        await (await channel.get_queue(wire.name_of("DZ"), ensure=False)).get(fail=False)

    async def read_receipts(channel) -> None:
        await (await channel.get_queue(wire.RECEIPTS, ensure=False)).get(fail=False)

    async def write_orders(channel) -> None:
        exchange = await channel.get_exchange(wire.ORDERS, ensure=False)
        await exchange.publish(aio_pika.Message(b"{}"), routing_key=XF)

    async def write_by_name(channel) -> None:
        await channel.default_exchange.publish(aio_pika.Message(b"{}"), routing_key=XF)

    for attempt in (declare, delete, read_anothers, read_receipts, write_orders, write_by_name):
        async with channel_at(url) as channel:
            with pytest.raises((ChannelAccessRefused, ChannelClosed)):
                await attempt(channel)


async def test_nobody_confirms_for_another(office):
    url, other = await office.add("XF"), await office.add("DZ")
    await office.city.hear(approved())
    await office.post()
    [message] = await taken(url)

    with pytest.raises(ChannelPreconditionFailed):
        await receipt(other, message.message_id, sender=XF, key=wire.name_of("DZ"))
    with pytest.raises((ChannelAccessRefused, ChannelClosed)):
        await receipt(other, message.message_id, sender=wire.name_of("DZ"), key=XF)
    await receipt(other, message.message_id, sender=wire.name_of("DZ"), key=wire.name_of("DZ"))
    await receipt(url, message.message_id, sender=None)
    await receipt(url, "gibberish")
    assert await office.unconfirmed() == 1

    await receipt(url, message.message_id)
    assert await office.unconfirmed() == 0


async def test_a_full_queue_stops_only_its_own_department(office):
    urls = {code: await office.add(code) for code in ("XF", "DZ")}
    office.broker.ctl(
        *("set_policy", "-p", wire.VHOST, "--apply-to", "queues"),
        *("full", "^department.XF$", '{"max-length": 1}'),
    )
    placed = 0

    async def is_refused() -> bool:
        # The broker refuses a little after the limit was reached.
        nonlocal placed
        placed += 1
        await office.city.hear(approved(f"xf {placed}", XINFU))
        await office.city.hear(approved(f"dz {placed}", DONGZHOU))
        await office.post()
        return (await office.standing("XF")).department.trouble == posting.FULL

    await until(is_refused, within=20)
    await office.city.hear(approved("dz last", DONGZHOU))
    await office.post()

    assert (await office.standing("XF")).waiting == 1
    free = await office.standing("DZ")
    assert (free.waiting, free.sent, free.department.trouble) == (0, placed + 1, None)
    assert len(await taken(urls["DZ"], wire.name_of("DZ"))) == placed + 1

    office.broker.ctl("clear_policy", "-p", wire.VHOST, "full")
    office.city.now += posting.PAUSE
    await office.post()
    ids = [message.message_id for message in await taken(urls["XF"])]
    assert len(ids) == len(set(ids)) == placed
    assert (await office.standing("XF")).department.trouble is None


async def test_a_purged_queue_is_filled_again_and_what_still_lies_in_one_is_not_sent_twice(office):
    url = await office.add("XF")
    for number in range(3):
        await office.city.hear(approved(f"case {number}"))
    await office.post()
    office.city.now += FIRST_WAIT
    await office.post()
    first = await taken(url)
    await receipt(url, first[0].message_id)
    await office.unconfirmed()
    office.city.now += FIRST_WAIT

    await office.post()
    again = await taken(url)

    assert len(first) == 3, "a queue that wasn't emptied got no copies"
    assert [each.message_id for each in again] == [each.message_id for each in first[1:]]
    assert [each.body for each in again] == [each.body for each in first[1:]]


async def test_an_order_that_is_never_confirmed_is_given_up_and_sent_again_by_a_person(office):
    url = await office.add("XF")
    await office.city.hear(approved())
    copies = 0
    for _ in range(SENDS + 2):
        await office.post()
        copies += len(await taken(url))
        office.city.now += timedelta(days=1, seconds=1)
    given_up = await office.standing()
    office.city.act_as("administrator", CITY)
    [order] = (await office.city.get(f"/departments/{XINFU}/orders"))["items"]

    await office.city.create(f"/departments/{XINFU}/orders/{order['id']}/resending", None)
    await office.post()

    assert (copies, given_up.given_up) == (SENDS, 1)
    [message] = await taken(url)
    assert message.message_id == order["id"]


async def test_a_broker_that_is_away_holds_nothing_up_and_loses_nothing(office):
    url = await office.add("XF")
    await office.city.hear(approved())
    true_way = office.city.runtime.resources
    office.city.runtime.resources = Way(f"amqp://dispatch@127.0.0.1:{free_port()}/{wire.VHOST}")
    await office.post()
    await posting.take_receipts(office.city.runtime)
    in_trouble = await office.standing()
    office.city.runtime.resources = true_way
    office.city.now += posting.PAUSE

    await office.post()

    assert in_trouble.department.trouble is not None
    assert in_trouble.waiting == 1
    assert len(await taken(url)) == 1


async def test_orders_and_receipts_go_on_after_the_broker_died(office):
    url = await office.add("XF")
    await office.city.hear(approved())
    await office.post()
    at_broker = office.url("dispatch")
    await until(lambda: office.broker.remembers(at_broker, XF, wire.RECEIPTS))
    await asyncio.to_thread(office.broker.kill)
    await asyncio.to_thread(office.broker.start)
    await office.city.hear(approved("second"))
    office.city.now += posting.PAUSE

    await office.post()

    orders = [str(order.message_id) for order in await taken(url)]
    await receipt(url, *orders)
    assert len(orders) == 2
    assert await office.unconfirmed() == 0


async def test_a_new_password_cuts_the_old_one_off(office):
    old = await office.add("XF")
    async with channel_at(old) as channel:
        new = password_in(await office.command("rotate", "XF"))
        await until(lambda: channel.is_closed)

    with pytest.raises(AMQPConnectionError):
        await taken(old)
    assert await taken(office.url(XF, new)) == []


async def test_a_revoked_department_is_gone_from_the_broker(office):
    url = await office.add("XF")
    done = await office.command("revoke", "XF")
    listed = await office.command("list")

    assert (done.returncode, listed.stdout) == (0, "")
    assert XF not in office.broker.ctl("list_queues", "-p", wire.VHOST, "name")
    assert XF not in office.broker.ctl("list_users")
    with pytest.raises(AMQPConnectionError):
        await taken(url)


async def test_commands_that_make_no_sense_end_with_a_sentence(office):
    await office.add("XF")
    again, unknown = await office.command("add", "XF"), await office.command("add", "NOBODY")
    office.environment["SHIRONG_BROKER_PASSWORD"] = "wrong"
    refused = await office.command("rotate", "XF")

    for done in (again, unknown, refused):
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
    assert "rotate" in again.stderr
    assert "NOBODY" in unknown.stderr
    assert "401" in refused.stderr
