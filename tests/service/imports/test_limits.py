"""What imports take up is bounded: by a department's quota, and by an end."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.intake.import_tables import import_files, import_rows
from services.intake.imports.clearing import clear
from tests.service.importing import CLERK, HANDLER, an_import_desk
from tests.service.imports.sheets import ROWS, changed, sheet
from tests.service.reporting import code_of


@pytest.fixture
async def office(form):
    form.settings = {"import_files_a_day": 2}
    async with an_import_desk(form) as office:
        yield office


async def kept(office):
    async with office.desk.runtime.database.read() as tx:
        return [
            (await tx.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()
            for table in (import_files, import_rows)
        ]


async def cancelled(sent):
    answer = await sent.ask("cancellation")
    assert answer.status_code == 200, answer.text


async def test_a_department_sends_so_many_files_a_day(office):
    first, second, third = (sheet(changed(ROWS[0], 编号=f"SC-{n}")) for n in range(3))
    await office.send(first)
    assert (await office.send(first)).status_code == 200
    await office.send(second)
    assert (await office.send(first)).status_code == 200

    refused = await office.send(third)

    assert (refused.status_code, code_of(refused)) == (429, "import-quota-spent")
    assert refused.headers["retry-after"] == str(24 * 3600)
    assert (await office.send(third, by=CLERK)).status_code == 201
    office.desk.now += timedelta(hours=24)
    assert (await office.send(third)).status_code == 201


async def test_what_is_over_keeps_its_file_for_a_week_and_its_history_for_good(office):
    sent = await office.sent(sheet(*ROWS), by=HANDLER)
    await sent.confirm()
    await cancelled(sent)
    assert await kept(office) == [1, 2]

    office.desk.now += timedelta(days=7)
    await clear(office.desk.runtime)
    assert await kept(office) == [1, 2]

    office.desk.now += timedelta(seconds=1)
    await clear(office.desk.runtime)

    assert await kept(office) == [0, 0]
    assert (await sent.read())["status"] == "cancelled"


async def test_what_nobody_goes_on_with_is_cancelled_after_a_month(office):
    sent = await office.sent(sheet(*ROWS))
    written = await office.written(sheet(changed(ROWS[1], 编号="SC-9")))
    office.desk.now += timedelta(days=30, seconds=1)

    await clear(office.desk.runtime)

    assert (await sent.read())["status"] == "cancelled"
    assert (await written.read())["status"] == "written"
