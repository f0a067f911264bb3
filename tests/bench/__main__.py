"""`make bench`: what the house reaches on this machine; figures, no verdicts."""

import sys
import tempfile
from pathlib import Path

import uvloop

from services.chassis import garbage
from tests.bench import (
    exports,
    imports,
    latency,
    lifecycles,
    memory,
    near_copies,
    nearby,
    notices,
    outage,
    projection,
    relay,
    screens,
    table,
)
from tests.servers import objects, postgres, rabbitmq

PARTS = {
    "relay": relay.measure,
    "imports": imports.measure,
    "latency": latency.measure,
    "lifecycles": lifecycles.measure,
    "memory": memory.measure,
    "nearby": nearby.measure,
    "near-copies": near_copies.measure_postgresql,
    "notices": notices.measure,
    "projection": projection.measure,
    "outage": outage.measure,
    "table": table.measure,
    "exports": exports.measure,
    "screens": screens.measure,
    "near-copies-sqlite": near_copies.measure_sqlite,
}


def main() -> None:
    wanted = sys.argv[1:] or list(PARTS)
    unknown = set(wanted) - set(PARTS)
    if unknown:
        sys.exit(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    with (
        postgres.postgres() as database_server,
        rabbitmq.rabbitmq() as broker,
        objects.objects() as store,
        tempfile.TemporaryDirectory() as folder,
    ):
        # This and uvloop as a service's process has it.
        garbage.settle()
        for name in wanted:
            print(f"\n{name}", flush=True)
            uvloop.run(PARTS[name](Path(folder) / name, database_server, broker, store))


if __name__ == "__main__":
    main()
