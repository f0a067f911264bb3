"""Settings from the environment, checked once at start-up and passed down."""

import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

FILE = "_FILE"
LOCAL_BUS = "local:"
"""The bus URL of the one-process form."""


class Settings(BaseSettings):
    """What every service needs to know. Each field is `SHIRONG_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="SHIRONG_", frozen=True, extra="ignore")

    database_url: str
    """`postgresql+asyncpg://…` or `sqlite+aiosqlite:///…`; over TLS with
    `?ssl=verify-full&sslrootcert=/path/of/the/authority.pem`"""
    bus_url: str
    """`amqp://…`, over TLS `amqps://…?cafile=/path/of/the/authority.pem`, or `local:` in the
    one-process form"""
    identity_url: str = "http://identity:8000/api/identity"
    """Where the keys that sign access tokens are published"""
    issuer: str = "shirong"
    cursor_secret: str = Field(min_length=16)
    """Signs page cursors, so that nobody composes their own"""
    time_zone: str = "Asia/Shanghai"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    database_pool: int = Field(default=8, ge=1, le=100)
    retry_delays: tuple[float, ...] = (5.0, 60.0, 600.0)
    """Seconds before a failed message is tried again; after the last one it is parked"""
    log_level: str = "info"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not url.startswith(("postgresql+asyncpg://", "sqlite+aiosqlite:///")):
            raise ValueError("must begin with postgresql+asyncpg:// or sqlite+aiosqlite:///")
        # Anything less would speak to whoever answers.
        if parse_qs(urlsplit(url).query).get("ssl", ["verify-full"]) != ["verify-full"]:
            raise ValueError("knows ssl=verify-full alone")
        return url

    @field_validator("bus_url")
    @classmethod
    def _known_bus(cls, url: str) -> str:
        if url != LOCAL_BUS and not url.startswith(("amqp://", "amqps://")):
            raise ValueError("must begin with amqp:// or amqps://, or be local:")
        return url


def read_files(environment: MutableMapping[str, str]) -> None:
    """Put the content of each file that a `SHIRONG_…_FILE` names in place of its variable, as
    secrets are handed over where a process's environment can be read by others."""
    for name, path in list(environment.items()):
        if name.startswith("SHIRONG_") and name.endswith(FILE):
            plain = name.removesuffix(FILE)
            if plain in environment:
                raise SystemExit(f"cannot start: both {plain} and {name} are set")
            try:
                environment[plain] = Path(path).read_text("utf-8").strip()
                del environment[name]
            except OSError as error:
                raise SystemExit(f"cannot start: {name} can't be read: {error.strerror}") from None


AnySettings = TypeVar("AnySettings", bound=Settings)


def read_settings(kind: type[AnySettings], **fixed: Any) -> AnySettings:
    """The settings of this process; ends it with one sentence that names what is wrong. What is
    `fixed` isn't the environment's to say."""
    read_files(os.environ)
    try:
        return kind(**fixed)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "SHIRONG_" + "_".join(str(part) for part in first["loc"]).upper()
        problem = "is not set" if first["type"] == "missing" else first["msg"]
        raise SystemExit(f"cannot start: {name} {problem}") from None
