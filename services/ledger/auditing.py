"""A chain as it is handed to auditors: every entry and checkpoint, in a form of its own."""

import json
from collections.abc import AsyncIterator
from datetime import UTC
from uuid import UUID

from services.chassis.database import Database
from services.ledger.chain import Link
from services.ledger.store import checkpoints, entries

AT_ONCE = 1000
FORMAT = 1


async def lines(database: Database, chain: UUID) -> AsyncIterator[str]:
    """JSON lines: what it is, the entries in their order, the checkpoints."""
    yield _line({"format": f"shirong-ledger/{FORMAT}", "chain": str(chain)})
    async with database.read() as tx:
        head = (await entries.heads(tx, among={chain})).get(chain)
        signed = await checkpoints.of_chain(tx, chain)
    done, until = 0, 0 if head is None else head.seq
    while done < until:
        async with database.read() as tx:
            found = await entries.links_after(tx, chain, done, until=until, limit=AT_ONCE)
        if not found:
            break
        for link, payload in found:
            yield _line(_entry(link, payload))
        done = found[-1][0].seq
    for each in signed[::-1]:
        yield _line({"checkpoint": each.note})


def _entry(link: Link, payload: bytes | None) -> dict[str, object]:
    return {
        "seq": link.seq,
        "kind": link.kind,
        "case_id": str(link.case_id),
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "payload_hash": link.payload_hash,
        "prev_hash": link.prev_hash,
        "hash": link.hash,
        "payload": None if payload is None else payload.decode(),
    }


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
