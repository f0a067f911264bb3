"""The secrets of a one-process city: made once, kept in its data folder, readable to its owner."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "secrets.json"


@dataclass(frozen=True)
class Secrets:
    """`cursor` signs page cursors, `keys` seals the signing keys, `password` opens the accounts
    that the first start makes."""

    cursor: str
    keys: str
    password: str


def keep(folder: Path) -> Secrets:
    """The folder's secrets, made on the first call."""
    path = folder / FILE
    if path.exists():
        return Secrets(**json.loads(path.read_text()))
    made = Secrets(
        cursor=secrets.token_urlsafe(32),
        keys=secrets.token_urlsafe(48),
        password=f"{secrets.token_hex(2)}-{secrets.token_hex(2)}-{secrets.token_hex(3)}",
    )
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(made), file, indent=2)
    return made
