"""A province of two cities in one process, with somebody of every role at every place."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import openpyxl
import sqlalchemy as sa

from deploy.demo import photos, steps
from deploy.demo.person import Person
from deploy.demo.settling import settled
from deploy.embedded.assembly import ADDRESS, SERVICES, System, assembled
from services.chassis.clock import utc_now
from services.chassis.inbox import Delivery
from services.chassis.local_bus import LocalBus
from services.dispatch.departments import placing
from services.dispatch.store import cases, departments, orders
from services.identity.first_administrator import create_administrator
from services.notice.tables import channels
from tests.contract.authorisation.table import POSITIONS, REPORTER, STAFF, Actor
from tests.forms import Form, until
from tests.migrated import migrated

PASSWORD = "quiet lamps over harbour"
TREE = {
    "root": ("city", None),
    "parent": ("city", "root"),
    "own": ("district", "parent"),
    "child": ("street", "own"),
    "sibling": ("district", "parent"),
    "other": ("city", "root"),
}
"""By position: the organisation's kind and its parent."""
CATEGORIES = [{"code": "06", "level": 1, "name": "市容环境", "scheme": "city"}]
PICTURE = photos.street(7, solved=False, size=(320, 240))
AFTER = photos.street(7, solved=True, size=(320, 240))
UNREADABLE = b"no message"


@dataclass
class City:
    """The running system, everybody's tokens, and the things to be asked for by name."""

    system: System
    organisations: dict[str, str] = field(default_factory=dict)
    tokens: dict[Actor, str] = field(default_factory=dict)
    spare_tokens: dict[Actor, str] = field(default_factory=dict)
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    bodies: dict[str, Any] = field(default_factory=dict)

    @property
    def client(self) -> httpx.AsyncClient:
        return self.system.client

    def thing(self, name: str) -> dict[str, Any]:
        """What a path needs to name the thing; nothing for what there is only one of."""
        return self.things.get(name, {})


@asynccontextmanager
async def a_city(folder: Path) -> AsyncIterator[City]:
    """Everything there is to knock at, with no fact under way."""
    form = Form(
        "embedded",
        folder,
        settings={
            "identity_url": f"{ADDRESS}/api/identity",
            "objects_url": f"file://{folder}/objects",
            "key_secret": "only-for-tests-0123456789-0123456789",
            "sign_in_burst": 10_000,
        },
    )
    settings = {service.name: form.settings_of(service) for service in SERVICES}
    for service in SERVICES:
        await migrated(service, settings[service.name].database_url)
    async with assembled(settings, bus=LocalBus()) as system:
        city = City(system)
        await _settle(city)
        yield city


async def _settle(city: City) -> None:
    await create_administrator(
        city.system.runtimes["identity"].database,
        username="founder",
        name="创建人",
        password=PASSWORD,
        organisation_code="root",
        organisation_name="root",
    )
    founder = Person(city.client, "founder", PASSWORD)
    entries = [organisation(code) for code in POSITIONS]
    await founder.put("/api/identity/organisations", {"organisations": entries})
    listed = await steps.organisations(founder)
    city.organisations = {each["code"]: each["id"] for each in listed}
    people = [*map(_of, STAFF), _account("reporter-own", "own", "inspector", "own")]
    people += [_account("subject", "own", "handler", "own")]
    people += [_account("wide", "own", "reviewer", "parent"), _account("deputy", "own")]
    await founder.put("/api/identity/people", {"people": people})
    await settled(city.system)
    for runtime in city.system.runtimes.values():
        await runtime.directory.refresh(runtime.database)
    await founder.put("/api/intake/categories", {"categories": CATEGORIES})
    for actor in (*STAFF, REPORTER):
        city.tokens[actor] = await _token(city, str(actor))
        if actor.position == "own":
            city.spare_tokens[actor] = await _token(city, str(actor))
    await _make_things(city, founder)
    await settled(city.system)
    await _read_bodies(city, founder)


def organisation(code: str, **given: Any) -> dict[str, Any]:
    """The organisation at a position, as a list names it."""
    kind, parent = TREE[code]
    entry = {"code": code, "name": code, "kind": kind, "parent_code": parent}
    return {**entry, "number_prefix": code.upper(), **given}


def _of(actor: Actor) -> dict[str, Any]:
    return _account(str(actor), actor.position, actor.role, actor.position)


def _account(username: str, home: str, role: str = "", held_for: str = "") -> dict[str, Any]:
    grants = [{"role": role, "organisation_code": held_for}] if role else []
    entry = {"username": username, "name": username, "organisation_code": home}
    return {**entry, "grants": grants, "password": PASSWORD}


async def _token(city: City, username: str) -> str:
    account = {"username": username, "password": PASSWORD}
    answer = await city.client.post("/api/identity/sessions", json=account)
    return str(answer.json()["access_token"])


def _somebody(city: City, role: str) -> Person:
    return Person(city.client, f"{role}-own", PASSWORD)


async def _make_things(city: City, founder: Person) -> None:
    waiting = await _reported(city, 41.80)
    urgent = await _reported(city, 41.82, mode="urgent", urgent_reason="路面塌陷")
    case, closed = await _reported(city, 41.84), await _reported(city, 41.86)
    for each in (case, closed):
        await steps.approve(
            _somebody(city, "reviewer"),
            each,
            category_code="06",
            organisation_id=city.organisations["own"],
        )
    await steps.rectify(_somebody(city, "handler"), closed, "已清理", AFTER)
    await steps.verify(_somebody(city, "verifier"), closed)
    await steps.close(_somebody(city, "lead_administrator"), closed)
    await settled(city.system)
    dispatched = await founder.get(steps.dispatched(case))
    people = (await founder.get("/api/identity/people", limit=200))["items"]
    ids = {each["username"]: each["id"] for each in people}
    city.bodies["deputy"] = ids["deputy"]
    await _lend(city, ids["deputy"])
    delegations = await founder.get("/api/identity/delegations")
    own = city.organisations["own"]
    import_id, record_id = await _imported(city)
    key_id = await _platform(founder, own)
    city.things = {
        "import": {"import_id": import_id},
        "import's picture": {"import_id": import_id, "photo_id": str(uuid4())},
        "record": {"record_id": record_id},
        "service request": {
            "form": "json",
            "code": "06",
            "request_id": UUID(int=1),
            "token": UUID(int=1),
        },
        "external source": {"source": "platform", "code": "platform", "key_id": key_id},
        "organisation": {"organisation_id": own},
        "account": {"person_id": ids["subject"]},
        "wider account": {"person_id": ids["wide"]},
        "delegation": {"delegation_id": delegations["items"][0]["id"]},
        "parked message": {"message_id": await _park(city, UNREADABLE)},
        "parked work": {"work": "none", "row_id": UUID(int=1)},
        "report": {"report_id": waiting},
        "problem": {"case_id": waiting},
        "urgent application": {"case_id": urgent},
        "case": {
            "case_id": case,
            "number": dispatched["number"],
            "organisation_id": own,
            "counted": '"cases":1,',
        },
        "department's queue": {
            "organisation_id": own,
            "order_id": await _department(city, own, case),
        },
        "department's view": {"view_id": await _shared_view(city, own)},
        "department's layout": {"layout_id": await _layout(city, own)},
        "edit": {"edit_id": await _edit(city, case)},
        "own export": {"export_id": await _export(city)},
        **await _notices(city, ids),
        "organisation's cases by stage": {"organisation_id": own},
        "closed case": {"case_id": closed},
        "code": {"code": "23456789ABCD", "name": "verify.css"},
        "photo": {"photo_id": dispatched["photo_ids"][0]},
        "document's picture": {"kind": "thumbnail", "subject_id": dispatched["photo_ids"][0]},
        "organisation's edition": {"month": await _edition(founder)},
        "linked picture": {
            "kind": "picture",
            "subject_id": dispatched["photo_ids"][0],
            "version": 1,
        },
        "city's rules": {"year": utc_now().year},
        "entry": {"chain": own, "seq": 1},
        "chain": {"chain": own},
        "organisation's figures": {"organisation_id": own},
    }


async def _reported(city: City, latitude: float, **given: Any) -> str:
    return await steps.report(
        Person(city.client, "reporter-own", PASSWORD),
        description="路边堆放生活垃圾",
        address="站前街 12 号",
        longitude=123.9,
        latitude=latitude,
        pictures=(PICTURE,),
        **given,
    )


async def _export(city: City) -> str:
    """Somebody's own, which nobody of the matrix may see."""
    maker = Person(city.client, "subject", PASSWORD)
    return str((await maker.create("/api/ledger/exports", {"format": "csv"}))["id"])


async def _layout(city: City, organisation_id: str) -> str:
    """The department's own template, sent by somebody who isn't of the matrix."""
    book = openpyxl.Workbook()
    book.active.append(["编号", "问题描述", "地点"])
    file = BytesIO()
    book.save(file)
    content = b64encode(file.getvalue()).decode()
    maker = Person(city.client, "subject", PASSWORD)
    layout = {"name": "本单位", "organisation_id": organisation_id, "content": content}
    return str((await maker.create("/api/ledger/layouts", layout))["id"])


async def _edition(founder: Person) -> str:
    """The month before is frozen."""
    month = f"{utc_now().replace(day=1) - timedelta(days=1):%Y-%m}"
    await founder.create("/api/ledger/editions", {"month": month})
    return month


async def _department(city: City, organisation_id: str, case: str) -> str:
    """The district has a system of its own, which has an order to fetch."""
    async with city.system.runtimes["dispatch"].database.begin() as tx:
        await departments.enter(tx, UUID(organisation_id), code="own", over="http")
        held = await cases.lock(tx, UUID(case))
        await placing.place(tx, UUID(organisation_id), [(held, "assigned")])
        [order] = await orders.unreceived(tx, UUID(organisation_id), limit=1)
    return str(order.id)


async def _edit(city: City, case: str) -> str:
    """What somebody who isn't of the matrix noted of the case."""
    maker = Person(city.client, "subject", PASSWORD)
    noted = {"column": "备忘", "value": "已约谈", "case_ids": [case]}
    return str((await maker.create("/api/ledger/table/edits", noted))["id"])


async def _notices(city: City, ids: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What somebody was told who isn't of the matrix, and channels of theirs and of a district."""
    own = Person(city.client, "subject", PASSWORD)
    told = await Person(city.client, "reporter-own", PASSWORD).get("/api/notice/notices")
    robot = {"name": "值班群", "kind": "robot", "address": "wecombot://only-for-tests-0123456789"}
    mine = await own.create("/api/notice/channels", robot)
    keeper = Person(city.client, "administrator-own", PASSWORD)
    organisation_id = city.organisations["own"]
    theirs = await keeper.create(
        "/api/notice/channels", {**robot, "organisation_id": organisation_id}
    )
    failing = await keeper.create(
        "/api/notice/channels",
        {**robot, "name": "停用的群", "organisation_id": organisation_id},
    )
    async with city.system.runtimes["notice"].database.begin() as tx:
        await tx.execute(
            sa.update(channels)
            .where(channels.c.id == UUID(failing["id"]))
            .values(wanted=True, attempts=8, parked_at=tx.at, parked_reason="refused")
        )
    return {
        "own notice": {"notice_id": told["items"][0]["id"], "body": told["items"][0]["body"]},
        "own channel": {"channel_id": mine["id"]},
        "department's channel": {"channel_id": theirs["id"]},
        "failing channel": {"channel_id": failing["id"]},
        "person without channel": {"person_id": ids["wide"]},
        "department": {},
        "city's notices": {},
    }


async def _shared_view(city: City, organisation_id: str) -> str:
    """A view of the department's own, made by somebody who isn't of the matrix."""
    maker = Person(city.client, "subject", PASSWORD)
    view = {"name": "本单位", "shown": {}, "organisation_id": organisation_id}
    return str((await maker.create("/api/ledger/table/views", view))["id"])


async def _imported(city: City) -> tuple[str, str]:
    """An import of one row, written, and its record."""
    token = await _token(city, "handler-own")
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    file = {"file": ("台账.csv", "编号,问题描述,地点\nA-2026-01,占道经营,站前街9号\n".encode())}
    sent = await city.client.post("/api/intake/imports", files=file, headers=headers)
    path = f"/api/intake/imports/{sent.json()['id']}"

    async def is_now(status: str) -> int:
        told = (await city.client.get(path, headers=headers)).json()
        return int(told["version"]) if told["status"] == status else 0

    for status, method, step, body in (
        ("proposed", "PUT", "/meanings", {}),
        ("ready", "POST", "/writing", None),
    ):
        version = await until(lambda status=status: is_now(status), within=60)
        changing = {
            "Authorization": headers["Authorization"],
            "If-Match": f'"v{version}"',
            "Idempotency-Key": str(uuid4()),
        }
        answer = await city.client.request(method, path + step, json=body, headers=changing)
        assert answer.status_code == 200, answer.text
    await until(lambda: is_now("written"), within=60)
    rows = (await city.client.get(f"{path}/rows", headers=headers)).json()
    return sent.json()["id"], rows[0]["record_id"]


async def _platform(founder: Person, organisation_id: str) -> str:
    """Another platform, and a key of it that is void already."""
    path = "/api/intake/external-sources/platform"
    source = {"name": "平台", "organisation_id": organisation_id, "id_field": "id"}
    await founder.put(path, source)
    made = await founder.create(f"{path}/keys", {"use": "signing"})
    await founder.request("DELETE", f"{path}/keys/{made['id']}")
    return str(made["id"])


async def _lend(city: City, deputy: str) -> None:
    now = utc_now()
    lent = {
        "deputy_id": deputy,
        "role": "leader",
        "organisation_id": city.organisations["own"],
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(days=1)).isoformat(),
    }
    # The lender is nobody of the matrix: who lends or borrows sees the deputation anyway.
    lender = Person(city.client, "lender", PASSWORD)
    founder = Person(city.client, "founder", PASSWORD)
    account = _account("lender", "own", "leader", "own")
    await founder.put("/api/identity/people", {"people": [account]})
    await lender.create("/api/identity/delegations", lent)


async def _park(city: City, body: bytes) -> UUID:
    """The message's id, parked in every service."""
    for runtime in city.system.runtimes.values():
        await runtime.inbox.receive([Delivery(body, comes_again=False)])
    return UUID(bytes=sha256(body).digest()[:16])


async def _read_bodies(city: City, founder: Person) -> None:
    """What is there already, so that putting it changes nothing."""
    for service, name in (
        ("intake", "categories"),
        ("intake", "category-mappings"),
        ("intake", "routing-rules"),
        ("intake", "areas"),
        ("intake", "organisation-aliases"),
        ("media", "retention-rules"),
        ("media", "watermark-templates"),
        ("dispatch", "limits"),
        ("dispatch", "number-format"),
        ("notice", "rules"),
        ("notice", "templates"),
    ):
        city.bodies[name] = await founder.get(f"/api/{service}/{name}")
    report = await founder.get(f"/api/intake/reports/{city.things['report']['report_id']}")
    city.bodies["report's version"] = report["version"]
