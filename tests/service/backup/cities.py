"""Whole cities over a form's servers, with people at work in them, to be backed up and restored."""

import asyncio
import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from deploy.backup.places import Folder, Place, Servers
from deploy.demo import photos, steps
from deploy.demo.person import Person
from deploy.embedded.assembly import SERVICES, System, assembled
from deploy.embedded.first_start import furnish
from services.chassis.local_bus import LocalBus
from services.chassis.settings import Settings
from tests.chaos import check
from tests.chaos.load import Acknowledged, Load
from tests.forms import Form, until
from tests.migrated import migrated

CITY = Path("deploy/cities/fushun")
PASSWORD = "long-enough-for-tests"
CREWS = 4
SECRETS = b"the keys of the city"


@dataclass
class Office:
    """One city: where it lies, and who works there."""

    form: Form
    objects: dict[str, str]
    secrets_file: Path
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """As the backup knows it."""
        if self.form.is_embedded:
            return Folder(self.form.folder)
        databases = {each.name: make_url(self.form.database_url(each.name)) for each in SERVICES}
        return Servers(databases, self.objects, self.secrets_file)

    @property
    def urls(self) -> dict[str, str]:
        return {each.name: self.form.database_url(each.name) for each in SERVICES}

    def settings(self) -> dict[str, Settings]:
        more = {
            "identity_url": "http://shirong/api/identity",
            "media_url": "http://shirong/api/media",
            "objects_url": self.objects["photos"],
            "key_secret": "only-for-tests-0123456789-0123456789",
        }
        return {each.name: self.form.settings_of(each, **more) for each in SERVICES}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[System]:
        """The city at work; its broker has queues and nothing in them."""
        await self.form.declare_topology(*SERVICES)
        bus = LocalBus() if self.form.is_embedded else None
        async with assembled(self.settings(), bus=bus) as system:
            self.people = {
                name: Person(system.client, name, PASSWORD)
                for name in ("inspector-zqj", "reviewer1", "handler-xf", "verifier1", "lead1")
            }
            yield system

    async def found(self) -> None:
        """Make its databases and its people."""
        self.form.folder.mkdir(exist_ok=True)
        for service in SERVICES:
            await migrated(service, self.form.database_url(service.name))
        async with self.open() as system:
            await furnish(system, CITY, PASSWORD)
            await self.at_rest()
        if self.form.is_embedded:
            (self.form.folder / "secrets.json").write_bytes(SECRETS)
        else:
            self.secrets_file.write_bytes(SECRETS)

    async def at_rest(self) -> None:
        """Wait until nothing waits anywhere."""

        waiting: dict[str, int] = {}

        async def rests() -> bool:
            found = await check.unrest(self.urls)
            waiting.clear()
            waiting.update(found)
            return not waiting

        try:
            await until(rests, within=60)
        except TimeoutError:
            pytest.fail(f"still waiting: {waiting}")

    async def photo_report(self) -> str:
        """Somebody reports with a photo; the case."""
        return await steps.report(
            self.people["inspector-zqj"],
            description="路边堆放垃圾",
            address="站前街",
            longitude=123.9,
            latitude=41.85,
            pictures=(photos.street(7, solved=False),),
        )

    async def district(self) -> str:
        listed = await steps.organisations(self.people["lead1"])
        return str(next(each["id"] for each in listed if each["code"] == "210402"))


def embedded(folder: Path) -> Office:
    """A city of the one-process form below the folder, not founded yet."""
    place = folder / "data"
    form = Form("embedded", place)
    return Office(form, {"photos": f"file://{place}/objects"}, folder / "secrets")


async def saved_at_work(office: Office, save: Any) -> tuple[Any, Acknowledged]:
    """Let crews work, save in the middle of it in another thread; what was saved, and what people
    had been told was done before that began."""
    load = Load(office.people, await office.district())
    crews = [asyncio.create_task(load.crew(number)) for number in range(CREWS)]
    try:
        await until(lambda: len(load.seen.closed) >= CREWS, within=60)
        told = copy.deepcopy(load.seen)
        saved = await asyncio.to_thread(asyncio.run, save())
        then = len(load.seen.closed)
        await until(lambda: len(load.seen.closed) > then, within=60)
    finally:
        load.ending = True
        await asyncio.gather(*crews)
    return saved, told
