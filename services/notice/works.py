"""Letters: the work that notice's workers share. A channel that fails keeps no other waiting."""

from time import monotonic
from zoneinfo import ZoneInfo

from services.chassis import logs
from services.chassis.blueprint import Work, Works
from services.chassis.due import Claim
from services.chassis.refusals import NotFound
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.notice import metrics, resources, sending
from services.notice.domain import timing
from services.notice.sealing import Unsealable
from services.notice.sending.letters import compose
from services.notice.sending.outside import Outside, Undelivered
from services.notice.settings import NoticeSettings
from services.notice.store import channels, messages, reference
from services.notice.store.channels import LETTERS, Channel
from services.notice.store.messages import Attempt, Waiting

log = logs.get()


async def send_letter(runtime: Runtime, claim: Claim) -> None:
    """Tell a channel in one letter all that waits there."""
    async with runtime.database.read() as tx:
        try:
            channel = await channels.find(tx, claim.id)
        except NotFound:
            return
        waiting = await messages.waiting(tx, channel.id)
        templates = await reference.templates_in_use(tx)
    if waiting:
        letter = compose(
            waiting,
            language=channel.language,
            templates=templates,
            directory=runtime.directory,
            zone=ZoneInfo(runtime.settings.time_zone),
            public_url=resources.of(runtime).settings.notice_public_url,
        )
        outside = resources.of(runtime).outside
        started = monotonic()
        try:
            await sending.send(channel.kind, _address(channel, outside), letter, outside)
        except Exception as error:
            # What others raise may name the address; their kind is all that is said of it.
            failure = error if isinstance(error, Undelivered) else Undelivered("failed")
            if failure is not error:
                log.error("letter failed", channel=str(channel.id), error=type(error).__name__)
            await _note_failure(runtime, channel, waiting, failure, started)
            if failure.gone:
                return
            raise failure from None
        await _sent(runtime, claim, channel, waiting, started)
    else:
        async with runtime.database.begin() as tx:
            if await LETTERS.hold(tx, claim):
                await _go_on(tx, claim, channel)


async def _sent(
    runtime: Runtime, claim: Claim, channel: Channel, waiting: list[Waiting], started: float
) -> None:
    async with runtime.database.begin() as tx:
        attempt = Attempt(tx.at, "sent", "", len(waiting), monotonic() - started)
        if await LETTERS.hold(tx, claim):
            await messages.mark_sent(tx, [each.id for each in waiting])
            await messages.note(tx, channel.id, attempt)
            await _go_on(tx, claim, channel)
        at = tx.at
    metrics.letters.labels(channel.kind, "sent").inc()
    for each in waiting:
        metrics.sent.labels(each.kind, channel.kind).inc()
        seconds = metrics.delivered_seconds.labels(channel.kind, each.urgency)
        seconds.observe(max((at - each.at).total_seconds(), 0))


async def _go_on(tx: Transaction, claim: Claim, channel: Channel) -> None:
    free, urgent = await messages.next_free(tx, claim.id)
    pause = timing.PAUSE_OF_MACHINES if channel.kind == "webhook" else timing.PAUSE
    await channels.rest(tx, claim, timing.sent(free, urgent=urgent, at=tx.at, pause=pause))


async def _note_failure(
    runtime: Runtime,
    channel: Channel,
    waiting: list[Waiting],
    error: Undelivered,
    started: float,
) -> None:
    """Write the try down. A subscription that is gone is forgotten with all that waits there."""
    async with runtime.database.begin() as tx:
        if error.gone:
            await channels.remove(tx, [channel.id])
        else:
            attempt = Attempt(tx.at, "failed", str(error), len(waiting), monotonic() - started)
            await messages.note(tx, channel.id, attempt)
    metrics.letters.labels(channel.kind, "gone" if error.gone else "failed").inc()


def _address(channel: Channel, outside: Outside) -> str:
    try:
        return outside.seals.unseal(channel.sealed, channel_id=channel.id)
    except Unsealable:
        raise Undelivered("address-unreadable") from None


def at_once(settings: NoticeSettings) -> int:
    """Receivers keep one waiting, not the machine."""
    return settings.notice_at_once


WORKS = Works([Work(LETTERS, send_letter)], at_once=at_once)
