"""`make secrets`: write `deploy/.env` once, with a fresh secret for everything that needs one.

`.env.example` names the variables and says what each one is; only what is empty there is made up.
"""

import argparse
import csv
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE / ".env.example"


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


def write(path: Path, text: str) -> None:
    """A new file that only its owner may read."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CannotWrite(f"{path} is there already; its secrets are in use") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make secrets", description="Write deploy/.env once.")
    parser.add_argument("--city", default="fushun", help="a folder of deploy/cities")
    parser.add_argument("--file", type=Path, default=HERE / ".env")
    given = parser.parse_args()
    try:
        known = city_of(HERE / "cities" / given.city)
        write(given.file, filled(EXAMPLE.read_text(encoding="utf-8"), known))
    except CannotWrite as problem:
        sys.exit(str(problem))
    print(f"wrote {given.file}")


if __name__ == "__main__":
    main()
