"""Backups in a folder: made, checked, restored, and dropped when there are enough.

    BACKUPS/objects/<store>/<key>   files of all backups, each once
    BACKUPS/<moment>/               databases, listings of objects, secrets, and manifest.json

Objects are copied before the databases, and what came since after them. So every file that a row
names is there, also one that was deleted meanwhile.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from deploy.backup import manifest, stores
from deploy.backup.manifest import Broken, Manifest
from deploy.backup.places import STORES, Place
from services.chassis.folder_objects import FolderObjects

SECRETS = {"embedded": "secrets.json", "distributed": ".env"}
MOMENT = "%Y-%m-%dT%H-%M-%SZ"


async def save(place: Place, backups: Path) -> Path:
    """Make a backup while the city runs; its folder. One that is interrupted has no manifest."""
    _make_private(backups)
    known = _known(backups)
    listings = {name: await _copy(place, backups, name, known[name]) for name in STORES}
    at = datetime.now(UTC)
    folder = backups / at.strftime(MOMENT)
    _make_private(folder / "databases")
    await place.save(folder / "databases")
    for name in STORES:
        listings[name] |= await _copy(place, backups, name, {**known[name], **listings[name]})
        stores.write_listing(folder / f"{name}.csv", listings[name])
    manifest.write(folder / SECRETS[place.form], place.secrets())
    manifest.seal(folder, form=place.form, at=at)
    return folder


async def check(folder: Path) -> Manifest:
    """Read every byte of a backup; `Broken` names the first that differs."""
    found = manifest.read(folder)
    for name in STORES:
        listing = stores.read_listing(folder / f"{name}.csv")
        await stores.verify(kept(folder.parent, name), listing)
    return found


async def restore(folder: Path, place: Place) -> Manifest:
    """Bring a backup's city into an empty place; the broker is to be empty, too."""
    found = manifest.read(folder)
    if found.form != place.form:
        raise Broken(f"{folder} is a backup of the {found.form} form; deploy.move changes forms")
    await place.begin((folder / SECRETS[place.form]).read_bytes())
    await place.fill(folder / "databases")
    targets = place.stores()
    for name in STORES:
        listing = stores.read_listing(folder / f"{name}.csv")
        await stores.bring(kept(folder.parent, name), targets[name], listing)
    place.finish()
    return found


def prune(backups: Path, *, keep: int) -> list[Path]:
    """Drop all but the last ones, and the objects that none of those lists; what was dropped."""
    whole = _whole(backups)
    dropped = whole[: max(len(whole) - keep, 0)]
    for folder in dropped:
        shutil.rmtree(folder)
    for name, listed in _known(backups).items():
        below = backups / "objects" / name
        for path in below.rglob("*"):
            if path.is_file() and str(path.relative_to(below)) not in listed:
                path.unlink()
                dropped.append(path)
    return dropped


def _whole(backups: Path) -> list[Path]:
    return sorted(path.parent for path in backups.glob(f"*/{manifest.FILE}"))


def _known(backups: Path) -> dict[str, stores.Listing]:
    known: dict[str, stores.Listing] = {name: {} for name in STORES}
    for folder in _whole(backups):
        for name, listing in known.items():
            listing |= stores.read_listing(folder / f"{name}.csv")
    return known


async def _copy(place: Place, backups: Path, name: str, known: stores.Listing) -> stores.Listing:
    return await stores.copy(place.stores()[name], kept(backups, name), known)


def _make_private(folder: Path) -> None:
    """Whoever reads a backup has everything."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def kept(backups: Path, name: str) -> FolderObjects:
    """Where the objects of all backups lie."""
    folder = backups / "objects" / name
    folder.mkdir(parents=True, exist_ok=True)
    return FolderObjects(folder)
