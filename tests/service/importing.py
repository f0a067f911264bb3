"""A department at intake's desk: sends a file, confirms its columns, has it written or undone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import httpx
import sqlalchemy as sa

from services.chassis.tasks import Task
from services.chassis.workshop import Workshop
from services.intake.app import service
from services.intake.import_tables import imports
from services.intake.store.imports import IMPORTS
from tests.forms import Form
from tests.service.desk import Desk, Person, a_desk
from tests.unit.intake.sheets.city import CITY, ORGANISATIONS, id_of

ROOT, SHUNCHENG, XINFU = id_of("210400"), id_of("210411"), id_of("210402")
ADMINISTRATOR = Person(UUID(int=501), "郑一", ROOT, (("administrator", ROOT),))
HANDLER = Person(UUID(int=502), "冯二", SHUNCHENG, (("handler", SHUNCHENG),))
FAR_HANDLER = Person(UUID(int=503), "周九", XINFU, (("handler", XINFU),))
INSPECTOR = Person(UUID(int=504), "张三", SHUNCHENG, (("inspector", SHUNCHENG),))
CLERK = Person(UUID(int=505), "陈四", ROOT, (("reviewer", ROOT),))


class ImportDesk:
    """Intake in Fushun, with its workers' work done when the test says so."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def send(
        self,
        content: bytes,
        *,
        by: Person = HANDLER,
        name: str = "台账.xlsx",
        key: UUID | None = None,
        **fields: str,
    ) -> httpx.Response:
        self.desk.person = by
        return await self.desk.client.post(
            "/api/intake/imports",
            files={"file": (name, content)},
            data=fields,
            headers={"Idempotency-Key": str(key or uuid4())},
        )

    async def sent(self, content: bytes, **given: Any) -> "Sent":
        """Send a file and have it read."""
        answer = await self.send(content, **given)
        assert answer.status_code == 201, answer.text
        await self.work()
        return Sent(self, answer.json()["id"], given.get("by", HANDLER))

    async def written(
        self,
        content: bytes,
        *,
        rule: str | None = None,
        same_problem: bool | None = None,
        **given: Any,
    ) -> "Sent":
        """Send a file, take the proposals as they are, decide, and have it written."""
        sent = await self.sent(content, **given)
        await sent.confirm()
        doubtful = [row for row in await sent.rows(outcome="conflict") if row["doubtful"]]
        answers = [{"number": row["number"], "same_problem": same_problem} for row in doubtful]
        if rule or same_problem is not None:
            await sent.decide(rule=rule, rows=answers)
        await sent.write()
        return sent

    async def work(self) -> None:
        """Do everything that is due."""
        shop = Workshop(self.desk.runtime)
        while True:
            async with self.desk.runtime.database.read() as tx:
                due = (await tx.execute(sa.select(imports.c.id).where(IMPORTS.due))).scalars()
                ids = list(due)
            if not ids:
                return
            for each in ids:
                await shop.do(Task(IMPORTS.work, each).encode(), again=False)
            async with self.desk.runtime.database.read() as tx:
                failed = await IMPORTS.backlog(tx)
                assert failed.parked == 0
                late = sa.select(imports.c.attempts).where(IMPORTS.due, imports.c.attempts > 0)
                assert (await tx.execute(late)).scalars().all() == [], "the work was put off"


class Sent:
    """One import, asked by whoever sent it."""

    def __init__(self, office: ImportDesk, id: str, by: Person) -> None:
        self.office, self.id, self.by = office, id, by

    @property
    def path(self) -> str:
        return f"/imports/{self.id}"

    async def read(self, path: str = "", **query: Any) -> Any:
        answer = await self.office.desk.get(f"{self.path}{path}", by=self.by, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ask(self, step: str, body: Any = None, *, method: str = "POST") -> httpx.Response:
        version = (await self.read())["version"]
        answer = await self.office.desk.change(
            f"{self.path}/{step}", body, by=self.by, version=version, method=method
        )
        await self.office.work()
        return answer

    async def confirm(self, body: Any = None) -> None:
        answer = await self.ask("meanings", body or {}, method="PUT")
        assert answer.status_code == 200, answer.text

    async def decide(self, **decisions: Any) -> None:
        answer = await self.ask("decisions", decisions, method="PUT")
        assert answer.status_code == 200, answer.text

    async def write(self) -> None:
        answer = await self.ask("writing")
        assert answer.status_code == 200, answer.text
        assert (await self.read())["status"] == "written"

    async def rows(self, **query: Any) -> list[Any]:
        return await self.read("/rows", **query)

    async def counts(self) -> dict[str, int]:
        return (await self.read())["counts"]


@asynccontextmanager
async def an_import_desk(form: Form) -> AsyncIterator[ImportDesk]:
    """Intake with Fushun's organisations, categories and other standards' names."""
    async with a_desk(form, service) as desk:
        desk.runtime.directory.replace(ORGANISATIONS)
        for path, body in (
            ("/categories", {"categories": [_body(each) for each in CITY.categories]}),
            ("/category-mappings", {"mappings": [_body(each) for each in CITY.mappings]}),
        ):
            answer = await desk.put(path, body, by=ADMINISTRATOR)
            assert answer.status_code == 200, answer.text
        yield ImportDesk(desk)


def _body(record: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name != "at"}
