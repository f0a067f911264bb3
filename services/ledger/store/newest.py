"""The newest cases of a few organisations, each column's by its own index.

Asked for any of three columns at once, PostgreSQL reads everybody's cases from the newest on: forty
for each of one street's.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from services.chassis.callers import Scope
from services.ledger.tables import cases

c = cases.c
WHOSE = (c.reporter_organisation_id, c.organisation_id, c.named_organisation_id)
ORDER = (c.begun_at.desc(), c.case_id.desc())


def of_few(
    scope: Scope, limit: int, *, further: Callable[[sa.Select[Any]], sa.Select[Any]]
) -> sa.Select[Any]:
    """The ids of the newest cases in the scope, from where `further` lets each part begin."""
    parts = [
        further(sa.select(c.case_id, c.begun_at).where(column == organisation_id))
        .order_by(*ORDER)
        .limit(limit)
        .subquery()
        for organisation_id in sorted(scope.organisation_ids)
        for column in WHOSE
    ]
    # Each part holds its newest, so all parts' newest are among them; a case of two of them once.
    all_parts = sa.union(*(sa.select(part) for part in parts)).subquery()
    newest = all_parts.c.begun_at.desc(), all_parts.c.case_id.desc()
    return sa.select(all_parts.c.case_id).order_by(*newest).limit(limit)
