"""Store and rows compared: files nobody knows, and rows whose file is missing or altered.

The store is walked in the order of its keys, beside the keys that rows hold. A difference is first
reported; what an earlier audit has reported and is still so is then repaired: a file that nobody
knew for a day is deleted, a picture that is missing is made again. An original that is missing or
altered can't be repaired: it is reported again each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from services.chassis import logs
from services.chassis.objects import Stored
from services.chassis.runtime import Runtime
from services.media import metrics, resources
from services.media.store import audit
from services.media.store.audit import ALTERED_ORIGINAL, KINDS, MISSING_ORIGINAL, ORPHAN, Finding

log = logs.get()

ORPHANS_KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Audited:
    """How many files were looked at, what was found, and how much of it was repaired."""

    files: int
    found: dict[str, int]
    repaired: int


async def compare(runtime: Runtime, *, repair: bool) -> Audited:
    """Walk the store once."""
    began, seen, after = runtime.clock(), 0, ""
    async for page in resources.of(runtime).objects.walk():
        seen += len(page)
        await _report(runtime, await _differences(runtime, page, after=after, up_to=page[-1].key))
        after = page[-1].key
    await _report(runtime, await _differences(runtime, [], after=after, up_to=None))
    async with runtime.database.begin() as tx:
        await audit.forget_unseen(tx, since=began)
        findings = await audit.list_findings(tx)
    repaired = 0
    if repair:
        earlier = [each for each in findings if each.found_at < began]
        repaired = sum([await _repair(runtime, each) for each in earlier])
    counts = {kind: sum(each.kind == kind for each in findings) for kind in KINDS}
    for kind, count in counts.items():
        metrics.audit_findings.labels(kind).set(count)
    log.info("store audited", files=seen, repaired=repaired, **counts)
    return Audited(seen, counts, repaired)


async def _differences(
    runtime: Runtime, page: Sequence[Stored], *, after: str, up_to: str | None
) -> list[Finding]:
    """What differs between the files of a page and the rows of the same stretch of keys."""
    store, at = resources.of(runtime).objects, runtime.clock()
    present = {each.key: each for each in page}
    async with runtime.database.read() as tx:
        known = await audit.known_keys(tx, list(present))
        held = await audit.held_keys(tx, after=after, up_to=up_to)
        sizes = await audit.originals(tx, list(present))
    found = [
        Finding(ORPHAN, key, None, at)
        for key, each in present.items()
        if key not in known and each.modified < at - ORPHANS_KEPT
    ]
    for key, (kind, row_id) in held.items():
        # The row may have come after the listing.
        if key not in present and not await store.exists(key):
            found.append(Finding(kind, key, row_id, at))
    for key, (photo_id, size, digest) in sizes.items():
        if present[key].size != size and sha256(await store.get(key)).hexdigest() != digest:
            found.append(Finding(ALTERED_ORIGINAL, key, photo_id, at))
    return found


async def _report(runtime: Runtime, findings: Sequence[Finding]) -> None:
    async with runtime.database.begin() as tx:
        new = await audit.keep(tx, findings)
    for each in findings:
        lost = each.kind in (MISSING_ORIGINAL, ALTERED_ORIGINAL)
        if lost or each.key in new:
            say = log.error if lost else log.warning
            say("store and rows differ", kind=each.kind, key=each.key, id=str(each.row_id))


async def _repair(runtime: Runtime, finding: Finding) -> bool:
    if finding.kind == ORPHAN:
        await resources.of(runtime).objects.delete(finding.key)
        log.info("orphan deleted", key=finding.key)
        return True
    async with runtime.database.begin() as tx:
        return await audit.make_again(tx, finding)
