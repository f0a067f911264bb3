"""Media's workers as processes: killed in the middle of a photo, and told to stop."""

from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from PIL import Image

from services.media import tables
from tests.forms import Form, until
from tests.service.media.studio import Studio
from tests.unit.media import corpus

pytestmark = pytest.mark.service


@pytest_asyncio.fixture(loop_scope="session")
async def studio(postgres_server, new_vhost, object_store, tmp_path: Path) -> Studio:
    form = Form("distributed", tmp_path, postgres_server.create, new_vhost)
    studio = Studio(form, f"{object_store.url}-{uuid4().hex[:8]}", tmp_path)
    await studio.furnish()
    return studio


def large() -> bytes:
    """A photo that takes a while: noise, twelve megapixels."""
    return corpus.encoded(Image.effect_noise((4000, 3000), 60).convert("RGB"), quality=80)


async def test_a_worker_killed_in_the_middle_of_a_photo_loses_nothing_and_nothing_is_made_twice(
    studio: Studio,
):
    async with studio.door() as door:
        taken, interrupted = [], []
        while not interrupted:
            # A worker that is done with its photo before it dies shows nothing; another one may.
            assert len(taken) < 20
            with studio.worker() as doomed:
                await until(lambda: doomed.is_ready, within=60)
                taken += [await door.take(large()) for _ in range(4)]
                await until(door.claimed, within=30)
                doomed.kill()
            interrupted = await door.claimed()
        with studio.worker():

            async def all_ready():
                return len(await door.ready()) == len(taken)

            await until(all_ready, within=60)

        rows = await door.rows(tables.photos)
        assert set(interrupted) <= set(taken)
        assert {row.id: (row.version, row.made) for row in rows} == dict.fromkeys(taken, (1, 1))
        for row in rows:
            assert await door.objects.exists(row.picture_key)
            assert await door.objects.exists(row.thumbnail_key)


async def test_a_worker_told_to_stop_finishes_its_photo_first(studio: Studio):
    async with studio.door() as door:
        with studio.worker() as worker:
            await until(lambda: worker.is_ready, within=60)
            photo = await door.take(large())
            await until(door.claimed, within=30)

            assert worker.stop() == 0

        assert await door.ready() == [photo]
        assert await door.claimed() == []
