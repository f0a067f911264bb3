"""`make bench`: what the house reaches on this machine; figures, no verdicts."""

import asyncio
import sys
import tempfile
from pathlib import Path

from services.chassis import garbage
from tests.bench import (
    imports,
    latency,
    lifecycles,
    memory,
    near_copies,
    nearby,
    notices,
    relay,
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
    "table": table.measure,
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
        # As a service's process does.
        garbage.settle()
        for name in wanted:
            print(f"\n{name}", flush=True)
            asyncio.run(PARTS[name](Path(folder) / name, database_server, broker, store))


if __name__ == "__main__":
    main()
