"""`python -m services.media audit [--repair]`: compare store and rows now."""

import argparse
import asyncio

from services.chassis import logs
from services.chassis.blueprint import Service
from services.chassis.local_bus import LocalBus
from services.chassis.runtime import running
from services.chassis.settings import Settings, read_settings
from services.media import audit
from services.media.store.audit import list_findings


def run_audit(service: Service, arguments: list[str]) -> None:
    """Print what differs, and with `--repair` mend what an earlier audit had reported."""
    parser = argparse.ArgumentParser(prog="python -m services.media audit")
    parser.add_argument("--repair", action="store_true", help="mend what was reported before")
    given = parser.parse_args(arguments)
    settings = read_settings(service.settings)
    logs.start(service.name, settings.log_level)
    asyncio.run(_audit(service, settings, repair=given.repair))


async def _audit(service: Service, settings: Settings, *, repair: bool) -> None:
    # Nothing is published here: what is asked for leaves with the running processes.
    async with running(service, settings, works=False, bus=LocalBus()) as runtime:
        audited = await audit.compare(runtime, repair=repair)
        async with runtime.database.read() as tx:
            for finding in await list_findings(tx):
                print(finding.kind, finding.key, finding.row_id, finding.found_at)
    print(f"{audited.files} files looked at, {audited.repaired} differences repaired")
