"""Who has their inbox open sees what is new without reloading."""

from services.chassis import live
from services.chassis.refusals import Unauthenticated
from tests.forms import until
from tests.service.listening import Listener, served
from tests.service.notice.office import Office
from tests.unit.notice.builders import DISTRICT, HANDLER, LEADER, an_urgent_report, dispatched


def opened(office: Office, again=None):
    office.act_as(LEADER, "leader", DISTRICT)
    reader = office.caller
    return served(office.runtime, "/notices/live", caller=lambda: reader, again=again)


async def test_an_urgent_application_reaches_an_open_inbox_by_itself(office):
    async with opened(office) as url:
        listener = Listener(url)
        await until(lambda: listener.heard('"unread":0'))
        await office.hear(an_urgent_report())

        await until(lambda: listener.heard('"unread":1,"urgent":1'))

        await listener.stop()
    assert "event: inbox" in listener.lines


async def test_what_is_read_on_the_phone_is_read_on_the_desk(office):
    await office.hear(an_urgent_report())
    [told] = await office.inbox(LEADER)
    async with opened(office) as url:
        listener = Listener(url)
        await until(lambda: listener.heard('"unread":1'))
        await office.request("POST", f"/notices/{told['id']}/read")

        await until(lambda: listener.heard('"unread":0'))

        await listener.stop()


async def test_other_peoples_inboxes_are_not_heard(office):
    async with opened(office) as url:
        listener = Listener(url)
        await until(lambda: listener.heard('"unread":0'))
        await office.hear(dispatched())
        await office.hear(an_urgent_report())
        await until(lambda: listener.heard('"unread":1'))
        await listener.stop()
    assert len([line for line in listener.lines if line.startswith("data:")]) == 2
    assert len(await office.inbox(HANDLER)) == 1


async def test_a_stream_ends_with_the_readers_session(office, monkeypatch):
    monkeypatch.setattr(live, "CHECKED_EVERY", 0.1)

    async def nobody():
        raise Unauthenticated

    async with opened(office, nobody) as url:
        listener = Listener(url)

        await until(lambda: listener.ended)
