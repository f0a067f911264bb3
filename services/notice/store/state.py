"""The one row that those who add notices hold, one after the other, and what they know meanwhile.

So the ids of notices are committed in their order, and two batches that concern the same people
can't wait for each other. A batch reads what it needs once, and writes what it counts just before
it commits: a hundred facts cost three statements each and a handful together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.notice.domain.rules import Rule, Urgency
from services.notice.domain.timing import Due, added
from services.notice.store import channels, inbox, reference
from services.notice.store.channels import Channel
from services.notice.store.people import Holders
from services.notice.store.reference import Mutes
from services.notice.tables import state

HELD = "notice.desk"
WATCHED = "notice.desk watched"


@dataclass
class Desk:
    """`counts` are unread and urgent notices to be added to inboxes, `waiting` how urgent the new
    messages on channels are and from when on they may go out; neither is written yet. `asked` are
    channels whose letters are wanted already."""

    zone: tzinfo
    rules: Sequence[Rule]
    chains: dict[UUID, Sequence[UUID]] = field(default_factory=dict)
    holders: dict[tuple[str, UUID], Holders] = field(default_factory=dict)
    mutes: dict[UUID, Mutes] = field(default_factory=dict)
    channels: dict[UUID, list[Channel]] = field(default_factory=dict)
    counts: dict[UUID, tuple[int, int]] = field(default_factory=dict)
    waiting: dict[UUID, list[tuple[Urgency, datetime]]] = field(default_factory=dict)
    asked: set[UUID] = field(default_factory=set)

    def count(self, person_id: UUID, *, unread: int, urgent: int) -> None:
        """A notice more in somebody's inbox."""
        before = self.counts.get(person_id, (0, 0))
        self.counts[person_id] = (before[0] + unread, before[1] + urgent)

    def write(self, session: Session, tx: Transaction) -> None:
        """Write what was counted and what waits; nothing is left afterwards.

        Only now are channels held: a letter that is on its way finishes meanwhile.
        """
        if self.counts:
            # In one order by everyone.
            ordered = sorted(self.counts.items(), key=lambda each: str(each[0]))
            session.execute(*inbox.counting(tx, dict(ordered)))
        if self.waiting:
            dues: dict[UUID, Due] = {}
            for channel_id, *due in session.execute(channels.locking(self.waiting)):
                dues[channel_id] = Due(*due)
                for urgency, free in self.waiting[channel_id]:
                    dues[channel_id] = added(dues[channel_id], urgency, free=free, at=tx.at)
            session.execute(*channels.planning(dues))
        self.counts.clear()
        self.waiting.clear()


async def keep_zone(tx: Transaction, zone: str) -> None:
    """The city's time zone, for whoever decides in a transaction what time it is there."""
    statement = insert(tx, state).values(id=1, zone=zone)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"zone": zone}))


async def held(tx: Transaction) -> Desk:
    """The desk of this transaction; until it commits, nobody else adds notices."""
    info = tx.session.info
    if WATCHED not in info:
        info[WATCHED] = True
        _watch(tx)
    if HELD not in info:
        row = await tx.execute(sa.select(state.c.zone).with_for_update())
        info[HELD] = Desk(ZoneInfo(row.scalar_one()), await reference.rules_in_use(tx))
    desk: Desk = info[HELD]
    return desk


def forget_people(tx: Transaction) -> None:
    """Roles, deputies or channels changed in this transaction."""
    desk: Desk | None = tx.session.info.get(HELD)
    if desk is not None:
        desk.holders.clear()
        desk.channels.clear()


def _watch(tx: Transaction) -> None:
    def write(session: Session) -> None:
        desk: Desk | None = session.info.get(HELD)
        if desk is not None:
            desk.write(session, tx)

    def forget(session: Session, previous: object) -> None:
        # A savepoint's end takes the writer's lock and whatever was not written with it.
        session.info.pop(HELD, None)

    session = tx.session.sync_session
    sa.event.listen(session, "before_commit", write)
    sa.event.listen(session, "after_soft_rollback", forget)
