"""Every query of accounts at an outside provider, and of sign-ins that began there."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.identity.tables import outside_accounts, outside_sign_ins


async def add_outside_sign_in(
    tx: Transaction, state: bytes, browser: bytes, sealed: bytes, *, lives: timedelta
) -> None:
    await tx.execute(
        sa.insert(outside_sign_ins).values(
            state_hash=state, browser_hash=browser, sealed=sealed, expires_at=tx.at + lives
        )
    )


async def take_outside_sign_in(tx: Transaction, state: bytes, browser: bytes) -> bytes | None:
    """What was sealed, used up by this; nothing when it is late or another browser's."""
    taken = await tx.execute(
        sa.delete(outside_sign_ins)
        .where(
            outside_sign_ins.c.state_hash == state,
            outside_sign_ins.c.browser_hash == browser,
            outside_sign_ins.c.expires_at > tx.at,
        )
        .returning(outside_sign_ins.c.sealed)
    )
    return taken.scalar_one_or_none()


async def forget_outside_sign_ins(tx: Transaction) -> None:
    """Drop those past their time."""
    await tx.execute(sa.delete(outside_sign_ins).where(outside_sign_ins.c.expires_at <= tx.at))


async def find_outside_owner(tx: Transaction, issuer: str, subject: str) -> UUID | None:
    """Whose account here it is."""
    row = await tx.execute(
        sa.select(outside_accounts.c.person_id).where(
            outside_accounts.c.issuer == issuer, outside_accounts.c.subject == subject
        )
    )
    return row.scalar_one_or_none()


async def has_outside_account(tx: Transaction, person_id: UUID) -> bool:
    """Whether somebody has linked one."""
    row = await tx.execute(
        sa.select(outside_accounts.c.person_id).where(outside_accounts.c.person_id == person_id)
    )
    return row.one_or_none() is not None


async def add_outside_account(tx: Transaction, person_id: UUID, issuer: str, subject: str) -> bool:
    """Whether it was added: a person has one, and an account there one person."""
    added = await tx.execute(
        insert(tx, outside_accounts)
        .values(person_id=person_id, issuer=issuer, subject=subject, linked_at=tx.at)
        .on_conflict_do_nothing()
        .returning(outside_accounts.c.person_id)
    )
    return added.one_or_none() is not None


async def remove_outside_account(tx: Transaction, person_id: UUID) -> bool:
    """Whether there was one."""
    removed = await tx.execute(
        sa.delete(outside_accounts)
        .where(outside_accounts.c.person_id == person_id)
        .returning(outside_accounts.c.person_id)
    )
    return removed.one_or_none() is not None
