"""Whom a fact concerns, and who is not told."""

from datetime import date, timedelta
from uuid import uuid4

import sqlalchemy as sa

from services.chassis.inbox import Outcome
from services.contracts.intake import ImportFinished, ReportWithdrawn
from services.contracts.ledger import EditionFrozen, ExportReady
from services.contracts.media import PhotoRejected
from services.contracts.review import ReviewMessageParked
from services.notice import jobs
from tests.forms import Form
from tests.service.notice.office import an_office
from tests.unit.notice.builders import (
    ADMINISTRATOR,
    CITY,
    DEPUTY,
    DISTRICT,
    HANDLER,
    INSPECTOR,
    LEADER,
    NOW,
    OTHER,
    REVIEWER,
    STREET,
    VERIFIER,
    a_deputation,
    a_person,
    a_report,
    an_id,
    an_urgent_report,
    closed,
    deferred,
    dispatched,
    escalated,
    rectified,
    returned,
    staff,
)

DAY = timedelta(days=1)


async def test_each_step_of_a_case_is_told_to_whom_it_concerns(office):
    case = uuid4()
    await office.hear(
        a_report(case),
        dispatched(case),
        rectified(case),
        returned(case),
        closed(case),
    )

    assert await office.kinds(REVIEWER) == ["problem_waiting"]
    assert await office.kinds(HANDLER) == ["case_returned", "case_in_list_pool"]
    assert await office.kinds(VERIFIER) == ["verification_waiting"]
    assert await office.kinds(INSPECTOR) == ["case_closed"]
    assert await office.kinds(LEADER) == []


async def test_an_urgent_application_is_told_to_the_nearest_leader_in_their_language(office):
    case = uuid4()
    await office.hear(an_urgent_report(case))

    [told] = await office.inbox(LEADER)
    assert (told["title"], told["urgency"]) == ("【紧急】有紧急申请待您决定", "urgent")
    assert told["body"] == "站前街 12 号；申请理由：路面塌陷。"
    assert told["link"] == f"/open/case/{case}"
    office.act_as(LEADER, "leader", DISTRICT)
    [told] = (await office.get("/notices", language="en"))["items"]
    assert told["title"] == "URGENT: an application awaits your decision"


async def test_what_is_due_and_whose_is_told_in_words(office):
    await office.hear(dispatched())

    [told] = await office.inbox(HANDLER)
    assert told["title"] == "新抚区有新案件 XF-2026-0001"
    assert told["body"] == "站前街 12 号；请于 2026-03-11 10:00 前整改。"


async def test_a_deputy_gets_what_their_leader_gets_for_the_period(office):
    await office.hear(a_deputation())
    await office.hear(an_urgent_report())

    [told] = await office.inbox(DEPUTY)
    assert told["deputy_for"] == str(LEADER)
    assert await office.kinds(LEADER) == ["urgent_application"]

    await office.hear(a_deputation(version=2, active=False))
    await office.hear(an_urgent_report())
    assert len(await office.inbox(DEPUTY)) == 1
    later = a_deputation(starts=1, ends=2, delegation_id=an_id("later"))
    await office.hear(later)
    await office.hear(an_urgent_report())
    assert len(await office.inbox(DEPUTY)) == 1
    office.now = NOW + timedelta(hours=1)
    await office.hear(an_urgent_report(at=office.now))
    assert len(await office.inbox(DEPUTY)) == 2
    office.now = NOW + timedelta(hours=2)
    await office.hear(an_urgent_report(at=office.now))
    assert len(await office.inbox(DEPUTY)) == 2


async def test_nobody_is_told_twice_of_the_same_fact(office):
    fact = an_urgent_report()
    assert await office.hear(fact) == [Outcome.APPLIED]
    assert await office.hear(fact) == [Outcome.DUPLICATE]

    # As after a restored backup: the gate has forgotten, the inbox hasn't.
    await office.run(sa.text("DELETE FROM gate WHERE publisher = 'intake'"))
    assert await office.hear(fact) == [Outcome.APPLIED]

    assert await office.kinds(LEADER) == ["urgent_application"]
    office.act_as(LEADER, "leader", DISTRICT)
    assert await office.get("/notices/unread") == {"unread": 1, "urgent": 1}


async def test_who_did_it_is_not_told(office):
    case = uuid4()
    await office.hear(a_person(HANDLER, "verifier", DISTRICT, version=2))
    await office.hear(dispatched(case), rectified(case, by=HANDLER))

    assert await office.kinds(HANDLER) == []


async def test_a_person_of_two_rules_is_told_by_the_first(office):
    case = uuid4()
    await office.hear(dispatched(case), rectified(case, by=HANDLER), returned(case))

    assert await office.kinds(HANDLER) == ["case_returned", "case_in_list_pool"]


async def test_long_overdue_cases_climb(office):
    await office.hear(a_person(an_id("mayor"), "leader", CITY))
    case = uuid4()
    await office.hear(dispatched(case), escalated(case, "overdue_head"))
    assert await office.kinds(an_id("mayor")) == []

    await office.hear(escalated(case, "overdue_leader", version=3))
    assert await office.kinds(an_id("mayor")) == ["escalated"]
    assert await office.kinds(LEADER) == ["escalated"]


async def test_without_a_leader_administrators_are_told_both(form: Form):
    people = [each for each in staff() if each.person_id != LEADER]
    async with an_office(form, people=people) as office:
        await office.hear(an_urgent_report())
        await office.hear(an_urgent_report())

        told = await office.inbox(ADMINISTRATOR)
        assert [each["kind"] for each in told] == [
            "urgent_application",
            "nobody_concerned",
            "urgent_application",
        ]
        assert told[1]["body"].startswith("站前街道及其上级没有“分管领导”角色的人员")


async def test_who_left_is_told_nothing(office):
    await office.hear(a_person(HANDLER, "handler", DISTRICT, active=False, version=2))
    await office.hear(a_person(an_id("new"), "handler", DISTRICT))
    await office.hear(dispatched())

    assert await office.kinds(HANDLER) == []
    assert await office.kinds(an_id("new")) == ["case_in_list_pool"]


async def test_a_refused_photo_is_told_to_its_reporter_with_the_reason(office):
    photo, case = uuid4(), uuid4()
    await office.hear(a_report(case, photo_ids=(photo,)))
    await office.hear(
        PhotoRejected(version=1, at=NOW, photo_id=photo, case_id=None, reason="damaged")
    )

    [told] = await office.inbox(INSPECTOR)
    assert told["body"] == "站前街 12 号；照片文件已损坏，请重新拍摄或选择。"


async def test_a_deferral_about_to_end_is_told_once_the_day_before(office):
    case = uuid4()
    await office.hear(dispatched(case), *deferred(case, date(2026, 3, 4)))
    for hours, told in ((13, 0), (14, 1), (15, 1)):
        office.now = NOW + timedelta(hours=hours)
        await jobs.ending_deferrals(office.runtime)
        assert (await office.kinds(HANDLER)).count("deferral_ending") == told

    [ending, *_] = await office.inbox(HANDLER)
    assert ending["title"] == "案件 XF-2026-0001 的挂号将于 2026-03-04 到期"


async def test_who_asked_for_something_in_the_background_is_told_that_it_is_there(office):
    export, imported = an_id("export"), an_id("import")
    await office.hear(
        ExportReady(version=1, at=NOW, export_id=export, owner_id=LEADER),
        ImportFinished(
            version=1, at=NOW, import_id=imported, organisation_id=STREET, owner_id=INSPECTOR
        ),
    )

    [ready] = await office.inbox(LEADER)
    assert (ready["kind"], ready["link"]) == ("export_ready", f"/open/export/{export}")
    [finished] = await office.inbox(INSPECTOR)
    assert (finished["kind"], finished["link"]) == ("import_finished", f"/open/import/{imported}")


async def test_lead_administrators_find_a_frozen_month_in_their_inbox(office):
    frozen = EditionFrozen(
        version=1,
        at=NOW,
        edition_id=an_id("edition"),
        organisation_id=CITY,
        month=date(2026, 2, 1),
        sha256="0" * 64,
    )
    lead = an_id("lead")
    await office.hear(a_person(lead, "lead_administrator", CITY), frozen)

    [told] = await office.inbox(lead)
    assert (told["kind"], told["link"]) == ("edition_frozen", "/open/edition/2026-02-01")
    assert "edition_frozen" not in await office.kinds(HANDLER)


async def test_administrators_of_the_city_learn_that_a_message_waits_for_a_person(office):
    parked = ReviewMessageParked(
        version=1, at=NOW, message_id=an_id("message"), about="", code="unreadable-message"
    )
    await office.hear(parked)

    [told] = await office.inbox(ADMINISTRATOR)
    assert (told["kind"], told["title"]) == ("message_parked", "“审核”有消息待人工处理")
    assert told["link"] == f"/open/operations/{an_id('message')}"


async def test_they_learn_of_notices_own_messages_once_a_day(office):
    await office.runtime.inbox.park_dead(b"no message")

    for hours in (0, 1, 24):
        office.now = NOW + timedelta(hours=hours)
        await jobs.parked_here(office.runtime)

    told = await office.inbox(ADMINISTRATOR)
    assert [each["title"] for each in told] == ["“通知”有消息待人工处理"] * 2


async def test_facts_without_a_rule_move_nothing(office):
    report = a_report()
    withdrawn = ReportWithdrawn(version=2, at=NOW, case_id=report.case_id, reason="已清理")

    assert await office.hear(report, withdrawn) == [Outcome.APPLIED, Outcome.APPLIED]


async def test_the_citys_own_rules_hold_from_now_on(office):
    office.act_as(ADMINISTRATOR, "administrator", CITY)
    rules = await office.get("/rules")
    for each in rules["rules"]:
        if each["kind"] == "case_in_list_pool":
            each.update(to="leader")
    answer = await office.request("PUT", "/rules", rules)
    assert answer.status_code == 200, answer.text
    await office.hear(dispatched())

    assert await office.kinds(LEADER) == ["case_in_list_pool"]
    assert await office.kinds(HANDLER) == []

    rules["rules"][0]["event"] = "review.problem.praised.v1"
    refused = await office.request("PUT", "/rules", rules)
    assert refused.json()["type"] == "/problems/rule-unsound"


async def test_a_fact_before_any_person_is_known_comes_again(form: Form):
    fact = an_urgent_report()
    async with an_office(form, people=[]) as office:
        assert await office.hear(fact) == [Outcome.RETRY]

        await office.hear(*staff())
        assert await office.hear(fact) == [Outcome.APPLIED]
        assert await office.kinds(LEADER) == ["urgent_application"]


async def test_people_of_other_districts_hear_nothing(office):
    await office.hear(a_person(an_id("far"), "handler", OTHER))
    await office.hear(a_person(an_id("near"), "handler", STREET))
    await office.hear(dispatched(), dispatched(organisation_id=STREET))

    assert await office.kinds(an_id("far")) == []
    assert await office.kinds(HANDLER) == await office.kinds(an_id("near")) == ["case_in_list_pool"]
