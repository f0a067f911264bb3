"""Records that another platform sends by itself, in both forms."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.contracts.intake import RecordImported
from services.intake.external_tables import external_keys
from tests.service.importing import (
    ADMINISTRATOR,
    FAR_HANDLER,
    HANDLER,
    ROOT,
    SHUNCHENG,
    an_import_desk,
)
from tests.service.imports.sheets import ROWS, records_of, sheet
from tests.service.platform import a_key, a_platform, a_record, a_source
from tests.service.reporting import code_of


@pytest.fixture
async def office(form):
    async with an_import_desk(form) as office:
        yield office


async def test_a_record_becomes_a_row_of_the_table_with_its_platform_named(office):
    platform = await a_platform(office)

    assert await platform.outcomes(a_record()) == ["taken"]

    (record,) = (await records_of(office)).values()
    (source,) = record.sources
    assert (source.platform, source.sheet, source.row) == ("szcg", "数字化城管平台", 1)
    said = {each.field: each.holds.value for each in (*record.cells, *record.extra)}
    assert said["source_id"] == "DC-2023-000001"
    assert said["description"] == "沿街商户占道经营"
    assert (record.status, record.found_on.isoformat()) == ("open", "2023-09-01")
    assert (record.place.longitude, record.place.latitude) == (123.9182, 41.8683)
    assert said["grid"] == "210411-07"


async def test_sent_twice_it_is_there_once_and_what_changed_is_updated(office):
    platform = await a_platform(office)
    await platform.outcomes(a_record())
    office.desk.now += timedelta(seconds=1)

    assert await platform.outcomes(a_record()) == ["same"]
    assert await platform.outcomes(a_record(state="已整改"), a_record(state="已整改")) == [
        *("updated", "same"),
    ]

    (record,) = (await records_of(office)).values()
    assert (record.status, record.version) == ("rectified", 2)
    (status,) = (each for each in record.cells if each.field == "status")
    assert [each.value for each in status.former] == ["open"]


async def test_each_record_is_answered_and_a_bad_one_keeps_no_other_back(office):
    platform = await a_platform(office)

    answer = await platform.send(
        a_record("DC-2023-000001", seen="前天吧"),
        a_record("DC-2023-000002", problem="垃圾无人清运", place={"name": "将军堡小区东门"}),
        a_record(""),
        a_record("DC-2023-000004", problem="", place={}),
    )

    bad, good, nameless, empty = answer.json()["records"]
    assert good["outcome"] == "taken"
    assert [each["outcome"] for each in (bad, nameless, empty)] == ["refused"] * 3
    (reason,) = bad["reasons"]
    assert (reason["code"], reason["column"]) == ("unreadable-date", "seen")
    assert reason["words"] == {"zh": "日期无法识别", "en": "the date can't be read"}
    assert nameless["reasons"][0]["code"] == "own-id-missing"
    assert empty["reasons"][0]["code"] == "nothing-described"
    assert len(await records_of(office)) == 1


async def test_what_a_department_told_already_is_the_same_record(office):
    await office.written(sheet(ROWS[0]), by=HANDLER)
    platform = await a_platform(office)

    same = a_record(problem=ROWS[0][1], place={"name": ROWS[0][2]}, seen="2023-9-1")
    await platform.outcomes(same, a_record("DC-2023-000002", problem="井盖缺失", place={}))

    found = (await records_of(office)).values()
    assert sorted(len(each.sources) for each in found) == [1, 2]


@pytest.mark.parametrize(
    ("speaks_for", "rule", "holds"),
    [
        (ROOT, "newest", "rectified"),
        (ROOT, "ours", "open"),
        (SHUNCHENG, "newest", "open"),
    ],
)
async def test_by_its_rule_a_platform_overrules_organisations_below_its_own_only(
    office, speaks_for, rule, holds
):
    await office.written(sheet(ROWS[0]), by=FAR_HANDLER)
    platform = await a_platform(office, organisation_id=str(speaks_for), rule=rule)

    same = a_record(problem=ROWS[0][1], place={"name": ROWS[0][2]}, seen="2023-9-1", state="√")
    await platform.outcomes(same)

    (record,) = (await records_of(office)).values()
    assert record.status == holds
    (status,) = (each for each in record.cells if each.field == "status")
    assert {status.holds.value, *(each.value for each in status.former)} == {"open", "rectified"}


async def test_only_what_the_key_signed_is_taken_and_only_now(office):
    platform = await a_platform(office)
    other = await a_platform(office, "other")

    for refused in (
        await platform.send(a_record(), body=b'{"records":[{"taskNo":"1"}]}'),
        await platform.send(a_record(), path="/api/intake/external/other"),
        await platform.send(a_record(), path="/api/intake/external/szcg?x=1"),
        await office.desk.client.post("/api/intake/external/szcg", json={"records": [{}]}),
    ):
        assert (refused.status_code, code_of(refused)) == (401, "not-signed")
        assert refused.headers["www-authenticate"] == "Shirong-HMAC-SHA256"
    platform.ahead = -301
    late = await platform.send(a_record())
    assert (late.status_code, code_of(late)) == (401, "clock-apart")
    other.code = "szcg"
    assert code_of(await other.send(a_record())) == "not-signed"
    assert await office.desk.announced(RecordImported) == []


async def test_a_copied_request_gets_its_first_answer_and_does_nothing(office):
    platform = await a_platform(office)
    first = platform.request(a_record(state="未整改"))
    await office.desk.client.send(first)
    await platform.outcomes(a_record(state="已整改"))

    copied = await office.desk.client.send(platform.request(a_record(state="未整改")))

    assert copied.json()["records"][0]["outcome"] == "taken"
    assert copied.headers["idempotency-replayed"] == "true"
    (record,) = (await records_of(office)).values()
    assert record.status == "rectified"


async def test_a_key_is_shown_once_replaced_and_revoked(office):
    platform = await a_platform(office)
    second = await a_key(office)
    first = str(platform.key_id)
    path = f"/external-sources/szcg/keys/{first}"

    office.desk.person = ADMINISTRATOR
    answer = await office.desk.client.delete(f"/api/intake{path}")

    assert answer.json()["revoked_who"] == ADMINISTRATOR.name
    assert code_of(await platform.send(a_record())) == "not-signed"
    platform.key_id, platform.secret = second["id"], second["secret"]
    assert await platform.outcomes(a_record()) == ["taken"]
    listed = await office.desk.get("/external-sources", by=ADMINISTRATOR)
    (source,) = listed.json()["sources"]
    assert {each["id"] for each in source["keys"] if each["revoked_at"]} == {first}
    assert all(each["used_at"] for each in source["keys"] if each["id"] == second["id"])
    assert source["taken"] == 1
    assert second["secret"] not in listed.text
    async with office.desk.runtime.database.read() as tx:
        kept = (await tx.execute(sa.select(external_keys))).all()
    assert second["secret"] not in str(kept)


async def test_a_source_has_a_few_good_keys_at_most_and_can_be_switched_off(office):
    platform = await a_platform(office)
    for _ in range(3):
        await a_key(office)
    more = await office.desk.create("/external-sources/szcg/keys", {}, by=ADMINISTRATOR)
    assert code_of(more) == "too-many-keys"

    await office.desk.put("/external-sources/szcg", a_source(active=False), by=ADMINISTRATOR)
    refused = await platform.send(a_record())
    assert (refused.status_code, code_of(refused)) == (403, "source-inactive")


async def test_a_platform_that_sends_too_often_waits_and_holds_up_no_other(form):
    form.settings = {"external_burst": 2, "external_rate": 0.001}
    async with an_import_desk(form) as office:
        platform, other = await a_platform(office), await a_platform(office, "other")
        for second in range(2):
            platform.ahead = second
            assert (await platform.send(a_record())).status_code == 200

        busy = await platform.send(a_record("DC-2"))

        assert (busy.status_code, code_of(busy)) == (429, "source-busy")
        assert int(busy.headers["retry-after"]) > 1
        assert (await other.send(a_record("QT-1"))).status_code == 200


async def test_more_records_than_a_request_may_have_are_refused_as_a_whole(office):
    platform = await a_platform(office)

    answer = await platform.send(*[{"taskNo": str(n)} for n in range(501)])

    assert answer.status_code == 422
    assert (await platform.send({"taskNo": "1", "x": "y" * 1_100_000})).status_code == 413


async def test_fields_are_proposed_like_a_spreadsheets_columns(office):
    records = [
        {"任务号": f"DC-{n}", "问题描述": "占道经营", "地点": "新华大街12号", "上报时间": day}
        for n, day in enumerate(("2023-9-1", "2023-9-2"))
    ]
    answer = await office.desk.create(
        "/external-sources/proposals", {"records": records}, by=ADMINISTRATOR
    )

    proposed = {each["name"]: each["choice"]["field"] for each in answer.json()["fields"]}
    assert proposed["问题描述"] == "description"
    assert (proposed["地点"], proposed["上报时间"]) == ("address", "found_at")


async def test_what_a_field_can_not_mean_is_refused(office):
    for fields in ({"x": {"field": "nonsense"}}, {n: {"field": "status"} for n in ("a", "b")}):
        body = a_source(fields=fields)
        answer = await office.desk.put("/external-sources/szcg", body, by=ADMINISTRATOR)
        assert (answer.status_code, code_of(answer)) == (422, "meanings-malformed")


async def test_a_platform_that_sends_meanwhile_keeps_no_import_from_being_written(office):
    platform = await a_platform(office)
    sent = await office.sent(sheet(*ROWS))
    await sent.confirm()
    await platform.outcomes(a_record(problem="井盖缺失", place={"name": "望花大街500号"}))

    await sent.ask("writing")

    assert (await sent.read())["status"] == "written"


async def test_what_a_platform_told_meanwhile_of_a_row_has_the_import_compared_anew(office):
    platform = await a_platform(office)
    sent = await office.sent(sheet(*ROWS))
    await sent.confirm()
    same = a_record(problem=ROWS[0][1], place={"name": ROWS[0][2]}, seen="2023-9-1")
    await platform.outcomes(same)

    await sent.ask("writing")

    assert (await sent.read())["status"] == "ready"
    assert (await sent.counts())["new"] == 1
