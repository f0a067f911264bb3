"""Very many facts at once, while one of two channels is dead."""

from uuid import UUID

import sqlalchemy as sa

from services.notice.tables import messages
from tests.forms import Form, until
from tests.service.notice.office import an_office, fresh
from tests.service.notice.receivers import a_receiver
from tests.unit.notice.builders import DISTRICT, HANDLER, dispatched

BATCH = 100


async def survive_a_storm(form: Form, *, facts: int) -> None:
    """The inbox is complete, nothing is told twice, and the living channel isn't kept waiting."""
    async with (
        a_receiver() as dead,
        a_receiver() as alive,
        an_office(form, works=True, notice_webhook_hosts=("127.0.0.1",)) as office,
    ):
        dead.answers = [503] * 10_000
        broken = await office.add_webhook(dead.url, name="坏")
        await office.add_webhook(alive.url, name="好")
        told = [fresh(dispatched()) for _ in range(facts)]
        for start in range(0, facts, BATCH):
            batch = told[start : start + BATCH]
            await office.hear(*batch, *batch[:20])
            if start == 0:
                await until(lambda: alive.got and dead.got, within=30)

        def all_told() -> list[str]:
            found = [each["case_id"] for letter in alive.letters for each in letter["notices"]]
            return found if len(found) >= facts else []

        found = await until(all_told, within=60)
        assert sorted(found) == sorted(str(each.case_id) for each in told)
        office.act_as(HANDLER, "handler", DISTRICT)
        assert (await office.get("/notices/unread"))["unread"] == facts
        async with office.runtime.database.read() as tx:
            waits = messages.c.sent_at.is_(None) & (messages.c.channel_id == UUID(broken["id"]))
            rows = await tx.execute(sa.select(sa.func.count(messages.c.id)).where(waits))
            assert rows.scalar() == facts
    # It is tried with longer and longer pauses, not once for each fact.
    assert len(dead.got) < 20
