"""How fast the super table answers among 10,000, 100,000 and a million cases, at the API.

`TABLE_CASES=10000,100000` measures other sizes. PostgreSQL is filled to the largest, SQLite to
100,000.
"""

import os
import sqlite3
import statistics
from collections.abc import Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import sqlalchemy as sa

from services.chassis import migrate
from services.chassis.callers import Caller, current_caller
from services.chassis.database import Database
from services.chassis.http_client import open_client
from services.chassis.local_bus import LocalBus
from services.chassis.runtime import running
from services.chassis.transaction import Transaction
from services.chassis.web import build
from services.ledger.app import service
from services.ledger.statistics.figures import FIGURES, REPORTS
from services.ledger.store.cases import COUNTED, day_of
from services.ledger.store.texts import _plain, _vector, _whose
from services.ledger.table.words import words
from services.ledger.tables import cases, rollup
from tests.bench.table_city import ORGANISATIONS, ROOT, STREETS, organisation_rows

SIZES = [int(each) for each in os.environ.get("TABLE_CASES", "10000,100000,1000000").split(",")]
SQLITE_MOST = 100_000
ASKED = 60
NOW = datetime(2026, 11, 25, tzinfo=UTC)
STAGES = (
    "reported",
    "in_pool",
    "submitted",
    "pre_closed",
    "deferred",
    "closed",
    "closed",
    "closed",
)
CATEGORIES = tuple(f"060{number:02d}" for number in range(40))
WORDS = """
占道经营 乱堆物料 小广告 垃圾满溢 井盖缺失 路面破损 绿化带 枯枝 污水外溢 非机动车 乱停放 广告牌 脱落
露天烧烤 油烟 施工围挡 破损 渣土 遗撒 护栏 倾斜 路灯不亮 积水 餐厨垃圾 门前三包 晾晒衣物 私搭乱建
共享单车 堆积 公厕 异味 垃圾桶 外溢 沿街商铺 占用盲道 破旧条幅 卫生死角 建筑垃圾 未及时清运 影响市容
""".split()  # noqa: SIM905 - a page of words reads better than a page of quotes
RARE = "彗星广场"
"""Said of one case in five thousand."""


async def measure(folder: Path, database_server: Any, broker: Any, store: Any) -> None:
    folder.mkdir()
    for size in SIZES:
        await _measure(database_server.create(f"table_{size}"), size)
    for size in SIZES:
        if size <= SQLITE_MOST:
            await _measure(f"sqlite+aiosqlite:///{folder}/table-{size}.db", size)


async def _measure(url: str, size: int) -> None:
    await migrate.upgrade(service, url)
    began = perf_counter()
    await fill(url, size)
    name = url.split("+")[0]
    print(f"  {name}, {size:,} cases (made in {perf_counter() - began:.0f} s)", flush=True)
    async with asking(url) as (client, act_for):
        for where, organisation in (("whole city", ROOT), ("one street", STREETS[3])):
            act_for(organisation)
            for what, questions in _questions(size):
                took = [await _one(client, *question) for question in questions]
                p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[18]
                print(f"    {what:34} {where:11} p50 {p50:7.1f} ms  p95 {p95:7.1f} ms", flush=True)


async def fill(url: str, size: int) -> None:
    """Cases with their words and their counts, as the projection would have made them."""
    if url.startswith("sqlite"):
        _fill_sqlite(url.removeprefix("sqlite+aiosqlite:///"), size)
    else:
        await _fill_postgresql(url.replace("+asyncpg", ""), size)
    database = Database(url, name=service.name)
    try:
        async with database.begin() as tx:
            await _count_up(tx)
            await tx.execute(sa.text("ANALYZE"))
    finally:
        await database.close()


Question = tuple[str, str, Any]


def _questions(size: int) -> Iterator[tuple[str, list[Question]]]:
    random = Random(3)
    begun = [NOW - timedelta(seconds=random.random() * _span(size)) for _ in range(ASKED)]

    def query(where: Any, limit: int = 50) -> Question:
        return ("POST", f"/table/query?limit={limit}", {"where": where})

    def two_filters(before: datetime) -> Any:
        return {
            "all": [
                {"column": "stage", "is": "in", "values": ["in_pool", "submitted"]},
                {"column": "category", "is": "is", "values": [random.choice(CATEGORIES)]},
                {"column": "begun_at", "is": "below", "values": [before.isoformat()]},
            ]
        }

    yield "page, two filters, any depth", [query(two_filters(before)) for before in begun]
    yield "search, 2 characters, common", [query({"text": "单车"}) for _ in begun]
    yield "search, 4 characters, common", [query({"text": "共享单车"}) for _ in begun]
    yield "search, 2 characters, rare", [query({"text": RARE[:2]}) for _ in begun]
    yield "search, 4 characters, rare", [query({"text": RARE}) for _ in begun]
    yield "search, two terms", [query({"text": "单车 占道"}) for _ in begun]
    yield (
        "count, one filter",
        [
            (
                "POST",
                "/table/count",
                {"where": {"column": "category", "is": "is", "values": [each]}},
            )
            for each in random.choices(CATEGORIES, k=ASKED)
        ],
    )
    yield (
        "near a point, 300 m",
        [
            query(
                {"near": [123.8 + random.random() / 5, 41.8 + random.random() / 10], "metres": 300}
            )
            for _ in begun
        ],
    )
    yield "street x stage matrix", [("GET", "/statistics/standing", None) for _ in begun]
    month = "from=2026-10-01&to=2026-10-31"
    for by in ("street", "category", "person"):
        path = f"/statistics?by={by}&{month}"
        yield f"a month's indicators by {by}", [("GET", path, None) for _ in begun]
    path = f"/statistics?by=street&{month}&compare=true&rank_by=closure_rate"
    yield "the same, compared and ranked", [("GET", path, None) for _ in begun]


async def _one(client: httpx.AsyncClient, method: str, path: str, body: Any) -> float:
    began = perf_counter()
    answer = await client.request(method, f"/api/ledger{path}", json=body)
    took = (perf_counter() - began) * 1000
    assert answer.status_code == 200, answer.text
    return took


@asynccontextmanager
async def asking(url: str, *, works: bool = False) -> Any:
    """The API over the database, and how to say for which organisation somebody asks."""
    bus = LocalBus()
    settings = service.settings.model_validate(
        {
            "database_url": url,
            "bus_url": "local:",
            "cursor_secret": "only-for-the-bench-0123456789",
            "ledger_secret": "only-for-the-bench-0123456789",
            "ledger_objects_url": "file:///tmp/shirong-bench-exports",
        }
    )
    async with (
        open_client() as http,
        running(service, settings, works=works, bus=bus, http=http) as runtime,
    ):
        bus.open()
        app = build(service)
        app.state.runtime = runtime
        asks_for = {"organisation": ROOT}

        def caller() -> Caller:
            return Caller(
                id=UUID(int=1),
                name="",
                organisation_id=asks_for["organisation"],
                session_id=UUID(int=2),
                grants=(("observer", asks_for["organisation"]),),
                directory=runtime.directory,
            )

        app.dependency_overrides[current_caller] = caller
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://ledger") as client:
            yield client, lambda organisation: asks_for.update(organisation=organisation)


def _span(size: int) -> float:
    """Seconds over which the cases are spread: some 1,500 a day."""
    return size / 1500 * 86400


COLUMNS = (
    *("case_id", "begun_at", "mode", "source", "description", "place", "reporter_organisation_id"),
    *("submitted_at", "photo_ids", "number", "organisation_id", "dispatched_at", "due_at"),
    *("due_dates", "handed_back", "transfers", "round", "before_photo_ids", "after_photo_ids"),
    *("returns", "deferrals", "closures", "reopenings", "pool_seconds", "comparison_round"),
    *("stage", "category", "comparison_ready", "longitude", "latitude", "changed_in"),
    *("submitted_day", "dispatched_day", "closed_at", "on_time", "handled_on_time", "reporter_id"),
    *("first_rectified_at", "review_seconds", "rectification_seconds", "verification_seconds"),
    "approval_seconds",
)
REPORTERS = [UUID(int=1000 + number) for number in range(300)]


def _rows(size: int) -> Iterator[tuple[dict[str, Any], list[str | None], list[str]]]:
    """Cases, each with its words and the words that say whose it is."""
    random = Random(2)
    texts = ["，".join(random.sample(WORDS, 6)) for _ in range(20_000)]
    for number in range(size):
        # Cases come into the table in the order of their days.
        begun = NOW - timedelta(seconds=(1 - number / size) * _span(size))
        text = random.choice(texts)
        if number % 5000 == 0:
            text = f"{RARE}{text}"
        row: dict[str, Any] = dict.fromkeys(COLUMNS, 0)
        stage, day = random.choice(STAGES), begun.date()
        row |= {
            "case_id": UUID(int=random.getrandbits(128)),
            "begun_at": begun,
            "mode": "general",
            "source": "phone",
            "description": text,
            "place": '{"address": ""}',
            "reporter_organisation_id": random.choice(STREETS),
            "submitted_at": begun,
            "photo_ids": "[]",
            "number": f"FS-2026-{number:07d}",
            "organisation_id": random.choice(ORGANISATIONS),
            "dispatched_at": begun + timedelta(hours=5),
            "due_at": begun + timedelta(days=9),
            "due_dates": "[]",
            "handed_back": False,
            "before_photo_ids": "[]",
            "after_photo_ids": "[]",
            "stage": stage,
            "submitted_day": day,
            "dispatched_day": day,
            "closed_at": begun + timedelta(days=6) if stage == "closed" else None,
            "on_time": random.random() < 0.9 if stage == "closed" else None,
            "handled_on_time": random.random() < 0.9,
            "first_rectified_at": begun + timedelta(days=4),
            "review_seconds": random.randrange(300, 86_400),
            "rectification_seconds": random.randrange(3_600, 700_000),
            "verification_seconds": random.randrange(600, 200_000),
            "approval_seconds": random.randrange(600, 200_000) if stage == "closed" else None,
            "returns": int(random.random() < 0.1),
            "reporter_id": random.choice(REPORTERS),
            "category": random.choice(CATEGORIES),
            "comparison_ready": False,
            "longitude": 123.8 + random.random() / 5,
            "latitude": 41.8 + random.random() / 10,
        }
        theirs = {row["reporter_organisation_id"], row["organisation_id"]}
        yield row, words([row["number"], text]), sorted(map(_whose, theirs))


async def _fill_postgresql(url: str, size: int) -> None:
    connection = await asyncpg.connect(url)
    await connection.set_type_codec(
        "jsonb",
        encoder=lambda text: b"\x01" + text.encode(),
        decoder=lambda raw: raw[1:].decode(),
        schema="pg_catalog",
        format="binary",
    )
    await connection.execute("DROP INDEX ix_texts_words")
    await connection.execute("CREATE TEMP TABLE said (case_id uuid, words text)")
    rows: list[tuple[Any, ...]] = []
    said: list[tuple[Any, ...]] = []

    async def send() -> None:
        await connection.copy_records_to_table("cases", records=rows, columns=COLUMNS)
        await connection.copy_records_to_table("said", records=said, columns=("case_id", "words"))
        rows.clear()
        said.clear()

    for row, found, theirs in _rows(size):
        rows.append(tuple(row[name] for name in COLUMNS))
        said.append((row["case_id"], _vector(found, theirs)))
        if len(rows) == 20_000:
            await send()
    await send()
    await connection.execute(
        "INSERT INTO texts (row_id, case_id, words)"
        " SELECT case_id, case_id, words::tsvector FROM said"
    )
    await connection.execute("CREATE INDEX ix_texts_words ON texts USING gin (words)")
    await connection.copy_records_to_table(
        "directory_organisations",
        records=[tuple(row.values()) for row in organisation_rows()],
        columns=tuple(organisation_rows()[0]),
    )
    await connection.execute("INSERT INTO directory_state (id, version) VALUES (1, 1)")
    for side, column in (
        ("reporter", "reporter_organisation_id"),
        ("responsible", "organisation_id"),
    ):
        await connection.execute(
            f"INSERT INTO standing SELECT '{side}', {column}, stage, count(*) FROM cases"
            " GROUP BY 2, 3"
        )
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


def _fill_sqlite(path: str, size: int) -> None:
    connection = sqlite3.connect(path)
    marks = ", ".join("?" * len(COLUMNS))

    def plain(value: Any) -> Any:
        if isinstance(value, UUID):
            return value.hex
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M:%S.%f")
        return value.isoformat() if isinstance(value, date) else value

    for row, found, theirs in _rows(size):
        values = [plain(row[name]) for name in COLUMNS]
        connection.execute(f"INSERT INTO cases ({', '.join(COLUMNS)}) VALUES ({marks})", values)
        said = (values[0], values[0], _plain(found, theirs))
        connection.execute("INSERT INTO texts (row_id, case_id, words) VALUES (?, ?, ?)", said)
    for row in organisation_rows():
        known = ", ".join("?" * len(row))
        connection.execute(
            f"INSERT INTO directory_organisations ({', '.join(row)}) VALUES ({known})",
            [plain(value) for value in row.values()],
        )
    connection.execute("INSERT INTO directory_state (id, version) VALUES (1, 1)")
    for side, column in (
        ("reporter", "reporter_organisation_id"),
        ("responsible", "organisation_id"),
    ):
        connection.execute(
            f"INSERT INTO standing SELECT '{side}', {column}, stage, count(*) FROM cases"
            f" GROUP BY {column}, stage"
        )
    connection.commit()
    connection.execute("ANALYZE")
    connection.close()


async def _count_up(tx: Transaction) -> None:
    """The rollup of all cases."""
    sides = {"responsible": cases.c.organisation_id, "reporter": cases.c.reporter_organisation_id}
    names = ["side", "organisation_id", "day", "figure", "category", "count"]
    for side, whose in sides.items():
        for figure in FIGURES:
            if side == "responsible" and figure in REPORTS:
                continue  # counted for the reporter's side alone
            counted = (
                sa.select(
                    sa.literal(side),
                    whose,
                    day_of(figure),
                    sa.literal(figure),
                    sa.literal(""),
                    sa.func.count(),
                )
                .where(COUNTED[figure])
                .group_by(whose, day_of(figure))
            )
            await tx.execute(sa.insert(rollup).from_select(names, counted))
