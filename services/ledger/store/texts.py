"""The words of every case, and which cases have those that somebody asks for.

PostgreSQL keeps them as `tsvector`, made here and not by its parser; SQLite as the content of a
full-text table that triggers keep in step.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from services.chassis.callers import Scope
from services.chassis.transaction import Transaction
from services.ledger.domain.case import Case
from services.ledger.table.words import Phrase, words
from services.ledger.tables import texts

BETWEEN = "·"
"""A word that nobody can ask for, where a phrase must not go on."""
MOST_POSITIONS = 16_000
WHOSE = "§"
"""Begins the word that says whose a case is; alone, that it may be anybody's. No one can ask for
it either."""
FEW_ORGANISATIONS = 16
"""Up to so many, a scope's organisations are looked for along with the words: one street's cases
among a city's would else be found by reading everybody's."""


def of_case(case: Case) -> list[str | None]:
    """Everything people may look for in a case."""
    return words(
        (
            case.number,
            case.approved_description,
            case.description if case.description != case.approved_description else None,
            _address(case.approved_place) or _address(case.place),
            case.solution,
            case.return_reason,
            case.refusal_reason,
            case.told_number,
            *case.extras.values(),
        )
    )


def whose(case: Case) -> list[str]:
    """Words for the organisations that see the case."""
    if case.told_case_id is not None:
        return [WHOSE]  # shown with another case, to whom that is shown
    theirs = (case.reporter_organisation_id, case.organisation_id, case.named_organisation_id)
    return sorted({_whose(each) for each in theirs if each is not None})


def put(rows: Sequence[Case], *, sqlite: bool) -> tuple[sa.Executable, list[dict[str, Any]]]:
    """The statement that keeps the words of cases, and its rows."""
    statement = (sqlite_insert if sqlite else postgresql_insert)(texts)
    written = _plain if sqlite else _vector
    kept = {name: statement.excluded[name] for name in ("case_id", "words")}
    return statement.on_conflict_do_update(index_elements=["row_id"], set_=kept), [
        {
            "row_id": case.case_id,
            "case_id": case.told_case_id or case.case_id,
            "words": written(of_case(case), whose(case)),
        }
        for case in rows
    ]


async def add_all(tx: Transaction, rows: Sequence[Case]) -> None:
    """Keep the words of these cases."""
    if rows:
        statement, kept = put(rows, sqlite=tx.is_sqlite)
        await tx.execute(statement, kept)


async def empty(tx: Transaction) -> None:
    """Forget all words; the cases have them."""
    await tx.execute(sa.delete(texts))


def having(
    asked: Sequence[Phrase], *, sqlite: bool, scope: Scope | None = None
) -> sa.ColumnElement[bool]:
    """The condition on `texts` that all phrases are there, found by their index.

    A scope of few organisations leaves out most of what is not theirs; it is no scope check.
    """
    theirs: list[str] = []
    if scope is not None and len(scope.organisation_ids) <= FEW_ORGANISATIONS:
        theirs = [WHOSE, *map(_whose, sorted(scope.organisation_ids))]
    if not sqlite:
        return texts.c.words.op("@@")(_ts_query(asked, theirs))
    query = " AND ".join(_fts_phrase(each) for each in asked)
    if theirs:
        either = " OR ".join(f'"{each}"' for each in theirs)
        query += f" AND ({either})"
    matching = sa.select(_fts.c.rowid).where(sa.column(_fts.name).op("MATCH")(query))
    return texts.c.id.in_(matching)


def seen_to_have(asked: Sequence[Phrase]) -> sa.ColumnElement[bool]:
    """The same on PostgreSQL, seen in each row itself: no index answers a function."""
    return sa.func.ts_match_vq(texts.c.words, _ts_query(asked), type_=sa.Boolean)


def _ts_query(asked: Sequence[Phrase], theirs: Sequence[str] = ()) -> sa.ColumnElement[str]:
    query = " & ".join(_ts_phrase(each) for each in asked)
    if theirs:
        either = " | ".join(f"'{each}'" for each in theirs)
        query += f" & ({either})"
    return sa.cast(query, _TsQuery())


def _whose(organisation_id: UUID) -> str:
    return WHOSE + organisation_id.hex


_fts = sa.table("text_words", sa.column("rowid", sa.Integer))
"""SQLite's full-text table over `texts`."""


class _TsQuery(sa.types.UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "tsquery"


def _ts_phrase(phrase: Phrase) -> str:
    # Words hold only letters and digits, so nothing in them can end the quotes.
    quoted = " <-> ".join(f"'{word}'" for word in phrase.words)
    return f"({quoted}:*)" if phrase.open else f"({quoted})"


def _fts_phrase(phrase: Phrase) -> str:
    quoted = '"' + " ".join(phrase.words) + '"'
    return f"{quoted}*" if phrase.open else quoted


def _plain(found: Sequence[str | None], theirs: Sequence[str]) -> str:
    return " ".join([*(word or BETWEEN for word in found), *theirs])


def as_vector(plain: str) -> str:
    """Words as SQLite keeps them, written for PostgreSQL."""
    kept = plain.split()
    theirs = [word for word in kept if word.startswith(WHOSE)]
    found = [None if word == BETWEEN else word for word in kept[: len(kept) - len(theirs)]]
    return _vector(found, theirs)


def _vector(found: Sequence[str | None], theirs: Sequence[str]) -> str:
    """The words with their places, in PostgreSQL's own notation; whose they are without."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(found[:MOST_POSITIONS], start=1):
        if word is not None:
            places.setdefault(word, []).append(place)
    placed = (f"'{word}':{','.join(map(str, at))}" for word, at in places.items())
    return " ".join([*placed, *(f"'{each}'" for each in theirs)])


def _address(place: Mapping[str, Any] | None) -> str | None:
    return None if place is None else place.get("address")
