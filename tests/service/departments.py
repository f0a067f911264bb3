"""A broker with the real rights, dispatch beside it, and departments that come with their own."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aio_pika
from yarl import URL

from deploy.rabbitmq import generate
from services.dispatch.departments import posting, wire
from services.dispatch.store import departments as store
from services.dispatch.store.departments import Standing
from tests.forms import Form
from tests.servers import node
from tests.servers.rabbitmq_administration import ManagementApi
from tests.servers.rabbitmq_private import PrivateRabbitmq
from tests.service.dispatching import City, a_city, an_organisation_changed
from tests.unit.dispatch.builders import DONGZHOU, XINFU

SECRET = "only-for-tests-0123456789"
CODES = {XINFU: "XF", DONGZHOU: "DZ"}
EXAMPLES = Path("docs") / "examples"


def rights() -> dict[str, Any]:
    """What an operator imports, as far as departments are concerned."""
    definitions = json.loads(re.sub(r"\$\{\w+\}", SECRET, generate.written()))
    ours = {"dispatch", generate.OPERATOR}
    kept: dict[str, Any] = {
        "users": [each for each in definitions["users"] if each["name"] in ours],
        "vhosts": [{"name": wire.VHOST}],
    }
    for what in ("permissions", "exchanges", "queues", "bindings"):
        kept[what] = [each for each in definitions[what] if each["vhost"] == wire.VHOST]
    return kept


@dataclass
class Office:
    """Dispatch of a city, whose jobs are run when a test says so."""

    city: City
    broker: PrivateRabbitmq
    environment: dict[str, str]

    def url(self, user: str, password: str = SECRET) -> str:
        account = f"{quote(user, safe='')}:{quote(password, safe='')}"
        return f"amqp://{account}@127.0.0.1:{self.broker.port}/{wire.VHOST}"

    async def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m services.dispatch departments …` as an operator does."""
        return await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "services.dispatch", "departments", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    async def add(self, code: str) -> str:
        """Make a department; the URL that its system connects to."""
        return self.url(wire.name_of(code), password_in(await self.command("add", code)))

    async def post(self) -> None:
        await posting.post(self.city.runtime)

    async def standing(self, code: str = "XF") -> Standing:
        async with self.city.runtime.database.read() as tx:
            [found] = [each for each in await store.standings(tx) if each.department.code == code]
        return found

    async def unconfirmed(self, code: str = "XF") -> int:
        """Orders without a receipt, after those that came were taken."""
        await posting.take_receipts(self.city.runtime)
        found = await self.standing(code)
        return found.waiting + found.sent + found.given_up


def password_in(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    [password] = re.findall(r"^  password  (\S+)$", done.stdout, re.MULTILINE)
    return str(password)


@asynccontextmanager
async def an_office(form: Form, broker: PrivateRabbitmq) -> AsyncIterator[Office]:
    """Dispatch at a broker without departments."""
    management = ManagementApi(URL(broker.management_url).with_user("guest").with_password("guest"))
    if wire.VHOST in management.list_vhosts():
        management.delete_vhosts([wire.VHOST])
    management.import_definitions(rights())
    management.close()
    url = f"amqp://dispatch:{SECRET}@127.0.0.1:{broker.port}/{wire.VHOST}"
    form.settings = {**form.settings, "departments_url": url}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SHIRONG_")} | {
        "SHIRONG_DATABASE_URL": form.database_url("dispatch"),
        "SHIRONG_BUS_URL": "local:",
        "SHIRONG_CURSOR_SECRET": SECRET,
        "SHIRONG_BROKER_URL": broker.management_url,
        "SHIRONG_BROKER_PASSWORD": SECRET,
    }
    async with a_city(form) as city:
        for organisation_id, code in CODES.items():
            await city.hear(an_organisation_changed(organisation_id, code=code))
        yield Office(city, broker, environment)


@asynccontextmanager
async def channel_at(url: str) -> AsyncIterator[Any]:
    """A channel of somebody's own connection."""
    connection = await aio_pika.connect(url, timeout=10)
    async with connection, connection.channel(on_return_raises=True) as channel:
        yield channel


def node_example(folder: Path) -> Sequence[str | Path]:
    """The command of the example in Node, with its packages installed in a copy."""
    copy = node.installed(EXAMPLES / "node", folder / "node")
    return [node.NODE, copy / "department.mjs"]


def python_example(folder: Path) -> Sequence[str | Path]:
    return [sys.executable, EXAMPLES / "python" / "department.py"]


@contextmanager
def running_example(
    command: Sequence[str | Path], *, url: str, folder: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A department's system at work, killed at the end."""
    environment = {"PATH": os.environ["PATH"], "DEPARTMENT_URL": url}
    environment["DEPARTMENT_FOLDER"] = str(folder / "kept")
    with (folder / "example.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def kept_in(folder: Path) -> dict[str, Any]:
    """The orders that an example keeps, by case."""
    files = (folder / "kept").glob("*.json")
    return {file.stem: json.loads(file.read_text("utf-8")) for file in files}
