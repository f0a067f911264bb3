"""What intake's command line does beyond every service's own: `judgement …`."""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from services.chassis import reference_lists
from services.chassis.blueprint import Service
from services.chassis.database import Database
from services.chassis.history import SYSTEM
from services.chassis.refusals import NotFound
from services.chassis.runtime import Runtime, running
from services.chassis.settings import read_settings
from services.intake import backfill, learning, resources
from services.intake.judgement import labelled
from services.intake.judgement.model import Model
from services.intake.store import judgements, models

NAME = "judgement"


def run(service: Service, given: Sequence[str]) -> None:
    """Run `judgement train | evaluate | list | use | backfill | cross-validate`."""
    arguments = _parser().parse_args(given)
    match arguments.action:
        case "cross-validate":
            _cross_validate(arguments)
        case "backfill":
            asyncio.run(_backfill(service))
        case action:
            asyncio.run(_with_database(service, action, arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m services.intake {NAME}")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("train", help="train now, and take the model unless it is worse")
    actions.add_parser("evaluate", help="measure the model in use on decided texts it never saw")
    actions.add_parser("list", help="the last models")
    use = actions.add_parser("use", help="let a model that is kept judge from now on")
    use.add_argument("model_id", type=int)
    actions.add_parser("backfill", help="judge reports of which no judgement is kept")
    cross = actions.add_parser("cross-validate", help="measure the trainer on any labelled table")
    cross.add_argument("table", type=Path, help="CSV or TSV with a header, or JSON lines")
    cross.add_argument(
        "--text", action="append", help="the column of texts; several are read as one text"
    )
    cross.add_argument("--label", default="label", help="the column of labels")
    cross.add_argument("--group", help="a column whose equal values stay on one side")
    cross.add_argument("--folds", type=_folds, default=5)
    return parser


def _folds(text: str) -> int:
    folds = int(text)
    if folds < 2:
        raise argparse.ArgumentTypeError("two folds at least")
    return folds


async def _with_database(service: Service, action: str, arguments: argparse.Namespace) -> None:
    database = Database(read_settings(service.settings).database_url, name=service.name, pool=2)
    try:
        match action:
            case "train":
                await _train(database)
            case "evaluate":
                await _evaluate(database)
            case "list":
                await _list(database)
            case "use":
                await _use(database, arguments.model_id)
    finally:
        await database.close()


async def _train(database: Database) -> None:
    lesson = await learning.prepare(database, anyway=True)
    if lesson is None:
        sys.exit("nothing to train: another training is in hand, or there are no categories yet")
    became = await learning.Learning(database).learn(lesson)
    async with database.read() as tx:
        (trained,) = await models.listed(tx, limit=1)
    print(f"model {trained.id}: {became}")
    print(json.dumps(trained.figures, ensure_ascii=False, indent=2))
    if became == models.FAILED:
        sys.exit(1)


async def _evaluate(database: Database) -> None:
    async with database.read() as tx:
        model_id = await models.in_use(tx)
        if model_id is None:
            sys.exit("no model is in use yet; keywords judge")
        content = await models.content(tx, model_id)
        history = await judgements.decided(tx, limit=learning.HISTORY)
    _, held_out = learning.split(history)
    print(f"model {model_id}")
    print(json.dumps(learning.measure(Model.load(content), held_out), indent=2))


async def _list(database: Database) -> None:
    async with database.read() as tx:
        for each in await models.listed(tx, limit=20):
            print(each.id, each.status, each.started_at.isoformat("T", "seconds"), each.figures)


async def _use(database: Database, model_id: int) -> None:
    async with database.begin() as tx:
        state = await reference_lists.lock(tx, learning.LIST)
        try:
            await models.use(tx, model_id)
        except NotFound:
            sys.exit(f"there is no model {model_id} any more; `judgement list` shows them")
        await reference_lists.raise_version(tx, state, by=SYSTEM)
    print(f"model {model_id} judges now")


async def _backfill(service: Service) -> None:
    async with _quiet(service) as runtime:
        await resources.of(runtime).known.refresh_model()
        print(f"{await backfill.judge_unjudged(runtime)} reports judged")


@asynccontextmanager
async def _quiet(service: Service) -> AsyncIterator[Runtime]:
    async with running(service, read_settings(service.settings), works=False) as runtime:
        yield runtime


def _cross_validate(arguments: argparse.Namespace) -> None:
    # Imported here: what trains takes long to load and much memory, and nothing else needs it.
    from services.intake.judgement import training

    started = perf_counter()
    try:
        table = labelled.read(
            arguments.table,
            text=arguments.text or ["text"],
            label=arguments.label,
            group=arguments.group,
        )
        found: dict[str, Any] = training.cross_validate(
            table.examples, folds=arguments.folds, kinds=table.groups
        )
    except (OSError, labelled.Unreadable) as error:
        sys.exit(str(error))
    except training.TooFewExamples:
        sys.exit(f"{arguments.table.name} has no texts with letters in them")
    if not found["texts"]:
        sys.exit("every text is like every other one: no fold can be judged by the others")
    seconds = round(perf_counter() - started, 1)
    print(json.dumps({"labels": len(table.labels), **found, "seconds": seconds}, indent=2))
