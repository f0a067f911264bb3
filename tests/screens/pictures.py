"""`python -m tests.screens.pictures`: pictures of every page of both programs,
by day in Chinese and by night in English.

A city is played into a folder that git ignores, and people of each kind walk through what their
menus offer: a page that is added is pictured without a word here. `--chosen` pictures only those
that the documents show, in one theme, and writes them small enough for a repository.
"""

import argparse
import asyncio
import io
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from PIL import Image
from playwright.async_api import Browser, Error, async_playwright

from deploy.demo import photos
from tests.forms import until
from tests.screens.city import City, city
from tests.screens.conftest import ARGUMENTS, CHROMIUM
from tests.screens.visitor import Visitor, visitor
from tests.unit.intake.sheets.workbooks import Rows, xlsx

FOLDER = Path(".data-screens")
DOCUMENTS = Path("docs/pictures")
CASES = 150
MOST = 60
"""Pages that one person walks through: a program that has more is walked in part."""
LARGEST = 200_000
"""Bytes of a picture in the documents."""
LOOKS = (("light", "zh-CN"), ("dark", "en"))
"""Theme and language."""
WALKS = (
    ("/console/", "admin"),
    ("/console/", "reviewer1"),
    ("/console/", "lead1"),
    ("/m/", "inspector-zqj"),
    ("/m/", "handler-xf"),
    ("/m/", "leader1"),
)
CHOSEN = {
    "city": ("admin", "/console/"),
    "problems": ("reviewer1", "/console/problems/{problem}"),
    "cases": ("lead1", "/console/cases?pool=list"),
    "case": ("lead1", "/console/cases/{case}"),
    "table": ("lead1", "/console/table"),
    "imports": ("lead1", "/console/imports/{sheet}"),
    "achievements": ("lead1", "/console/achievements"),
    "ledger": ("lead1", "/console/ledger"),
    "watermarks": ("admin", "/console/administration/watermarks"),
    "calendar": ("admin", "/console/administration/calendar"),
    "home": ("handler-xf", "/m/"),
    "camera": ("inspector-zqj", "/m/report"),
    "pool": ("handler-xf", "/m/pool/list"),
    "solved": ("lead1", "/m/cases/{case}"),
}
"""Pages that the documents show, by their names there: who sees them, and where."""
UNLINKED = {
    "/console/": (
        "problems/{problem}",
        "cases/{case}",
        "imports/{sheet}",
        "notices",
        "account",
        "big-screen",
    ),
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
"""Pages reached by buttons and rows, which no walk sees; the names in braces are of `Shown`."""
SHEET: Rows = [
    ["编号", "发现时间", "问题描述", "地点", "整改措施", "整改状态", "包片网格长"],
    [
        "DR-001",
        "2026-11-02",
        "沿街商户占道摆放桌椅经营",
        "新华大街12号门前",
        "劝离",
        "已整改",
        "甲",
    ],
    ["DR-002", "2026-11-03", "小区东门外堆放生活垃圾", "将军堡小区东门", "清运", "未整改", "乙"],
]
"""A department's spreadsheet, which waits for somebody to confirm what its columns mean."""
LINKS = """(program) => [...document.querySelectorAll('a[href]')]
    .map((link) => new URL(link.href))
    .filter((address) => address.origin === location.origin && address.pathname.startsWith(program))
    .map((address) => address.pathname + address.search)"""
SHOWS = """() => {
    const shown = document.querySelector('#app').innerText
    return shown.length > 40 && !/正在加载|Loading/.test(shown)
}"""
"""Once a page's own code is there and has its first answer."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/|$)")


@dataclass(frozen=True)
class Picture:
    """What somebody saw; `page` is the page's name, the same for every case or person on it."""

    who: str
    page: str
    theme: str
    image: bytes


@dataclass(frozen=True)
class Shown:
    """Ids that pages are opened with: a closed case, a waiting problem, a sheet that was read."""

    case: str
    problem: str
    sheet: str


def name_of(address: str) -> str:
    """A page's name: its path, with `id` for whatever it shows."""
    path = _ID.sub("id", urlsplit(address).path).rstrip("/")
    return path.strip("/").replace("/", "-") if path.count("/") > 1 else f"{path.strip('/')}-"


async def settle(known: Visitor, address: str) -> None:
    """Open a page and let it load what it shows."""
    await known.open(address)
    await until(lambda: known.page.evaluate(SHOWS))
    # A live page keeps a stream open: it is as it is after a while.
    with suppress(Error):
        await known.page.wait_for_load_state("networkidle", timeout=3_000)


async def walk(
    known: Visitor, program: str, who: str, theme: str, shown: Shown
) -> AsyncIterator[Picture]:
    """Every page that links lead to from the first one, each once."""
    waiting = [program, *(program + each.format(**asdict(shown)) for each in UNLINKED[program])]
    wanted, seen = set(map(name_of, waiting)), set[str]()
    while waiting and len(seen) < MOST:
        await settle(known, waiting.pop(0))
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
    """What everybody sees, in both looks."""
    shown = await choose(where)
    for theme, language in LOOKS:
        for program, who in WALKS:
            phone = program == "/m/"
            async with visitor(
                browser, where, phone=phone, language=language, color_scheme=theme
            ) as known:
                await known.sign_in(who, program)
                async for picture in walk(known, program, who, theme, shown):
                    yield picture


async def chosen(browser: Browser, where: City) -> AsyncIterator[Picture]:
    """What the documents show, `page` being its name there."""
    shown = asdict(await choose(where))
    for name, (who, address) in CHOSEN.items():
        phone = address.startswith("/m/")
        async with visitor(browser, where, phone=phone) as known:
            await known.sign_in(who, "/m/" if phone else "/console/")
            await settle(known, address.format(**shown))
            yield Picture(who, name, "light", await known.page.screenshot())


async def choose(where: City) -> Shown:
    """Find a case and a problem, and send a spreadsheet; sent again it is the same."""
    reviewer, lead = where.person("reviewer1"), where.person("lead1")
    closed = await reviewer.get("/api/ledger/cases", stage="closed", limit=1)
    waiting = await reviewer.get("/api/review/problems", status="waiting", limit=1)
    answer = await lead.request(
        "POST",
        "/api/intake/imports",
        files={"file": ("新抚区台账.xlsx", xlsx(SHEET))},
        headers={"Idempotency-Key": str(uuid4())},
    )
    sheet = answer.json()["id"]
    await lead.wait_for(f"/api/intake/imports/{sheet}", status="proposed")
    return Shown(closed["items"][0]["case_id"], waiting["items"][0]["case_id"], sheet)


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
async def chromium(*arguments: str) -> AsyncIterator[Browser]:
    """A browser for as long as it is looked at; without one the command ends."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise SystemExit("Chromium could not be found: it is the package chromium in Debian")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=found, args=[*ARGUMENTS, *arguments]
        )
        yield running
        await running.close()


async def take(*, folder: Path, only_chosen: bool) -> None:
    """Play the city where it isn't yet, walk, and keep the pictures."""
    pictures = folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    street = folder / "street.mjpeg"
    street.write_bytes(photos.street(7, solved=False))
    seen = f"--use-file-for-fake-video-capture={street}"
    async with city(folder, cases=CASES) as where, chromium(seen) as browser:
        if only_chosen:
            DOCUMENTS.mkdir(exist_ok=True)
            async for each in chosen(browser, where):
                (DOCUMENTS / f"{each.page}.webp").write_bytes(small(each.image))
                print(each.page, flush=True)
            return
        async for each in everything(browser, where):
            (pictures / f"{each.page} {each.who} {each.theme}.png").write_bytes(each.image)
            print(each.page, each.who, each.theme, flush=True)
    print("The pictures are in", pictures)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=FOLDER, help="of the city and the pictures")
    parser.add_argument(
        "--chosen", action="store_true", help=f"only those that {DOCUMENTS} shows, into it"
    )
    asked = parser.parse_args()
    asyncio.run(take(folder=asked.folder, only_chosen=asked.chosen))


if __name__ == "__main__":
    main()
