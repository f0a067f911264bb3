"""What stands in an inbox: read, muted, counted, previewed and forgotten."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.notice import jobs
from services.notice.store import inbox
from tests.unit.notice.builders import (
    ADMINISTRATOR,
    CITY,
    DISTRICT,
    HANDLER,
    LEADER,
    NOW,
    dispatched,
)

DAY = timedelta(days=1)


async def test_an_inbox_is_read_one_by_one_or_up_to_what_was_seen(office):
    await office.hear(*(dispatched() for _ in range(3)))
    first = (await office.inbox(HANDLER))[-1]["id"]
    seen = (await office.inbox(HANDLER))[0]["id"]
    await office.hear(dispatched())
    office.act_as(HANDLER, "handler", DISTRICT)

    one = await office.request("POST", f"/notices/{first}/read")
    again = await office.request("POST", f"/notices/{first}/read")
    assert one.json() == again.json() == {"unread": 3, "urgent": 0}
    through = await office.request("POST", "/notices/read", {"through": seen})
    assert through.json() == {"unread": 1, "urgent": 0}
    assert [each["read"] for each in await office.inbox(HANDLER)] == [False, True, True, True]
    assert len(await office.inbox(HANDLER, unread=True)) == 1


async def test_another_persons_notices_do_not_exist(office):
    await office.hear(dispatched())
    [told] = await office.inbox(HANDLER)
    office.act_as(LEADER, "leader", DISTRICT)

    answer = await office.request("POST", f"/notices/{told['id']}/read")
    through = await office.request("POST", "/notices/read", {"through": told["id"]})

    assert (answer.status_code, through.status_code) == (404, 200)
    assert [each["read"] for each in await office.inbox(HANDLER)] == [False]


async def test_an_inbox_is_paged_by_key(office):
    await office.hear(*(dispatched() for _ in range(5)))
    office.act_as(HANDLER, "handler", DISTRICT)

    pages, after = [], None
    while True:
        given = {"limit": 2} | ({"after": after} if after else {})
        page = await office.get("/notices", **given)
        pages.append([each["id"] for each in page["items"]])
        after = page["next"]
        if after is None:
            break

    assert [len(each) for each in pages] == [2, 2, 1]
    ids = [each for page in pages for each in page]
    assert ids == sorted(ids, reverse=True)


async def test_what_is_muted_stands_in_the_inbox_as_read(office):
    case = uuid4()
    office.act_as(HANDLER, "handler", DISTRICT)
    answer = await office.request("PUT", "/mutes", {"kinds": [], "case_ids": [str(case)]})
    assert answer.status_code == 200, answer.text
    await office.hear(dispatched(case), dispatched())
    assert (await office.get("/notices/unread"))["unread"] == 1

    await office.request("PUT", "/mutes", {"kinds": ["case_in_list_pool"]})
    assert await office.get("/mutes") == {"kinds": ["case_in_list_pool"], "case_ids": []}
    await office.hear(dispatched())
    assert (await office.get("/notices/unread"))["unread"] == 1
    assert len(await office.inbox(HANDLER)) == 3


@pytest.mark.parametrize(
    ("kind", "code"),
    [("urgent_application", "urgent-is-heard"), ("no_such", "template-kind-unknown")],
)
async def test_what_cannot_be_muted_is_refused(office, kind, code):
    office.act_as(LEADER, "leader", DISTRICT)

    answer = await office.request("PUT", "/mutes", {"kinds": [kind]})

    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{code}")


async def test_notices_are_kept_180_days(office):
    await office.hear(dispatched())
    office.now = NOW + inbox.KEPT
    await office.hear(dispatched(at=office.now))
    office.now += timedelta(seconds=1)
    await jobs.drop_old(office.runtime)

    office.act_as(HANDLER, "handler", DISTRICT)
    assert len(await office.inbox(HANDLER)) == 1
    assert (await office.get("/notices/unread"))["unread"] == 1


async def test_the_citys_own_words_are_previewed_and_read(office):
    office.act_as(ADMINISTRATOR, "administrator", CITY)
    await office.hear(dispatched())
    own = {
        "kind": "case_in_list_pool",
        "language": "zh",
        "title": "新活儿：{number}",
        "body": "{address}",
    }
    shown = await office.request("POST", "/templates/preview", own)
    assert shown.json() == {"title": "新活儿：XF-2026-0012", "body": "站前街 12 号"}

    templates = (await office.get("/templates"))["templates"]
    others = [each for each in templates if (each["kind"], each["language"]) != (own["kind"], "zh")]
    answer = await office.request("PUT", "/templates", {"templates": [*others, own]})
    assert answer.status_code == 200, answer.text
    assert (await office.inbox(HANDLER))[0]["title"] == "新活儿：XF-2026-0001"

    wrong = {**own, "title": "{phone}"}
    for path, body in (
        ("/templates/preview", wrong),
        ("/templates", {"templates": [*others, wrong]}),
    ):
        method = "PUT" if path == "/templates" else "POST"
        refused = await office.request(method, path, body)
        assert refused.json()["type"] == "/problems/template-field-unknown"
    missing = await office.request("PUT", "/templates", {"templates": others})
    assert missing.json()["type"] == "/problems/template-missing"
