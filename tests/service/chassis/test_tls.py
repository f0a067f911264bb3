"""Servers are spoken to over TLS when a setting says so, and only those of the right authority."""

import shutil
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import aio_pika
import pytest
import sqlalchemy as sa

from services.chassis.database import Database
from services.chassis.objects import ObjectsAway, open_objects
from tests.forms import Form, until
from tests.servers import certificates
from tests.servers.certificates import Certificates, tls_before
from tests.servers.postgres import require_programs
from tests.servers.postgres_private import PrivatePostgres
from tests.servers.rabbitmq import private_rabbitmq
from tests.servers.report import or_skip
from tests.service.chassis import notes as toy
from tests.service.chassis.boards import notes_and_board

pytestmark = pytest.mark.service


@pytest.fixture
def ours(tmp_path: Path) -> Certificates:
    return certificates.issue(tmp_path / "ours")


@pytest.fixture
def strangers(tmp_path: Path) -> Certificates:
    return certificates.issue(tmp_path / "strangers")


@contextmanager
def _only_tls(made: Certificates) -> Iterator[PrivatePostgres]:
    require_programs()
    server = PrivatePostgres(synced=False)
    data = server.folder / "data"
    try:
        for name, source in {"server.crt": made.certificate, "server.key": made.key}.items():
            shutil.copy(source, data / name)
            shutil.chown(data / name, server.folder.owner())
            (data / name).chmod(0o600)
        server.start()
        server.execute("ALTER SYSTEM SET ssl = on")
        (data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 trust\n")
        server.execute("SELECT pg_reload_conf()")
        yield server
    finally:
        server.close()


async def test_postgresql_over_tls(ours: Certificates, strangers: Certificates):
    with or_skip("a private PostgreSQL", _only_tls(ours)) as server:
        url = server.url("postgres") + "?ssl=verify-full&sslrootcert="
        database = Database(f"{url}{ours.authority}", name="identity", pool=1)
        async with database.read() as tx:
            statement = sa.text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            assert (await tx.execute(statement)).scalar_one() is True
        await database.close()

        fooled = Database(f"{url}{strangers.authority}", name="identity", pool=1)
        with pytest.raises(ssl.SSLCertVerificationError):
            async with fooled.read() as tx:
                await tx.execute(sa.text("SELECT 1"))
        await fooled.close()


async def test_facts_travel_by_the_broker_over_tls(
    tmp_path: Path, ours: Certificates, strangers: Certificates
):
    """The broker as compose configures it with a certificate, and its URL as compose writes it."""
    with or_skip("a private RabbitMQ", private_rabbitmq(tls=ours)) as server:
        form = Form(
            "distributed", tmp_path, new_vhost=lambda: f"{server.tls_url}?cafile={ours.authority}"
        )
        async with notes_and_board(form) as (notes, board):
            async with notes.database.begin() as tx:
                await toy.add_note(tx, uuid4(), "sealed")
            await until(lambda: toy.pinned_texts(board))

            assert await toy.pinned_texts(board) == ["sealed"]
            assert set(server.ctl("list_connections", "ssl").split()[1:]) == {"true"}

        with pytest.raises(aio_pika.exceptions.AMQPConnectionError, match="certificate verify"):
            await aio_pika.connect(f"{server.tls_url}?cafile={strangers.authority}", timeout=10)


async def test_the_store_over_tls(object_store, ours: Certificates, strangers: Certificates):
    plain = urlsplit(object_store.url)
    account = plain.netloc.rpartition("@")[0]
    async with tls_before(plain.port or 80, ours) as port:
        url = f"https://{account}@127.0.0.1:{port}{plain.path}?ca="

        store = open_objects(f"{url}{ours.authority}")
        await store.put("originals/tls.jpg", b"a photo", content_type="image/jpeg")
        assert await store.get("originals/tls.jpg") == b"a photo"
        await store.delete("originals/tls.jpg")

        with pytest.raises(ObjectsAway):
            await open_objects(f"{url}{strangers.authority}").get("originals/tls.jpg")
