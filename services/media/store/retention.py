"""Retention rules, the photos they have reached, and what was removed by them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from services.chassis import reference_lists
from services.chassis.history import Actor
from services.chassis.reference_lists import ListState
from services.chassis.transaction import Transaction
from services.contracts.media import RetentionKind, RetentionState
from services.media.retention import Rule
from services.media.store import files
from services.media.tables import cases, links, photos, removals, retention_rules


async def read_rules(tx: Transaction) -> list[Rule]:
    found = await tx.execute(
        sa.select(retention_rules).order_by(retention_rules.c.kind, retention_rules.c.state)
    )
    return [
        Rule(cast(RetentionKind, row.kind), cast(RetentionState, row.state), row.days)
        for row in found
    ]


async def replace_rules(
    tx: Transaction, rules: Sequence[Rule], *, state: ListState, by: Actor
) -> int:
    """These rules and no others; their version, which only another content raises."""
    if set(rules) == set(await read_rules(tx)):
        return state.version
    rows = [asdict(rule) for rule in rules]
    return await reference_lists.replace(tx, retention_rules, rows, state=state, by=by)


async def remove_some(tx: Transaction, rule: Rule, *, limit: int) -> int:
    """Let go of files that a rule has reached, with an entry for each photo; how many photos.

    The files are swept like any that no row holds.
    """
    assert rule.days is not None
    found = await tx.execute(
        sa.select(photos)
        .where(*_reached(rule, tx.at - timedelta(days=rule.days)))
        .order_by(photos.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = found.all()
    for row in rows:
        values, keys = _without(rule, row)
        await tx.execute(sa.update(photos).where(photos.c.id == row.id).values(values))
        await files.name(tx, [key for key in keys if key])
    if rows:
        await tx.execute(sa.insert(removals), [_entry(rule, row, tx.at) for row in rows])
    return len(rows)


async def list_removals(tx: Transaction, *, before: int | None, limit: int) -> list[Any]:
    """The entries with their numbers, the latest first."""
    earlier = removals.c.id < before if before is not None else sa.true()
    found = await tx.execute(
        sa.select(removals).where(earlier).order_by(removals.c.id.desc()).limit(limit)
    )
    return list(found)


def _reached(rule: Rule, ended: datetime) -> list[sa.ColumnElement[bool]]:
    named = sa.exists().where(links.c.photo_id == photos.c.id)
    alone = sa.and_(photos.c.case_id.is_(None), ~named)
    closed = sa.exists().where(cases.c.id == photos.c.case_id, cases.c.closed_at < ended)
    conditions: dict[tuple[str, str], list[sa.ColumnElement[bool]]] = {
        ("original", "closed"): [closed, photos.c.original_key != ""],
        ("picture", "closed"): [closed, photos.c.picture_key.is_not(None)],
        ("photo", "unlinked"): [alone, photos.c.original_key != "", photos.c.received_at < ended],
        ("photo", "rejected"): [
            alone,
            photos.c.original_key != "",
            photos.c.status == "rejected",
            photos.c.received_at < ended,
        ],
    }
    return conditions[rule.kind, rule.state]


def _without(rule: Rule, row: Any) -> tuple[dict[str, Any], list[str | None]]:
    """The row without the rule's files, and their keys."""
    original = {"original_key": ""}, [row.original_key]
    columns = ("picture_key", "thumbnail_key", "public_key", "ghost_key")
    picture = dict.fromkeys(columns), [getattr(row, column) for column in columns]
    if rule.kind == "original":
        return original
    if rule.kind == "picture":
        return picture
    # Nothing is due for what is no more.
    return {**original[0], **picture[0], "made": row.wanted}, [*original[1], *picture[1]]


def _entry(rule: Rule, row: Any, at: datetime) -> dict[str, Any]:
    return {
        "photo_id": row.id,
        "case_id": row.case_id,
        "kind": rule.kind,
        "state": rule.state,
        "days": rule.days,
        "sha256": row.sha256,
        "at": at,
    }
