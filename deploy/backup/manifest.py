"""What a backup holds, with the checksum of every file; a file that differs is named."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

FILE = "manifest.json"
CHUNK = 1024 * 1024


class Broken(Exception):
    """One sentence that says what a backup, or the place it goes to, lacks."""


@dataclass(frozen=True)
class Manifest:
    """`form` is `embedded` or `distributed`; `at` the moment that the databases show (ISO 8601);
    `files` are the SHA-256 of each file by its path in the backup."""

    form: str
    at: str
    files: Mapping[str, str]

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


def checksum(path: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seal(folder: Path, *, form: str, at: datetime) -> Manifest:
    """Write the manifest of what lies in the folder: the last thing that a backup does."""
    names = sorted(path for path in folder.rglob("*") if path.is_file())
    made = Manifest(
        form,
        at.astimezone(UTC).isoformat(),
        {str(path.relative_to(folder)): checksum(path) for path in names},
    )
    write(folder / FILE, json.dumps(asdict(made), indent=1).encode())
    return made


def read(folder: Path) -> Manifest:
    """The manifest of a whole backup whose files are what they were; `Broken` otherwise."""
    try:
        found = Manifest(**json.loads((folder / FILE).read_text("utf-8")))
    except FileNotFoundError:
        raise Broken(f"{folder} is no finished backup: it has no {FILE}") from None
    for name, expected in found.files.items():
        path = folder / name
        if not path.is_file():
            raise Broken(f"{path} is missing")
        if checksum(path) != expected:
            raise Broken(f"{path} is not what was backed up")
    return found


def write(path: Path, content: bytes) -> None:
    """Make a file that only its owner may read, on disk when this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
