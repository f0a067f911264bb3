"""How long an export of 100,000 cases in twenty columns takes, and how much memory."""

import os
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

from services.chassis import migrate
from services.ledger.app import service
from tests.bench import table
from tests.bench.table_city import ROOT
from tests.forms import until

COLUMNS = """
number stage mode source description category reporter_organisation_id reporter_id submitted_at
organisation_id dispatched_at due_at overdue_at returns first_rectified_at closed_at on_time
handled_on_time deferrals reopenings
""".split()  # noqa: SIM905 - a list of names reads better so
ROWS = int(os.environ.get("EXPORT_ROWS", "100000"))


async def measure(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    folder.mkdir()
    urls = (database_server.create("exported"), f"sqlite+aiosqlite:///{folder}/exported.db")
    for url in urls:
        await migrate.upgrade(service, url)
        await table.fill(url, ROWS)
        async with table.asking(url, works=True) as (client, act_for):
            act_for(ROOT)
            for wanted in ("xlsx", "csv", "geojson"):
                before = _start_measuring_memory()
                began = perf_counter()
                answer = await client.post(
                    "/api/ledger/exports",
                    json={"format": wanted, "shown": {"columns": COLUMNS}},
                    headers={"Idempotency-Key": str(uuid4())},
                )
                assert answer.status_code == 202, answer.text
                path = f"/api/ledger/exports/{answer.json()['id']}"

                async def ready(path: str = path) -> Any:
                    told = (await client.get(path)).json()
                    return told if told["status"] == "ready" else None

                told = await until(ready, within=600)
                print(
                    f"  {url.split('+')[0]}, {told['rows']:,} cases as {wanted}:"
                    f" {perf_counter() - began:.1f} s, {told['size'] / 1e6:.0f} MB,"
                    f" {_most_memory() - before:.0f} MB of memory more",
                    flush=True,
                )


def _start_measuring_memory() -> float:
    """Megabytes that this process has now."""
    Path("/proc/self/clear_refs").write_text("5")
    return _told("VmRSS")


def _most_memory() -> float:
    """Megabytes that it had at most since."""
    return _told("VmHWM")


def _told(name: str) -> float:
    line = next(
        each for each in Path("/proc/self/status").read_text().splitlines() if each.startswith(name)
    )
    return int(line.split()[1]) / 1000
