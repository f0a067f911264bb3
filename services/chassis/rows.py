"""Many rows in one command: each takes effect or is refused on its own.

Rows are worked in the order of their ids, so that two such commands can't wait for each other;
they are answered in the order they came.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field

from services.chassis.commands import Command, refuse_stale
from services.chassis.history import LastChange
from services.chassis.problems import language_of
from services.chassis.refusals import Refusal
from services.chassis.transaction import Transaction

LARGEST = 500


class Row(BaseModel):
    """A thing and the version that was decided on; a service adds what was decided."""

    id: UUID
    version: Annotated[int, Field(ge=0)]

    def require_version(self, version: int, last: LastChange | None = None) -> None:
        """`StaleVersion` unless the row was decided on this version."""
        refuse_stale(self.version, version, last)


AnyRow = TypeVar("AnyRow", bound=Row)
Work = Callable[[Transaction, AnyRow], Awaitable[int]]
"""Gives a row its effect; the thing's new version."""


class Rows(BaseModel, Generic[AnyRow]):
    """Up to 500 rows."""

    items: Annotated[list[AnyRow], Field(min_length=1, max_length=LARGEST)]


class RowProblem(BaseModel):
    """Why a row was refused: `type` is stable, `detail` is for people."""

    type: str
    detail: str


class RowResult(BaseModel):
    """`version` is the thing's new one when the row is done, `problem` the reason when not."""

    id: UUID
    done: bool
    version: int | None = None
    problem: RowProblem | None = None


class RowResults(BaseModel):
    """A result for each row, in the order of the rows."""

    items: list[RowResult]


async def work_rows(command: Command, rows: Sequence[AnyRow], work: Work[AnyRow]) -> Response:
    """Let each row take effect in one transaction; a refused one leaves no trace and stops none."""
    language = language_of(command.request)
    results: dict[int, RowResult] = {}
    async with command.begin() as tx:
        for place, row in sorted(enumerate(rows), key=lambda each: each[1].id):
            try:
                async with tx.session.begin_nested():
                    version = await work(tx, row)
            except Refusal as refusal:
                results[place] = _refused(row, refusal, language)
            else:
                results[place] = RowResult(id=row.id, done=True, version=version)
        return command.answer(200, RowResults(items=[results[place] for place in range(len(rows))]))


def _refused(row: Row, refusal: Refusal, language: str) -> RowResult:
    problem = RowProblem(type=f"/problems/{refusal.code}", detail=refusal.sentence(language))
    return RowResult(id=row.id, done=False, problem=problem)
