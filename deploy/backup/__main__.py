"""`python -m deploy.backup save | check | restore | prune`; docs/operations.md tells when."""

import argparse
import asyncio
import sys
from pathlib import Path

from deploy.backup import keeping
from deploy.backup.manifest import Broken
from deploy.backup.places import Folder, Place, Servers


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.backup")
    commands = parser.add_subparsers(dest="command", required=True)
    saving = commands.add_parser("save", help="make a backup; the city may run")
    checking = commands.add_parser("check", help="read every byte of a backup")
    restoring = commands.add_parser("restore", help="bring a backup into an empty place")
    pruning = commands.add_parser("prune", help="drop all but the last backups")
    for command in (checking, restoring):
        command.add_argument("backup", type=Path, help="the backup's folder")
    for command in (saving, restoring):
        where = command.add_mutually_exclusive_group()
        where.add_argument("--data", type=Path, default=Path(".data"), help="the city's folder")
        where.add_argument("--servers", action="store_true", help="those that BACKUP_… name")
    for command in (saving, pruning):
        command.add_argument("--to", type=Path, default=Path("backups"), help="where backups lie")
    pruning.add_argument("--keep", type=int, default=14)
    try:
        _run(parser.parse_args())
    except Broken as problem:
        sys.exit(f"not done: {problem}")


def _run(given: argparse.Namespace) -> None:
    match given.command:
        case "save":
            print("backed up into", asyncio.run(keeping.save(_place(given), given.to)))
        case "check":
            found = asyncio.run(keeping.check(given.backup))
            print(f"whole: the {found.form} form as it was at {found.at}")
        case "restore":
            found = asyncio.run(keeping.restore(given.backup, _place(given)))
            print(f"restored: the {found.form} form as it was at {found.at}")
        case "prune":
            for path in keeping.prune(given.to, keep=given.keep):
                print("dropped", path)


def _place(given: argparse.Namespace) -> Place:
    return Servers.of_environment() if given.servers else Folder(given.data.resolve())


if __name__ == "__main__":
    main()
