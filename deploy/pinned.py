"""The part of requirements.lock that an image needs, with its versions and hashes.

`python3 deploy/pinned.py` prints what every service stands on, `… --group review` adds what review
alone needs, `… httpx tzdata` prints these packages and theirs. The lock notes who asked for each
package, so nothing is resolved anew.
"""

import argparse
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([a-z0-9][a-z0-9-]*)==")


@dataclass(frozen=True)
class Pin:
    """`text` is the requirement with its hashes; `askers` are the packages that need it."""

    name: str
    text: str
    askers: frozenset[str]


def read_lock(text: str) -> dict[str, Pin]:
    """Every package of the lock, with all its versions where Pythons get different ones."""
    pins: dict[str, Pin] = {}
    for part in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE):
        if found := PINNED.match(part):
            lines = part.splitlines()
            notes = " ".join(line.strip(" #") for line in lines if line.startswith("    #"))
            askers = frozenset(notes.removeprefix("via").split())
            kept = [line for line in lines if line and not line.startswith("    #")]
            if before := pins.get(found[1]):
                kept, askers = [before.text, *kept], before.askers | askers
            pins[found[1]] = Pin(found[1], "\n".join(kept), askers)
    return pins


def with_their_own(names: Iterable[str], pins: dict[str, Pin]) -> list[Pin]:
    """The packages and everything that they need; KeyError for one that the lock doesn't hold."""
    chosen = {pins[name].name for name in names}
    while more := {pin.name for pin in pins.values() if pin.askers & chosen} - chosen:
        chosen |= more
    return [pins[name] for name in sorted(chosen)]


def names_of(requirements: Sequence[str]) -> list[str]:
    """`sqlalchemy[asyncio]>=2.1` is `sqlalchemy`."""
    return [re.split(r"[^A-Za-z0-9._-]", each)[0].lower() for each in requirements]


def of_image(group: str | None) -> list[str]:
    """What the project file asks for in the image of a service."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = list(project["project"]["dependencies"])
    if group is not None:
        asked += project["dependency-groups"][group]
    return names_of(asked)


def main() -> None:
    parser = argparse.ArgumentParser(description="Print a part of requirements.lock.")
    parser.add_argument("--group", help="a service, whose own packages are added")
    parser.add_argument("names", nargs="*", help="packages, instead of what services stand on")
    given = parser.parse_args()
    pins = read_lock((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    for pin in with_their_own(given.names or of_image(given.group), pins):
        print(pin.text)


if __name__ == "__main__":
    main()
