"""`make secrets`: write `deploy/.env`, with a fresh secret for everything that needs one.

`.env.example` names the variables and says what each one is; only what is empty there is made up.
Run again after an update it adds what a newer version needs, and changes nothing.
"""

import argparse
import csv
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE / ".env.example"


KEPT = {"KEY_SECRET", "NOTICE_SECRET", "LEDGER_SECRET", "EXTERNAL_SECRET", "CITY", "CITY_CODE"}
"""What another value would make unreadable, or void for others."""


class CannotWrite(Exception):
    """One sentence that says why."""


def secret(size: int = 24) -> str:
    """Hexadecimal, so that it needs no quoting in a URL, in JSON or in a shell."""
    return os.urandom(size).hex()


def city_of(folder: Path) -> dict[str, str]:
    """The variables that tell which city is served."""
    try:
        with (folder / "organisations.csv").open(encoding="utf-8", newline="") as file:
            root = next(row for row in csv.DictReader(file) if not row["parent_code"])
    except FileNotFoundError:
        raise CannotWrite(f"there is no city in {folder}") from None
    return {"CITY": folder.name, "CITY_CODE": root["code"], "CITY_NAME": root["name_zh"]}


def filled(example: str, known: dict[str, str]) -> str:
    """The example with a value for every variable that has none."""
    lines = []
    for line in example.splitlines():
        name, equals, value = line.partition("=")
        if equals and not value and not line.startswith("#"):
            line = f"{name}={known.get(name) or secret()}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def write(path: Path, text: str) -> list[str]:
    """Make the file, which only its owner may read, or add what it lacks; the names added."""
    there = names(path.read_text(encoding="utf-8")) if path.exists() else set()
    lacking = [line for line in text.splitlines() if names(line) - there]
    if there and not lacking:
        return []
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write("\n" + "\n".join(lacking) + "\n" if there else text)
    return [line.partition("=")[0] for line in lacking]


def renew(path: Path, wanted: Iterable[str]) -> None:
    """Give these variables of the file other values; `CannotWrite` for one that can't have one."""
    text = path.read_text(encoding="utf-8")
    for name in wanted:
        if name in KEPT:
            raise CannotWrite(f"{name} opens what is stored: docs/operations.md, A key leaked")
        if name not in names(text):
            raise CannotWrite(f"{path} has no {name}")
        text = re.sub(rf"^{name}=.*$", f"{name}={secret()}", text, flags=re.MULTILINE)
    unfinished = path.with_name(path.name + ".unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.replace(path)


def names(text: str) -> set[str]:
    """The variables that the text gives a value."""
    return {
        line.partition("=")[0]
        for line in text.splitlines()
        if "=" in line and not line.startswith("#")
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="make secrets", description="Write deploy/.env.")
    parser.add_argument("--city", default="fushun", help="a folder of deploy/cities")
    parser.add_argument("--file", type=Path, default=HERE / ".env")
    parser.add_argument("--renew", nargs="+", metavar="NAME", help="other values for these")
    given = parser.parse_args()
    try:
        if given.renew:
            renew(given.file, given.renew)
            print(f"{given.file}: renewed {', '.join(given.renew)}")
            return
        known = city_of(HERE / "cities" / given.city)
    except (CannotWrite, FileNotFoundError) as problem:
        sys.exit(str(problem))
    added = write(given.file, filled(EXAMPLE.read_text(encoding="utf-8"), known))
    print(f"{given.file}: " + (f"wrote {', '.join(added)}" if added else "nothing is missing"))


if __name__ == "__main__":
    main()
