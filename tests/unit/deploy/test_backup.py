"""Backups know every service and need none of their code."""

import subprocess
import sys
from pathlib import Path

from deploy.backup import keeping, manifest, places, stores
from services.chassis.folder_objects import FolderObjects
from tests.whole import NAMES

NEEDED = (
    "import sys, deploy.backup.keeping;"
    "print(*{name.split('.')[1] for name in sys.modules if name.startswith('services.')})"
)


def test_every_service_is_backed_up():
    assert sorted(places.SERVICES) == sorted(NAMES)


def test_media_is_looked_at_after_intake_which_hands_it_pictures():
    assert places.SERVICES.index("intake") < places.SERVICES.index("media")


def test_its_image_needs_the_chassis_alone():
    done = subprocess.run(
        [sys.executable, "-c", NEEDED], capture_output=True, text=True, check=True
    )

    assert set(done.stdout.split()) <= {"chassis", "contracts"}


async def test_an_object_is_copied_once_for_all_backups(tmp_path: Path):
    source, target = FolderObjects(tmp_path / "source"), FolderObjects(tmp_path / "target")
    await source.put("originals/a.jpg", b"one", content_type="image/jpeg")
    first = await stores.copy(source, target, {})
    (tmp_path / "target" / "originals" / "a.jpg").write_bytes(b"two")

    assert await stores.copy(source, target, first) == first

    assert await target.get("originals/a.jpg") == b"two"


async def test_old_backups_go_and_the_objects_that_no_other_one_lists(tmp_path: Path):
    kept = FolderObjects(tmp_path / "objects" / "photos")
    for name, content in {"a": b"one", "b": b"two"}.items():
        await kept.put(f"originals/{name}.jpg", content, content_type="image/jpeg")
    listing = await stores.copy(kept, kept, {})
    for moment, listed in {
        "1": listing,
        "2": {"originals/b.jpg": listing["originals/b.jpg"]},
    }.items():
        folder = tmp_path / f"2026-11-0{moment}T00-00-00Z"
        folder.mkdir()
        stores.write_listing(folder / "photos.csv", listed)
        stores.write_listing(folder / "exports.csv", {})
        (folder / manifest.FILE).write_text("{}")

    keeping.prune(tmp_path, keep=1)

    assert [path.name for path in tmp_path.glob("2026*")] == ["2026-11-02T00-00-00Z"]
    assert await stores.sizes(kept) == {"originals/b.jpg": 3}
