"""What notice does by the clock: letters whose moment came, channels that fail, what is old."""

from datetime import timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from services.chassis import inbox_store
from services.chassis.blueprint import Job
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.notice import metrics, placing
from services.notice.placing import EVENTS, News
from services.notice.store import cases, channels, inbox, messages, people, state
from services.notice.store.cases import Case
from services.notice.store.channels import Channel

AT_ONCE = 200
RESTED = timedelta(hours=1)
"""After which a channel that got nothing through is tried again without a person asking."""
UNUSED = timedelta(days=90)
"""After which a browser that never came back gets nothing any more."""


async def letters(runtime: Runtime) -> None:
    """Have letters sent whose moment has come."""
    # Looking costs no write lock; most of the time there is nothing to do.
    async with runtime.database.read() as tx:
        if not await channels.any_due(tx):
            return
    async with runtime.database.begin() as tx:
        await channels.want_due(tx, limit=AT_ONCE)


async def failing_channels(runtime: Runtime) -> None:
    """Tell owners and administrators of channels that get nothing through; try rested ones."""
    async with runtime.database.begin() as tx:
        # First, as those who add notices do.
        await state.held(tx)
        rested = await channels.parked_since(tx, tx.at - RESTED, limit=AT_ONCE)
        await channels.want(tx, rested)
        for channel in await channels.newly_failing(tx, limit=AT_ONCE):
            await _tell(tx, channel)


async def _tell(tx: Transaction, channel: Channel) -> None:
    owner = channel.organisation_id or await people.organisation_of(tx, channel.created_by)
    above = await people.chain(tx, owner) if owner else []
    told = dict((await people.holders(tx, "administrator", above)).people)
    told[channel.person_id or channel.created_by] = None
    code = (channel.parked_reason or "").rpartition(": ")[2]
    news = News(
        uuid5(EVENTS, f"failing {channel.id} {channel.parked_at}"),
        "channel_failing",
        "normal",
        None,
        {"channel": channel.name, "code": code},
        tx.at,
    )
    await placing.place(tx, news, told)


async def ending_deferrals(runtime: Runtime) -> None:
    """Tell handlers and whoever asked of deferrals that end by tomorrow."""
    zone = ZoneInfo(runtime.settings.time_zone)
    tomorrow = runtime.clock().astimezone(zone).date() + timedelta(days=1)
    async with runtime.database.begin() as tx:
        await state.held(tx)
        for case in await cases.deferrals_until(tx, tomorrow, limit=AT_ONCE):
            assert case.case_id is not None
            await _tell_ending(tx, case)
            await cases.learn(tx, case.case_id, deferred_until=None)


async def _tell_ending(tx: Transaction, case: Case) -> None:
    assert case.deferred_until is not None
    until = case.deferred_until.isoformat()
    to: dict[UUID, UUID | None] = {} if case.asker_id is None else {case.asker_id: None}
    if case.organisation_id is not None:
        above = await people.chain(tx, case.organisation_id)
        to = {**to, **(await people.holders(tx, "handler", above)).people}
    news = News(
        uuid5(EVENTS, f"deferral of {case.case_id} ends {until}"),
        "deferral_ending",
        "normal",
        case.case_id,
        {"number": case.number, "address": case.address, "until": until},
        tx.at,
    )
    await placing.place(tx, news, to)


async def parked_here(runtime: Runtime) -> None:
    """Tell administrators once a day that notice's own messages wait for a person: the others'
    come as facts, which notice might not be able to handle."""
    async with runtime.database.read() as tx:
        if not await inbox_store.list_parked(tx, limit=1):
            return
    async with runtime.database.begin() as tx:
        await state.held(tx)
        city = await people.city(tx)
        above = [] if city is None else [city]
        news = News(
            uuid5(EVENTS, f"parked here {tx.at:%Y-%m-%d}"),
            "message_parked",
            "normal",
            None,
            {"service": runtime.name, "opens": "operations"},
            tx.at,
        )
        await placing.place(tx, news, (await people.holders(tx, "administrator", above)).people)


async def drop_old(runtime: Runtime) -> None:
    """Forget what was kept long enough, some at a time."""
    for drop in (inbox.drop_old, messages.drop_old):
        while True:
            async with runtime.database.begin() as tx:
                dropped = await drop(tx, limit=AT_ONCE)
            if dropped < AT_ONCE:
                break
    async with runtime.database.begin() as tx:
        unused = await channels.unused_subscriptions(tx, tx.at - UNUSED, limit=AT_ONCE)
        await channels.remove(tx, unused)


async def measure(runtime: Runtime) -> None:
    """Show how long the oldest urgent message has waited."""
    async with runtime.database.read() as tx:
        oldest = await messages.oldest_urgent(tx)
        waits = (tx.at - oldest).total_seconds() if oldest else 0.0
    metrics.urgent_waiting_seconds.set(waits)


JOBS = [
    Job("letters", timedelta(seconds=0.25), letters),
    Job("failing channels", timedelta(seconds=10), failing_channels),
    Job("own parked messages", timedelta(minutes=1), parked_here),
    Job("ending deferrals", timedelta(minutes=10), ending_deferrals),
    Job("old notices", timedelta(hours=1), drop_old),
    Job("urgent messages", timedelta(seconds=5), measure),
]
