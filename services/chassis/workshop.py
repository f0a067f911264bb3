"""One process's part of a service's work: claims the row, does the work, or puts it off.

Whatever goes wrong with one row is noted on it and stops no other.
"""

from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING
from uuid import UUID

from services.chassis import logs, metrics, tasks, tracing
from services.chassis.blueprint import Work
from services.chassis.due import Claim, ParkedRow
from services.chassis.refusals import NotFound, Refusal, Unavailable

if TYPE_CHECKING:
    from services.chassis.database import Database
    from services.chassis.runtime import Runtime

AT_ONCE = 200
"""Rows asked for again in one step."""

log = logs.get()


class Workshop:
    """Does tasks for the bus that hands them out, `at_once` side by side."""

    def __init__(self, runtime: "Runtime") -> None:
        works = runtime.service.works
        self.service = runtime.name
        self.at_once = works.at_once(runtime.settings)
        self._runtime = runtime
        self._works: Mapping[str, Work] = works.by_name

    async def do(self, body: bytes, *, again: bool) -> None:
        """Do a task; `again` if an earlier worker had it and vanished.

        When this returns, the row says what became of it: the message has had its use. Raises only
        when the database can't be used.
        """
        try:
            task = tasks.decode(body)
            work = self._works[task.work]
        except (tasks.UnreadableTask, KeyError) as error:
            log.error("task not understood", service=self.service, error=type(error).__name__)
            return
        with tracing.span(f"do {work.name}", service=self.service, parent=task.traceparent):
            await self._do(work, task.id, again=again)

    async def _do(self, work: Work, row_id: UUID, *, again: bool) -> None:
        async with self._runtime.database.begin() as tx:
            claim = await work.rows.claim(tx, row_id, again=again)
        if claim is None:
            self._count(work, "nothing to do")
            return
        started = monotonic()
        try:
            await work.do(self._runtime, claim)
        except Exception as error:
            await self._put_off(work, claim, error)
        else:
            self._count(work, "done")
        metrics.work_seconds.labels(self.service, work.name).observe(monotonic() - started)

    async def _put_off(self, work: Work, claim: Claim, error: Exception) -> None:
        parked = False
        async with self._runtime.database.begin() as tx:
            if isinstance(error, Unavailable):
                await work.rows.wait(tx, claim)
            else:
                reason = error.code if isinstance(error, Refusal) else _in_words(error)
                parked = await work.rows.put_off(tx, claim, reason=reason)
        self._count(work, "parked" if parked else "put off")
        say = log.error if parked else log.warning
        say(
            "work parked" if parked else "work put off",
            service=self.service,
            work=work.name,
            id=str(claim.id),
            attempts=claim.attempts,
            error=type(error).__name__,
            exc_info=error,
        )

    async def ask_again(self) -> None:
        """Send new messages for what is due and nobody's."""
        for work in self._works.values():
            while True:
                async with self._runtime.database.begin() as tx:
                    asked = await work.rows.ask_again(tx, limit=AT_ONCE)
                if asked < AT_ONCE:
                    break

    async def start_over(self) -> None:
        """Ask for everything that is due, because whoever was at it has ended."""
        for work in self._works.values():
            async with self._runtime.database.begin() as tx:
                await work.rows.let_go(tx)
        await self.ask_again()

    def _count(self, work: Work, outcome: str) -> None:
        metrics.work_tasks.labels(self.service, work.name, outcome).inc()


def _in_words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")


async def list_parked(database: "Database", works: Mapping[str, Work]) -> list[ParkedRow]:
    """The work of every kind that waits for a person, a thousand of each at most."""
    async with database.read() as tx:
        return [row for work in works.values() for row in await work.rows.parked(tx, limit=1000)]


async def retry(database: "Database", works: Mapping[str, Work], name: str, row_id: UUID) -> None:
    """Give parked work a new chance; `NotFound` when there is none of that name and id."""
    work = works.get(name)
    if work is None:
        raise NotFound
    async with database.begin() as tx:
        await work.rows.retry(tx, row_id)
