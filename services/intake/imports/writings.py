"""Following an import that is being written, and stopping it.

The one transaction that writes holds the import's row, and in SQLite everything. So both are told
beside it: in a table of its own, and where SQLite lets nobody else write, in the one process
that there is then.
"""

from dataclasses import dataclass
from uuid import UUID

from services.chassis.database import Database
from services.intake.store import writings


@dataclass
class _Underway:
    done: int = 0
    stop: str | None = None


class Writings:
    """The imports that are being written, by whichever process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._here: dict[UUID, _Underway] = {}

    async def begin(self, import_id: UUID) -> None:
        """Nothing is written yet, and nobody wants it stopped."""
        if self._database.is_sqlite:
            self._here[import_id] = _Underway()
            return
        async with self._database.begin() as tx:
            await writings.begin(tx, import_id)

    async def tell(self, import_id: UUID, *, done: int) -> str | None:
        """So many rows are written; who wants it stopped, if somebody does."""
        if self._database.is_sqlite:
            underway = self._of(import_id)
            underway.done = done
            return underway.stop
        async with self._database.begin() as tx:
            return await writings.tell(tx, import_id, done=done)

    async def ask_to_stop(self, import_id: UUID, *, who: str) -> None:
        """Have the writing stopped before its next rows; what was written of it goes."""
        if self._database.is_sqlite:
            self._of(import_id).stop = who
            return
        async with self._database.begin() as tx:
            await writings.ask_to_stop(tx, import_id, who=who)

    async def done(self, import_id: UUID) -> int:
        """How many rows are written."""
        if self._database.is_sqlite:
            return self._of(import_id).done
        async with self._database.read() as tx:
            return await writings.done(tx, import_id)

    def _of(self, import_id: UUID) -> _Underway:
        return self._here.setdefault(import_id, _Underway())
