"""The servers behind the tests work, keep what they were given, and are missed when absent."""

import io
import os
import subprocess
import sys

import aio_pika
import httpx
import pytest
from aio_pika import DeliveryMode, Message
from aio_pika.exceptions import AMQPError
from minio import Minio
from minio.error import S3Error
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from tests.servers.waiting import until

pytestmark = pytest.mark.service


async def ask(url: str, *statements: str):
    """What the last of the statements answers, each committed."""
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        for statement in statements:
            answer = await connection.execute(text(statement))
            value = answer.scalar() if answer.returns_rows else None
            await connection.commit()
    await engine.dispose()
    return value


async def publish(url: str, queue: str, body: bytes) -> None:
    """Leave a confirmed message in a quorum queue."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        await channel.declare_queue(queue, durable=True, arguments={"x-queue-type": "quorum"})
        message = Message(body, delivery_mode=DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, routing_key=queue)


async def delete(url: str, queue: str) -> None:
    async with await aio_pika.connect(url) as connection:
        await (await connection.channel()).queue_delete(queue)


async def consume(url: str, queue: str) -> bytes:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        waiting = await channel.get_queue(queue, ensure=False)
        async with waiting.iterator(timeout=10) as messages:
            async for message in messages:
                async with message.process():
                    return message.body
    raise AssertionError(f"nothing in {queue}")


async def test_a_database_keeps_a_row(postgres_server):
    url = postgres_server.create("review")

    await ask(url, "create table cases (title text)", "insert into cases values ('占道经营')")

    assert await ask(url, "select title from cases") == "占道经营"


async def test_a_database_is_utf_8_and_knows_chinese_words(postgres_server):
    url = postgres_server.create("ledger")

    assert await ask(url, "show server_encoding") == "UTF8"
    assert await ask(url, "select '市' ~ '^[[:alpha:]]$'") is True


async def test_a_name_asked_for_twice_gives_two_databases(postgres_server):
    first, second = postgres_server.create("intake"), postgres_server.create("intake")
    await ask(first, "create table reports (id int)")

    assert first != second
    assert await ask(second, "select to_regclass('reports')") is None


async def test_a_quorum_queue_on_a_vhost_delivers(new_vhost):
    vhost = new_vhost()

    await publish(vhost, "review", b"a fact")

    assert await consume(vhost, "review") == b"a fact"


def test_every_vhost_is_another(new_vhost):
    assert new_vhost() != new_vhost()


async def test_a_removed_vhost_lets_nobody_in(rabbitmq_server):
    vhost = rabbitmq_server.new_vhost()

    rabbitmq_server.delete([vhost])

    with pytest.raises(AMQPError):
        await publish(vhost, "review", b"a fact")


def test_the_object_store_returns_what_was_put(object_store):
    address = object_store.endpoint.removeprefix("http://")
    client = Minio(address, object_store.access_key, object_store.secret_key, secure=False)

    client.put_object(object_store.bucket, "photo", io.BytesIO(b"pixels"), 6)

    with client.get_object(object_store.bucket, "photo") as answer:
        assert answer.read() == b"pixels"


def test_the_object_store_knows_its_keys(object_store):
    address = object_store.endpoint.removeprefix("http://")
    stranger = Minio(address, object_store.access_key, "another secret", secure=False)

    with pytest.raises(S3Error, match="signature"):
        stranger.list_buckets()
    assert httpx.get(object_store.endpoint, trust_env=False).status_code == 403


async def test_a_killed_postgresql_keeps_a_committed_row(private_postgres):
    url = private_postgres.create("closure")
    await ask(url, "create table cases (id int)", "insert into cases values (7)")

    private_postgres.kill()
    private_postgres.start()

    assert await ask(url, "select id from cases") == 7


async def test_a_restarted_postgresql_keeps_a_committed_row(private_postgres):
    url = private_postgres.create("dispatch")
    await ask(url, "create table cases (id int)", "insert into cases values (8)")

    private_postgres.restart()

    assert await ask(url, "select id from cases") == 8


async def test_a_killed_rabbitmq_keeps_a_confirmed_message(private_rabbitmq):
    url = private_rabbitmq.new_vhost()
    await publish(url, "closure", b"a fact that outlives the broker")

    assert until(lambda: private_rabbitmq.remembers(url, "closure"), within=60)
    private_rabbitmq.kill()
    private_rabbitmq.start()

    assert await consume(url, "closure") == b"a fact that outlives the broker"


async def test_a_queue_made_anew_is_not_taken_for_the_one_before_it(private_rabbitmq):
    url = private_rabbitmq.new_vhost()
    await publish(url, "closure", b"before")
    assert until(lambda: private_rabbitmq.remembers(url, "closure"), within=60)
    await delete(url, "closure")
    await publish(url, "closure", b"after")

    assert until(lambda: private_rabbitmq.remembers(url, "closure"), within=60)
    private_rabbitmq.kill()
    private_rabbitmq.start()

    assert await consume(url, "closure") == b"after"


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_missing_server_is_named_and_fails_the_run_only_in_ci(ci, code):
    test = f"{__file__}::{test_a_database_keeps_a_row.__name__}"
    environment = os.environ | {"SHIRONG_TEST_POSTGRES": "nowhere", "CI": ci}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", test],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "could not run: 1 test, because PostgreSQL could not be had" in run.stdout
    assert run.returncode == code
