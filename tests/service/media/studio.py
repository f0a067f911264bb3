"""Media's database, queue and store, with worker processes that a test may kill."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from services.chassis.database import Database
from services.chassis.runtime import running
from services.media import resources, tables
from services.media.app import service
from services.media.domain import Original, Photo, Uploader
from services.media.store import files, photos
from tests.forms import Form
from tests.migrated import migrated
from tests.processes import Process, environment
from tests.servers.ports import free_port


@dataclass
class Studio:
    """Media's database, queue and store, for which a test starts workers."""

    form: Form
    objects_url: str
    folder: Path

    async def furnish(self) -> None:
        """Make the tables and the queues."""
        await migrated(service, self.form.database_url("media"))
        await self.form.declare_topology(service)

    @contextmanager
    def worker(self) -> Iterator[Process]:
        port = free_port()
        with (self.folder / f"worker-{port}.log").open("ab") as log:
            variables = environment(
                database_url=self.form.database_url("media"),
                bus_url=self.form.bus_url(),
                objects_url=self.objects_url,
                port=port,
                SHIRONG_MEDIA_SANDBOXES="1",
            )
            process = Process("media", "worker", port, variables, log)
            process.start()
            try:
                yield process
            finally:
                process.kill()

    @asynccontextmanager
    async def door(self) -> AsyncIterator["Door"]:
        """A process of media that takes photos in and makes none of their pictures."""
        settings = self.form.settings_of(service, objects_url=self.objects_url)
        async with running(service, settings, works=False) as runtime:
            yield Door(runtime.database, resources.of(runtime).objects)


@dataclass
class Door:
    database: Database
    objects: Any

    async def take(self, content: bytes) -> UUID:
        """Seal a photo as an upload would."""
        photo = a_photo(content)
        async with self.database.begin() as tx:
            await files.name(tx, [photo.original.key])
        await self.objects.put(photo.original.key, content, content_type="image/jpeg")
        async with self.database.begin() as tx:
            await photos.add(tx, photo)
            await files.hold(tx, [photo.original.key])
        return photo.id

    async def rows(self, table: sa.Table) -> list[Any]:
        async with self.database.read() as tx:
            return list(await tx.execute(sa.select(table)))

    async def ready(self) -> list[UUID]:
        return [row.id for row in await self.rows(tables.photos) if row.status == "ready"]

    async def claimed(self) -> list[UUID]:
        return [row.id for row in await self.rows(tables.photos) if row.claim is not None]


def a_photo(content: bytes, *, key: str | None = None) -> Photo:
    """A photo of that file, sealed now."""
    at = datetime.now(UTC)
    key = key or f"originals/{at:%Y/%m}/{uuid4()}.jpg"
    digest = sha256(content).hexdigest()
    return Photo(
        id=uuid4(),
        case_id=None,
        uploader=Uploader(uuid4(), "张三", uuid4(), "站前街道"),
        original=Original(key, digest, len(content), "jpeg", 4000, 3000, None, None),
        code=uuid4().hex[:12].upper(),
        captured_at=None,
        received_at=at,
        position=None,
        address="站前街",
    )
