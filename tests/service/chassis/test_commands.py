"""Commands over HTTP: repeated, stale, malformed; the same answers in both forms."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import httpx

from services.chassis import tables
from services.chassis.callers import Caller, current_caller
from services.chassis.runtime import Runtime
from services.chassis.web import build
from tests.forms import Form
from tests.service.chassis import notes as toy

CALLER = UUID(int=1)


@asynccontextmanager
async def notes_over_http(form: Form) -> AsyncIterator[tuple[httpx.AsyncClient, Runtime]]:
    service = toy.notes_service()
    await toy.create_tables(service, form.database_url("notes"))
    await form.declare_topology(service)
    async with form.running(service) as runtimes:
        runtime = runtimes["notes"]
        app = build(service)
        app.state.runtime = runtime
        app.dependency_overrides[current_caller] = lambda: Caller(
            id=CALLER,
            name="张三",
            organisation_id=uuid4(),
            session_id=uuid4(),
            grants=(),
            directory=runtime.directory,
        )
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://notes") as client:
            yield client, runtime


async def write(client: httpx.AsyncClient, text: str, **headers: str) -> httpx.Response:
    return await client.post("/api/notes/notes", json={"text": text}, headers=headers)


def key() -> dict[str, str]:
    return {"idempotency-key": str(uuid4())}


async def test_the_same_command_twice_gives_the_first_answer_again(form):
    async with notes_over_http(form) as (client, runtime):
        headers = key()
        first = await write(client, "a", **headers)
        second = await write(client, "a", **headers)

        assert first.status_code == second.status_code == 201
        assert first.json() == second.json()
        assert second.headers["etag"] == first.headers["etag"] == '"v1"'
        assert second.headers["idempotency-replayed"] == "true"
        assert await toy.count(runtime, toy.notes) == 1


async def test_the_same_command_many_times_at_once_takes_effect_once(form):
    async with notes_over_http(form) as (client, runtime):
        headers = key()
        answers = await asyncio.gather(*(write(client, "a", **headers) for _ in range(8)))

        assert {answer.status_code for answer in answers} <= {201, 409}
        assert any(answer.status_code == 201 for answer in answers)
        assert await toy.count(runtime, toy.notes) == 1


async def test_a_key_used_for_another_request_is_refused(form):
    async with notes_over_http(form) as (client, runtime):
        headers = key()
        await write(client, "a", **headers)
        other = await write(client, "b", **headers)

        assert other.status_code == 422
        assert other.json()["type"] == "/problems/key-reused"
        assert await toy.count(runtime, toy.notes) == 1


async def test_a_creating_command_without_a_key_is_told_so_in_its_language(form):
    async with notes_over_http(form) as (client, _):
        chinese = await write(client, "a")
        english = await write(client, "a", **{"accept-language": "en-GB,zh;q=0.5"})

        assert chinese.status_code == 400
        assert chinese.headers["content-type"] == "application/problem+json"
        assert chinese.json()["detail"] == "缺少必需的请求头 Idempotency-Key。"
        assert english.json()["detail"] == "The Idempotency-Key header is required."
        assert len(chinese.json()["trace_id"]) == 32


async def test_a_key_that_is_no_uuid_is_refused(form):
    async with notes_over_http(form) as (client, _):
        answer = await write(client, "a", **{"idempotency-key": "1"})

        assert answer.json()["type"] == "/problems/key-malformed"


async def test_a_change_decided_on_an_old_version_changes_nothing(form):
    async with notes_over_http(form) as (client, _):
        note_id = (await write(client, "a", **key())).json()["id"]
        path = f"/api/notes/notes/{note_id}/text"
        unstated = await client.post(path, json={"text": "b"})
        changed = await client.post(path, json={"text": "b"}, headers={"if-match": '"v1"'})
        stale = await client.post(path, json={"text": "c"}, headers={"if-match": '"v1"'})
        garbled = await client.post(path, json={"text": "c"}, headers={"if-match": "1"})

        assert unstated.status_code == 428
        assert (changed.status_code, changed.headers["etag"]) == (200, '"v2"')
        assert stale.status_code == 412
        assert stale.json()["type"] == "/problems/stale-version"
        assert garbled.status_code == 422


async def test_malformed_json_names_where_it_is_wrong(form):
    async with notes_over_http(form) as (client, _):
        answer = await client.post("/api/notes/notes", content=b"[1]", headers=key())

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/body"


async def test_an_unexpected_failure_tells_nothing_internal(form):
    async with notes_over_http(form) as (client, runtime):
        answer = await client.post("/api/notes/notes", json={}, headers=key())

        assert answer.status_code == 500
        assert answer.json()["type"] == "/problems/internal-error"
        assert "KeyError" not in answer.text
        assert await toy.count(runtime, tables.outbox) == 0


async def test_an_unknown_address_is_a_problem_document_too(form):
    async with notes_over_http(form) as (client, _):
        answer = await client.get("/api/notes/nowhere")

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_beyond_the_limit_is_refused(form):
    async with notes_over_http(form) as (client, _):
        answer = await client.post(
            "/api/notes/notes", content=b'{"text": "' + b"x" * 2_000_000 + b'"}', headers=key()
        )

        assert answer.status_code == 413
        assert answer.json()["type"] == "/problems/too-large"


async def test_the_service_tells_whether_it_is_ready_and_what_it_counts(form):
    async with notes_over_http(form) as (client, _):
        ready = await client.get("/health/ready")
        counted = await client.get("/metrics")
        page = await client.get("/api/notes/docs")

        assert ready.json() == {"status": "ready", "checks": {"database": "ok", "bus": "ok"}}
        assert "shirong_http_requests_total" in counted.text
        assert "http://" not in page.text
        assert "https://" not in page.text


async def test_a_trace_that_came_in_goes_out_with_the_fact(form):
    async with notes_over_http(form) as (client, runtime):
        trace = "0af7651916cd43dd8448eb211c80319c"
        answer = await write(client, "a", traceparent=f"00-{trace}-b7ad6b7169203331-01", **key())

        assert answer.headers["x-trace-id"] == trace
        async with runtime.database.read() as tx:
            payloads = (await tx.execute(tables.outbox.select())).all()
        assert all(trace.encode() in row.payload for row in payloads)
