"""How media's workers share, keep up and drain; `python -m tests.bench.media_scale [part …]`.

Workers are processes with one sandbox each, over PostgreSQL, RabbitMQ and an S3 store on the same
machine. Photos are JPEGs of 12 megapixels and 3 to 5 MB, uploads of 5 MB.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import UUID, uuid4

import httpx
import psutil
import sqlalchemy as sa
from PIL import Image

from services.chassis.callers import Caller, current_caller
from services.chassis.runtime import running
from services.chassis.serving import serve
from services.chassis.web import build
from services.media import tables
from services.media.app import service
from services.media.store import photos
from tests.forms import Form, until
from tests.processes import Process
from tests.servers import objects, postgres, rabbitmq
from tests.servers.ports import free_port
from tests.service.media.room import STREET, organisation
from tests.service.media.studio import Door, Studio, a_photo
from tests.unit.media import corpus

WARM_UP = 6
SHARED = 60
"""Photos of the comparison between one worker and two."""
ARRIVING, SECONDS = 5, 30
BURST = 500
UPLOADS = 30


def twelve_megapixels(quality: int = 80) -> bytes:
    """A photo as a phone takes it, in the middle of what such files weigh."""
    slope = Image.linear_gradient("L").resize((4000, 3000))
    grainy = Image.blend(slope, Image.effect_noise((4000, 3000), 64), 0.5)
    return corpus.encoded(Image.merge("RGB", (grainy, slope, grainy)), quality=quality)


async def workers(studio: Studio) -> None:
    """Two workers on two cores against one."""
    content = twelve_megapixels()
    print(f"  a photo of 12 megapixels weighs {len(content) / 1e6:.1f} MB")
    rates = {}
    async with studio.door() as door:
        key = await _kept(door, content)
        for count in (1, 2, 1, 2):
            async with _at_work(studio, door, count, key=key, content=content):
                started = time.perf_counter()
                wanted = await _add(door, key, content, SHARED)
                await _until_ready(door, wanted)
                rate = SHARED / (time.perf_counter() - started)
            rates.setdefault(count, []).append(rate)
            print(f"  {count} worker{'s' if count > 1 else ''}: {rate:.2f} photos/s")
    one, two = (max(rates[count]) for count in (1, 2))
    print(f"  two workers do {two / one:.2f} times as much as one")


async def arriving(studio: Studio) -> None:
    """From the upload's commit to the commit that makes the photo ready, at a steady rate."""
    content = twelve_megapixels()
    async with studio.door() as door:
        key = await _kept(door, content)
        async with _at_work(studio, door, 2, key=key, content=content):
            since: dict[UUID, float] = {}
            taken: list[float] = []
            watching = asyncio.create_task(_watch(door, since, taken))
            for _ in range(ARRIVING * SECONDS):
                next_one = asyncio.create_task(asyncio.sleep(1 / ARRIVING))
                [photo] = await _add(door, key, content, 1)
                since[photo] = time.perf_counter()
                await next_one
            await watching
    cuts = quantiles(taken, n=100)
    print(
        f"  {ARRIVING} photos/s for {SECONDS} s, two workers: ready after p50 {cuts[49]:.2f} s, "
        f"p95 {cuts[94]:.2f} s, longest {max(taken):.2f} s"
    )


async def idle(studio: Studio) -> None:
    """The same for single small photos, while nothing else happens."""
    content = corpus.photo(640, 480)
    async with studio.door() as door:
        key = await _kept(door, content)
        async with _at_work(studio, door, 1, key=key, content=content):
            taken = []
            for _ in range(40):
                await asyncio.sleep(0.2)
                started = time.perf_counter()
                wanted = await _add(door, key, content, 1)
                await _until_ready(door, wanted, pause=0.002)
                taken.append(time.perf_counter() - started)
    cuts = quantiles(taken, n=20)
    print(f"  a small photo, idle worker: ready after p50 {cuts[9]:.3f} s, p95 {cuts[18]:.3f} s")


async def burst(studio: Studio) -> None:
    """Many photos at once: memory of the two workers and their sandboxes while they drain."""
    content = twelve_megapixels()
    async with studio.door() as door:
        key = await _kept(door, content)
        async with _at_work(studio, door, 2, key=key, content=content) as processes:
            before = _memory(processes)
            started = time.perf_counter()
            wanted = await _add(door, key, content, BURST)
            sizes = []
            while len(await _ready(door, wanted)) < BURST:
                await asyncio.sleep(1)
                sizes.append(_memory(processes))
            took = time.perf_counter() - started
            await asyncio.sleep(1)
            after = _memory(processes)
    quarter = len(sizes) // 4
    print(
        f"  {BURST} photos drained at {BURST / took:.1f}/s; memory {before:.0f} MiB before, "
        f"{median(sizes[:quarter]):.0f} in the first quarter, "
        f"{median(sizes[-quarter:]):.0f} in the last, {after:.0f} MiB after"
    )


async def upload(studio: Studio) -> None:
    """Five megabytes accepted over HTTP, against the store taking the same bytes alone."""
    content = twelve_megapixels(88)
    accepted, stored = [], []
    async with studio.door() as door, _api(studio) as address:
        with httpx.Client(base_url=address, timeout=60) as client:
            for turn in range(UPLOADS + 5):
                alone = await _stored_alone(door, content)
                whole = await asyncio.to_thread(_upload, client, content)
                if turn >= 5:
                    stored.append(alone)
                    accepted.append(whole)
    whole, alone = median(accepted), median(stored)
    print(
        f"  {len(content) / 1e6:.1f} MB: accepted in {whole * 1000:.0f} ms, the store alone "
        f"{alone * 1000:.0f} ms: {whole / alone:.2f} times (medians of {UPLOADS})"
    )


async def _stored_alone(door: Door, content: bytes) -> float:
    started = time.perf_counter()
    await door.objects.put(f"originals/alone/{uuid4()}.jpg", content, content_type="image/jpeg")
    return time.perf_counter() - started


def _upload(client: httpx.Client, content: bytes) -> float:
    # The form is put together beforehand: that is the phone's work.
    form = client.build_request("POST", "/api/media/photos", files={"file": ("x.jpg", content)})
    headers = {"Idempotency-Key": str(uuid4()), "Content-Type": form.headers["content-type"]}
    body = form.read()
    started = time.perf_counter()
    client.post("/api/media/photos", content=body, headers=headers).raise_for_status()
    return time.perf_counter() - started


@asynccontextmanager
async def _api(studio: Studio) -> AsyncIterator[str]:
    """Media's API on a port, with everybody taken for one inspector."""
    port = free_port()
    settings = studio.form.settings_of(
        service, objects_url=studio.objects_url, media_daily_bytes=10**12
    )
    async with running(service, settings, works=False) as runtime:
        runtime.directory.replace([organisation(STREET)])
        app = build(service)
        app.state.runtime = runtime
        grants = (("inspector", STREET),)
        inspector = Caller(uuid4(), "张三", STREET, uuid4(), grants, runtime.directory)
        app.dependency_overrides[current_caller] = lambda: inspector
        serving = asyncio.create_task(serve(app, host="127.0.0.1", port=port))
        address = f"http://127.0.0.1:{port}"
        try:
            async with httpx.AsyncClient(base_url=address) as client:
                await until(lambda: _answers(client))
            yield address
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/health/live")).is_success
    except httpx.HTTPError:
        return False


@asynccontextmanager
async def _at_work(
    studio: Studio, door: Door, count: int, *, key: str, content: bytes
) -> AsyncIterator[list[Process]]:
    """So many workers, each of which has made pictures before."""
    with ExitStack() as stack:
        processes = [stack.enter_context(studio.worker()) for _ in range(count)]
        await until(lambda: all(each.is_ready for each in processes), within=60)
        await _until_ready(door, await _add(door, key, content, WARM_UP * count))
        yield processes


async def _kept(door: Door, content: bytes) -> str:
    photo = a_photo(content)
    await door.objects.put(photo.original.key, content, content_type="image/jpeg")
    return photo.original.key


async def _add(door: Door, key: str, content: bytes, count: int) -> list[UUID]:
    """So many photos of one original, in one transaction."""
    made = [a_photo(content, key=key) for _ in range(count)]
    async with door.database.begin() as tx:
        for photo in made:
            await photos.add(tx, photo)
    return [photo.id for photo in made]


async def _ready(door: Door, wanted: list[UUID]) -> list[UUID]:
    mine = tables.photos.c.id.in_(wanted) & (tables.photos.c.status == "ready")
    async with door.database.read() as tx:
        return list((await tx.execute(sa.select(tables.photos.c.id).where(mine))).scalars())


async def _until_ready(door: Door, wanted: list[UUID], *, pause: float = 0.05) -> None:
    while len(await _ready(door, wanted)) < len(wanted):
        await asyncio.sleep(pause)


async def _watch(door: Door, since: dict[UUID, float], taken: list[float]) -> None:
    while len(taken) < ARRIVING * SECONDS:
        found, now = await _ready(door, list(since)), time.perf_counter()
        taken.extend(now - since.pop(photo) for photo in found)
        await asyncio.sleep(0.02)


def _memory(processes: list[Process]) -> float:
    """Proportional set size in MiB of the workers with all their children."""
    total = 0
    for process in processes:
        assert process.running is not None
        parent = psutil.Process(process.running.pid)
        for each in (parent, *parent.children(recursive=True)):
            try:
                total += each.memory_full_info().pss
            except psutil.Error:
                continue  # a child of the sandbox, which ended with its photo
    return total / 2**20


PARTS = {
    "workers": workers,
    "upload": upload,
    "arriving": arriving,
    "idle": idle,
    "burst": burst,
}


async def measure(
    folder: Path, database_server: Any, broker: Any, store: Any, wanted: list[str] | None = None
) -> None:
    for name in wanted or PARTS:
        place = folder / name
        place.mkdir(parents=True)
        form = Form("distributed", place, database_server.create, broker.new_vhost)
        studio = Studio(form, f"{store.url}-{uuid4().hex[:8]}", place)
        await studio.furnish()
        await PARTS[name](studio)


def main() -> None:
    with (
        postgres.postgres() as database_server,
        rabbitmq.rabbitmq() as broker,
        objects.objects() as store,
        tempfile.TemporaryDirectory() as folder,
    ):
        asyncio.run(measure(Path(folder), database_server, broker, store, sys.argv[1:]))


if __name__ == "__main__":
    main()
