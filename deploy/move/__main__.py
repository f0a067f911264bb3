"""`python -m deploy.move` brings a city from the one-process form into the distributed one.

    python -m deploy.move secrets BACKUP      writes deploy/.env, with the keys the city has
    python -m deploy.move data BACKUP         fills the servers that BACKUP_… name, and checks

It reads a backup of the one-process form, never the city itself. The servers' databases have their
tables, made by the migrations, and nothing in them. docs/operations.md tells the whole way.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy import secrets
from deploy.backup import keeping, manifest, stores
from deploy.backup.manifest import Broken
from deploy.backup.places import STORES, Servers
from deploy.move import rows

NAMED = {
    "cursor": ("CURSOR_SECRET", "MEDIA_SECRET", "PICTURES_SECRET"),
    "keys": ("KEY_SECRET", "LEDGER_SECRET", "NOTICE_SECRET", "EXTERNAL_SECRET"),
    "password": ("ADMINISTRATOR_PASSWORD",),
}
"""What each secret of the one-process form is called in the distributed one."""


def environment(kept: Mapping[str, str], city: Mapping[str, str]) -> str:
    """The `.env` of a distributed form that can read what the one-process form sealed."""
    known = {name: kept[each] for each, names in NAMED.items() for name in names}
    return secrets.filled(secrets.EXAMPLE.read_text("utf-8"), {**city, **known})


async def data(backup: Path, servers: Servers) -> dict[str, int]:
    """Fill the servers from the backup; how many rows and objects each got."""
    found = manifest.read(backup)
    if found.form != "embedded":
        raise Broken(f"{backup} is a backup of the {found.form} form already")
    brought = {}
    for name, place in servers.databases.items():
        brought[name] = await rows.bring(name, backup / "databases" / f"{name}.db", place)
    targets = servers.stores()
    for name in STORES:
        listing = stores.read_listing(backup / f"{name}.csv")
        await stores.bring(keeping.kept(backup.parent, name), targets[name], listing)
        await stores.verify(targets[name], listing)
        brought[name] = len(listing)
    return brought


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.move")
    parser.add_argument("what", choices=["secrets", "data"])
    parser.add_argument("backup", type=Path, help="a backup's folder")
    parser.add_argument("--city", default="fushun", help="a folder of deploy/cities")
    parser.add_argument("--file", type=Path, default=secrets.HERE / ".env")
    given = parser.parse_args()
    try:
        if given.what == "data":
            for name, count in asyncio.run(data(given.backup, Servers.of_environment())).items():
                print(f"{name}: {count}, all there")
        else:
            if given.file.exists():
                raise Broken(f"{given.file} is there already; keep it elsewhere first")
            manifest.read(given.backup)
            kept = json.loads((given.backup / "secrets.json").read_text("utf-8"))
            city = secrets.city_of(secrets.HERE / "cities" / given.city)
            manifest.write(given.file, environment(kept, city).encode())
            print(f"wrote {given.file}")
    except (Broken, secrets.CannotWrite) as problem:
        sys.exit(f"not done: {problem}")


if __name__ == "__main__":
    main()
