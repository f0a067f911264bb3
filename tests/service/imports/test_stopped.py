"""An import that is being written is followed, and stopped as a whole, in both forms."""

from services.contracts.intake import RecordImported
from services.intake import resources
from services.intake.imports import writing
from tests.service.importing import HANDLER
from tests.service.imports.sheets import ROWS, sheet


async def approved(office):
    """An import that a worker is about to write."""
    sent = await office.sent(sheet(*ROWS))
    await sent.confirm()
    answer = await asked(sent, "writing")
    assert answer.status_code == 200, answer.text
    return sent


async def asked(sent, step):
    """A step, with nothing of the worker's done."""
    version = (await sent.read())["version"]
    path = f"{sent.path}/{step}"
    return await sent.office.desk.change(path, None, by=HANDLER, version=version)


async def test_writing_that_somebody_stops_leaves_nothing(office):
    sent = await approved(office)

    answer = await asked(sent, "cancellation")
    assert (answer.status_code, answer.json()["status"]) == (202, "writing")
    await office.work()

    told = await sent.read()
    assert (told["status"], told["last_who"]) == ("cancelled", HANDLER.name)
    assert await office.desk.announced(RecordImported) == []
    assert (await office.send(sheet(*ROWS))).status_code == 201


async def test_what_was_written_until_then_is_taken_back(office, monkeypatch):
    monkeypatch.setattr(writing, "AT_ONCE", 1)
    sent = await approved(office)
    writings = resources.of(office.desk.runtime).writings
    tell, told = writings.tell, []

    async def telling(import_id, *, done):
        told.append(done)
        if done == 1:
            await writings.ask_to_stop(import_id, who="冯二")
        return await tell(import_id, done=done)

    monkeypatch.setattr(writings, "tell", telling)
    await office.work()

    assert told == [0, 1]
    assert (await sent.read())["status"] == "cancelled"
    assert await office.desk.announced(RecordImported) == []


async def test_how_much_is_written_is_told_while_it_is_written(office, monkeypatch):
    monkeypatch.setattr(writing, "AT_ONCE", 1)
    sent = await approved(office)
    writings, told = resources.of(office.desk.runtime).writings, []
    tell = writings.tell

    async def telling(import_id, *, done):
        stop = await tell(import_id, done=done)
        told.append(await writings.done(import_id))
        return stop

    monkeypatch.setattr(writings, "tell", telling)
    await office.work()

    assert told == [0, 1, 2]
    assert (await sent.read())["status"] == "written"
