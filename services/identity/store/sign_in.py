"""Every query of failed sign-ins and of the links that set a password."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.identity.domain.sign_in import Failures
from services.identity.tables import password_resets, sign_in_failures


async def find_failures(tx: Transaction, account_key: bytes) -> Failures:
    row = (
        await tx.execute(
            sa.select(sign_in_failures).where(sign_in_failures.c.account_key == account_key)
        )
    ).one_or_none()
    return Failures(row.failures, row.locked_until) if row else Failures()


async def lock_failures(tx: Transaction, account_key: bytes) -> Failures:
    """The count, held until commit, so that attempts sent at once are all counted."""
    await tx.execute(
        insert(tx, sign_in_failures)
        .values(account_key=account_key, failures=0, last_at=tx.at)
        .on_conflict_do_nothing()
    )
    row = (
        await tx.execute(
            sa.select(sign_in_failures)
            .where(sign_in_failures.c.account_key == account_key)
            .with_for_update()
        )
    ).one()
    return Failures(row.failures, row.locked_until)


async def save_failures(tx: Transaction, account_key: bytes, failures: Failures) -> None:
    await tx.execute(
        sa.update(sign_in_failures)
        .where(sign_in_failures.c.account_key == account_key)
        .values(failures=failures.count, locked_until=failures.locked_until, last_at=tx.at)
    )


async def clear_failures(tx: Transaction, account_key: bytes) -> None:
    await tx.execute(
        sa.delete(sign_in_failures).where(sign_in_failures.c.account_key == account_key)
    )


async def save_reset(
    tx: Transaction, person_id: UUID, *, token_hash: bytes, lives: timedelta, asked_by: UUID
) -> None:
    """The person's one link; an earlier one is void."""
    row = {"token_hash": token_hash, "expires_at": tx.at + lives, "asked_by": asked_by}
    statement = insert(tx, password_resets).values(person_id=person_id, **row)
    await tx.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=row))


async def find_reset(tx: Transaction, token_hash: bytes) -> UUID | None:
    """Whose link it is, while it lives."""
    row = await tx.execute(
        sa.select(password_resets.c.person_id).where(
            password_resets.c.token_hash == token_hash, password_resets.c.expires_at > tx.at
        )
    )
    return row.scalar_one_or_none()


async def take_reset(tx: Transaction, token_hash: bytes) -> bool:
    """Use the link up; whether it was still there to be used."""
    taken = await tx.execute(
        sa.delete(password_resets)
        .where(password_resets.c.token_hash == token_hash, password_resets.c.expires_at > tx.at)
        .returning(password_resets.c.person_id)
    )
    return taken.one_or_none() is not None


async def drop_resets(tx: Transaction, person_id: UUID) -> None:
    await tx.execute(sa.delete(password_resets).where(password_resets.c.person_id == person_id))


async def forget_failures(tx: Transaction, *, before: datetime) -> None:
    await tx.execute(sa.delete(sign_in_failures).where(sign_in_failures.c.last_at < before))
    await tx.execute(sa.delete(password_resets).where(password_resets.c.expires_at < before))
