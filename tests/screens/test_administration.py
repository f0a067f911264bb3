"""What administrators do at the desk: people, lists, channels, messages that wait for them."""

import re
import sqlite3
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from playwright.async_api import Browser, expect

from deploy.demo import photos, steps
from services.chassis import envelope
from services.contracts.identity import PersonChanged
from tests.forms import until
from tests.screens.city import City
from tests.screens.visitor import visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")

ADMINISTRATION = "/console/administration/"
PASSWORD = "quiet lamps over harbour"
PAGES = (
    *("people", "organisations", "deputies", "categories", "mappings", "routing", "aliases"),
    *("areas", "limits", "calendar", "numbers", "judgement", "watermarks", "retention", "layouts"),
    *("notice-rules", "templates", "channels", "sources", "departments", "operations", "findings"),
)


async def test_somebody_new_sets_a_password_by_the_link_and_signs_in(
    browser: Browser, city: City
) -> None:
    username = f"new-{uuid4().hex[:8]}"
    async with visitor(browser, city) as known, visitor(browser, city) as newcomer:
        await known.sign_in("admin", f"{ADMINISTRATION}people")
        await known.page.get_by_role("button", name="新增人员").click()
        await known.page.locator("input[name=new-username]").fill(username)
        await known.page.locator("input[name=person-name]").fill("钱小新")
        await known.page.get_by_role("combobox", name="单位").click()
        await known.page.keyboard.type("新抚区")
        await known.page.get_by_role("option", name=re.compile("^新抚区")).first.click()
        await known.page.get_by_role("button", name="增加岗位").click()
        await known.page.get_by_role("button", name="保存").click()
        await known.page.get_by_role("button", name="生成设置密码的链接").click()
        link = known.page.locator("input[name=password-link]")
        await expect(link).to_have_value(re.compile("#password="))

        await newcomer.page.goto(await link.input_value())
        await newcomer.page.locator("input[name=new-password]").fill(PASSWORD)
        await newcomer.page.locator("input[name=new-password-again]").fill(PASSWORD)
        await newcomer.page.get_by_role("button", name="设置密码").click()
        await newcomer.page.get_by_role("button", name="登录").click()
        await expect(newcomer.page).not_to_have_url(re.compile("#"))
        await newcomer.page.locator("input[name=username]").fill(username)
        await newcomer.page.locator("input[name=password]").fill(PASSWORD)
        await newcomer.page.locator("button[type=submit]").click()

        await expect(newcomer.page.locator("header.bar")).to_contain_text("钱小新")
        assert known.faults == newcomer.faults == []


async def test_routing_rules_are_tried_on_past_reports_before_they_are_saved(
    browser: Browser, city: City
) -> None:
    admin, worker = city.person("admin"), city.person("inspector-zqj")
    report = await steps.report(
        worker,
        description="站前街路口路灯不亮",
        address="站前街 7 号",
        longitude=123.9,
        latitude=41.86,
        pictures=(photos.street(11, solved=False),),
    )
    judged = f"/api/intake/reports/{report}/judgements"
    await until(lambda: _items(admin.get(judged)), within=30)
    before = await admin.get("/api/intake/routing-rules")
    async with visitor(browser, city) as known:
        await known.sign_in("admin", f"{ADMINISTRATION}routing")
        await known.page.get_by_role("button", name="新增一行").click()
        await known.page.get_by_role("textbox", name="优先级 1", exact=True).fill("0")
        await known.page.get_by_role("combobox", name="责任单位 1", exact=True).fill("ZJJ-07")
        await known.page.get_by_role("button", name="试算").click()

        trial = known.page.get_by_role("region", name="试算")
        await expect(trial).to_contain_text(re.compile(r"共 [1-9]\d* 条上报，[1-9]\d* 条会换"))
        await expect(trial).to_contain_text("七科")
        assert await admin.get("/api/intake/routing-rules") == before
        assert known.faults == []


async def test_a_list_says_what_is_wrong_beside_the_cell_and_what_saving_changes(
    browser: Browser, city: City
) -> None:
    admin = city.person("admin")
    async with visitor(browser, city) as known:
        await known.sign_in("admin", f"{ADMINISTRATION}limits")
        await known.page.get_by_role("button", name="新增一行").click()
        await known.page.get_by_role("combobox", name="类别 1", exact=True).fill("06013")
        days = known.page.get_by_role("textbox", name="工作日 1", exact=True)
        await days.fill("999")
        await days.press("Tab")

        await expect(known.page.get_by_text("应在 1 到 250 之间")).to_be_visible()
        await expect(known.page.get_by_role("button", name="核对并保存")).to_be_disabled()

        await days.fill("5")
        await days.press("Tab")
        await known.page.get_by_role("button", name="核对并保存").click()
        summary = known.page.get_by_role("dialog")
        await expect(summary).to_contain_text("新增 1")
        await summary.get_by_role("button", name="保存").click()
        await expect(known.page.get_by_text("已保存")).to_be_visible()

        limits = (await admin.get("/api/dispatch/limits"))["limits"]
        mine = [each for each in limits if each["category_code"] == "06013"]
        assert {
            "category_code": "06013",
            "mode": "general",
            "working_days": 5,
            "hours": None,
        } in mine
        assert known.faults == []


async def test_somebody_elses_change_keeps_what_was_typed(browser: Browser, city: City) -> None:
    admin = city.person("admin")
    mine, theirs = f"某局{uuid4().hex[:6]}", f"某科{uuid4().hex[:6]}"
    async with visitor(browser, city) as known:
        await known.sign_in("admin", f"{ADMINISTRATION}aliases")
        await known.page.get_by_role("button", name="新增一行").click()
        await known.page.get_by_role("textbox", name="名称 1", exact=True).fill(mine)
        await known.page.get_by_role("combobox", name="责任单位 1", exact=True).fill("ZJJ")
        present = (await admin.get("/api/intake/organisation-aliases"))["aliases"]
        added = [*present, {"name": theirs, "organisation_code": "ZJJ-01"}]
        await admin.put("/api/intake/organisation-aliases", {"aliases": added})
        await known.page.get_by_role("button", name="核对并保存").click()
        await known.page.get_by_role("dialog").get_by_role("button", name="保存").click()
        await expect(known.page.get_by_role("alert")).to_contain_text("已被更新")

        await known.page.get_by_role("button", name="重试").click()
        await expect(known.page.get_by_role("row", name=re.compile(theirs))).to_be_visible()
        await known.page.get_by_role("button", name="核对并保存").click()
        await known.page.get_by_role("dialog").get_by_role("button", name="保存").click()
        await expect(known.page.get_by_text("已保存")).to_be_visible()

        kept = (await admin.get("/api/intake/organisation-aliases"))["aliases"]
        assert {mine, theirs} <= {each["name"] for each in kept}


async def test_a_number_format_over_somebody_elses_is_refused_and_stays_typed(
    browser: Browser, city: City
) -> None:
    admin, path = city.person("admin"), "/api/dispatch/number-format"
    before = await admin.get(path)
    mine, theirs = "{prefix}〔{year}〕{sequence}号", "{year}-{prefix}-{sequence:05d}"
    async with visitor(browser, city) as known:
        await known.sign_in("admin", f"{ADMINISTRATION}numbers")
        field = known.page.get_by_role("textbox", name="格式")
        await field.fill(mine)
        await admin.put(path, {"format": theirs})
        await known.page.get_by_role("button", name="保存").click()
        await expect(known.page.get_by_role("alert")).to_contain_text("已被更新")
        assert (await admin.get(path))["format"] == theirs

        await known.page.get_by_role("button", name="重试").click()
        await expect(known.page.get_by_text(f"目前： {theirs}")).to_be_visible()
        await expect(field).to_have_value(mine)
        await known.page.get_by_role("button", name="保存").click()
        await expect(known.page.get_by_text("已保存")).to_be_visible()

        assert (await admin.get(path))["format"] == mine
        await admin.put(path, {"format": before["format"]})


async def test_watermarks_over_somebody_elses_are_refused_and_stay_typed(
    browser: Browser, city: City
) -> None:
    admin, path = city.person("admin"), "/api/media/watermark-templates"
    before = await admin.get(path)
    theirs = {"templates": [{**each, "name": "别人的"} for each in before["templates"]]}
    async with visitor(browser, city) as known:
        await known.sign_in("admin", f"{ADMINISTRATION}watermarks")
        field = known.page.get_by_role("textbox", name="名称").first
        await field.fill("我的")
        await admin.put(path, theirs)
        await known.page.get_by_role("button", name="保存").click()
        await expect(known.page.get_by_role("alert")).to_contain_text("已被更新")
        assert (await admin.get(path))["templates"] == theirs["templates"]

        await known.page.get_by_role("button", name="重试").click()
        await known.page.get_by_role("button", name="查看对方的模板").click()
        look = known.page.get_by_role("dialog", name="目前保存的模板")
        await expect(look).to_contain_text("别人的")
        assert await known.barriers() == []
        await look.get_by_role("button", name="关闭").last.click()
        await expect(field).to_have_value("我的")
        await known.page.get_by_role("button", name="保存").click()
        await expect(known.page.get_by_text("已保存")).to_be_visible()

        kept = (await admin.get(path))["templates"]
        others = [each["name"] for each in before["templates"][1:]]
        assert [each["name"] for each in kept] == ["我的", *others]
        await admin.put(path, {"templates": before["templates"]})


async def test_watermarks_that_somebody_else_saved_are_taken_instead_of_ones_own(
    browser: Browser, city: City
) -> None:
    admin, path = city.person("admin"), "/api/media/watermark-templates"
    before = await admin.get(path)
    theirs = {"templates": [{**each, "name": "别人的"} for each in before["templates"]]}
    async with visitor(browser, city) as known:
        await known.sign_in("admin", f"{ADMINISTRATION}watermarks")
        field = known.page.get_by_role("textbox", name="名称").first
        await field.fill("我的")
        await admin.put(path, theirs)

        await known.page.get_by_role("button", name="放弃修改").click()

        await expect(field).to_have_value("别人的")
        await admin.put(path, {"templates": before["templates"]})


async def test_a_trial_tells_what_became_of_it(browser: Browser, city: City) -> None:
    async with visitor(browser, city) as known:
        await known.sign_in("admin", f"{ADMINISTRATION}channels")
        await known.page.get_by_role("button", name="新增渠道").click()
        await known.page.locator("input[name=channel-name]").fill("值班系统")
        await known.page.get_by_text("Webhook", exact=True).click()
        await known.page.locator("input[name=channel-address]").fill("https://duty.invalid/hook")
        await known.page.get_by_role("combobox", name="单位").click()
        await known.page.keyboard.type("新抚区")
        await known.page.get_by_role("option", name=re.compile("^新抚区")).first.click()
        await known.page.get_by_role("dialog").get_by_role("button", name="保存").click()
        await expect(known.page.get_by_text("密钥只显示这一次")).to_be_visible()

        channel = known.page.get_by_role("article").filter(has_text="值班系统")
        await channel.get_by_role("button", name="测试").click()

        await expect(channel).to_contain_text(re.compile("失败.*unreachable"), timeout=30_000)
        assert known.faults == []


async def test_a_parked_message_is_replayed(browser: Browser, city: City) -> None:
    admin = city.person("admin")
    [tree, *_] = await steps.organisations(admin)
    message = _park(city, organisation_id=UUID(tree["id"]))
    async with visitor(browser, city) as known:
        await known.sign_in("admin", f"{ADMINISTRATION}operations")
        notice = known.page.locator("[data-service=notice]")
        await expect(notice).to_contain_text("made-up-cause")
        await notice.get_by_role("button", name="查看内容").click()
        await expect(notice).to_contain_text("token_version")
        await notice.get_by_role("button", name="重放").click()

        await expect(known.page.get_by_text("已应用")).to_be_visible()
        await expect(notice).not_to_contain_text("made-up-cause")
        waiting = await admin.get("/api/notice/operations/parked")
        assert str(message) not in {each["message_id"] for each in waiting}
        assert known.faults == []


@pytest.mark.parametrize(("scheme", "language"), [("light", "zh-CN"), ("dark", "en")])
async def test_no_page_of_the_administration_has_barriers(
    browser: Browser, city: City, scheme: str, language: str
) -> None:
    async with visitor(browser, city, color_scheme=scheme, language=language) as known:
        await known.sign_in("admin", f"{ADMINISTRATION}people")
        for page in PAGES:
            await known.open(f"{ADMINISTRATION}{page}")
            await expect(known.page.locator(".page h1")).to_be_visible()
            await expect(known.page.locator(".el-skeleton")).to_have_count(0)

            assert await known.barriers() == [], page
            # A word that nobody wrote shows as its key.
            assert "administration." not in await known.page.inner_text("body"), page
        assert known.faults == []


async def _items(answer: object) -> object:
    return (await answer)["items"]  # type: ignore[misc]


def _park(city: City, *, organisation_id: UUID) -> UUID:
    """A message about nobody that notice refused, as if its cause had been mended since."""
    message, person = uuid4(), uuid4()
    event = PersonChanged(
        version=1,
        at=datetime.now(UTC),
        person_id=person,
        organisation_id=organisation_id,
        grants=(),
        active=False,
        token_version=1,
    )
    row = {
        "message_id": message.hex,
        "type": event.type,
        "publisher": "identity",
        "subject": person.hex,
        "version": 1,
        "body": envelope.encode(event, message, traceparent=None),
        "code": "made-up-cause",
        "reason": "made up",
        "attempts": 4,
        "parked_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
    }
    with sqlite3.connect(city.data / "notice.db", timeout=30) as database:
        names = ", ".join(row)
        marks = ", ".join(f":{name}" for name in row)
        database.execute(f"INSERT INTO parked ({names}) VALUES ({marks})", row)
    return message
