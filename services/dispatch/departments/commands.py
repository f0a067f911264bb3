"""`python -m services.dispatch departments add | rotate | revoke | list`."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import UUID

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.chassis.blueprint import Service
from services.chassis.database import Database
from services.chassis.refusals import Conflict, Refusal
from services.chassis.settings import read_settings
from services.chassis.transaction import Transaction
from services.dispatch.departments import placing
from services.dispatch.departments.administration import Broker, BrokerRefused
from services.dispatch.departments.wire import RECEIPTS, VHOST, name_of
from services.dispatch.store import cases, reference
from services.dispatch.store import departments as store
from services.dispatch.store.departments import Over, Standing

NAME = "departments"
AT_ONCE = 500

MADE = """\
{name} of vhost {vhost}: the password is shown this once.
  user      {name}
  password  {password}
  orders    read the queue {name}
  receipts  publish to the exchange {receipts} with routing key {name} and user_id {name}
"""


class AlreadyDepartment(Conflict):
    zh = "{code} 已经有部门队列；如需新密码请用 rotate。"
    en = "{code} is a department already; for another password there is rotate."


class FetchesOverHttp(Conflict):
    zh = "{code} 通过 HTTP 领取，没有密码。"
    en = "{code} fetches its orders over HTTP and has no password."


class BrokerAccess(BaseSettings):
    """Where the broker's management API is, and who its operator is."""

    model_config = SettingsConfigDict(env_prefix="SHIRONG_BROKER_", frozen=True, extra="ignore")

    url: str = "http://127.0.0.1:15672"
    user: str = "operator"
    password: SecretStr = SecretStr("")
    password_file: Path | None = Field(default=None)
    """Read in the place of `password`, so that it needn't stand in the environment"""
    vhost: str = VHOST

    def broker(self) -> Broker:
        password = self.password.get_secret_value()
        if self.password_file is not None:
            password = self.password_file.read_text("utf-8").strip()
        return Broker(self.url, user=self.user, password=password, vhost=self.vhost)


def run(service: Service, given: Sequence[str]) -> None:
    """Do what the command line asks for; ends the process with a sentence when it can't."""
    arguments = _parser().parse_args(given)
    try:
        asyncio.run(_run(service, arguments))
    except (Refusal, BrokerRefused, OSError) as error:
        sys.exit(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m services.dispatch {NAME}")
    actions = parser.add_subparsers(dest="action", required=True)
    add = actions.add_parser("add", help="give an organisation's own system its orders")
    add.add_argument("code", help="the organisation's code")
    add.add_argument("--over", choices=["amqp", "http"], default="amqp")
    for name, what in (
        ("rotate", "another password; the old one ends at once"),
        ("revoke", "no more orders: user and queue are removed"),
    ):
        actions.add_parser(name, help=what).add_argument("code")
    actions.add_parser("list", help="every department, and how it stands")
    return parser


async def _run(service: Service, arguments: argparse.Namespace) -> None:
    async with _database(service) as database:
        match arguments.action:
            case "add":
                await _add(database, arguments.code, arguments.over)
            case "rotate":
                await _rotate(database, arguments.code)
            case "revoke":
                await _revoke(database, arguments.code)
            case _:
                async with database.read() as tx:
                    for each in await store.standings(tx):
                        print(line(each))


@asynccontextmanager
async def _database(service: Service) -> AsyncIterator[Database]:
    settings = read_settings(service.settings)
    database = Database(settings.database_url, name=service.name, pool=2)
    try:
        yield database
    finally:
        await database.close()


async def _add(database: Database, code: str, over: Over) -> None:
    async with database.read() as tx:
        organisation = await reference.organisation_of_code(tx, code)
        if any(each.id == organisation.id for each in await store.all_active(tx)):
            raise AlreadyDepartment(code=code)
    password = None
    if over == "amqp":
        # The broker first: a row without a queue would have orders that lead nowhere.
        with _broker() as broker:
            password = broker.add(code)
    async with database.begin() as tx:
        await store.enter(tx, organisation.id, code=code, over=over)
    # Cases that are dispatched meanwhile find the department already.
    async with database.begin() as tx:
        count = await _place_open_cases(tx, organisation.id)
    print(f"{code} is a department over {over}; {count} open cases are on their way to it.")
    if password is not None:
        _tell(code, password)


async def _place_open_cases(tx: Transaction, department_id: UUID) -> int:
    """What is open already is the department's, too."""
    subtree = await reference.subtree(tx, department_id)
    belongs = await store.of_organisations(tx, subtree)
    mine = [each for each, nearest in belongs.items() if nearest == department_id]
    count = 0
    async for some in cases.open_of(tx, mine, at_once=AT_ONCE):
        await placing.place(tx, department_id, [(case, "assigned") for case in some])
        count += len(some)
    return count


async def _rotate(database: Database, code: str) -> None:
    async with database.read() as tx:
        department = await store.find_code(tx, code)
    if department.over == "http":
        raise FetchesOverHttp(code=code)
    with _broker() as broker:
        _tell(code, broker.rotate(code))


async def _revoke(database: Database, code: str) -> None:
    async with database.read() as tx:
        department = await store.find_code(tx, code)
    # The broker first: what fails half-way can be done again.
    if department.over == "amqp":
        with _broker() as broker:
            broker.revoke(code)
    async with database.begin() as tx:
        await store.revoke(tx, department.id)
    print(f"{code} is no department any more")


@contextmanager
def _broker() -> Iterator[Broker]:
    broker = BrokerAccess().broker()
    try:
        yield broker
    finally:
        broker.close()


def _tell(code: str, password: str) -> None:
    """Where the department finds its orders, and by what password."""
    vhost = BrokerAccess().vhost
    print(MADE.format(name=name_of(code), vhost=vhost, password=password, receipts=RECEIPTS))


def line(standing: Standing) -> str:
    """A department as the list shows it."""
    each = standing.department
    counts = f"waiting {standing.waiting}, sent {standing.sent}, given up {standing.given_up}"
    receipt = (
        each.last_receipt_at.isoformat(timespec="seconds") if each.last_receipt_at else "never"
    )
    ways = [f"{each.code} over {each.over}: {counts}; last receipt {receipt}"]
    if standing.oldest is not None:
        ways.append(f"oldest {standing.oldest.isoformat(timespec='seconds')}")
    if each.trouble:
        ways.append(f"trouble: {each.trouble}")
    return "; ".join(ways)
