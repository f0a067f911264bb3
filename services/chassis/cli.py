"""Every service's commands: `python -m services.<name> api | worker | migrate | parked | …`."""

import argparse
import asyncio
import json
import sys
from uuid import UUID

import uvloop

from services.chassis import (
    envelope,
    garbage,
    inbox_store,
    logs,
    migrate,
    sent,
    workshop,
)
from services.chassis.blueprint import Service
from services.chassis.database import Database
from services.chassis.inbox import Inbox
from services.chassis.refusals import Refusal
from services.chassis.runtime import handlers_of, running
from services.chassis.serving import serve
from services.chassis.settings import Settings, read_settings
from services.chassis.web import build

AWAITING = 1.0
"""Seconds between two looks for the migration of another process."""


def main(service: Service) -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog=f"python -m services.{service.name}")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("api", help="answer requests")
    commands.add_parser("worker", help="consume the queue and run the jobs")
    commands.add_parser("migrate", help="bring the database to the newest revision")
    commands.add_parser("await-migration", help="return when another process has done that")
    parked = commands.add_parser("parked", help="messages that wait for a person")
    parked.add_argument("action", choices=["list", "show", "replay", "skip"])
    parked.add_argument("message_id", nargs="?", type=UUID)
    works = commands.add_parser("works", help="work that failed too often and waits for a person")
    works.add_argument("action", choices=["list", "retry"])
    works.add_argument("work", nargs="?")
    works.add_argument("row_id", nargs="?", type=UUID)
    commands.add_parser("resend", help="send again the facts kept since they left; after a restore")
    arguments = parser.parse_args()
    settings = read_settings(service.settings)
    logs.start(service.name, settings.log_level)
    match arguments.command:
        case "api":
            uvloop.run(_serve(service, settings, works=False))
        case "worker":
            uvloop.run(_serve(service, settings, works=True))
        case "migrate":
            uvloop.run(migrate.upgrade(service, settings.database_url))
        case "await-migration":
            uvloop.run(_await_migration(service, settings))
        case "parked":
            uvloop.run(_parked(service, settings, arguments.action, arguments.message_id))
        case "resend":
            print(uvloop.run(_resend(service, settings)), "facts will be sent again")
        case "works":
            if arguments.action == "retry" and arguments.row_id is None:
                sys.exit("works retry needs a kind of work and an id; `works list` shows them")
            uvloop.run(_works(service, settings, arguments.work, arguments.row_id))


async def _serve(service: Service, settings: Settings, *, works: bool) -> None:
    """Run one process. A worker serves too, but only its health and metrics are asked."""
    app = build(service)
    async with running(service, settings, works=works) as runtime:
        app.state.runtime = runtime
        garbage.settle()
        await serve(app, host=settings.host, port=settings.port)


async def _await_migration(service: Service, settings: Settings) -> None:
    # Another process migrates, maybe on another machine: nothing but a look tells.
    while True:
        if await migrate.is_current(service, settings.database_url):
            return
        await asyncio.sleep(AWAITING)


async def _parked(
    service: Service, settings: Settings, action: str, message_id: UUID | None
) -> None:
    database = Database(settings.database_url, name=service.name, pool=2)
    inbox = Inbox(
        database, handlers_of(service), attempts=1, ahead=service.ahead, parked=service.parked
    )
    try:
        if action == "list":
            async with database.read() as tx:
                for each in await inbox_store.list_parked(tx, limit=10_000):
                    print(each.message_id, each.parked_at, each.type, each.code, each.reason)
            return
        if message_id is None:
            sys.exit(f"parked {action} needs a message id; `parked list` shows them")
        if action == "show":
            async with database.read() as tx:
                body = await inbox_store.parked_body(tx, message_id)
            print(json.dumps(envelope.as_json(body), ensure_ascii=False, indent=2))
        elif action == "replay":
            print((await inbox.replay(message_id, by=None)).value)
        else:
            await inbox.skip(message_id, by=None)
            print("skipped")
    except Refusal as refusal:
        sys.exit(str(refusal))
    finally:
        await database.close()


async def _resend(service: Service, settings: Settings) -> int:
    database = Database(settings.database_url, name=service.name, pool=2)
    try:
        async with database.begin() as tx:
            return await sent.again(tx)
    finally:
        await database.close()


async def _works(
    service: Service, settings: Settings, work: str | None, row_id: UUID | None
) -> None:
    """List what is parked, or give one of it a new chance."""
    database = Database(settings.database_url, name=service.name, pool=2)
    try:
        if work is None or row_id is None:
            for each in await workshop.list_parked(database, service.works.by_name):
                print(each.work, each.id, each.parked_at, each.attempts, each.reason)
        else:
            await workshop.retry(database, service.works.by_name, work, row_id)
            print("asked for again; a running worker takes it")
    except Refusal as refusal:
        sys.exit(str(refusal))
    finally:
        await database.close()
