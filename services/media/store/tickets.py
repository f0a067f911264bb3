"""Which capture ticket was used for which photo."""

from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.media.tables import used_tickets
from services.media.tickets import Ticket


async def use(tx: Transaction, ticket: Ticket, *, photo_id: UUID) -> bool:
    """Use a ticket up; `False` when another photo did so before."""
    row = {
        "nonce": ticket.nonce,
        "photo_id": photo_id,
        "person_id": ticket.person_id,
        "issued_at": ticket.issued_at,
        "used_at": tx.at,
    }
    await tx.execute(
        insert(tx, used_tickets).values(row).on_conflict_do_nothing(index_elements=["nonce"])
    )
    mine = sa.select(used_tickets.c.photo_id).where(used_tickets.c.nonce == ticket.nonce)
    return bool((await tx.execute(mine)).scalar_one() == photo_id)
