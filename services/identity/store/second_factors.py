"""Every query of second factors, recovery codes and challenges."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.identity.domain.second_factors import SecondFactor
from services.identity.tables import challenges, recovery_codes, second_factors


async def find_second_factor(tx: Transaction, person_id: UUID) -> SecondFactor | None:
    """The person's, enrolled or not yet. Whoever changes it holds the person."""
    query = sa.select(second_factors).where(second_factors.c.person_id == person_id)
    row = (await tx.execute(query)).one_or_none()
    return SecondFactor(**row._mapping) if row else None


async def enrolled_among(tx: Transaction, ids: Collection[UUID]) -> set[UUID]:
    """Which of these people have a second factor."""
    rows = await tx.execute(
        sa.select(second_factors.c.person_id).where(
            second_factors.c.person_id.in_(ids), second_factors.c.enrolled_at.is_not(None)
        )
    )
    return set(rows.scalars())


async def save_second_factor(tx: Transaction, factor: SecondFactor) -> None:
    row = asdict(factor)
    statement = insert(tx, second_factors).values(row)
    await tx.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=row))


async def remove_second_factor(tx: Transaction, person_id: UUID) -> None:
    """The factor and its recovery codes."""
    for table in (second_factors, recovery_codes):
        await tx.execute(sa.delete(table).where(table.c.person_id == person_id))


async def replace_recovery_codes(
    tx: Transaction, person_id: UUID, hashes: Collection[bytes]
) -> None:
    """These and no earlier ones."""
    await tx.execute(sa.delete(recovery_codes).where(recovery_codes.c.person_id == person_id))
    rows = [{"code_hash": each, "person_id": person_id} for each in hashes]
    await tx.execute(sa.insert(recovery_codes), rows)


async def take_recovery_code(tx: Transaction, person_id: UUID, code_hash: bytes) -> bool:
    """Use the code up; whether it was there to be used."""
    taken = await tx.execute(
        sa.delete(recovery_codes)
        .where(recovery_codes.c.person_id == person_id, recovery_codes.c.code_hash == code_hash)
        .returning(recovery_codes.c.code_hash)
    )
    return taken.one_or_none() is not None


async def count_recovery_codes(tx: Transaction, person_id: UUID) -> int:
    query = sa.select(sa.func.count()).where(recovery_codes.c.person_id == person_id)
    return int((await tx.execute(query)).scalar_one())


async def add_challenge(
    tx: Transaction, person_id: UUID, *, token_hash: bytes, lives: timedelta
) -> None:
    await tx.execute(
        sa.insert(challenges).values(
            token_hash=token_hash, person_id=person_id, expires_at=tx.at + lives
        )
    )


async def find_challenge(tx: Transaction, token_hash: bytes) -> UUID | None:
    """Who has to answer it, while it lives."""
    row = await tx.execute(
        sa.select(challenges.c.person_id).where(
            challenges.c.token_hash == token_hash, challenges.c.expires_at > tx.at
        )
    )
    return row.scalar_one_or_none()


async def drop_challenge(tx: Transaction, token_hash: bytes) -> None:
    await tx.execute(sa.delete(challenges).where(challenges.c.token_hash == token_hash))


async def drop_challenges(tx: Transaction, person_id: UUID) -> None:
    """Every sign-in of the person that waits for its second step begins anew."""
    await tx.execute(sa.delete(challenges).where(challenges.c.person_id == person_id))


async def forget_challenges(tx: Transaction) -> None:
    """Drop those past their time."""
    await tx.execute(sa.delete(challenges).where(challenges.c.expires_at <= tx.at))
