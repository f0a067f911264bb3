"""Where a city lies that is backed up or restored: a folder, or the servers of an environment."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url

from deploy.backup import files, servers
from deploy.backup.manifest import Broken, write
from services.chassis.objects import Objects, open_objects

SERVICES = ("identity", "intake", "review", "dispatch", "closure", "media", "notice", "ledger")
"""In the order their databases are looked at: intake hands pictures to media, so media is later."""
STORES = ("photos", "exports")


class Place(Protocol):
    """A city's databases, objects and secrets."""

    @property
    def form(self) -> str:
        """`embedded` or `distributed`."""

    def stores(self) -> dict[str, Objects]:
        """Its object stores by the names a backup gives them."""

    async def save(self, folder: Path) -> None:
        """Write its databases into the folder, all of one moment."""

    async def fill(self, folder: Path) -> None:
        """Take its databases from the folder."""

    def secrets(self) -> bytes:
        """The file that holds its keys."""

    async def begin(self, secrets: bytes) -> None:
        """Keep the secrets; `Broken` where a city is there already, of which nothing changes."""

    def finish(self) -> None:
        """All is there: let the city be found."""


@dataclass(frozen=True)
class Folder:
    """The one-process form's data folder."""

    path: Path
    form: str = "embedded"

    @property
    def _unfinished(self) -> Path:
        return self.path.with_name(self.path.name + ".unfinished")

    def stores(self) -> dict[str, Objects]:
        place = self.path if self.path.exists() else self._unfinished
        names = {"photos": "objects", "exports": "exports"}
        return {each: open_objects(f"file://{place / name}") for each, name in names.items()}

    async def save(self, folder: Path) -> None:
        databases = {name: self.path / f"{name}.db" for name in SERVICES}
        for path in databases.values():
            if not path.is_file():
                raise Broken(f"there is no city in {self.path}: {path.name} is missing")
        files.copy(databases, folder)

    async def begin(self, secrets: bytes) -> None:
        if self.path.exists():
            raise Broken(f"{self.path} is there already; a restore never writes over anything")
        shutil.rmtree(self._unfinished, ignore_errors=True)
        self._unfinished.mkdir(parents=True)
        write(self._unfinished / "secrets.json", secrets)

    async def fill(self, folder: Path) -> None:
        for name in SERVICES:
            files.copy_whole(folder / f"{name}.db", self._unfinished / f"{name}.db")

    def secrets(self) -> bytes:
        return (self.path / "secrets.json").read_bytes()

    def finish(self) -> None:
        self._unfinished.rename(self.path)


class ServerSettings(BaseSettings):
    """Each field is `BACKUP_` and its name in capitals, in the environment."""

    model_config = SettingsConfigDict(env_prefix="BACKUP_", frozen=True)

    postgres_url: str
    """`postgresql://superuser:password@host:port`: whoever reads every database"""
    photos_url: str
    exports_url: str
    """`http(s)://access:secret@host:port/bucket`"""
    environment: Path
    """The installation's `.env`"""


@dataclass(frozen=True)
class Servers:
    """The distributed form's servers."""

    databases: Mapping[str, URL]
    objects: Mapping[str, str]
    secrets_file: Path
    form: str = "distributed"

    @classmethod
    def of_environment(cls) -> "Servers":
        """As the environment names them."""
        try:
            given = ServerSettings()
        except ValidationError as error:
            names = [f"BACKUP_{each['loc'][0]}".upper() for each in error.errors()]
            raise Broken(f"the environment lacks {', '.join(names)}") from None
        url = make_url(given.postgres_url)
        return cls(
            {name: url.set(database=name) for name in SERVICES},
            {"photos": given.photos_url, "exports": given.exports_url},
            given.environment,
        )

    def stores(self) -> dict[str, Objects]:
        return {name: open_objects(url) for name, url in self.objects.items()}

    async def save(self, folder: Path) -> None:
        await servers.dump(self.databases, folder)

    async def begin(self, secrets: bytes) -> None:
        """The servers run by these secrets already: other ones couldn't open what is restored."""
        if not self.secrets_file.exists():
            write(self.secrets_file, secrets)
        elif self.secrets_file.read_bytes() != secrets:
            raise Broken(f"{self.secrets_file} differs from the backup's; put that one there first")
        for place in self.databases.values():
            await servers.require_empty(place)

    async def fill(self, folder: Path) -> None:
        await servers.load(self.databases, folder)

    def secrets(self) -> bytes:
        return self.secrets_file.read_bytes()

    def finish(self) -> None:
        """Nothing is hidden meanwhile: the services are started afterwards."""
