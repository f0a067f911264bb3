"""What departments' headings and words mean, as they confirmed it; organisations' other names."""

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa

from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.intake.import_tables import column_meanings, organisation_aliases, word_meanings
from services.intake.sheets.mapping import Choice


async def of_columns(tx: Transaction, organisation_id: UUID) -> dict[str, Choice]:
    """What a department's columns meant when it last confirmed them, by heading."""
    found = await tx.execute(
        sa.select(column_meanings).where(column_meanings.c.organisation_id == organisation_id)
    )
    return {row.heading: Choice(**row.choice) for row in found}


async def of_words(tx: Transaction, organisation_id: UUID) -> dict[str, dict[str, str]]:
    """What a department's words mean, by field and text."""
    found = await tx.execute(
        sa.select(word_meanings).where(word_meanings.c.organisation_id == organisation_id)
    )
    meanings: dict[str, dict[str, str]] = {}
    for row in found:
        meanings.setdefault(row.field, {})[row.text] = row.value
    return meanings


async def remember(
    tx: Transaction,
    organisation_id: UUID,
    *,
    columns: Mapping[str, Choice],
    words: Mapping[str, Mapping[str, str]],
) -> None:
    """Keep what a department confirmed, for its next file."""
    for heading, choice in columns.items():
        values = {"choice": vars(choice)}
        key = {"organisation_id": organisation_id, "heading": heading[:200]}
        statement = insert(tx, column_meanings).values(**key, **values)
        await tx.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))
    for field, texts in words.items():
        for text, value in texts.items():
            key = {"organisation_id": organisation_id, "field": field, "text": text[:200]}
            told = insert(tx, word_meanings).values(**key, value=value)
            replacing = told.on_conflict_do_update(index_elements=list(key), set_={"value": value})
            await tx.execute(replacing)


async def aliases(tx: Transaction) -> dict[str, str]:
    """Codes of organisations by their other names."""
    found = await tx.execute(sa.select(organisation_aliases).order_by(organisation_aliases.c.name))
    return {row.name: row.organisation_code for row in found}


async def replace_aliases(tx: Transaction, found: Mapping[str, str]) -> None:
    """Put the whole list."""
    await tx.execute(sa.delete(organisation_aliases))
    rows = [{"name": name, "organisation_code": code} for name, code in found.items()]
    if rows:
        await tx.execute(sa.insert(organisation_aliases), rows)
