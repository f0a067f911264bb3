"""Channels: whose they are, where they lead, when they send next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa

from services.chassis.due import Claim, DueRows
from services.chassis.pages import PageRequest
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.notice.domain.rules import Urgency
from services.notice.domain.timing import Due, Habits, Quiet
from services.notice.tables import channels, people

Kind = Literal["email", "sms", "robot", "webhook", "push"]
LETTERS = DueRows("letter", channels, channels.c.wanted)
"""A channel for which a letter is due is work: whoever is free sends it."""


@dataclass(frozen=True)
class Channel:
    """`sealed` is where it leads. `parked_reason` tells why nothing gets through any more."""

    id: UUID
    person_id: UUID | None
    organisation_id: UUID | None
    session_id: UUID | None
    name: str
    kind: Kind
    sealed: bytes
    digest_of_address: bytes
    language: Literal["zh", "en"]
    least: Urgency
    digest: bool
    quiet_start: int | None
    quiet_end: int | None
    created_by: UUID
    version: int
    send_at: datetime | None = None
    gathering_since: datetime | None = None
    rests_until: datetime | None = None
    attempts: int = 0
    parked_at: datetime | None = None
    parked_reason: str | None = None

    @property
    def owner_id(self) -> UUID:
        owner = self.person_id or self.organisation_id
        assert owner is not None
        return owner

    @property
    def habits(self) -> Habits:
        quiet = None
        if self.quiet_start is not None and self.quiet_end is not None:
            quiet = Quiet(self.quiet_start, self.quiet_end)
        return Habits(self.least, self.digest, quiet)

    @property
    def due(self) -> Due:
        return Due(self.send_at, self.gathering_since, self.rests_until)


_COLUMNS = [channels.c[name] for name in Channel.__dataclass_fields__]
_DUE = [channels.c[name] for name in Due.__dataclass_fields__]
_STATE = ("attempts", "parked_at", "parked_reason")


async def add(tx: Transaction, channel: Channel) -> None:
    row = {name: value for name, value in vars(channel).items() if name not in _STATE}
    await tx.execute(
        sa.insert(channels).values(**row, created_at=tx.at, wanted=False, told_failing=False)
    )


async def change(tx: Transaction, channel: Channel) -> None:
    """Keep what its owner set, with the next version."""
    changed = {
        name: getattr(channel, name)
        for name in ("name", "language", "least", "digest", "quiet_start", "quiet_end", "version")
    }
    await tx.execute(sa.update(channels).where(channels.c.id == channel.id).values(changed))


async def remove(tx: Transaction, ids: Iterable[UUID]) -> None:
    """Forget channels with what waited there and what was tried."""
    await tx.execute(sa.delete(channels).where(channels.c.id.in_(list(ids))))


async def find(tx: Transaction, channel_id: UUID) -> Channel:
    """The channel; `NotFound` when there is none."""
    rows = await tx.execute(sa.select(*_COLUMNS).where(channels.c.id == channel_id))
    row = rows.one_or_none()
    if row is None:
        raise NotFound
    return Channel(**row._mapping)


async def lock(tx: Transaction, channel_id: UUID) -> Channel:
    """The same, held until commit."""
    rows = await tx.execute(
        sa.select(*_COLUMNS).where(channels.c.id == channel_id).with_for_update(key_share=True)
    )
    row = rows.one_or_none()
    if row is None:
        raise NotFound
    return Channel(**row._mapping)


async def owned_by(
    tx: Transaction, owners: Sequence[UUID], *, held: bool = False
) -> dict[UUID, list[Channel]]:
    """Every channel of these people and organisations by owner; `held` until commit if asked."""
    theirs = channels.c.person_id.in_(owners) | channels.c.organisation_id.in_(owners)
    wanted = sa.select(*_COLUMNS).where(theirs).order_by(channels.c.id)
    rows = await tx.execute(wanted.with_for_update(key_share=True) if held else wanted)
    found: dict[UUID, list[Channel]] = {each: [] for each in owners}
    for row in rows:
        channel = Channel(**row._mapping)
        found[channel.owner_id].append(channel)
    return found


async def owned(
    tx: Transaction, *, person_id: UUID, organisations: Iterable[UUID]
) -> list[Channel]:
    """A person's channels and those of these organisations, by name."""
    mine = channels.c.person_id == person_id
    theirs = channels.c.organisation_id.in_(list(organisations))
    rows = await tx.execute(
        sa.select(*_COLUMNS).where(mine | theirs).order_by(channels.c.name, channels.c.id)
    )
    return [Channel(**row._mapping) for row in rows]


async def with_address(tx: Transaction, digest: bytes) -> Channel | None:
    """The subscription that leads there already, whoever's it is."""
    rows = await tx.execute(
        sa.select(*_COLUMNS)
        .where(channels.c.digest_of_address == digest, channels.c.session_id.is_not(None))
        .limit(1)
    )
    row = rows.one_or_none()
    return None if row is None else Channel(**row._mapping)


async def of_sessions(tx: Transaction, ids: Sequence[UUID]) -> list[UUID]:
    """The subscriptions that were made in these sessions."""
    rows = await tx.execute(sa.select(channels.c.id).where(channels.c.session_id.in_(ids)))
    return list(rows.scalars())


async def of_person(tx: Transaction, person_id: UUID) -> list[UUID]:
    """A person's channels."""
    rows = await tx.execute(sa.select(channels.c.id).where(channels.c.person_id == person_id))
    return list(rows.scalars())


def locking(ids: Iterable[UUID]) -> sa.Select[Any]:
    """When these channels send next, held until commit; taken in one order by everyone."""
    return (
        sa.select(channels.c.id, *_DUE)
        .where(channels.c.id.in_(list(ids)))
        .order_by(channels.c.id)
        .with_for_update(key_share=True)
    )


def planning(dues: Mapping[UUID, Due]) -> tuple[sa.Executable, list[dict[str, Any]]]:
    """What keeps when these channels send next."""
    statement = (
        sa.update(channels)
        .where(channels.c.id == sa.bindparam("channel"))
        .values({name: sa.bindparam(f"new_{name}") for name in Due.__dataclass_fields__})
        .execution_options(synchronize_session=None)
    )
    return statement, [
        {"channel": channel_id, **{f"new_{name}": value for name, value in vars(due).items()}}
        for channel_id, due in dues.items()
    ]


async def plan(tx: Transaction, channel_id: UUID, due: Due) -> None:
    """When a channel sends next."""
    statement, rows = planning({channel_id: due})
    await tx.execute(statement, rows)


async def any_due(tx: Transaction) -> bool:
    """Whether there is a letter to send; costs no lock."""
    rows = await tx.execute(sa.select(channels.c.id).where(_is_due(tx)).limit(1))
    return rows.one_or_none() is not None


async def want_due(tx: Transaction, *, limit: int) -> int:
    """Have letters sent whose moment has come; how many."""
    rows = await tx.execute(
        sa.select(channels.c.id)
        .where(_is_due(tx))
        .order_by(channels.c.send_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(rows.scalars())
    await want(tx, ids)
    return len(ids)


async def want(tx: Transaction, ids: Sequence[UUID]) -> None:
    """Have these channels' letters sent now."""
    if ids:
        await tx.execute(sa.update(channels).where(channels.c.id.in_(ids)).values(wanted=True))
        await LETTERS.ask(tx, ids)


async def rest(tx: Transaction, claim: Claim, due: Due) -> None:
    """A letter is through: what is due next, and nothing at the moment."""
    await LETTERS.finish(tx, claim, **vars(due), wanted=False, told_failing=False)


async def newly_failing(tx: Transaction, *, limit: int) -> list[Channel]:
    """Parked channels whose owners weren't told yet; they are told in this transaction."""
    rows = await tx.execute(
        sa.select(*_COLUMNS)
        .where(channels.c.parked_at.is_not(None), channels.c.told_failing.is_(False))
        .order_by(channels.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = [Channel(**row._mapping) for row in rows]
    if found:
        ids = [each.id for each in found]
        await tx.execute(
            sa.update(channels).where(channels.c.id.in_(ids)).values(told_failing=True)
        )
    return found


async def failing(
    tx: Transaction, organisations: Iterable[UUID], paging: PageRequest
) -> list[Channel]:
    """Channels of these organisations, and of their people, that get nothing through."""
    theirs = channels.c.organisation_id.in_(list(organisations)) | channels.c.person_id.in_(
        sa.select(people.c.person_id).where(people.c.organisation_id.in_(list(organisations)))
    )
    wanted = sa.select(*_COLUMNS).where(channels.c.attempts > 0, channels.c.wanted, theirs)
    if paging.after is not None:
        wanted = wanted.where(channels.c.id > UUID(paging.after[0]))
    rows = await tx.execute(wanted.order_by(channels.c.id).limit(paging.limit + 1))
    return [Channel(**row._mapping) for row in rows]


async def parked_since(tx: Transaction, before: datetime, *, limit: int) -> list[UUID]:
    """Channels that got nothing through and have rested since."""
    rows = await tx.execute(
        sa.select(channels.c.id)
        .where(channels.c.parked_at < before)
        .order_by(channels.c.parked_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(rows.scalars())


async def unused_subscriptions(tx: Transaction, before: datetime, *, limit: int) -> list[UUID]:
    """Subscriptions that no browser renewed since."""
    rows = await tx.execute(
        sa.select(channels.c.id)
        .where(channels.c.session_id.is_not(None), channels.c.created_at < before)
        .limit(limit)
    )
    return list(rows.scalars())


async def renew(tx: Transaction, channel_id: UUID, *, session_id: UUID) -> None:
    """The same browser subscribed again, perhaps in another session."""
    await tx.execute(
        sa.update(channels)
        .where(channels.c.id == channel_id)
        .values(session_id=session_id, created_at=tx.at)
    )


def _is_due(tx: Transaction) -> Any:
    return (
        (channels.c.send_at <= tx.at)
        & channels.c.wanted.is_(False)
        & channels.c.parked_at.is_(None)
    )
