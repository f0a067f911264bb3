"""The databases of the one-process form: SQLite files, copied as they all were at one moment.

All write locks are held together for some milliseconds, in which a snapshot of each file is taken;
the copies are made of the snapshots while the city goes on. So nobody has heard a fact that its
publisher's copy lacks, and what was not yet heard is in its outbox.
"""

import os
import random
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from shutil import copyfile

from deploy.backup.manifest import Broken

PATIENCE = 0.2
"""Seconds one lock is waited for; then all are let go, so that nobody waits for us in a ring."""
ATTEMPTS = 100


def copy(databases: Mapping[str, Path], folder: Path) -> None:
    """Write `<name>.db` into the folder for each database, all of one moment."""
    with _one_moment(databases) as snapshots:
        for name, snapshot in snapshots.items():
            with closing(sqlite3.connect(folder / f"{name}.db")) as target:
                snapshot.backup(target)
                # A copy is read only: what would lie beside it in a log is written into it.
                target.execute("PRAGMA journal_mode=DELETE")


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file that nobody writes; `Broken` where SQLite finds it damaged."""
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as connection:
            [found] = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise Broken(f"{source} is damaged: {found}")
    copyfile(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def _one_moment(databases: Mapping[str, Path]) -> Iterator[dict[str, sqlite3.Connection]]:
    for _ in range(ATTEMPTS):
        with ExitStack() as stack:
            try:
                snapshots = _snapshots(databases, stack)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
            else:
                yield snapshots
                return
        time.sleep(random.uniform(0, PATIENCE))
    raise Broken("the databases were never at rest together; try again when less is done")


def _snapshots(databases: Mapping[str, Path], stack: ExitStack) -> dict[str, sqlite3.Connection]:
    with ExitStack() as locks:
        for path in databases.values():
            lock = locks.enter_context(closing(_opened(path)))
            lock.execute("BEGIN IMMEDIATE")
        snapshots = {}
        for name, path in databases.items():
            snapshot = stack.enter_context(closing(_opened(path)))
            snapshot.execute("BEGIN")
            # A snapshot is taken by the first look, not by BEGIN.
            snapshot.execute("SELECT count(*) FROM sqlite_master").fetchone()
            snapshots[name] = snapshot
        return snapshots


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=rw", uri=True, isolation_level=None, timeout=PATIENCE)
