"""Facts that left the outbox, kept for a while: a broker that comes back empty lost some of them.

After a restore all of them go out again. Inboxes know what they applied, so nothing happens twice.
A file's local bus takes a fact from its outbox only when everybody has committed it, and tasks are
asked for by their rows: neither is kept.
"""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from services.chassis.database import Database
from services.chassis.tables import SENT, outbox, outbox_sent
from services.chassis.transaction import Transaction

KEPT = timedelta(hours=72)
"""Longer than any queue is left to lag: alerts wake somebody within the hour."""
ALIKE = ("message_id", *SENT)


async def keep(tx: Transaction, ids: Sequence[int]) -> None:
    """Remember these rows of the outbox, which are about to leave it."""
    if tx.is_sqlite:
        return
    leaving = sa.select(
        *(outbox.c[name] for name in ALIKE), sa.literal(tx.at, outbox_sent.c.sent_at.type)
    ).where(outbox.c.id.in_(ids), outbox.c.aggregateversion > 0)
    await tx.execute(sa.insert(outbox_sent).from_select([*ALIKE, "sent_at"], leaving))


async def again(tx: Transaction) -> int:
    """Put every kept fact back into the outbox, in the order of its subject; how many."""
    # Of one subject the versions tell the order; a reader holds those that come too early.
    ordered = sa.select(*(outbox_sent.c[name] for name in ALIKE)).order_by(
        outbox_sent.c.created_at, outbox_sent.c.aggregateid, outbox_sent.c.aggregateversion
    )
    put = await tx.execute(sa.insert(outbox).from_select(ALIKE, ordered))
    await tx.execute(sa.delete(outbox_sent))
    return int(getattr(put, "rowcount", 0))


async def forget_old(database: Database) -> None:
    """Drop what was sent longer ago than facts are kept."""
    async with database.begin() as tx:
        await tx.execute(sa.delete(outbox_sent).where(outbox_sent.c.sent_at < tx.at - KEPT))
