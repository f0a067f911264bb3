"""`python -m tests.screens.pictures`: pictures of every page of both programs, in both themes.

A city is played into a folder that git ignores, and people of each kind walk through what their
menus offer: a page that is added is pictured without a word here. `--chosen` writes those that the
documents show, small enough for a repository.
"""

import argparse
import asyncio
import io
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.async_api import Browser, Error, async_playwright

from tests.screens.city import City, city
from tests.screens.conftest import ARGUMENTS, CHROMIUM
from tests.screens.visitor import Visitor, visitor

FOLDER = Path(".data-screens")
DOCUMENTS = Path("docs/pictures")
CASES = 150
MOST = 60
"""Pages that one person walks through: a program that has more is walked in part."""
LARGEST = 200_000
"""Bytes of a picture in the documents."""
THEMES = ("light", "dark")
WALKS = (
    ("/console/", "admin"),
    ("/console/", "reviewer1"),
    ("/console/", "lead1"),
    ("/m/", "inspector-zqj"),
    ("/m/", "handler-xf"),
    ("/m/", "leader1"),
)
CHOSEN = {
    "admin console-": "city",
    "reviewer1 console-problems-id": "problems",
    "admin console-cases": "cases",
    "admin console-cases-id": "case",
    "admin console-table": "table",
    "admin console-imports": "imports",
    "admin console-achievements": "achievements",
    "admin console-ledger": "ledger",
    "admin console-administration-routing": "routing",
    "admin console-administration-calendar": "calendar",
    "inspector-zqj m-report": "camera",
    "handler-xf m-pool-list": "pool",
    "leader1 m-decisions": "decisions",
}
"""Pages that the documents show, by who sees them and their name here."""
UNLINKED = {
    "/console/": ("problems/{case}", "cases/{case}", "notices", "account", "big-screen"),
    "/m/": (
        "report",
        "waiting",
        "reports",
        "pool/list",
        "decisions",
        "inbox",
        "me",
        "cases/{case}",
    ),
}
"""Pages reached by buttons and rows, which no walk sees; `{case}` is a case of the city."""
LINKS = """(program) => [...document.querySelectorAll('a[href]')]
    .map((link) => new URL(link.href))
    .filter((address) => address.origin === location.origin && address.pathname.startsWith(program))
    .map((address) => address.pathname + address.search)"""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/|$)")


@dataclass(frozen=True)
class Picture:
    """What somebody saw; `page` is the page's name, the same for every case or person on it."""

    who: str
    page: str
    theme: str
    image: bytes


def name_of(address: str) -> str:
    """A page's name: its path, with `id` for whatever it shows."""
    path = _ID.sub("id", urlsplit(address).path).rstrip("/")
    return path.strip("/").replace("/", "-") if path.count("/") > 1 else f"{path.strip('/')}-"


async def walk(
    known: Visitor, program: str, who: str, theme: str, *, case: str
) -> AsyncIterator[Picture]:
    """Every page that links lead to from the first one, each once."""
    waiting = [program, *(program + each.format(case=case) for each in UNLINKED[program])]
    wanted, seen = set(map(name_of, waiting)), set[str]()
    while waiting and len(seen) < MOST:
        await known.open(waiting.pop(0))
        # A live page keeps a stream open: it is as it is after a while.
        with suppress(Error):
            await known.page.wait_for_load_state("networkidle", timeout=5_000)
        # What isn't there, or isn't theirs, leads elsewhere.
        if (name := name_of(known.page.url)) in seen:
            continue
        seen.add(name)
        yield Picture(who, name, theme, await known.page.screenshot())
        for each in await known.page.evaluate(LINKS, program):
            if name_of(each) not in wanted:
                wanted.add(name_of(each))
                waiting.append(each)


async def everything(browser: Browser, where: City) -> AsyncIterator[Picture]:
    """What everybody sees, in both themes."""
    cases = (await where.person("admin").get("/api/ledger/cases", stage="closed", limit=1))["items"]
    case = cases[0]["case_id"]
    for program, who in WALKS:
        for theme in THEMES:
            phone = program == "/m/"
            async with visitor(browser, where, phone=phone, color_scheme=theme) as known:
                await known.sign_in(who, program)
                async for picture in walk(known, program, who, theme, case=case):
                    yield picture


def small(image: bytes) -> bytes:
    """The picture as WebP, no wider than a page of documents and small enough for a repository."""
    picture = Image.open(io.BytesIO(image)).convert("RGB")
    picture.thumbnail((1440, 1800))
    for quality in range(90, 20, -10):
        kept = io.BytesIO()
        picture.save(kept, "WEBP", quality=quality, method=6)
        if kept.tell() <= LARGEST:
            break
    return kept.getvalue()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise SystemExit("Chromium could not be found: it is the package chromium in Debian")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield running
        await running.close()


async def take(*, folder: Path, chosen: bool) -> None:
    """Play the city where it isn't yet, walk, and keep the pictures."""
    pictures = folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    async with city(folder, cases=CASES) as where, chromium() as browser:
        async for each in everything(browser, where):
            (pictures / f"{each.page} {each.who} {each.theme}.png").write_bytes(each.image)
            print(each.page, each.who, each.theme, flush=True)
            name = CHOSEN.get(f"{each.who} {each.page}")
            if chosen and name and each.theme == "light":
                DOCUMENTS.mkdir(exist_ok=True)
                (DOCUMENTS / f"{name}.webp").write_bytes(small(each.image))
    print("The pictures are in", pictures)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=FOLDER, help="of the city and the pictures")
    parser.add_argument(
        "--chosen", action="store_true", help=f"also write those that {DOCUMENTS} shows"
    )
    asked = parser.parse_args()
    asyncio.run(take(folder=asked.folder, chosen=asked.chosen))


if __name__ == "__main__":
    main()
