"""Imports: the file, how far it is, its rows with what would become of them, what was learnt."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.chassis.bulk import insert_all
from services.chassis.columns import Instant
from services.chassis.due import LEASE, Claim, DueRows
from services.chassis.inbox_store import insert
from services.chassis.pages import PageRequest
from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.intake.domain.spreadsheet_import import (
    AT_WORK,
    OVER,
    WAITING,
    Outcome,
    Rule,
    Sent,
    SpreadsheetImport,
    Status,
)
from services.intake.picture_tables import import_pictures
from services.intake.sheets.mapping import Choice
from services.intake.tables import (
    column_meanings,
    import_files,
    import_rows,
    imports,
    organisation_aliases,
    word_meanings,
)

IMPORTS = DueRows("spreadsheet-import", imports, due=imports.c.status.in_(sorted(AT_WORK)))
"""Imports that a worker has something to do for."""
KEPT = tuple(SpreadsheetImport.__dataclass_fields__)


@dataclass(frozen=True)
class ImportRow:
    """A row and what would become of it; `entry`, `match` and `comparison` as JSON.

    `decision` is what somebody answered: `same_problem` to a doubtful match, `winners` by field.
    """

    number: int
    outcome: Outcome
    entry: list[Any]
    record_id: UUID | None = None
    case_id: UUID | None = None
    match: dict[str, Any] | None = None
    comparison: dict[str, Any] | None = None
    doubtful: bool = False
    decision: dict[str, Any] | None = None


async def add(tx: Transaction, found: SpreadsheetImport, content: bytes) -> UUID | None:
    """Keep a new import; the id of the living one of the same file, with nothing kept, if there
    is one."""
    added = await tx.execute(
        insert(tx, imports)
        .values(**_row(found), attempts=0)
        .on_conflict_do_nothing(index_elements=["organisation_id", "live_sha256"])
        .returning(imports.c.id)
    )
    if added.one_or_none() is None:
        there = await tx.execute(
            sa.select(imports.c.id).where(
                imports.c.organisation_id == found.organisation_id,
                imports.c.live_sha256 == found.sha256,
            )
        )
        return UUID(str(there.scalar_one()))
    await tx.execute(sa.insert(import_files).values(import_id=found.id, content=content))
    return None


async def find(tx: Transaction, import_id: UUID) -> SpreadsheetImport:
    """The import; `NotFound` when there is none."""
    return _import(await tx.execute(sa.select(imports).where(imports.c.id == import_id)))


async def lock(tx: Transaction, import_id: UUID) -> SpreadsheetImport:
    """Read the import and hold it until commit."""
    wanted = sa.select(imports).where(imports.c.id == import_id).with_for_update()
    return _import(await tx.execute(wanted))


async def save(
    tx: Transaction, found: SpreadsheetImport, *, records_version: int | None = None
) -> None:
    """Write an import's present state; with a preview the table's version it was made on."""
    values = _row(found)
    if records_version is not None:
        values["records_version"] = records_version
    await tx.execute(sa.update(imports).where(imports.c.id == found.id).values(values))


async def previewed_on(tx: Transaction, import_id: UUID) -> int | None:
    """The table's version that the preview was made on."""
    found = await tx.execute(sa.select(imports.c.records_version).where(imports.c.id == import_id))
    version: int | None = found.scalar_one()
    return version


async def page(
    tx: Transaction, *, organisation_ids: Collection[UUID], paging: PageRequest
) -> list[SpreadsheetImport]:
    """The organisations' imports, newest first, one beyond the page."""
    wanted = sa.select(imports).where(imports.c.organisation_id.in_(organisation_ids))
    if paging.after is not None:
        at, import_id = datetime.fromisoformat(paging.after[0]), UUID(paging.after[1])
        last = sa.tuple_(sa.literal(at, Instant), sa.literal(import_id, sa.Uuid))
        wanted = wanted.where(sa.tuple_(imports.c.created_at, imports.c.id) < last)
    newest = wanted.order_by(imports.c.created_at.desc(), imports.c.id.desc())
    rows = await tx.execute(newest.limit(paging.limit + 1))
    return [_from_row(row) for row in rows]


async def content(tx: Transaction, import_id: UUID) -> bytes:
    """The file's bytes."""
    found = await tx.execute(
        sa.select(import_files.c.content).where(import_files.c.import_id == import_id)
    )
    return bytes(found.scalar_one())


async def tell_progress(
    tx: Transaction, claim: Claim, *, done: int, total: int | None = None
) -> Status | None:
    """Note how far the work is and that its worker lives; the import's status, `None` if another
    worker has it now."""
    values: dict[str, Any] = {"done": done, "leased_until": tx.at + LEASE}
    if total is not None:
        values["total"] = total
    told = await tx.execute(
        sa.update(imports)
        .where(imports.c.id == claim.id, imports.c.claim == claim.token)
        .values(values)
        .returning(imports.c.status)
    )
    status = told.scalar()
    return Status(status) if status else None


async def sent_since(tx: Transaction, organisation_id: UUID, at: datetime) -> Sent:
    """What a department sent after an instant, whatever became of it."""
    number, size = sa.func.count(), sa.func.coalesce(sa.func.sum(imports.c.size), 0)
    first = sa.func.min(imports.c.created_at)
    wanted = sa.select(number, size, first).where(
        imports.c.organisation_id == organisation_id, imports.c.created_at > at
    )
    row: Any = (await tx.execute(wanted)).one()
    return Sent(row[0], int(row[1]), row[2] or at)


async def forgotten(tx: Transaction, *, until: datetime, limit: int) -> list[UUID]:
    """Imports that have waited for a person since before an instant."""
    waiting = imports.c.status.in_(sorted(WAITING)) & (imports.c.last_at < until)
    return list((await tx.execute(sa.select(imports.c.id).where(waiting).limit(limit))).scalars())


async def emptied(tx: Transaction, *, until: datetime, limit: int) -> list[UUID]:
    """Take file, rows and pictures from imports that were over before an instant; which ones."""
    there = sa.exists().where(import_files.c.import_id == imports.c.id)
    over = imports.c.status.in_(sorted(OVER)) & (imports.c.last_at < until)
    wanted = sa.select(imports.c.id).where(over, there).limit(limit)
    found = list((await tx.execute(wanted.with_for_update(skip_locked=True))).scalars())
    for table in (import_rows, import_pictures, import_files):
        await tx.execute(sa.delete(table).where(table.c.import_id.in_(found)))
    return found


async def clear_rows(tx: Transaction, import_id: UUID) -> None:
    """Forget an earlier preview."""
    for table in (import_rows, import_pictures):
        await tx.execute(sa.delete(table).where(table.c.import_id == import_id))


async def add_rows(tx: Transaction, import_id: UUID, found: Sequence[ImportRow]) -> None:
    await insert_all(tx, import_rows, [{"import_id": import_id, **vars(each)} for each in found])


async def add_pictures(tx: Transaction, import_id: UUID, pictures: Mapping[str, bytes]) -> None:
    for sha256, picture in pictures.items():
        values = {"import_id": import_id, "sha256": sha256, "content": picture}
        await tx.execute(sa.insert(import_pictures).values(values))


async def picture(tx: Transaction, import_id: UUID, sha256: str) -> bytes:
    """A picture that lay in a cell; `NotFound` when there is none such."""
    found = await tx.execute(
        sa.select(import_pictures.c.content).where(
            import_pictures.c.import_id == import_id, import_pictures.c.sha256 == sha256
        )
    )
    content = found.scalar()
    if content is None:
        raise NotFound
    return bytes(content)


async def rows(
    tx: Transaction,
    import_id: UUID,
    *,
    after: int,
    limit: int,
    outcome: Outcome | None = None,
    undecided: bool = False,
) -> list[ImportRow]:
    """Rows in the file's order."""
    wanted = sa.select(import_rows).where(
        import_rows.c.import_id == import_id, import_rows.c.number > after
    )
    if outcome is not None:
        wanted = wanted.where(import_rows.c.outcome == outcome)
    if undecided:
        wanted = wanted.where(import_rows.c.outcome == "conflict", import_rows.c.decision.is_(None))
    found = await tx.execute(wanted.order_by(import_rows.c.number).limit(limit))
    return [_import_row(row) for row in found]


async def rows_of(
    tx: Transaction, import_id: UUID, numbers: Collection[int]
) -> dict[int, ImportRow]:
    """These rows, by number."""
    found = await tx.execute(
        sa.select(import_rows).where(
            import_rows.c.import_id == import_id, import_rows.c.number.in_(numbers)
        )
    )
    return {row.number: _import_row(row) for row in found}


async def decided(tx: Transaction, import_id: UUID) -> dict[int, ImportRow]:
    """Rows that somebody decided, by number."""
    found = await tx.execute(
        sa.select(import_rows).where(
            import_rows.c.import_id == import_id, import_rows.c.decision.is_not(None)
        )
    )
    return {row.number: _import_row(row) for row in found}


async def decide(
    tx: Transaction, import_id: UUID, number: int, decision: Mapping[str, Any]
) -> None:
    await tx.execute(
        sa.update(import_rows)
        .where(import_rows.c.import_id == import_id, import_rows.c.number == number)
        .values(decision=dict(decision))
    )


async def undecided(tx: Transaction, import_id: UUID) -> tuple[int, int]:
    """How many conflicts, and how many doubtful matches, nobody decided."""
    asked = (
        import_rows.c.import_id == import_id,
        import_rows.c.outcome == "conflict",
        import_rows.c.decision.is_(None),
    )
    found = await tx.execute(
        sa.select(
            sa.func.count().filter(~import_rows.c.doubtful),
            sa.func.count().filter(import_rows.c.doubtful),
        ).where(*asked)
    )
    row: Any = found.one()
    conflicts, doubtful = row
    return conflicts, doubtful


async def last_rule(tx: Transaction, organisation_id: UUID) -> Rule | None:
    """The rule by which a department's last conflicts were decided."""
    found = await tx.execute(
        sa.select(imports.c.rule)
        .where(
            imports.c.organisation_id == organisation_id,
            imports.c.status == Status.WRITTEN,
            imports.c.rule.is_not(None),
        )
        .order_by(imports.c.last_at.desc())
        .limit(1)
    )
    rule: Rule | None = found.scalar()
    return rule


async def column_meanings_of(tx: Transaction, organisation_id: UUID) -> dict[str, Choice]:
    """What a department's columns meant when it last confirmed them, by heading."""
    found = await tx.execute(
        sa.select(column_meanings).where(column_meanings.c.organisation_id == organisation_id)
    )
    return {row.heading: Choice(**row.choice) for row in found}


async def word_meanings_of(tx: Transaction, organisation_id: UUID) -> dict[str, dict[str, str]]:
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


def _row(found: SpreadsheetImport) -> dict[str, Any]:
    return {
        **{name: getattr(found, name) for name in KEPT},
        "held_for": [str(each) for each in found.held_for],
        "live_sha256": None if found.status in OVER else found.sha256,
    }


def _import(result: sa.Result[Any]) -> SpreadsheetImport:
    row = result.one_or_none()
    if row is None:
        raise NotFound
    return _from_row(row)


def _from_row(row: sa.Row[Any]) -> SpreadsheetImport:
    values = {name: getattr(row, name) for name in KEPT}
    values["status"] = Status(row.status)
    values["held_for"] = tuple(UUID(each) for each in row.held_for)
    return SpreadsheetImport(**values)


def _import_row(row: sa.Row[Any]) -> ImportRow:
    return ImportRow(**{name: getattr(row, name) for name in ImportRow.__dataclass_fields__})
