"""Pages of cases in which words occur, on PostgreSQL.

It can't tell how often a phrase occurs. So words are looked for among the first rows of the order,
where common ones fill a page, and only then by their index, whose hits are few.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from services.chassis.callers import Scope
from services.chassis.pages import PageRequest
from services.chassis.transaction import Transaction
from services.ledger.domain.case import Case
from services.ledger.store import newest, ordering, texts
from services.ledger.store.rows import to_case
from services.ledger.table.conditions import Order
from services.ledger.table.words import Phrase
from services.ledger.tables import cases
from services.ledger.tables import texts as said_of

LOOKED_THROUGH = (1000, 3000)
"""Rows in which words are looked for one by one: a few milliseconds' worth, and more of them only
where the first say that a page will be full."""
LOOKED_THROUGH_OF_FEW = 1000

c = cases.c
Asked = Sequence[sa.ColumnElement[bool]]


async def first(
    tx: Transaction,
    said: Sequence[Phrase],
    asked: Asked,
    order: Sequence[Order],
    *,
    scope: Scope,
    paging: PageRequest,
) -> list[Case]:
    """What is found among the first rows; all there is to a page if it is more than the limit."""
    occur = sa.exists().where(said_of.c.case_id == c.case_id, texts.seen_to_have(said))
    if len(scope.organisation_ids) <= texts.FEW_ORGANISATIONS and not order:
        begins = ordering.after(order, paging)
        rows = newest.of_few(scope, LOOKED_THROUGH_OF_FEW, further=lambda part: part.where(*begins))
        return await _among(tx, rows, [*asked, occur], order, paging)
    rows = ordering.ordered(sa.select(c.case_id), asked, order, paging)
    found: list[Case] = []
    for most in LOOKED_THROUGH:
        found = await _among(tx, rows.limit(most), [occur], order, paging)
        if len(found) > paging.limit or len(found) * LOOKED_THROUGH[-1] <= paging.limit * most:
            break
    return found


async def _among(
    tx: Transaction, rows: sa.Select[Any], asked: Asked, order: Sequence[Order], paging: PageRequest
) -> list[Case]:
    """Those of some rows that meet what is asked, one beyond the page."""
    window = rows.cte("first_rows").prefix_with("MATERIALIZED")
    among = sa.select(cases).join(window, window.c.case_id == c.case_id)
    query = ordering.ordered(among, asked, order, None)
    return [to_case(row) for row in await tx.execute(query.limit(paging.limit + 1))]


def by_index(said: Sequence[Phrase], *, scope: Scope) -> sa.Select[Any]:
    """Cases by the index of words, of a scope of few organisations theirs alone."""
    having = texts.having(said, sqlite=False, scope=scope)
    hits = sa.select(said_of.c.case_id).where(having).distinct()
    every = hits.cte("hits").prefix_with("MATERIALIZED")
    return sa.select(cases).join(every, every.c.case_id == c.case_id)
