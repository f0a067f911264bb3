"""What the first start makes: the administrator, the city, its people and, if wanted, a demo."""

import shutil
from datetime import timedelta
from pathlib import Path

import httpx

from deploy.cities.city import read_city
from deploy.cities.load import LoadRefused, load
from deploy.cities.people import demo_people
from deploy.cities.table import BrokenRow
from deploy.demo.clock import TurnedClock
from deploy.demo.person import Person
from deploy.demo.season import DAYS, Season
from deploy.embedded.assembly import System, embedded, prepare
from deploy.embedded.secrets import Secrets, keep
from services.identity.first_administrator import create_administrator

ADMINISTRATOR = "admin"


class CannotStart(Exception):
    """One sentence that says why."""


async def found(folder: Path, city: Path, *, cases: int) -> None:
    """Make the city in `folder`; a start that is interrupted leaves no half of one behind."""
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    secrets = keep(unfinished)
    await prepare(unfinished, secrets)
    print(f"Loading the city from {city}", flush=True)
    try:
        async with embedded(unfinished, secrets) as system:
            await furnish(system, city, secrets.password)
    except (BrokenRow, LoadRefused) as problem:
        raise CannotStart(str(problem)) from None
    if cases:
        print(f"Playing a season of {cases} cases; this takes a few minutes, once", flush=True)
        await _play_season(unfinished, city, secrets, cases=cases)
    unfinished.rename(folder)


async def furnish(system: System, city: Path, password: str) -> dict[str, Person]:
    """Administrator, organisations, reference data and one account per role; who there is."""
    data = read_city(city)
    root = next(each for each in data.organisations if each.parent_code is None)
    people = demo_people(data.organisations)
    await create_administrator(
        system.runtimes["identity"].database,
        username=ADMINISTRATOR,
        name=next(each.name for each in people if each.username == ADMINISTRATOR),
        password=password,
        organisation_code=root.code,
        organisation_name=root.name,
    )
    return await furnish_over_http(system.client, city, password)


async def furnish_over_http(
    client: httpx.AsyncClient, city: Path, password: str
) -> dict[str, Person]:
    """As `furnish`, for a system that has its administrator already."""
    people = demo_people(read_city(city).organisations)
    administrator = Person(client, ADMINISTRATOR, password)
    await administrator.lend_session(lambda lent: load(city, lent, say=lambda line: None))
    accounts = [
        {
            "username": each.username,
            "name": each.name,
            "organisation_code": each.organisation_code,
            "grants": [{"role": role, "organisation_code": code} for role, code in each.roles],
            "password": password,
        }
        for each in people
        if each.username != ADMINISTRATOR
    ]
    await administrator.put("/api/identity/people", {"people": accounts})
    return {each.username: Person(client, each.username, password) for each in people}


async def _play_season(folder: Path, city: Path, secrets: Secrets, *, cases: int) -> None:
    """Live through a believable season, with the clock going from weeks ago to now."""
    data = read_city(city)
    clock = TurnedClock(-timedelta(days=DAYS + 1))
    async with embedded(folder, secrets, clock=clock) as system:
        people = {
            each.username: Person(system.client, each.username, secrets.password)
            for each in demo_people(data.organisations)
        }
        season = Season(system, clock, people, data, cases=cases)
        await season.play(say=lambda line: print(line, flush=True))


def announce(address: str, secrets: Secrets) -> None:
    """Tell where it is and who can sign in."""
    print(f"\n市容 Shirong is running at {address}   (Ctrl-C stops it)\n")
    print(f"Demo accounts, all with the password {secrets.password}")
    for role, username in ACCOUNTS:
        print(f"  {username:<16}{role}")
    print(flush=True)


ACCOUNTS = (
    ("系统管理员 administrator", "admin"),
    ("采集员 inspector (站前街道)", "inspector-zqj"),
    ("审核员 reviewer", "reviewer1"),
    ("分管领导 leader", "leader1"),
    ("处置员 handler (新抚区)", "handler-xf"),
    ("督导员 supervisor", "brigade1"),
    ("核查员 verifier", "verifier1"),
    ("牵头部门管理员 lead administrator", "lead1"),
    ("督查 observer", "observer1"),
)
