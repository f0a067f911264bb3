"""Every query of sessions and their refresh tokens."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.identity.domain.sessions import RefreshToken, Session
from services.identity.tables import refresh_tokens, sessions

_STEP = 500


async def add_session(tx: Transaction, session: Session, token_hash: bytes) -> None:
    """A new session with the first token of its family."""
    await tx.execute(sa.insert(sessions).values(asdict(session)))
    await add_token(tx, session.id, token_hash)


async def add_token(tx: Transaction, session_id: UUID, token_hash: bytes) -> None:
    """Keep a token of the family; the same successor again is no second one."""
    await tx.execute(
        insert(tx, refresh_tokens)
        .values(token_hash=token_hash, session_id=session_id, issued_at=tx.at, rotated_at=None)
        .on_conflict_do_nothing()
    )


async def find_owner(tx: Transaction, token_hash: bytes) -> UUID | None:
    """Whose session the refresh token belongs to."""
    row = await tx.execute(
        sa.select(sessions.c.person_id)
        .join(refresh_tokens, refresh_tokens.c.session_id == sessions.c.id)
        .where(refresh_tokens.c.token_hash == token_hash)
    )
    return row.scalar_one_or_none()


async def lock_by_token(tx: Transaction, token_hash: bytes) -> tuple[Session, RefreshToken] | None:
    """The token and its session, both held until commit."""
    query = (
        sa.select(sessions, refresh_tokens.c.token_hash, refresh_tokens.c.rotated_at)
        .join(refresh_tokens, refresh_tokens.c.session_id == sessions.c.id)
        .where(refresh_tokens.c.token_hash == token_hash)
        .with_for_update()
    )
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        return None
    return _session(row), RefreshToken(row.token_hash, row.id, row.rotated_at)


async def lock_session(tx: Transaction, session_id: UUID) -> Session | None:
    query = sa.select(sessions).where(sessions.c.id == session_id).with_for_update()
    row = (await tx.execute(query)).one_or_none()
    return _session(row) if row else None


async def lock_living(tx: Transaction, person_id: UUID) -> list[Session]:
    """The person's sessions that were not ended and have time left, held until commit."""
    query = (
        sa.select(sessions)
        .where(
            sessions.c.person_id == person_id,
            sessions.c.ended_at.is_(None),
            sessions.c.ends_at > tx.at,
        )
        .order_by(sessions.c.id)
        .with_for_update()
    )
    return [_session(row) for row in await tx.execute(query)]


async def save_session(tx: Transaction, session: Session) -> None:
    await tx.execute(sa.update(sessions).where(sessions.c.id == session.id).values(asdict(session)))


async def mark_rotated(tx: Transaction, token_hash: bytes) -> None:
    await tx.execute(
        sa.update(refresh_tokens)
        .where(refresh_tokens.c.token_hash == token_hash)
        .values(rotated_at=tx.at)
    )


async def forget_sessions(tx: Transaction, *, ended_before: datetime) -> int:
    """Drop some sessions whose time is long over, tokens included; how many."""
    old = (
        sa.select(sessions.c.id)
        .where(sessions.c.ends_at < ended_before)
        .order_by(sessions.c.id)
        .limit(_STEP)
        .with_for_update(skip_locked=True)
    )
    ids = list((await tx.execute(old)).scalars())
    await tx.execute(sa.delete(refresh_tokens).where(refresh_tokens.c.session_id.in_(ids)))
    await tx.execute(sa.delete(sessions).where(sessions.c.id.in_(ids)))
    return len(ids)


def _session(row: sa.Row[Any]) -> Session:
    return Session(
        id=row.id,
        person_id=row.person_id,
        created_at=row.created_at,
        used_at=row.used_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        version=row.version,
    )
